"""Keeping a BSN: encrypted for showing it, hashed with a key for finding a double, three digits for the mask.

Keys: `settings.BSN_KEYS` (Fernet, the newest first: it encrypts, all decrypt) and `settings.BSN_HASH_KEY`.
"""

import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from coa_portal.common.errors import DomainError


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.BSN_KEYS])


def encrypt(digits: str) -> str:
    """Ciphertext of nine digits."""
    return _cipher().encrypt(digits.encode()).decode()


def decrypt(ciphertext: str) -> str:
    """The nine digits; DomainError when none of the keys fits."""
    try:
        return _cipher().decrypt(ciphertext.encode()).decode()
    except InvalidToken:
        raise DomainError(
            "Het BSN kan niet worden gelezen. Meld dit bij de beheerder.", code="bsn_key"
        ) from None


def keyed_hash(digits: str) -> str:
    """The same for the same number, and worthless without the key: there are only 10^9 numbers to try."""
    return hmac.new(settings.BSN_HASH_KEY.encode(), digits.encode(), hashlib.sha256).hexdigest()
