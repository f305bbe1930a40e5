"""Who changed what in a dossier, read from simple-history: old and new value per field, rows added and removed.

Never a BSN: that table has no history; only the fact that it changed is told (by the reason on the person's row).
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db import models

from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import short_date
from coa_portal.organisaties.models import Opvanglocatie
from coa_portal.web.components import Gebeurtenis
from klantprofiel.choices import Bron
from klantprofiel.documentgeschiedenis import document_text
from klantprofiel.models import Document, Feitherkomst, Klantprofiel, Verblijf, Vergunninghouder
from klantprofiel.sections import FACTS, ROW_SETS, SECTION_OF, RowSet
from klantprofiel.state import model_of, row_model, stored
from klantprofiel.texts import UNKNOWN, Names, code_names, text_of

# rows of one save are written within moments of each other
_TOGETHER = dt.timedelta(seconds=2)
SHOWN_DETAILS = 3  # per line in a short list
DOSSIER = "dossier"  # what belongs to no section: start, stays, behandelaar
_ACCOUNT_FIELDS = {"behandelaar": "Behandelaar", "vervanger": "Vervanger"}


@dataclass(frozen=True)
class Entry:
    """One changed thing: when, by whom, in which section, in words. `account`: key of who, None for the system."""

    when: dt.datetime
    who: str
    section: str
    text: str
    account: Any = None


def read_history(
    person: Vergunninghouder, *, section: str = "", last: int | None = None
) -> list[Gebeurtenis]:
    """The changes of a dossier, newest first, one line per save and section.

    `section`: only of that section (or "dossier"). `last`: at most this many lines; then only the newest records
    of each kind are read.
    """
    reader = _Reader(person, None if last is None else last + 1)
    entries = sorted(reader.entries(), key=lambda entry: entry.when, reverse=True)
    if section:
        entries = [entry for entry in entries if entry.section == section]
    lines = list(_together(entries))
    return lines if last is None else [_shortened(line) for line in lines[:last]]


def read_recent(
    person: Vergunninghouder, *, last: int, since: dt.datetime | None, reader: Any
) -> tuple[list[Gebeurtenis], list[Gebeurtenis]]:
    """The last changes as `read_history` gives them, and what others than `reader` changed after `since` (R27; None:
    nothing), both from one reading of the newest records."""
    entries = sorted(_Reader(person, last + 1).entries(), key=lambda entry: entry.when, reverse=True)
    lines = [_shortened(line) for line in list(_together(entries))[:last]]
    if since is None:
        return lines, []
    news = [entry for entry in entries if entry.when > since and entry.account != reader.pk]
    return lines, list(_together(news))


def document_history(row: Document) -> list[Gebeurtenis]:
    """What happened to one document, newest first."""
    records = list(Document.history.filter(id=row.pk).order_by("-history_date", "history_id"))
    keys = {record.history_user_id for record in records} - {None}
    names = dict(Gebruiker.objects.filter(pk__in=keys).values_list("pk", "naam"))
    return [
        Gebeurtenis(record.history_date, names.get(record.history_user_id, "het systeem"), text)
        for record, was in _with_former(records)
        if (text := document_text(was, record, named=False))
    ]


def last_change(person: Vergunninghouder) -> tuple[str, dt.datetime | None]:
    """Who saved the profile last, and when; "" for the system."""
    found = (
        Klantprofiel.history.filter(vergunninghouder=person)
        .order_by("-history_date")
        .values_list("history_user__naam", "history_date")
        .first()
    )
    return (found[0] or "", found[1]) if found else ("", None)


def _shortened(line: Gebeurtenis) -> Gebeurtenis:
    """A line for the side of a page: the first details, and how many more there are."""
    more = len(line.details) - SHOWN_DETAILS
    if more <= 1:
        return line
    return replace(line, details=(*line.details[:SHOWN_DETAILS], f"en nog {more} wijzigingen"))


def _together(entries: Iterable[Entry]) -> Iterator[Gebeurtenis]:
    """Entries of one save and one section as one line."""
    group: list[Entry] = []
    for entry in entries:
        if group and not (
            (entry.who, entry.section) == (group[0].who, group[0].section)
            and group[0].when - entry.when <= _TOGETHER
        ):
            yield _line(group)
            group = []
        group.append(entry)
    if group:
        yield _line(group)


def _line(group: list[Entry]) -> Gebeurtenis:
    first = group[0]
    details = tuple(entry.text for entry in sorted(group, key=lambda entry: entry.when))
    if first.section == DOSSIER:
        return Gebeurtenis(
            first.when,
            first.who,
            details[0] if len(details) == 1 else "Dossier gewijzigd",
            details[1:] and details,
        )
    label = next(s.label for s in SECTION_OF.values() if s.code == first.section)
    return Gebeurtenis(first.when, first.who, f"{label} gewijzigd", details)


class _Reader:
    """Reads the history tables of one person in a constant number of queries."""

    def __init__(self, person: Vergunninghouder, limit: int | None) -> None:
        self.person, self.limit = person, limit
        self.profiel_id = Klantprofiel.objects.values_list("pk", flat=True).get(vergunninghouder=person)
        self.names: Names = code_names()
        self.labels: dict[Any, str] = {}

    def entries(self) -> Iterator[Entry]:
        """Everything that changed, in no order."""
        people = self._records(Vergunninghouder, id=self.person.pk)
        profiles = self._records(Klantprofiel, id=self.profiel_id)
        stays = self._records(Verblijf, vergunninghouder_id=self.person.pk)
        sources = self._records(Feitherkomst, klantprofiel_id=self.profiel_id)
        rows = {
            row_set: self._records(row_model(row_set), klantprofiel_id=self.profiel_id)
            for row_set in ROW_SETS.values()
        }
        papers = self._records(Document, vergunninghouder_id=self.person.pk)
        of_rows = [row for some in rows.values() for row in some]
        self._read_labels(people, stays, [*people, *profiles, *stays, *sources, *papers, *of_rows])
        yield from self._facts(people, on_person=True)
        yield from self._facts(profiles, on_person=False)
        yield from self._stays(stays)
        yield from self._sources(sources)
        yield from self._papers(papers)
        for row_set, records in rows.items():
            yield from self._rows(row_set, records)

    def _records(self, model: type[models.Model], **lookup: Any) -> list[Any]:
        rows = model.history.filter(**lookup)  # type: ignore[attr-defined]
        # history_id only to keep an order where two rows carry the same moment
        rows = rows.order_by("-history_date", "history_id")
        return list(rows if self.limit is None else rows[: self.limit * 8])

    def _read_labels(self, people: list[Any], stays: list[Any], everything: list[Any]) -> None:
        """Names of the accounts and locaties that the records speak of."""
        accounts = {getattr(row, f"{name}_id") for row in people for name in _ACCOUNT_FIELDS}
        accounts |= {row.history_user_id for row in everything}
        self.labels |= dict(Gebruiker.objects.filter(pk__in=accounts - {None}).values_list("pk", "naam"))
        locaties = {row.opvanglocatie_id for row in stays}
        self.labels |= {locatie.pk: str(locatie) for locatie in Opvanglocatie.objects.filter(pk__in=locaties)}

    def _facts(self, records: list[Any], *, on_person: bool) -> Iterator[Entry]:
        facts = [fact for fact in FACTS.values() if fact.on_person == on_person and not fact.is_bsn]
        for now, was in zip(records, [*records[1:], None], strict=True):
            if was is None:
                if on_person and now.history_type == "+":
                    yield self._entry(now, DOSSIER, "Dossier aangemaakt")
                continue
            for fact in facts:
                old, new = (self._fact_text(fact.name, record) for record in (was, now))
                if old != new:
                    yield self._entry(now, SECTION_OF[fact.name].code, _changed(fact.label, old, new))
            yield from self._on_person(was, now) if on_person else self._none(was, now)

    def _fact_text(self, name: str, record: Any) -> str:
        if name in (getattr(record, "onbekend", None) or ()):
            return UNKNOWN
        return text_of(model_of(FACTS[name]), name, stored(record, name), self.names)

    def _on_person(self, was: Any, now: Any) -> Iterator[Entry]:
        if now.history_change_reason:
            yield self._entry(now, "persoonlijk", now.history_change_reason)
        for name, label in _ACCOUNT_FIELDS.items():
            old, new = getattr(was, f"{name}_id"), getattr(now, f"{name}_id")
            if old != new:
                yield self._entry(
                    now, DOSSIER, _changed(label, self.labels.get(old, ""), self.labels.get(new, ""))
                )

    def _none(self, was: Any, now: Any) -> Iterator[Entry]:
        for name in sorted(set(was.geen or ()) ^ set(now.geen or ())):
            if name in ROW_SETS:
                verb = "aangevinkt" if name in now.geen else "niet meer aangevinkt"
                yield self._entry(now, SECTION_OF[name].code, f"“{ROW_SETS[name].geen}” {verb}")

    def _stays(self, records: list[Any]) -> Iterator[Entry]:
        for now, was in _with_former(records):
            place = self.labels.get(now.opvanglocatie_id, "")
            if now.history_type == "+":
                yield self._entry(now, DOSSIER, f"Verblijf begonnen: {place}")
            elif was is not None and was.tot != now.tot:
                yield self._entry(now, DOSSIER, f"Verblijf beëindigd: {place}")

    def _sources(self, records: list[Any]) -> Iterator[Entry]:
        """Where a fact comes from, where that is more than the talk in which it was typed (R16)."""
        for record, was in _with_former(records):
            is_typed = record.bron == Bron.GESPREK and (was is None or was.bron == Bron.GESPREK)
            if record.history_type != "-" and not is_typed and record.veld in FACTS:
                when = f", {short_date(record.geverifieerd_op)}" if record.geverifieerd_op else ""
                text = f"{FACTS[record.veld].label}: bron {Bron(record.bron).label}{when}"
                yield self._entry(record, SECTION_OF[record.veld].code, text)

    def _papers(self, records: list[Any]) -> Iterator[Entry]:
        for record, was in _with_former(records):
            if text := document_text(was, record):
                yield self._entry(record, DOSSIER, text)

    def _rows(self, row_set: RowSet, records: list[Any]) -> Iterator[Entry]:
        section = SECTION_OF[row_set.name].code
        for now, was in _with_former(records):
            new, old = self._row_text(row_set, now), self._row_text(row_set, was) if was else ""
            if now.history_type == "+":
                yield self._entry(now, section, f"{row_set.row_label} toegevoegd: {new}")
            elif now.history_type == "-":
                yield self._entry(now, section, f"{row_set.row_label} verwijderd: {new}")
            elif old and old != new:
                yield self._entry(now, section, f"{row_set.row_label}: {old} → {new}")

    def _row_text(self, row_set: RowSet, record: Any) -> str:
        model = row_model(row_set)
        names = [*(name for name, _ in row_set.columns), "bron"]
        texts = [text_of(model, name, stored(record, name), self.names) for name in names]
        return ", ".join(text for text in texts if text)

    def _entry(self, record: Any, section: str, text: str) -> Entry:
        who = self.labels.get(record.history_user_id, "het systeem")
        return Entry(record.history_date, who, section, text, record.history_user_id)


def _with_former(records: list[Any]) -> list[tuple[Any, Any]]:
    """Each record (newest first) with the one before it of the same row, None where that was not read."""
    former: dict[Any, Any] = {}
    pairs = []
    for record in reversed(records):
        pairs.append((record, former.get(record.id)))
        former[record.id] = record
    return pairs[::-1]


def _changed(label: str, old: str, new: str) -> str:
    if not old:
        return f"{label}: {new}"
    return f"{label}: {old} → {new or 'leeg'}"
