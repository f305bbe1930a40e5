"""The profile as frozen data (R19): self-describing sections that page, PDF and API render without our models.

Schema 2: as 1, with the source of each fact (R16). A golden file holds it, with what the shared side adds
(`tests/overdracht/payload_schema2.json`); a change of shape is a new number, and former ones go on being shown.
"""

from typing import Any

from coa_portal.common.dates import short_date
from klantprofiel.choices import Bron
from klantprofiel.herkomst import sources_of, waits
from klantprofiel.models import Feitherkomst, Klantprofiel, Verblijf, Vergunninghouder
from klantprofiel.section_types import nobody
from klantprofiel.sections import SECTIONS, Fact, RowSet, Section
from klantprofiel.selectors import current_stay, other_members, profile_of, read_profile
from klantprofiel.state import last_digits, model_of, row_model, stored
from klantprofiel.texts import UNKNOWN, Names, code_names, masked_bsn, text_of

SCHEMA = 2
LIMITED = "Nareiziger: dit profiel is beperkt."

Json = dict[str, Any]


def build_profiel_payload(vergunninghouder: Vergunninghouder) -> Json:
    """The whole profile of a person as it stands now, in a constant number of queries."""
    return {
        "schema": SCHEMA,
        "kind": "profielversie",
        "sections": build_sections(read_profile(vergunninghouder), sent=True),
    }


def build_sections(person: Vergunninghouder, *, sent: bool = False) -> list[Json]:
    """The sections of a person read by `selectors.with_profile`. `sent`: only what a version may hold (R16); what waits
    to be verified is then as empty."""
    names = code_names()
    return [_section(section, person, names, sent=sent) for section in SECTIONS]


def fact_json(
    key: str,
    label: str,
    text: str,
    *,
    value: Any = None,
    own_statement: bool = False,
    source: Feitherkomst | None = None,
) -> Json:
    """One fact in the shape of the schema; without `value` the text is the value. The source comes without the name of
    who verified it: a gemeente reads no accounts of COA's side."""
    return {
        "key": key,
        "label": label,
        "value": text if value is None else value,
        "text": text,
        "own_statement": own_statement,
        "source": source.bron if source else "",
        "source_text": source.tekst if source else "",
    }


def _section(section: Section, person: Vergunninghouder, names: Names, *, sent: bool) -> Json:
    profiel = profile_of(person)
    sources = sources_of(profiel)
    made = [(fact, _fact(fact, profiel, names, sources.get(fact.name), sent=sent)) for fact in section.facts]
    facts = [told for fact, told in made if told["text"] or fact.applies is not nobody]
    tables = []
    for row_set in section.rows:
        rows = [row for row in getattr(profiel, row_set.name).all() if not (sent and row.waits)]
        if not rows and row_set.name in profiel.geen:
            facts.append(fact_json(f"{row_set.name}_geen", row_set.label, row_set.geen, own_statement=True))
        else:
            tables.append(_table(row_set, rows, names))
    note = section.note
    if section.code == "persoonlijk":
        facts = _personal(facts, person)
        note = LIMITED if person.is_nareiziger else note
    elif section.code == "familie":
        tables.append(_members(person))
    elif section.code == "contactpersoon":
        facts = _contact(profiel)
    return {"key": section.code, "label": section.label, "note": note, "facts": facts, "tables": tables}


def _fact(
    fact: Fact, profiel: Klantprofiel, names: Names, source: Feitherkomst | None, *, sent: bool
) -> Json:
    if sent and waits(fact, source):
        return fact_json(fact.name, fact.label, "")
    person = profiel.vergunninghouder
    if fact.is_bsn:
        text = UNKNOWN if fact.name in profiel.onbekend else masked_bsn(last_digits(person))
        return fact_json(fact.name, fact.label, text, source=source if text else None)
    value = stored(person if fact.on_person else profiel, fact.name)
    text = UNKNOWN if fact.name in profiel.onbekend else text_of(model_of(fact), fact.name, value, names)
    made = fact_json(fact.name, fact.label, text, source=source if text else None)
    made["value"] = value.isoformat() if hasattr(value, "isoformat") else value
    made["own_statement"] = fact.own_statement and bool(text) and not _is_shown_by_document(source)
    return made


