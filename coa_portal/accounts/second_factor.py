"""Reads on second factors: what an account has, and how a new app is shown to its owner."""

import base64
import hashlib
import io
import secrets
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import segno

from coa_portal.accounts.factor_models import Herstelcode, Passkey, TotpApparaat
from coa_portal.accounts.models import Gebruiker

ISSUER = "COA-portaal"
RECOVERY_CODES = 10
_SECRET_BYTES = 20  # RFC 4226: as long as the hash
_CODE_BYTES = 10  # 80 bits: nobody tries them all, not even with the table of hashes in hand


@dataclass(frozen=True)
class Methods:
    """The second factors of one account."""

    app: TotpApparaat | None
    passkeys: list[Passkey]
    codes_left: int

    @property
    def is_any(self) -> bool:
        """Whether the account can pass the second step; a recovery code alone is no method to keep."""
        return self.app is not None or bool(self.passkeys)

    @property
    def count(self) -> int:
        """How many there are, recovery codes left out."""
        return len(self.passkeys) + (self.app is not None)


def methods_of(account: Gebruiker) -> Methods:
    """What the account has, in three queries."""
    return Methods(
        app=TotpApparaat.objects.filter(user=account).first(),
        passkeys=list(account.passkeys.all()),
        codes_left=account.herstelcodes.filter(used_at=None).count(),
    )


def new_secret() -> str:
    """A secret for an app, in base32."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def in_groups(secret: str) -> str:
    """As people copy it: four letters at a time."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def qr_svg(account: Gebruiker, secret: str) -> bytes:
    """The picture that an app scans, as SVG without inline style (key URI format of Google Authenticator)."""
    label = quote(f"{ISSUER}:{account.email}")
    parameters = urlencode({"secret": secret, "issuer": ISSUER, "digits": 6, "period": 30})
    picture = io.BytesIO()
    code = segno.make(f"otpauth://totp/{label}?{parameters}", error="m", micro=False)
    code.save(picture, kind="svg", scale=5, border=4, light="#fff", dark="#000")
    return picture.getvalue()


def new_recovery_code() -> str:
    """Four groups of four letters and digits."""
    return "-".join(in_groups(base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode()).split())


def hash_recovery_code(account: Gebruiker, typed: str) -> str:
    """What is kept of a code, however it is typed. A plain hash: with 80 random bits it needs no key, and so it
    survives the rotation of keys."""
    compact = "".join(sign for sign in typed.upper() if sign.isalnum())
    # people read these as letters; base32 has neither digit
    compact = compact.replace("0", "O").replace("1", "I")
    return hashlib.sha256(f"{account.pk}:{compact}".encode()).hexdigest()


def unused_code(account: Gebruiker, typed: str) -> Herstelcode | None:
    """The row of a code of this account that was not used yet, locked; else None."""
    rows = Herstelcode.objects.select_for_update().filter(gebruiker=account, used_at=None)
    return rows.filter(code_hash=hash_recovery_code(account, typed)).first()
