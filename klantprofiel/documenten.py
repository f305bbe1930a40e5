"""Reading the documents of a dossier: one list of everything there is on paper, and what a document can show.

Upper apps keep papers of their own (a signed declaration) and know what a gemeente got; they say so here. They register
in `ready()`; this app knows none.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from klantprofiel.choices import Bron
from klantprofiel.documentsoorten import SOORTEN, VERKLARING, VERKLARING_LABEL
from klantprofiel.herkomst import has_answer, sources_of
from klantprofiel.lifecycle import DOCUMENT
from klantprofiel.models import Document, Klantprofiel, Vergunninghouder, Zichtbaar
from klantprofiel.models.profiel import ProfielRow
from klantprofiel.sections import SECTIONS
from klantprofiel.selectors import documents
from klantprofiel.state import columns_of, model_of, plain, row_text, stored
from klantprofiel.texts import Names, code_names, text_of

ONLY_COA = "Alleen het COA"
AFTER_PUBLISHING = "Het COA; de gemeente na doorzetten"


@dataclass(frozen=True)
class Elders:
    """A paper that an upper app keeps. `url` leads to where it is kept, `download` to the file; `zichtbaar`: who may
    see it, in words."""

    soort: str
    omschrijving: str
    datum: dt.date
    toegevoegd_op: dt.date
    door: str
    url: str
    download: str = ""
    zichtbaar: str = ONLY_COA


Papers = Callable[[HttpRequest, Vergunninghouder], Sequence[Elders]]
# of these documents: key → what gemeenten see of it now, in words
Sharing = Callable[[Sequence[Document]], Mapping[UUID, str]]

_papers: dict[str, Papers] = {}
_sharing: dict[str, Sharing] = {}


def register_papers(papers: Papers) -> None:
    """Add what an upper app keeps on paper of a person; again replaces it."""
    _papers[f"{papers.__module__}.{papers.__qualname__}"] = papers


def register_sharing(sharing: Sharing) -> None:
    """Add what an upper app knows of who sees a document; again replaces it."""
    _sharing[f"{sharing.__module__}.{sharing.__qualname__}"] = sharing


@dataclass(frozen=True)
class Regel:
    """One line of the list: an own document, or one that is kept elsewhere (`document` None)."""

    soort: str
    soort_label: str
    omschrijving: str
    datum: dt.date
    toegevoegd_op: dt.date
    door: str
    zichtbaar: str
    is_gedeeld: bool
    url: str = ""
    download: str = ""
    document: Document | None = None


@dataclass(frozen=True)
class Lijst:
    """What there is: `nu` and, apart, what was replaced or withdrawn. `soorten`: (code, label) of what is there."""

    nu: list[Regel]
    eerder: list[Regel]
    soorten: list[tuple[str, str]]


def documents_of(request: HttpRequest, person: Vergunninghouder, soort: str = "") -> Lijst:
    """Everything there is on paper of a visible person, newest first, in a constant number of queries. `soort`: only of
    that kind."""
    rows = list(documents(Document.objects.filter(vergunninghouder=person)))
    words = who_sees(rows)
    lines = [(row.is_current, _own_line(row, words[row.pk])) for row in rows]
    lines += [(True, _line_elsewhere(one)) for ask in _papers.values() for one in ask(request, person)]
    lines.sort(key=lambda pair: (pair[1].datum, pair[1].toegevoegd_op), reverse=True)
    shown = [(is_current, line) for is_current, line in lines if soort in ("", line.soort)]
    order = [*SOORTEN, VERKLARING]
    kinds = sorted(
        {(line.soort, line.soort_label) for _, line in lines}, key=lambda kind: order.index(kind[0])
    )
    return Lijst(
        [line for is_current, line in shown if is_current],
        [line for is_current, line in shown if not is_current],
        kinds,
    )


def count_documents(request: HttpRequest, person: Vergunninghouder) -> list[tuple[str, int]]:
    """(kind, how many there are now), in the order of the kinds; one query for the own documents."""
    own = Document.objects.filter(vergunninghouder=person, status=DOCUMENT.initial).order_by()
    counts = Counter(own.values_list("soort", flat=True))
    counts.update(one.soort for ask in _papers.values() for one in ask(request, person))
    labels = {code: soort.label for code, soort in SOORTEN.items()} | {VERKLARING: VERKLARING_LABEL}
    return [(label, counts[code]) for code, label in labels.items() if counts[code]]


def who_sees(rows: Sequence[Document]) -> dict[UUID, str]:
    """Of each document who may see it now, in words."""
    told: dict[UUID, str] = {}
    for ask in _sharing.values():
        told.update(ask(rows))
    return {row.pk: told.get(row.pk) or _chosen(row) for row in rows}


def _chosen(row: Document) -> str:
    return AFTER_PUBLISHING if row.is_current and row.zichtbaar == Zichtbaar.GEMEENTE else ONLY_COA


def _own_line(row: Document, zichtbaar: str) -> Regel:
    return Regel(
        row.soort,
        row.kind.label,
        row.omschrijving,
        row.datum,
        timezone.localdate(row.created_at),
        row.toegevoegd_door.naam if row.toegevoegd_door else "het systeem",
        zichtbaar,
        zichtbaar != ONLY_COA,
        document=row,
    )


def _line_elsewhere(one: Elders) -> Regel:
    label = SOORTEN[one.soort].label if one.soort in SOORTEN else VERKLARING_LABEL
    return Regel(
        one.soort,
        label,
        one.omschrijving,
        one.datum,
        one.toegevoegd_op,
        one.door,
        one.zichtbaar,
        one.zichtbaar != ONLY_COA,
        one.url,
        one.download,
    )


@dataclass(frozen=True)
class Provable:
    """A fact or row that a document can show. `key` and `state` as of `herkomst.Open`; `groep`: its section."""

    key: str
    groep: str
    tekst: str
    state: Any


def provable(profiel: Klantprofiel) -> list[Provable]:
    """Every row, and every answered fact that a document has not shown yet, in the order of the form.

    What identifies the person is their registration at COA and is shown by no document here. `profiel`: with its
    person.
    """
    names, sources = code_names(), sources_of(profiel)
    found = []
    for section in SECTIONS:
        for fact in section.facts:
            source = sources.get(fact.name)
            if fact.is_registered or fact.name in profiel.onbekend or not has_answer(profiel, fact):
                continue
            if source is not None and source.bron == Bron.DOCUMENT and source.geverifieerd_op:
                continue
            value = stored(profiel, fact.name)
            text = f"{fact.label}: {text_of(model_of(fact), fact.name, value, names)}"
            found.append(Provable(fact.name, section.menu_label, text, plain(value)))
        for row_set in section.rows:
            for row in getattr(profiel, row_set.name).all():
                found.append(_provable_row(section.menu_label, row_set, row, names))
    return found


def _provable_row(groep: str, row_set: Any, row: ProfielRow, names: Names) -> Provable:
    state = {name: plain(stored(row, name)) for name in columns_of(row_set)}
    text = f"{row_set.row_label}: {row_text(row_set, state, names)}"
    return Provable(f"{row_set.name}:{row.pk}", groep, text, state)


def proof_text(profiel: Klantprofiel, key: str) -> str:
    """What a document shows, in words; "" for nothing, or for what is no longer there."""
    if not key:
        return ""
    name, _, pk = key.partition(":")
    names = code_names()
    for section in SECTIONS:
        for fact in section.facts:
            if fact.name == name:
                return fact.label
        for row_set in section.rows:
            if row_set.name == name:
                rows = [row for row in getattr(profiel, name).all() if str(row.pk) == pk]
                return _provable_row("", row_set, rows[0], names).tekst if rows else ""
    return ""
