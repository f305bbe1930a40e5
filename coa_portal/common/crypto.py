"""What stands encrypted in the database: a BSN, the secret of a second factor.

One key ring, `settings.FIELD_KEYS` (32 bytes each, base64, the newest first: it encrypts, all of them read). Every
purpose works with keys of its own, derived from the ring (HKDF-SHA256): the ciphertext of one purpose is worthless
for another. The context (the key of the row's owner) is authenticated with it, so that a ciphertext that somebody
with access to the database copies to another row cannot be read there either.

A table with such a column registers it (`register_encrypted`), so that `manage.py rotate_keys` finds it.
"""

import base64
import binascii
import functools
import hashlib
import hmac
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_BYTES = 32
_VERSION = "1"
_NONCE_BYTES = 12
# the one purpose that was encrypted (Fernet, with the keys of the ring themselves) before this module was there
_PURPOSE_BEFORE = "bsn"


class CannotDecrypt(Exception):
    """No key of the ring fits, or the text was changed, or it belongs to another purpose or row."""


def encrypt(text: str, *, purpose: str, context: str) -> str:
    """Ciphertext of `text` under the newest key; read it back with the same purpose and context.

    `purpose` is a fixed word per kind of secret ("bsn", "totp"); `context` the key of the row or of its owner.
    """
    key = _ring()[0]
    nonce = os.urandom(_NONCE_BYTES)
    sealed = _cipher(key, purpose).encrypt(nonce, text.encode(), context.encode())
    return f"{_VERSION}.{_key_id(key)}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def decrypt(ciphertext: str, *, purpose: str, context: str) -> str:
    """The text; CannotDecrypt when no key of the ring fits or it was not made for this purpose and context."""
    if _is_from_before(ciphertext) and purpose == _PURPOSE_BEFORE:
        return _decrypt_from_before(ciphertext)
    try:
        version, key_id, body = ciphertext.split(".")
        raw = base64.b64decode(body, altchars=b"-_", validate=True)
        # one way of writing alone: base64 leaves bits over that anybody may turn
        if version != _VERSION or base64.urlsafe_b64encode(raw).decode() != body:
            raise CannotDecrypt
        key = next(key for key in _ring() if _key_id(key) == key_id)
        cipher = _cipher(key, purpose)
        return cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], context.encode()).decode()
    except (ValueError, StopIteration, InvalidTag, binascii.Error):
        raise CannotDecrypt from None


def needs_reencryption(ciphertext: str) -> bool:
    """Whether it was made with another key than the newest."""
    return not ciphertext.startswith(current_prefix())


def current_prefix() -> str:
    """How every ciphertext of the newest key begins; the same for all purposes."""
    return f"{_VERSION}.{_key_id(_ring()[0])}."


def reencrypt(ciphertext: str, *, purpose: str, context: str) -> str:
    """The same text under the newest key. Raises CannotDecrypt."""
    return encrypt(decrypt(ciphertext, purpose=purpose, context=context), purpose=purpose, context=context)


def keyed_hash(text: str, *, purpose: str) -> str:
    """64 hex characters: the same for the same text, and worthless without the key."""
    return _hash(_ring()[0], text, purpose)


def keyed_hashes(text: str, *, purpose: str) -> list[str]:
    """The hash under every key of the ring, the newest first: to find a row while keys are being rotated."""
    return [_hash(key, text, purpose) for key in _ring()]


@dataclass(frozen=True)
class EncryptedColumn:
    """Where ciphertext stands, and all that is needed to renew it."""

    model: str  # "app.Model"
    field: str
    purpose: str
    context_field: str  # the attribute whose text was given as context, e.g. "account_id"
    hash_field: str = ""  # holds keyed_hash(text, purpose=purpose)


_registry: dict[tuple[str, str], EncryptedColumn] = {}


def register_encrypted(column: EncryptedColumn) -> None:
    """Make a column known to the rotation of keys; called in an app's ready()."""
    _registry[column.model, column.field] = column


def encrypted_columns() -> list[EncryptedColumn]:
    """All registered columns, in a fixed order."""
    return [_registry[key] for key in sorted(_registry)]


def valid_key(text: str) -> bool:
    """Whether this is 32 bytes in (URL-safe) base64."""
    try:
        return len(base64.b64decode(text, altchars=b"-_", validate=True)) == KEY_BYTES
    except (ValueError, binascii.Error):
        return False


def _ring() -> list[str]:
    keys: list[str] = settings.FIELD_KEYS
    return keys


@functools.lru_cache(maxsize=64)
def _derived(key: str, info: str) -> bytes:
    # no salt: the keys of the ring are random themselves, and a derived key must come out the same everywhere
    raw = base64.urlsafe_b64decode(key)
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"coa-portaal {info}".encode()).derive(raw)


def key_id(key: str) -> str:
    """Which key made something, without telling anything about the key."""
    return _key_id(key)


def hash_with(key: str, text: str, *, purpose: str) -> str:
    """As `keyed_hash`, with a key of another ring than `settings.FIELD_KEYS`."""
    return _hash(key, text, purpose)


def _key_id(key: str) -> str:
    return _derived(key, "id")[:4].hex()


def _cipher(key: str, purpose: str) -> AESGCM:
    return AESGCM(_derived(key, f"encrypt {purpose}"))


def _hash(key: str, text: str, purpose: str) -> str:
    return hmac.new(_derived(key, f"hash {purpose}"), text.encode(), hashlib.sha256).hexdigest()


def _is_from_before(ciphertext: str) -> bool:
    return ciphertext.startswith("gAAAA")


def _decrypt_from_before(ciphertext: str) -> str:
    try:
        return MultiFernet([Fernet(key) for key in _ring()]).decrypt(ciphertext.encode()).decode()
    except (InvalidToken, ValueError):
        raise CannotDecrypt from None
