"""Kinds of event. Upper apps register theirs in `AppConfig.ready()`; an unknown kind is an error."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from coa_portal.accounts.models import Gebruiker
from coa_portal.notifications.models import Event

VisibleSubjects = Callable[[Gebruiker, Collection[UUID]], set[UUID]]
Recipients = Callable[[Event], Iterable[UUID]]
Link = Callable[[Gebruiker, Event], str]


@dataclass(frozen=True)
class Kind:
    """One kind of event.

    `title`: what happened, in Dutch, without personal data (R11). `recipients`: keys of accounts it concerns.
    `visible_subjects`: which of these subjects an account may see now; asked at delivery and at reading (R26),
    and once per page for all meldingen of kinds that share the function.
    `link`: the address of the subject for this recipient.
    """

    code: str
    title: str
    recipients: Recipients
    visible_subjects: VisibleSubjects
    link: Link

    def may_see(self, gebruiker: Gebruiker, event: Event) -> bool:
        """Whether the account may see the subject of one event now."""
        return event.subject_id in self.visible_subjects(gebruiker, [event.subject_id])


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
