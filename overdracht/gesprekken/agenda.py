"""The agenda of a visit day or sitting on paper. Paper is shared: it names only who consented (R5, B1)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from coa_portal.common.dates import short_date
from coa_portal.web.pdf.document import render_document
from overdracht.gesprekken import selectors
from overdracht.gesprekken.ics import place_of
from overdracht.gesprekken.selectors import Lid
from overdracht.models import Gesprek

NO_CONSENT = "geen toestemming: niet besproken op naam"
_NOTE = (
    "Wie geen toestemming gaf om gegevens te delen, staat hier zonder naam en wordt niet op naam besproken. "
    "Schrijf afspraken in het portaal en niet op dit blad."
)


@dataclass(frozen=True)
class Item:
    """One household of the day."""

    gesprek: Gesprek
    people: list[Lid]


def items_of(talks: Sequence[Gesprek], gebruiker: object) -> list[Item]:
    """The talks in their order, each with the people who are expected, as this reader may name them."""
    items = []
    for talk in talks:
        expected = selectors.expected_at(talk)
        people = selectors.household(talk.koppeling, gebruiker)
        items.append(Item(talk, [one for one in people if one.betrokkene.pk in expected]))
    return items


def agenda_pdf(title: str, gemeente: str, items: Sequence[Item], moment: dt.datetime) -> bytes:
    """The document; who has no consent stands in it as a number."""
    day = short_date(timezone.localdate(moment))
    document = {
        "title": title,
        "meta": [{"label": "Gemeente", "text": gemeente}, {"label": "Gemaakt op", "text": day}],
        "banner": "",
        "blocks": _overview(items) + [block for item in items for block in _household(item)],
        "notes": [_NOTE],
        "footer": f"{title} · {gemeente}",
    }
    return render_document(document, moment)


def _overview(items: Sequence[Item]) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = [{"kind": "section", "text": "AGENDA"}]
    if not items:
        return [*blocks, {"kind": "note", "text": "Er staan geen gesprekken meer open."}]
    rows = [
        [_time(item.gesprek), item.gesprek.koppeling.referentie, place_of(item.gesprek), _tolk(item.gesprek)]
        for item in items
    ]
    return [*blocks, {"kind": "table", "columns": ["Tijd", "Koppeling", "Waar", "Tolk"], "rows": rows}]


def _household(item: Item) -> list[dict[str, Any]]:
    head = f"{_time(item.gesprek)} {item.gesprek.koppeling.referentie}"
    rows = [[_name(person), person.betrokkene.leeftijdsgroep, ""] for person in item.people]
    return [
        {"kind": "section", "text": head},
        {"kind": "table", "columns": ["Wie", "Leeftijd", "Aantekening"], "rows": rows},
    ]


def _name(person: Lid) -> str:
    return person.titel if person.has_consent else f"Persoon {person.betrokkene.volgnummer}, {NO_CONSENT}"


def _time(gesprek: Gesprek) -> str:
    return f"{timezone.localtime(gesprek.moment):%H:%M}" if gesprek.moment else ""


def _tolk(gesprek: Gesprek) -> str:
    if not gesprek.tolk:
        return "Nee"
    return str(gesprek.taal) if gesprek.taal else "Ja"
