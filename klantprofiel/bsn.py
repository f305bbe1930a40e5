"""Keeping a BSN: encrypted for showing it, hashed with a key for finding a double, three digits for the mask.

The keys are those of `coa_portal.common.crypto`. `settings.BSN_HASH_KEY` is the key of hashes from before that
module; it is needed until `manage.py rotate_keys` has run once.
"""

import hashlib
import hmac
from uuid import UUID

from django.conf import settings

from coa_portal.common import crypto
from coa_portal.common.errors import DomainError

PURPOSE = "bsn"
COLUMN = crypto.EncryptedColumn(
    "klantprofiel.Burgerservicenummer", "ciphertext", PURPOSE, "vergunninghouder_id", "keyed_hash"
)


def encrypt(digits: str, person: UUID) -> str:
    """Ciphertext of nine digits, readable for this person's row alone."""
    return crypto.encrypt(digits, purpose=PURPOSE, context=str(person))


def decrypt(ciphertext: str, person: UUID) -> str:
    """The nine digits; DomainError when none of the keys fits or it is not this person's."""
    try:
        return crypto.decrypt(ciphertext, purpose=PURPOSE, context=str(person))
    except crypto.CannotDecrypt:
        raise DomainError(
            "Het BSN kan niet worden gelezen. Meld dit bij de beheerder.", code="bsn_key"
        ) from None


def keyed_hash(digits: str) -> str:
    """The same for the same number, and worthless without the key: there are only 10^9 numbers to try."""
    return crypto.keyed_hash(digits, purpose=PURPOSE)


def all_hashes(digits: str) -> list[str]:
    """How the number may be stored while keys are being rotated."""
    hashes = crypto.keyed_hashes(digits, purpose=PURPOSE)
    if settings.BSN_HASH_KEY:
        hashes.append(hmac.new(settings.BSN_HASH_KEY.encode(), digits.encode(), hashlib.sha256).hexdigest())
    return hashes
