"""Finding people: one box for a name in any spelling, a V-nummer, a BSN, a date of birth or an address (issue 6.7).

Every search narrows a queryset that somebody may see (R2), in one statement whose every part an index answers; the
order of names says which of the hits resembles most. A BSN is only ever found whole.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from coa_portal.common.dates import parse_dutch_date
from coa_portal.organisaties.models import Opvanglocatie
from klantprofiel.bsn import all_hashes
from klantprofiel.models import Vergunninghouder
from klantprofiel.namen import ARTICLES, search_values, sounds, writing
from klantprofiel.validators import clean_bsn

People = QuerySet[Vergunninghouder]
MOST_WORDS = 6
SHORTEST = 3  # letters that a trigram index can find
SHOWN_DOUBLES = 5
MANY = 1000  # hits of a name, more than anybody reads

_SEPARATORS = re.compile(r"[ .]")
_POSTCODE = re.compile(r"^([1-9][0-9]{3}) ?([a-z]{2})\b", re.I)
_TWO_DIGITS = re.compile(r"^(\d{1,2}[-/. ]\d{1,2}[-/. ])(\d{2})$")
_STREET = re.compile(r"^\D{3,}\d+\s?\w{0,4}$")

# upper apps know other addresses (the new home): text → condition on people
AddressFinder = Callable[[str, str], Q]
_finders: dict[str, AddressFinder] = {}


def register_address_finder(name: str, finder: AddressFinder) -> None:
    """Have an address search look further; `finder` gets the postcode (or "") and the street with its number (or "").
    Called in `AppConfig.ready()`."""
    _finders[name] = finder


@dataclass(frozen=True)
class Zoekvraag:
    """What somebody typed, understood. `soort`: bsn, v_nummer, datum, adres or naam."""

    soort: str
    tekst: str
    dag: dt.date | None = None


def understand(text: str) -> Zoekvraag:
    """What a text can only mean; what is nothing else is a name."""
    text = " ".join(text.split())
    digits = _SEPARATORS.sub("", text)
    if day := _day(text):
        return Zoekvraag("datum", text, day)
    if digits.isascii() and digits.isdigit():
        return Zoekvraag("bsn" if _is_bsn(digits) else "v_nummer", digits)
    if _POSTCODE.match(text) or _STREET.match(text):
        return Zoekvraag("adres", text)
    return Zoekvraag("naam", text)


def _is_bsn(digits: str) -> bool:
    if len(digits) != 9:
        return False
    try:
        return bool(clean_bsn(digits))
    except ValidationError:
        return False


def _day(text: str) -> dt.date | None:
    """A day in any notation: 31-1-1990, 31/01/90, 1990-01-31, 31 januari 1990."""
    if short := _TWO_DIGITS.match(text):
        year = int(short[2])
        text = f"{short[1]}{1900 + year if year > dt.date.today().year % 100 else 2000 + year}"  # noqa: DTZ011
    try:
        return parse_dutch_date(text.replace("/", "-").replace(".", "-"))
    except ValueError:
        return None


def search_people(people: People, text: str) -> People:
    """The people of a queryset that fit what was typed; of a name the most alike first, else the order it had."""
    if not text.strip():
        return people
    asked = understand(text)
    if asked.soort == "bsn":
        return people.filter(bsn__keyed_hash__in=all_hashes(asked.tekst))
    if asked.soort == "v_nummer":
        return people.filter(v_nummer__startswith=asked.tekst)
    if asked.dag is not None:
        return people.filter(geboortedatum=asked.dag)
    if asked.soort == "adres":
        return people.filter(_address(asked.tekst))
    return _by_name(people, asked.tekst)


def _by_name(people: People, text: str) -> People:
    found = people.filter(name_condition(text))
    keys = _few_keys(found)
    if keys == []:
        # comparing letter by letter costs most, and the planner thinks nothing: only for what sounds like nobody
        found = people.filter(name_condition(text, misspelt=True))
        keys = _few_keys(found)
    return found if keys is None else people.filter(pk__in=keys)


def _few_keys(found: People) -> list[UUID] | None:
    """The keys of the hits, None when there are many. The bare keys come out of the indexes of the name; beside all the
    columns of a list, the planner expects a hundred times as many hits and reads the whole table instead."""
    keys = list(found.order_by().values_list("pk", flat=True)[: MANY + 1])
    return keys if len(keys) <= MANY else None


def name_condition(text: str, *, misspelt: bool = False) -> Q:
    """Every word, in its letters or as it sounds; `misspelt`: or resembling. Without any letter it finds nobody."""
    found = Q()
    words = writing(text).split()[:MOST_WORDS]
    words = [word for word in words if word not in ARTICLES] or words
    for word in words:
        part = Q(klanken__overlap=sounds(word))
        if len(word) >= SHORTEST:
            part |= Q(zoeknaam__contains=word)
            part |= Q(zoeknaam__trigram_word_similar=word) if misspelt else Q()
        found &= part
    return found if words else Q(pk__in=[])


def by_likeness(people: People, text: str) -> People:
    """The hits of a name, the most alike first."""
    likeness = TrigramWordSimilarity(writing(text), "zoeknaam")
    return people.annotate(gelijkenis=likeness).order_by("-gelijkenis", "achternaam", "voornaam", "pk")


def _address(text: str) -> Q:
    postcode = _POSTCODE.match(text)
    code = f"{postcode[1]}{postcode[2].upper()}" if postcode else ""
    street = "" if postcode else text
    places = Opvanglocatie.objects.all()
    if code:
        places = places.filter(postcode__in=[code, f"{code[:4]} {code[4:]}"])
    else:
        places = places.filter(straat_huisnummer__iexact=street)
    found = Q(dossier_locatie__in=list(places.values_list("pk", flat=True)))
    for finder in _finders.values():
        found |= finder(code, street)
    return found


def possible_doubles(
    people: People, *, voornaam: str, achternaam: str, geboortedatum: dt.date, but: Any = None
) -> list[Vergunninghouder]:
    """Who may be the same person: born on that day (or with day and month exchanged) with a name that sounds alike, or
    on any day of that year with nearly the same name."""
    values = search_values(voornaam, achternaam)
    alike = Q(geboortedatum__in=_same_days(geboortedatum), klanken__overlap=values["klanken"])
    year = Q(geboortedatum__year=geboortedatum.year, zoeknaam=values["zoeknaam"])
    rows = people.filter(alike | year).exclude(pk=but)
    related = rows.select_related("dossier_locatie", "plaatsingseenheid")
    return list(related.order_by("achternaam", "voornaam", "pk")[:SHOWN_DOUBLES])


def _same_days(day: dt.date) -> list[dt.date]:
    try:
        return [day, day.replace(day=day.month, month=day.day)]
    except ValueError:
        return [day]
