"""Reading the inbox. Whether a melding still tells what happened is decided at reading (R26)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from coa_portal.accounts.models import Gebruiker
from coa_portal.notifications.kinds import VisibleSubjects, find_kind
from coa_portal.notifications.models import Melding


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
