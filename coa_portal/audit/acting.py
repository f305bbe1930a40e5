"""Who is acting: one context variable that history rows, actions and tasks share."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")

_acting: ContextVar[Any] = ContextVar("acting_account", default=None)
_is_writing: ContextVar[bool] = ContextVar("is_writing", default=False)
_after_writing: list[Callable[[str, Any], None]] = []


def acting_account() -> Any:
    """The account in whose name something is being written; None for the system itself."""
    return _acting.get()


@contextmanager
def acting_as(gebruiker: Any) -> Iterator[None]:
    """Write in the name of `gebruiker` until the block ends."""
    token = _acting.set(gebruiker)
    try:
        yield
    finally:
        _acting.reset(token)


def after_writing(step: Callable[[str, Any], None]) -> None:
    """Register what follows every write, in its transaction: called with the name of the action and its account.

    Once per write, after the outermost action succeeded; an action that is refused is followed by nothing.
    """
    if step not in _after_writing:
        _after_writing.append(step)


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Marks a write: one atomic block, in the name of its keyword `acting_user` (None: the system).

    The checks of the action stand inside, on the locked row (ARCHITECTURE, "Flow of a request").
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        is_outermost = not _is_writing.get()
        token = _is_writing.set(True)
        try:
            with transaction.atomic(), acting_as(kwargs["acting_user"]):
                result = function(*args, **kwargs)
                if is_outermost:
                    for step in _after_writing:
                        step(function.__name__, kwargs["acting_user"])
                return result
        finally:
            _is_writing.reset(token)

    return run
