"""Reading the inbox. Whether a melding still tells what happened is decided at reading (R26)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from coa_portal.accounts.models import Gebruiker
from coa_portal.notifications.kinds import (
    FollowedDossier,
    VisibleSubjects,
    all_kinds,
    find_kind,
    followable,
)
from coa_portal.notifications.models import Melding, Volgen, Wijze


@dataclass(frozen=True)
class InboxRow:
    """A melding as the inbox shows it; of what may no longer be seen only that there was something."""

    melding: Melding
    is_visible: bool
    title: str
    reference: str


def inbox(gebruiker: Gebruiker) -> "QuerySet[Melding]":
    """The meldingen of one account, newest first."""
    rows: QuerySet[Melding] = Melding.objects.filter(recipient=gebruiker).select_related("event")
    return rows.order_by("-created_at", "pk")


def filtered(gebruiker: Gebruiker, chosen: Mapping[str, str]) -> "QuerySet[Melding]":
    """The inbox as far as `chosen` (`InboxFilter`) asks for it.

    By matter or dossier only what the account may see now: that a melding fits would tell what it is about.
    """
    rows = inbox(gebruiker)
    if chosen.get("toon") == "ongelezen":
        rows = rows.filter(read_at=None)
    if group := chosen.get("onderwerp"):
        rows = rows.filter(event__kind__in=[kind.code for kind in all_kinds() if kind.group == group])
    if reference := chosen.get("dossier"):
        rows = rows.filter(event__reference__iexact=reference)
    if group or reference:
        rows = rows.filter(_is_seen(gebruiker, rows))
    return rows


def _is_seen(gebruiker: Gebruiker, rows: "QuerySet[Melding]") -> Q:
    """One question per sort of subject, about every subject once."""
    codes: dict[VisibleSubjects, set[str]] = defaultdict(set)
    subjects: dict[VisibleSubjects, set[UUID]] = defaultdict(set)
    for code, subject in rows.order_by().values_list("event__kind", "event__subject_id").distinct():
        kind = find_kind(code)
        if kind is not None:
            codes[kind.visible_subjects].add(code)
            subjects[kind.visible_subjects].add(subject)
    seen = Q(pk__in=[])
    for visible_subjects, asked in subjects.items():
        found = visible_subjects(gebruiker, asked)
        seen |= Q(event__kind__in=codes[visible_subjects], event__subject_id__in=found)
    return seen


@dataclass(frozen=True)
class Following:
    """A dossier that the account follows, or wants to hear nothing of. None: it may no longer be seen."""

    subject_id: UUID
    wijze: Wijze
    shown: FollowedDossier | None


def following(gebruiker: Gebruiker) -> list[Following]:
    """What the account follows, by reference; what it may no longer see comes last."""
    rows = list(Volgen.objects.filter(gebruiker=gebruiker).values_list("subject_id", "wijze"))
    shown = followable(gebruiker, [key for key, _ in rows])
    found = [Following(key, Wijze(wijze), shown.get(key)) for key, wijze in rows]
    return sorted(found, key=lambda row: (row.shown is None, row.shown.reference if row.shown else ""))


def following_of(gebruiker: Gebruiker, subject_id: UUID) -> Wijze | None:
    """How the account follows one dossier; None when it chose nothing."""
    rows = Volgen.objects.filter(gebruiker=gebruiker, subject_id=subject_id)
    wijze = rows.values_list("wijze", flat=True).first()
    return Wijze(wijze) if wijze else None


def unread_count(gebruiker: object) -> int:
    """How many the account has not read; nought for a visitor."""
    if not getattr(gebruiker, "is_authenticated", False):
        return 0
    return int(Melding.objects.filter(recipient_id=gebruiker.pk, read_at=None).count())  # type: ignore[attr-defined]


def visible_meldingen(gebruiker: Gebruiker, meldingen: Iterable[Melding]) -> set[UUID]:
    """Keys of those whose subject the account may see now: one question per sort of subject."""
    asked: dict[VisibleSubjects, list[Melding]] = defaultdict(list)
    for melding in meldingen:
        kind = find_kind(melding.event.kind)
        if kind is not None:
            asked[kind.visible_subjects].append(melding)
    visible: set[UUID] = set()
    for visible_subjects, rows in asked.items():
        seen = visible_subjects(gebruiker, {row.event.subject_id for row in rows})
        visible.update(row.pk for row in rows if row.event.subject_id in seen)
    return visible


def inbox_rows(gebruiker: Gebruiker, meldingen: Sequence[Melding]) -> list[InboxRow]:
    """The rows of one page of the inbox."""
    visible = visible_meldingen(gebruiker, meldingen)
    return [_row(melding, melding.pk in visible) for melding in meldingen]


def _row(melding: Melding, is_visible: bool) -> InboxRow:
    kind = find_kind(melding.event.kind)
    if kind is None or not is_visible:
        return InboxRow(melding, False, "Deze melding gaat over iets dat u niet meer mag zien", "")
    return InboxRow(melding, True, kind.title, melding.event.reference)


def link_of(gebruiker: Gebruiker, melding: Melding) -> str | None:
    """The address of the subject, or None when the account may no longer see it."""
    kind = find_kind(melding.event.kind)
    if kind is None or not kind.may_see(gebruiker, melding.event):
        return None
    return kind.link(gebruiker, melding.event)
