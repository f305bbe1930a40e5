"""Numbers that all processes may remember for a short while, in Valkey: for what costs more to count than it is worth.

Nothing depends on them: while Valkey is away there is simply nothing remembered, and a page waits for it once in ten
seconds at most. Keys are hashed, so that no account stands in Valkey.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import redis
from django.conf import settings
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)
_RETRY_SECONDS = 10.0


class _Shared:
    """The connection to Valkey, and until when it is left alone."""

    def __init__(self) -> None:
        self._client: Any = None
        self._silent_until = 0.0
        self._lock = threading.Lock()

    def ask(self, question: Callable[[Any], Any]) -> Any:
        """The answer, or None while Valkey does not give one."""
        if time.monotonic() < self._silent_until:
            return None
        try:
            return question(self._connected())
        except redis.RedisError as error:
            self._silent_until = time.monotonic() + _RETRY_SECONDS
            # the kind alone: the message quotes the address with its password
            logger.warning("shortlived: no answer of Valkey (%s)", type(error).__name__)
            return None

    def _connected(self) -> Any:
        with self._lock:
            if self._client is None:
                self._client = redis.Redis.from_url(
                    settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=0.5
                )
            return self._client


_shared = _Shared()


def _key(parts: tuple[object, ...]) -> str:
    text = "\x00".join(str(part) for part in (settings.THROTTLE_NAMESPACE, *parts))
    return "shortlived:" + salted_hmac("coa_portal.shortlived", text, algorithm="sha256").hexdigest()[:40]


def keep(number: int, seconds: int, *parts: object) -> None:
    """Remember a number for so many seconds."""
    key = _key(parts)
    _shared.ask(lambda client: client.set(key, number, ex=seconds))


def kept(*parts: object) -> int | None:
    """What is remembered; None when nothing is, or when Valkey does not answer."""
    key = _key(parts)
    found = _shared.ask(lambda client: client.get(key))
    return int(found) if found is not None else None


def drop(*parts: object) -> None:
    """Remember it no longer."""
    key = _key(parts)
    _shared.ask(lambda client: client.delete(key))
