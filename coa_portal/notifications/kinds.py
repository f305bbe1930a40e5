"""Kinds of event. Upper apps register theirs in `AppConfig.ready()`; an unknown kind is an error."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from coa_portal.accounts.models import Gebruiker
from coa_portal.notifications.models import Event

MaySee = Callable[[Gebruiker, Event], bool]
Recipients = Callable[[Event], Iterable[UUID]]
Link = Callable[[Gebruiker, Event], str]


@dataclass(frozen=True)
class Kind:
    """One kind of event.

    `title`: what happened, in Dutch, without personal data (R11). `recipients`: keys of accounts it concerns.
    `may_see`: decided again at delivery and at reading, by the visibility of the subject (R26).
    `link`: the address of the subject for this recipient.
    """

    code: str
    title: str
    recipients: Recipients
    may_see: MaySee
    link: Link


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known."""
    _KINDS[kind.code] = kind


def kind_of(code: str) -> Kind:
    """The kind of an event; KeyError when nobody registered it."""
    return _KINDS[code]


def all_kinds() -> list[Kind]:
    """For tests and the printed documentation."""
    return list(_KINDS.values())
