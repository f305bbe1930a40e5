"""Kinds of event. Upper apps register theirs in `AppConfig.ready()`; an unknown kind is an error."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from coa_portal.accounts.models import Gebruiker
from coa_portal.notifications.models import Event

Recipients = Callable[[Event], Iterable[UUID]]
VisibleSubjects = Callable[[Gebruiker, Collection[UUID]], set[UUID]]
Link = Callable[[Gebruiker, Event], str]


@dataclass(frozen=True)
class Kind:
    """One kind of event.

    `title`: what happened, in Dutch, without personal data (R11).
    `recipients`: keys of accounts it concerns; the engine leaves out the acting user and ended accounts.
    `visible_subjects`: those of the given subjects the account may see now (R2). It runs behind the wall of
    that account, at delivery and at reading alike (R26). Kinds with the same sort of subject share one
    function object: a list of meldingen then asks once per function, however many rows it has.
    `link`: path of the subject for this recipient, made from the event alone, without a query.
    """

    code: str
    title: str
    recipients: Recipients
    visible_subjects: VisibleSubjects
    link: Link

    def may_see(self, gebruiker: Gebruiker, event: Event) -> bool:
        """Whether the account may see the subject of one event now; must run behind its wall."""
        return event.subject_id in self.visible_subjects(gebruiker, [event.subject_id])


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known, or replace the one with the same code (`ready()` may run twice in tests)."""
    _KINDS[kind.code] = kind


def kind_of(code: str) -> Kind:
    """The kind of an event; KeyError when nobody registered it."""
    return _KINDS[code]


def find_kind(code: str) -> Kind | None:
    """The kind of an event, or None: a melding outlives the release that knew its kind."""
    return _KINDS.get(code)
