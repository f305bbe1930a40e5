"""Sessions whose content is unreadable in the database: a session holds what somebody searched for, or the name in a
message that is still to be shown, and its table is read by the role without dossier rights (DESIGN §10)."""

import json
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from coa_portal.common import crypto

_PURPOSE = "sessie"


class SessionStore(DatabaseStore):
    """`SESSION_ENGINE`. What no key reads (or was never encrypted) is an empty session: that person signs in again."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Ciphertext, bound to nothing but its purpose: the key of a session changes while its content stays."""
        return crypto.encrypt(json.dumps(session_dict), purpose=_PURPOSE, context="")

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """The content; {} when it cannot be read."""
        try:
            content: dict[str, Any] = json.loads(
                crypto.decrypt(_text(session_data), purpose=_PURPOSE, context="")
            )
        except crypto.CannotDecrypt:
            return {}
        return content


def _text(data: bytes | str) -> str:
    return data.decode(errors="replace") if isinstance(data, bytes) else data
