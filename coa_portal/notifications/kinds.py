"""Kinds of event. Upper apps register theirs in `AppConfig.ready()`; an unknown kind is an error."""

import enum
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from coa_portal.access.roles import Party
from coa_portal.accounts.models import Gebruiker
from coa_portal.notifications.models import Event, Wijze

Recipients = Callable[[Event], Iterable[UUID]]
VisibleSubjects = Callable[[Gebruiker, Collection[UUID]], set[UUID]]
Link = Callable[[Gebruiker, Event], str]
Followed = Callable[[Event], Collection[UUID]]
MayFollow = Callable[[Event, Collection[UUID]], Collection[UUID]]

EVERY_PARTY = frozenset(Party)
# whose own events a third party or a region hears of is the recipients' to say
OF_GEMEENTE = frozenset({Party.GEMEENTE, Party.EXTERN})
OF_COA = frozenset({Party.COA})


class Group(enum.StrEnum):
    """What a kind is about: a heading on the page of preferences, and a filter of the inbox."""

    KOPPELING = "koppeling"
    DELEN = "delen"
    TRAJECT = "traject"
    GESPREK = "gesprek"
    VERHUIZING = "verhuizing"
    TERMIJN = "termijn"
    VRAAG = "vraag"
    ACCOUNT = "account"
    OTHER = "overig"

    @property
    def label(self) -> str:
        """In words, for the screen."""
        return _GROUP_LABELS[self]


_GROUP_LABELS = {
    Group.KOPPELING: "Koppelingen",
    Group.DELEN: "Toestemming en klantprofiel",
    Group.TRAJECT: "Scenario en inburgering",
    Group.GESPREK: "Gesprekken en afspraken",
    Group.VERHUIZING: "Verhuizing",
    Group.TERMIJN: "Termijnen",
    Group.VRAAG: "Vragen",
    Group.ACCOUNT: "Accounts en toegang",
    Group.OTHER: "Overig",
}


def _subject_alone(event: Event) -> Collection[UUID]:
    return [event.subject_id]


def everybody(event: Event, accounts: Collection[UUID]) -> Collection[UUID]:
    """No follower is left out."""
    return accounts


@dataclass(frozen=True)
class Kind:
    """One kind of event.

    `title`: what happened, in Dutch, without personal data (R11).
    `recipients`: keys of accounts it concerns; the engine leaves out the acting user and ended accounts.
    `visible_subjects`: those of the given subjects the account may see now (R2). It runs behind the wall of
    that account, at delivery and at reading alike (R26). Kinds with the same sort of subject share one
    function object: a list of meldingen then asks once per function, however many rows it has.
    `link`: path of the subject for this recipient, made from the event alone, without a query.
    `group`: what it is about. `least`: the most silent way that an account may choose; what it must not miss stays in
    the portal. `default`: how everybody hears of it who chose nothing; None: by role (`preferences.DEFAULTS`).
    `parties`: to whom it can come at all; `needs`: and with which capabilities, of which one is enough (none: no
    matter), so that nobody is asked to choose about what never comes.
    `followed`: keys under which an account may follow what the event is about (`Followable`).
    `may_follow`: which of the followers may hear of it, beyond seeing the subject: news about a tier is for who may
    read that tier.
    """

    code: str
    title: str
    recipients: Recipients
    visible_subjects: VisibleSubjects
    link: Link
    group: Group = Group.OTHER
    least: Wijze = Wijze.UIT
    default: Wijze | None = None
    parties: frozenset[Party] = EVERY_PARTY
    needs: frozenset[str] = frozenset()
    followed: Followed = _subject_alone
    may_follow: MayFollow = everybody

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


def all_kinds() -> list[Kind]:
    """Every kind, by group and in the order in which they were registered."""
    order = list(Group)
    return sorted(_KINDS.values(), key=lambda kind: order.index(kind.group))


@dataclass(frozen=True)
class FollowedDossier:
    """One dossier that can be followed, as the account sees it now."""

    subject_id: UUID
    reference: str
    url: str


# of the given keys those that the account may follow now; runs behind its wall
Followable = Callable[[Gebruiker, Collection[UUID]], Iterable[FollowedDossier]]
_FOLLOWABLE: dict[str, Followable] = {}


def register_followable(code: str, shown: Followable) -> None:
    """Make a sort of dossier one that can be followed, or replace it."""
    _FOLLOWABLE[code] = shown


def followable(gebruiker: Gebruiker, subject_ids: Collection[UUID]) -> dict[UUID, FollowedDossier]:
    """By key those dossiers that the account sees now; what it may no longer see is not there (R2)."""
    if not subject_ids:
        return {}
    return {row.subject_id: row for shown in _FOLLOWABLE.values() for row in shown(gebruiker, subject_ids)}


def find_kind(code: str) -> Kind | None:
    """The kind of an event, or None: a melding outlives the release that knew its kind."""
    return _KINDS.get(code)
