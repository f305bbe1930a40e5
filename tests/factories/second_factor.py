"""The app of an account in tests, and its codes."""

from typing import Any

from coa_portal.accounts.actions import set_app
from coa_portal.accounts.factor_models import TotpApparaat, totp_of
from coa_portal.accounts.models import Gebruiker

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def give_app(account: Gebruiker, secret: str = SECRET) -> TotpApparaat:
    """An app with a known secret, of which no code was used yet."""
    set_app(gebruiker=account, secret=secret, used_t=-1, may_replace=True, acting_user=None)
    found: TotpApparaat = TotpApparaat.objects.get(user=account)
    return found


def code_now(secret: str = SECRET, steps: int = 0) -> str:
    """The code of this moment, or of so many half minutes later."""
    return f"{totp_of(secret, drift=steps).token():06d}"


def sign_in(browser: Any, account: Gebruiker, password: str, next_url: str = "") -> Any:
    """Both steps, by their forms; the answer to the second one. The account needs an app (`give_app`)."""
    fields = {"email": account.email, "password": password, "next": next_url}
    answer = browser.post("/inloggen/", fields)
    assert answer.status_code == 302, answer.content.decode()
    return browser.post(answer.url, {"code": code_now()})
