"""The demo tells its visitors the code of the second step. Only with PORTAL_DEMO, and never elsewhere: outside the
demo an account with a secret of the demo does not get in, in case somebody loaded the demo into real data."""

import base64
import hashlib

from django.conf import settings

from coa_portal.accounts.factor_models import TotpApparaat, totp_of


def demo_secret(email: str) -> str:
    """The secret of a demo account, the same every time; no secret at all, by design."""
    digest = hashlib.sha256(f"coa-portaal demo {email}".encode()).digest()
    return base64.b32encode(digest[:20]).decode()


def is_demo_secret(email: str, secret: str) -> bool:
    """Whether this is the secret that everybody knows."""
    return secret == demo_secret(email)


def code_to_show(app: TotpApparaat | None) -> str:
    """The code that works now, "123 456"; "" outside the demo, and when the two that fit were used already."""
    if not settings.PORTAL_DEMO or app is None:
        return ""
    totp = totp_of(app.plain_secret, app.drift)
    if totp.t() <= app.last_t:
        totp.drift += 1  # used a moment ago: the next one is accepted too
    if totp.t() <= app.last_t:
        return ""
    code = f"{totp.token():06d}"
    return f"{code[:3]} {code[3:]}"


def code_of_secret(secret: str) -> str:
    """The same while an app is being set up."""
    if not settings.PORTAL_DEMO:
        return ""
    code = f"{totp_of(secret).token():06d}"
    return f"{code[:3]} {code[3:]}"
