"""The person in the reading log: a keyed hash instead of a number or a name.

Keys: `settings.READING_LOG_KEYS` (32 bytes each, base64, the newest first). The newest makes pseudonyms; who holds
the ring finds every line of one person, and nobody else does. A line says which key made it, so that a key can be
retired: its lines then belong to nobody any more, which is how a pseudonym ends.
"""

from functools import lru_cache

from django.conf import settings

from coa_portal.common.crypto import hash_with, key_id

_PURPOSE = "leeslog"


def pseudonym(subject: object) -> tuple[str, str]:
    """(pseudonym, id of the key) of a person, under the newest key."""
    key = settings.READING_LOG_KEYS[0]
    return hash_with(key, str(subject), purpose=_PURPOSE), _id_of(key)


def pseudonyms(subject: object) -> list[str]:
    """The pseudonyms of a person under every key that is still there, to find older lines too."""
    return [hash_with(key, str(subject), purpose=_PURPOSE) for key in settings.READING_LOG_KEYS]


@lru_cache(maxsize=16)
def _id_of(key: str) -> str:
    return key_id(key)
