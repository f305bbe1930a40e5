"""Where the known facts stand in COA's form (source B2, last pages): sections, rows and sub-headings as data.

A section, fact or table that is not named here is still printed, in the order of the payload: the form is a
preference, never a filter.
"""

from dataclasses import dataclass, field
from typing import Any

Block = dict[str, Any]

# Longest label and value (characters) that share one line with a second pair on A4.
MAX_PAIR_LABEL = 34
MAX_PAIR_VALUE = 28
# A value of the form's own pairs that is longer than this gets the full width after all.
MAX_SHARED_VALUE = 34


@dataclass(frozen=True)
class SectionLayout:
    """One section of the form. `parts` is read in order: a tuple of fact keys is one line, a string a table
    (or the fact `<table>_geen`: asked for, and there is none).

    `is_sub` draws the section as a sub-heading under the former grey bar instead of as a bar of its own.
    """

    parts: tuple[tuple[str, ...] | str, ...] = field(default=())
    is_sub: bool = False


FORM: dict[str, SectionLayout] = {
    "persoonlijk": SectionLayout(
        (
            ("naam", "bsn"),
            ("voornaam", "achternaam"),
            ("v_nummer",),
            ("verblijf", "geboortedatum"),
            ("adres",),
            ("geslacht",),
            ("nationaliteit",),
            ("burgerlijke_staat",),
            ("telefoonnummer", "emailadres"),
            ("digid_aangevraagd",),
            ("rijbewijs", "land_rijbewijs"),
        )
    ),
    "familie": SectionLayout(
        (
            ("land_van_herkomst",),
            ("gezinshereniging_aangevraagd",),
            ("gezinshereniging_toelichting",),
            "gezinsleden",
        )
    ),
    "status": SectionLayout(
        (("vergunningsoort",), ("vergunning_datum",), ("verblijfsrecht_van",), ("verblijfsrecht_tot",))
    ),
    "inburgering": SectionLayout(
        (
            ("inburgering_van", "inburgering_tot"),
            ("duo_lening_aangevraagd", "duo_lening_toegekend"),
            ("pid_ontvangen", "pid_datum"),
        )
    ),
    "educatief": SectionLayout(
        (
            "talen",
            ("spreektaal",),
            ("moderne_taal",),
            ("tolk_nodig",),
            "onderwijs",
            ("instemming_voorinburgering", "instemming_datum"),
            ("nt2_toets",),
            ("nt2_resultaat", "nt2_datum"),
            ("leerbaarheid_toets",),
            ("leerbaarheid_resultaat", "leerbaarheid_datum"),
            ("intaketoets_resultaat", "intaketoets_datum"),
            ("eindtoets_resultaat", "eindtoets_datum"),
            ("gespreksvaardigheid_resultaat", "gespreksvaardigheid_datum"),
            ("luisteren_resultaat", "luisteren_datum"),
            ("lezen_resultaat", "lezen_datum"),
            ("schrijven_resultaat", "schrijven_datum"),
            ("knm_afgerond", "map_afgerond"),
            ("pvt_afgerond",),
            ("participatie",),
            ("opleidingsniveau", "jaren_onderwijs"),
        )
    ),
    "uaf": SectionLayout((("uaf_datum",),), is_sub=True),
    "idw": SectionLayout(
        (("idw_aangevraagd",), ("idw_soort",), ("idw_niveau",), ("idw_richting",)), is_sub=True
    ),
    "arbeid": SectionLayout((("cv_gemaakt",), "werkervaring", "zelfwerkzaamheid", "competenties", "hobbys")),
    "toekomst": SectionLayout((("ambities",),)),
    "contactpersoon": SectionLayout((("contactpersoon_naam",), ("contactpersoon_email",))),
}


def _fits_beside(fact: dict[str, Any]) -> bool:
    return (
        len(fact["label"]) <= MAX_PAIR_LABEL
        and len(fact["text"]) <= MAX_PAIR_VALUE
        and "\n" not in fact["text"]
    )


def pair_up(facts: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Lines for facts without a known place: two short ones share a line, a long one stands alone."""
    lines: list[list[dict[str, Any]]] = []
    for fact in facts:
        last = lines[-1] if lines else []
        if len(last) == 1 and _fits_beside(last[0]) and _fits_beside(fact):
            last.append(fact)
        else:
            lines.append([fact])
    return lines


def _take(items: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """Remove and return the first item with `key`; a second one stays, and is printed later."""
    for n, item in enumerate(items):
        if item["key"] == key:
            return [items.pop(n)]
    return []


def _add_line(blocks: list[Block], line: list[dict[str, Any]]) -> None:
    if blocks and blocks[-1]["kind"] == "lines":
        blocks[-1]["lines"].append(line)
    else:
        blocks.append({"kind": "lines", "lines": [line]})


def arrange(section: dict[str, Any]) -> list[Block]:
    """Blocks of one payload section in the order of the form, then everything the form does not know.

    A block is {"kind": "lines", "lines": [[fact, fact], [fact]]} or {"kind": "table", "table": table}.
    """
    facts, tables = list(section.get("facts", [])), list(section.get("tables", []))
    blocks: list[Block] = []
    for part in FORM.get(section["key"], SectionLayout()).parts:
        if isinstance(part, str):
            blocks += [{"kind": "table", "table": table} for table in _take(tables, part)]
            for fact in _take(facts, f"{part}_geen"):
                _add_line(blocks, [fact])
            continue
        line = [fact for key in part for fact in _take(facts, key)]
        if any(len(fact["text"]) > MAX_SHARED_VALUE for fact in line):
            for fact in line:
                _add_line(blocks, [fact])
        elif line:
            _add_line(blocks, line)
    for line in pair_up(facts):
        _add_line(blocks, line)
    blocks += [{"kind": "table", "table": table} for table in tables]
    return blocks
