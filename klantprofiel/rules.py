"""What may not be saved in a section, and why: pure checks on the profile as it would become.

Errors are keyed by path: a fact's name, "rowset.index.column" for a cell (index in the rows as given), or a row set.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from coa_portal.common.dates import short_date
from coa_portal.common.errors import DomainError
from klantprofiel.sections import FACTS, UAF_YEARS, RowSet, Section
from klantprofiel.snapshot import Snapshot

Error = tuple[str, str]

REQUIRED = ("voornaam", "achternaam", "v_nummer", "geboortedatum")
# a result belongs to a test that was taken; a date to a result
_NEEDS = {
    "intaketoets_datum": ("intaketoets_resultaat",),
    "gespreksvaardigheid_datum": ("gespreksvaardigheid_resultaat",),
    "eindtoets_datum": ("eindtoets_resultaat",),
    "luisteren_datum": ("luisteren_resultaat",),
    "lezen_datum": ("lezen_resultaat",),
    "schrijven_datum": ("schrijven_resultaat",),
    "leerbaarheid_datum": ("leerbaarheid_toets", "leerbaarheid_resultaat"),
}
_PHONE = re.compile(r"^(\+|00)?[0-9][0-9 ()/.-]*$")
_WORDS = {"ja": "Ja", "nee": "Nee"}


class SectionRefused(DomainError):
    """The section breaks rules; `errors` holds all of them, so that each shows at its field."""

    def __init__(self, errors: Sequence[Error]) -> None:
        path, message = errors[0]
        super().__init__(message, field=path.split(".", maxsplit=1)[0], code="invalid")
        self.errors = list(errors)


def check_section(
    section: Section, after: Snapshot, rows: Mapping[str, Sequence[Mapping[str, Any]]]
) -> list[Error]:
    """Every error of a section. `after`: the profile as it would become; `rows`: the rows that stay, as given."""
    errors = [*_check_facts(section, after), *_check_orders(section, after)]
    if section.code == "persoonlijk":
        errors += _check_person(after)
    if section.code == "uaf" and after.values.get("uaf_datum"):
        errors += _check_uaf(after)
    if section.code == "educatief":
        errors += _check_years(after)
    for row_set in section.rows:
        errors += _check_rows(row_set, rows.get(row_set.name, ()), after)
    return errors


def _check_facts(section: Section, after: Snapshot) -> Iterator[Error]:
    born = after.values.get("geboortedatum")
    for fact in section.facts:
        value = after.values.get(fact.name)
        if value in (None, ""):
            if fact.name in REQUIRED:
                yield fact.name, f"Vul “{fact.label}” in."
            continue
        if not fact.is_asked(after) and fact.only_if:
            name, answers = fact.only_if
            words = " of ".join(_WORDS[answer] for answer in answers)
            yield fact.name, f"Vul dit alleen in als bij “{FACTS[name].label}” {words} staat."
        needs = _NEEDS.get(fact.name)
        if needs and not any(after.values.get(name) for name in needs):
            yield fact.name, f"Vul eerst “{FACTS[needs[-1]].label}” in."
        if isinstance(value, dt.date):
            if fact.not_future and value > after.day:
                yield fact.name, "Vul een datum in die niet na vandaag ligt."
            if fact.name != "geboortedatum" and isinstance(born, dt.date) and value < born:
                yield fact.name, f"Deze datum ligt voor de geboortedatum ({short_date(born)})."


def _check_orders(section: Section, after: Snapshot) -> Iterator[Error]:
    for order in section.orders:
        earlier, later = after.values.get(order.earlier), after.values.get(order.later)
        if isinstance(earlier, dt.date) and isinstance(later, dt.date) and earlier > later:
            yield order.later, order.message


def _check_person(after: Snapshot) -> Iterator[Error]:
    phone = after.values.get("telefoonnummer") or ""
    digits = sum(sign.isdigit() for sign in phone)
    if phone and (not _PHONE.match(phone) or not 8 <= digits <= 15):
        yield "telefoonnummer", "Vul een telefoonnummer in. Bijvoorbeeld 06-12345678 of +31 6 12345678."


def _check_uaf(after: Snapshot) -> Iterator[Error]:
    years = after.years_of_education
    if years is None:
        yield (
            "uaf_datum",
            (
                f"UAF is er alleen voor wie ten minste {UAF_YEARS} jaar onderwijs heeft gehad. "
                "Vul eerst bij de educatieve gegevens het onderwijs of de jaren onderwijs in."
            ),
        )
    elif years < UAF_YEARS:
        yield (
            "uaf_datum",
            (
                f"UAF is er alleen voor wie ten minste {UAF_YEARS} jaar onderwijs heeft gehad. "
                f"Volgens de educatieve gegevens is dat {years} jaar."
            ),
        )


def _check_years(after: Snapshot) -> Iterator[Error]:
    if after.values.get("uaf_datum") and (after.years_of_education or 0) < UAF_YEARS:
        yield (
            "jaren_onderwijs",
            (
                f"Bij UAF staat een datum. Dat kan alleen met ten minste {UAF_YEARS} jaar onderwijs. "
                "Haal eerst de datum bij UAF weg."
            ),
        )


def _check_rows(row_set: RowSet, rows: Sequence[Mapping[str, Any]], after: Snapshot) -> Iterator[Error]:
    first = row_set.columns[0]
    seen: dict[Any, int] = {}
    born = after.values.get("geboortedatum")
    for row in rows:
        path = f"{row_set.name}.{row['index']}"
        name = row.get(first[0])
        if name in (None, ""):
            yield f"{path}.{first[0]}", f"Vul “{first[1]}” in, of verwijder deze rij."
        elif row_set.name == "talen" and name in seen:
            yield f"{path}.taal", "Deze taal staat al in de lijst. Houd één rij per taal."
        seen[name] = row["index"]
        yield from _check_period(path, row, after.day, born)
        if row.get("in_bezit") == "ja" and row.get("diploma") != "ja":
            yield f"{path}.in_bezit", "Een diploma kan alleen in bezit zijn als bij “Diploma” Ja staat."
    if rows and row_set.name in after.none:
        yield row_set.name, f"Er zijn rijen ingevuld. Haal het vinkje bij “{row_set.geen}” weg, of de rijen."


def _check_period(path: str, row: Mapping[str, Any], day: dt.date, born: object) -> Iterator[Error]:
    van, tot = row.get("van"), row.get("tot")
    if van and tot and tot < van:
        yield f"{path}.tot", "De einddatum ligt voor de begindatum."
    if van and van > day:
        yield f"{path}.van", "Vul een datum in die niet na vandaag ligt."
    for name, value in (("van", van), ("tot", tot)):
        if value and isinstance(born, dt.date) and value < born:
            yield f"{path}.{name}", f"Deze datum ligt voor de geboortedatum ({short_date(born)})."
