"""Counting uses and failures over all processes, in Valkey: what rate limits and brakes on guessing stand on.

The library `limits` counts; this module hashes the keys, so that no address and no account stands in Valkey, and
goes on with a count per process while Valkey is away: nobody is shut out and no page fails because of it.
"""

import functools
import logging
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import limits
from django.conf import settings
from django.utils.crypto import salted_hmac
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter

logger = logging.getLogger(__name__)
T = TypeVar("T")
_Storage = RedisStorage | MemoryStorage

# how long a process counts by itself before it asks Valkey again: a page must not wait for a dead server
_RETRY_SECONDS = 10.0


class _Counters:
    """The shared counters, and those of this process for when the shared ones do not answer."""

    def __init__(self) -> None:
        self._shared: RedisStorage | None = None
        self._own: MemoryStorage | None = None
        self._own_until = 0.0
        self._lock = threading.Lock()

    def ask(self, question: Callable[[_Storage], T]) -> T:
        """The answer of the shared counters, or of our own when those do not answer."""
        if time.monotonic() >= self._own_until:
            try:
                return question(self._shared_storage())
            except StorageError as error:
                self._own_until = time.monotonic() + _RETRY_SECONDS
                # the cause alone: the message of the library quotes the address with its password
                logger.warning("throttle: no answer of Valkey (%s), this process counts by itself",
                               type(error.__cause__ or error).__name__)  # fmt: skip
        return question(self._own_storage())

    def _shared_storage(self) -> RedisStorage:
        with self._lock:
            if self._shared is None:
                self._shared = RedisStorage(
                    settings.REDIS_URL,
                    key_prefix="throttle",
                    wrap_exceptions=True,
                    socket_connect_timeout=0.5,
                    socket_timeout=0.5,
                )
            return self._shared

    def _own_storage(self) -> MemoryStorage:
        # made when needed: it starts a thread
        with self._lock:
            if self._own is None:
                self._own = MemoryStorage()
            return self._own


_counters = _Counters()


def _key(parts: tuple[object, ...]) -> str:
    text = "\x00".join(str(part) for part in (settings.THROTTLE_NAMESPACE, *parts))
    return salted_hmac("coa_portal.throttle", text, algorithm="sha256").hexdigest()[:40]


@functools.cache
def parse_rate(rate: str) -> limits.RateLimitItem:
    """A rate such as "30/minute"; ValueError when it is not one."""
    return limits.parse(rate)


def hit(rate: str, *parts: object) -> int:
    """Count one use of what `parts` name; 0 when it is within the rate, else the seconds to wait.

    The window moves: at no moment were there more uses than the rate says in the time before it.
    """
    item, key = parse_rate(rate), _key(parts)

    def count(storage: _Storage) -> int:
        limiter = MovingWindowRateLimiter(storage)
        if limiter.hit(item, key):
            return 0
        return max(1, math.ceil(limiter.get_window_stats(item, key).reset_time - time.time()))

    return _counters.ask(count)


@dataclass(frozen=True)
class Ladder:
    """How failures are answered: `free` of them without a wait, then a wait after each, longer every time.

    `waits` in seconds; the last one repeats, so that nobody ever waits longer. Failures are forgotten `window`
    seconds after the first.
    """

    free: int
    waits: tuple[int, ...]
    window: int

    def wait_after(self, failures: int) -> int:
        """Seconds to wait after that many failures."""
        over = failures - self.free
        return 0 if over < 0 else self.waits[min(over, len(self.waits) - 1)]


@dataclass(frozen=True)
class Place:
    """What one attempt took on a ladder: `wait` is 0 when it may be made, else the seconds to wait.

    `parts` name who is counted. `holds_stop`: the wait of whoever comes next was started by this attempt.
    """

    ladder: Ladder
    parts: tuple[object, ...]
    wait: int = 0
    holds_stop: bool = False


def reserve(ladder: Ladder, *parts: object) -> Place:
    """Count one attempt before its outcome is known.

    Counting afterwards would let a thousand attempts at once all be judged on the same count. An attempt that
    was right is given back with `give_back`, so that failures are what remains.
    """
    failures, stop = _key(("failures", *parts)), _key(("stop", *parts))

    def count(storage: _Storage) -> Place:
        if storage.get(stop) > 0:
            return Place(ladder, parts, _seconds_left(storage, stop))
        wait = ladder.wait_after(storage.incr(failures, ladder.window))
        if wait and storage.incr(stop, wait) > 1:
            # another attempt at the same moment took the only place
            return Place(ladder, parts, _seconds_left(storage, stop))
        return Place(ladder, parts, holds_stop=bool(wait))

    return _counters.ask(count)


def give_back(place: Place) -> None:
    """The attempt was right, or not made: it does not count as a failure, and nobody has to wait for it."""
    failures, stop = _key(("failures", *place.parts)), _key(("stop", *place.parts))

    def undo(storage: _Storage) -> None:
        storage.incr(failures, place.ladder.window, -1)
        if place.holds_stop:
            storage.clear(stop)

    _counters.ask(undo)


def remember(seconds: int, *parts: object) -> None:
    """Note that something happened, for so many seconds from now."""
    key = _key(("remember", *parts))

    def note(storage: _Storage) -> None:
        storage.clear(key)
        storage.incr(key, seconds)

    _counters.ask(note)


def remembers(*parts: object) -> bool:
    """Whether it was noted and not too long ago."""
    return _counters.ask(lambda storage: storage.get(_key(("remember", *parts))) > 0)


def forget(*parts: object) -> None:
    """Start anew: no failures, no wait."""
    failures, stop = _key(("failures", *parts)), _key(("stop", *parts))

    def clear(storage: _Storage) -> None:
        storage.clear(failures)
        storage.clear(stop)

    _counters.ask(clear)


def seconds_left(*parts: object) -> int:
    """How long these attempts still have to wait; 0 when they need not. Counts nothing."""
    stop = _key(("stop", *parts))
    return _counters.ask(lambda storage: _seconds_left(storage, stop) if storage.get(stop) > 0 else 0)


def _seconds_left(storage: _Storage, key: str) -> int:
    return max(1, math.ceil(storage.get_expiry(key) - time.time()))