def _is_shown_by_document(source: Feitherkomst | None) -> bool:
    """What a document shows is no longer the person's word alone (R16)."""
    return source is not None and source.bron == Bron.DOCUMENT


def _personal(facts: list[Json], person: Vergunninghouder) -> list[Json]:
    """Name and stay as on the form. The V-nummer stays at COA: a gemeente knows the koppeling by its reference."""
    stay = current_stay(person)
    hidden = {"voornaam", "achternaam", "v_nummer", "is_nareiziger"}
    rest = {fact["key"]: fact for fact in facts if fact["key"] not in hidden}
    first = [
        fact_json("naam", "Naam", person.naam),
        rest.pop("bsn"),
        fact_json("verblijf", "Verblijf", _stay_text(stay)),
        rest.pop("geboortedatum"),
        fact_json("adres", "Adres", _address(stay)),
    ]
    return [*first, *rest.values()]


def _stay_text(stay: Verblijf | None) -> str:
    return f"{stay.opvanglocatie.soort.upper()} {stay.opvanglocatie.naam}" if stay else ""


def _address(stay: Verblijf | None) -> str:
    if stay is None:
        return ""
    locatie = stay.opvanglocatie
    place = f"{locatie.postcode} {locatie.plaats.upper()}".strip()
    return ", ".join(part for part in (locatie.straat_huisnummer, place) if part)


def _members(person: Vergunninghouder) -> Json:
    columns = (
        ("voornaam", "Voornaam"),
        ("achternaam", "Achternaam"),
        ("geboortedatum", "Geboortedatum"),
        ("geslacht", "Geslacht"),
    )
    rows = [
        {
            "cells": [
                {"value": member.voornaam, "text": member.voornaam},
                {"value": member.achternaam, "text": member.achternaam},
                {"value": member.geboortedatum.isoformat(), "text": short_date(member.geboortedatum)},
                {"value": member.geslacht, "text": member.get_geslacht_display()},
            ],
            "own_statement": False,
            "person": str(member.pk),
        }
        for member in other_members(person)
    ]
    return {"key": "gezinsleden", "label": "Overige gezinsleden", "columns": _columns(columns), "rows": rows}


def _columns(columns: tuple[tuple[str, str], ...]) -> list[Json]:
    return [{"key": key, "label": label} for key, label in columns]


def _table(row_set: RowSet, rows: list[Any], names: Names) -> Json:
    model = row_model(row_set)
    return {
        "key": row_set.name,
        "label": row_set.label,
        "columns": _columns(row_set.columns),
        "rows": [
            {
                "cells": [
                    {
                        "value": value.isoformat() if hasattr(value, "isoformat") else value,
                        "text": text_of(model, name, value, names),
                    }
                    for name, _ in row_set.columns
                    for value in (stored(row, name),)
                ],
                "own_statement": row.is_own_statement,
                "person": None,
            }
            for row in rows
        ],
    }


def contact_of(profiel: Klantprofiel) -> tuple[str, str]:
    """Name and e-mail address of the contact at COA: as entered, else those of the behandelaar."""
    handler = profiel.vergunninghouder.handled_by()
    if profiel.contactpersoon_naam or profiel.contactpersoon_email or handler is None:
        return profiel.contactpersoon_naam, profiel.contactpersoon_email
    return handler.naam, handler.email


def _contact(profiel: Klantprofiel) -> list[Json]:
    naam, email = contact_of(profiel)
    return [
        fact_json("contactpersoon_naam", "Naam", naam),
        fact_json("contactpersoon_email", "E-mailadres", email),
    ]
