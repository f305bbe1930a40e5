"""The household of COA's sample form of 3 April 2017 (source B2), entered through the actions.

Every value of the form is here; the V-nummers are invented. The demo and the tests both start from it.
"""

import datetime as dt
from typing import Any

from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import today
from coa_portal.organisaties.models import Opvanglocatie
from klantprofiel.actions import NewPerson, RowInput, create_household, record_facts, save_section
from klantprofiel.choices import Bron
from klantprofiel.models import Plaatsingseenheid, Vergunninghouder

IRAN = "5012"  # Land, BRP table 34
IRAANSE = "0315"  # Nationaliteit, BRP table 32
FARSI = "fas"
_KEPT = ("instemming_voorinburgering",)


def _day(text: str) -> dt.date:
    """dd-mm-jjjj, as the form writes it."""
    return dt.datetime.strptime(text, "%d-%m-%Y").replace(tzinfo=dt.UTC).date()


PEOPLE = (
    NewPerson(
        "2900000001", "Voorbeeld", "Vergunninghouder", _day("08-11-1975"), "m", IRAANSE, bsn="123456782"
    ),
    NewPerson("2900000002", "Emmanuelle", "Vergunninghouder", _day("10-02-1977"), "v", IRAANSE),
    NewPerson("2900000003", "Fennechien", "Vergunninghouder", _day("24-01-2004"), "v", IRAANSE),
    NewPerson("2900000004", "Levinus", "Vergunninghouder", _day("04-07-2009"), "m", IRAANSE),
)

FACTS: dict[str, dict[str, Any]] = {
    "persoonlijk": {
        "burgerlijke_staat": "gehuwd",
        "telefoonnummer": "06-12345678",
        "digid_aangevraagd": "nee",
        "rijbewijs": "ja",
        "land_rijbewijs": IRAN,
    },
    "familie": {
        "land_van_herkomst": IRAN,
        "gezinshereniging_aangevraagd": "onbekend",
        "gezinshereniging_toelichting": (
            "nog niet mee bezig. Wil graag gemeente Utrecht, Rotterdam of Amsterdam. "
            "Met de blik op de toekomst, wat betreft studie kinderen"
        ),
    },
    "status": {
        "vergunningsoort": "asiel_bepaald",
        "vergunning_datum": _day("11-11-2016"),
        "verblijfsrecht_van": _day("04-11-2015"),
        "verblijfsrecht_tot": _day("04-11-2020"),
    },
    "inburgering": {
        "inburgering_van": _day("01-02-2017"),
        "inburgering_tot": _day("01-02-2019"),
        "duo_lening_aangevraagd": _day("06-12-2016"),
        "duo_lening_toegekend": _day("06-01-2017"),
        "pid_ontvangen": "ja",
        "pid_datum": _day("24-02-2017"),
    },
    "educatief": {
        "spreektaal": FARSI,
        "moderne_taal": "eng",
        "instemming_voorinburgering": "onbekend",
        "nt2_toets": "ja",
        "nt2_resultaat": "b1",
        "nt2_datum": _day("24-02-2017"),
        "leerbaarheid_toets": "Leerbaarheidstoets",
        "leerbaarheid_resultaat": "gemiddeld",
        "leerbaarheid_datum": _day("14-02-2017"),
        "opleidingsniveau": "laag",
    },
    "idw": {
        "idw_aangevraagd": "ja",
        "idw_soort": "opleiding",
        "idw_niveau": "middelbaar",
        "idw_richting": "Autotechniek",
    },
    "arbeid": {"cv_gemaakt": "ja"},
    "toekomst": {"ambities": "Graag een eigen winkel met auto-onderdelen."},
}


def _rows(columns: str, *rows: tuple[Any, ...]) -> list[RowInput]:
    return [RowInput(dict(zip(columns.split(), row, strict=True))) for row in rows]


ROWS: dict[str, dict[str, list[RowInput]]] = {
    "educatief": {
        "talen": _rows(
            "taal mondeling schriftelijk",
            ("ara", "goed", "goed"),
            (FARSI, "goed", "goed"),
            ("nld", "zwak", "niet"),
            ("eng", "zwak", "zwak"),
        ),
        "onderwijs": _rows(
            "opleiding van tot diploma in_bezit",
            ("Basisonderwijs", _day("01-09-1980"), _day("01-07-1986"), "nee", "nee"),
            ("Voortgezet onderwijs", _day("01-09-1986"), _day("01-07-1988"), "ja", "nee"),
        ),
    },
    "arbeid": {
        "werkervaring": _rows(
            "beroep van tot bijzonderheden",
            ("Bouwbedrijf", _day("02-01-2006"), _day("01-01-2013"), ""),
            ("Eigenaar supermarkt", _day("02-01-1993"), _day("01-01-2006"), "Kleine buurtsupermarkt"),
            ("Medewerker winkel auto-onderdelen", _day("01-01-1988"), _day("01-01-1993"), ""),
        ),
        "zelfwerkzaamheid": _rows("taak van tot", ("Fietsenwerkplaats", _day("09-01-2017"), None)),
        "competenties": _rows(
            "competentie niveau",
            ("ICT - Mail", "redelijk"),
            ("ICT - Word", "zwak"),
            ("Organisatievermogen", "redelijk"),
        ),
        "hobbys": _rows("hobby", ("Aan auto's sleutelen",), ("Accordeon spelen",)),
    },
}


def create_sample(
    *,
    opvanglocatie: Opvanglocatie,
    behandelaar: Gebruiker | None = None,
    van: dt.date | None = None,
    acting_user: Gebruiker | None = None,
) -> Plaatsingseenheid:
    """The sample household at `opvanglocatie` (the form says azc Luttelgeest), with the profile of its first
    person. Needs the reference data."""
    household = create_household(
        members=PEOPLE,
        opvanglocatie=opvanglocatie,
        van=van or _day("11-11-2016"),
        behandelaar=behandelaar,
        acting_user=acting_user,
    )
    fill_sample(vergunninghouder=household.hoofdpersoon, acting_user=acting_user)
    return household


def fill_sample(*, vergunninghouder: Vergunninghouder | None, acting_user: Gebruiker | None) -> None:
    """Enter every section of the form for a person."""
    if vergunninghouder is None:
        raise ValueError("household without hoofdpersoon")
    for code, facts in FACTS.items():
        # nobody types the answer on the offer in the profile: it comes from the Voorinburgering
        kept = {} if acting_user is None else {name: facts[name] for name in _KEPT if name in facts}
        save_section(
            vergunninghouder=vergunninghouder,
            section=code,
            facts={name: value for name, value in facts.items() if name not in kept},
            rows=ROWS.get(code),
            acting_user=acting_user,
        )
        if kept:
            record_facts(
                vergunninghouder=vergunninghouder,
                facts=kept,
                bron=Bron.GESPREK,
                op=today(),
                acting_user=acting_user,
            )
