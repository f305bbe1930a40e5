"""What a person has besides a password: an app for codes, recovery codes, passkeys.

Secrets are kept encrypted (`common.crypto`) or hashed. The tables belong to the login role: who signs in is not
known yet, so no row-level policy can tell own rows from others'; the roles behind the wall have no right on
them, but that the beheerder may count and remove (docs/besluiten/0008).
"""

import base64
import time
import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django_otp.models import Device, DeviceManager, TimestampMixin
from django_otp.oath import TOTP

from coa_portal.common import crypto
from coa_portal.common.errors import DomainError
from coa_portal.common.models import BaseModel

TOTP_PURPOSE = "totp"  # of the ciphertext (`common.crypto`)
TOTP_DIGITS = 6
TOTP_STEP = 30  # seconds
# codes of the step before and after count too: telephones are a little off, and people type slowly
_TOLERANCE = 1
# how far the clock of a telephone may have crept away, in steps
_MAX_DRIFT = 2


def totp_of(secret: str, drift: int = 0) -> TOTP:
    """The codes of a base32 secret, now."""
    totp = TOTP(base32_bytes(secret), step=TOTP_STEP, digits=TOTP_DIGITS, drift=drift)
    totp.time = time.time()
    return totp


def base32_bytes(secret: str) -> bytes:
    """The bytes of a secret as people type it: spaces and small letters do not matter."""
    compact = secret.replace(" ", "").upper()
    return base64.b32decode(compact + "=" * (-len(compact) % 8))


class TotpApparaat(TimestampMixin, Device):  # type: ignore[misc]
    """The app with which a person makes codes; one per account. `last_t` refuses a code that was used.

    Without the library's own wait after a wrong code: it knows no trusted browser, so who knows the password could
    hold the owner up for good. `accounts.brakes` counts wrong codes and lets the owner pass.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    secret = models.TextField(editable=False)
    drift = models.SmallIntegerField(default=0, editable=False)
    last_t = models.BigIntegerField(default=-1, editable=False)

    objects: ClassVar[DeviceManager] = DeviceManager()

    class Meta:
        verbose_name = "app voor inlogcodes"
        verbose_name_plural = "apps voor inlogcodes"
        constraints = [models.UniqueConstraint(fields=["user"], name="totp_one_per_account")]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def plain_secret(self) -> str:
        """The secret in base32; DomainError when no key fits."""
        try:
            return crypto.decrypt(self.secret, purpose=TOTP_PURPOSE, context=str(self.user_id))
        except crypto.CannotDecrypt:
            raise DomainError(
                "Uw code kan niet worden gecontroleerd. Meld dit bij de beheerder.", code="totp_key"
            ) from None

    def set_secret(self, secret: str) -> None:
        """Take another base32 secret; every code of the former one is refused from now on."""
        self.secret = crypto.encrypt(secret, purpose=TOTP_PURPOSE, context=str(self.user_id))
        self.drift, self.last_t = 0, -1

    def verify_token(self, token: str) -> bool:
        """Whether the code is right and was not used before; a right one is used up.

        Saves the row: call it on a locked one, in a transaction that is committed.
        """
        totp = totp_of(self.plain_secret, self.drift)
        is_code = len(token) == TOTP_DIGITS and token.isascii() and token.isdigit()
        if not is_code or not totp.verify(int(token), _TOLERANCE, self.last_t + 1):
            return False
        self.last_t = totp.t()
        self.drift = max(-_MAX_DRIFT, min(_MAX_DRIFT, totp.drift))
        self.set_last_used_timestamp(commit=False)
        self.save()
        return True


class Herstelcode(BaseModel):
    """A code for once, for who lost the app and the passkeys. Only its keyed hash is kept."""

    gebruiker = models.ForeignKey("accounts.Gebruiker", on_delete=models.PROTECT, related_name="herstelcodes")
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "herstelcode"
        verbose_name_plural = "herstelcodes"

    def __str__(self) -> str:
        return "gebruikt" if self.used_at else "ongebruikt"


class Passkey(BaseModel):
    """A key that a telephone, computer or security key keeps for its owner (WebAuthn). Nothing secret here."""

    gebruiker = models.ForeignKey("accounts.Gebruiker", on_delete=models.PROTECT, related_name="passkeys")
    naam = models.CharField("naam", max_length=60)
    credential_id = models.CharField(max_length=1400, unique=True, editable=False)  # base64url
    public_key = models.BinaryField(editable=False)
    sign_count = models.BigIntegerField(default=0, editable=False)
    transports = ArrayField(models.CharField(max_length=20), default=list, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "passkey"
        verbose_name_plural = "passkeys"
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.naam


class Beveiligingsbericht(BaseModel):
    """An e-mail about the security of an account that must still go out, or went out; holds no personal data."""

    gebruiker = models.ForeignKey("accounts.Gebruiker", on_delete=models.PROTECT, related_name="+")
    soort = models.CharField(max_length=30)
    next_try_at = models.DateTimeField(null=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "beveiligingsbericht"
        verbose_name_plural = "beveiligingsberichten"

    def __str__(self) -> str:
        return self.soort
