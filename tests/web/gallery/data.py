"""Invented values for the example pages."""

import datetime as dt

from coa_portal.web.components import Gebeurtenis, Gegeven, Onderdeel, Persoon, Taak, Termijn

TAKEN = [
    Taak(
        "Selam Tesfay",
        "/dossiers/selam/",
        "Toestemming vragen voor Voorbeeldstad",
        "Toestemming",
        "letop",
        "3 dagen te laat",
        True,
    ),
    Taak(
        "Ahmad Voorbeeld",
        "/dossiers/selam/",
        "Profiel doorzetten: sinds 12 november gewijzigd",
        "Doorzetten",
        "info",
        "nog 2 dagen",
    ),
    Taak("محمد الأحمد", "/dossiers/selam/", "Gemeente vraagt om het profiel", "Opvragen", "neutraal"),
]
TERMIJNEN = [
    Termijn("Leerbaarheidstoets", dt.date(2026, 11, 16), "laat", "5 dagen te laat"),
    Termijn("Brede intake afronden", dt.date(2026, 12, 4), "nabij", "nog 13 dagen", url="/dossiers/selam/"),
    Termijn(
        "Woonruimte aanbieden",
        dt.date(2026, 12, 21),
        "open",
        "nog 30 dagen",
        "10 weken na koppeling (streeftermijn)",
    ),
    Termijn("Inschrijving BRP", dt.date(2026, 11, 5), "klaar"),
]
ONDERDELEN = [
    Onderdeel("Persoonlijk", "#persoonlijk", "vol"),
    Onderdeel("Gezin", "#gezin", "vol", True),
    Onderdeel("Inburgering", "#inburgering", "deels"),
    Onderdeel("Werk", "#werk", "deels"),
    Onderdeel("Toekomst", "#toekomst", "leeg"),
]
GEGEVENS = [
    Gegeven("Kennisgeving DUO", "5 november 2026"),
    Gegeven("Leerbaarheidstoets", "Nog niet afgenomen", ontbreekt=True),
    Gegeven("Leerroute", "", ""),
    Gegeven("Telefoon", "06 00 00 00 00", "van de persoon zelf"),
]
MENSEN = [
    Persoon("J. de Vries", "Casemanager COA", "j.devries@coa.example"),
    Persoon("A. Bakker", "Regievoerder, gemeente Voorbeeldstad"),
]
GEBEURTENISSEN = [
    Gebeurtenis(
        dt.datetime(2026, 11, 20, 13, 5, tzinfo=dt.UTC),
        "J. de Vries",
        "Werk gewijzigd",
        ["Functie: kok (was: keukenhulp)"],
    ),
    Gebeurtenis(dt.date(2026, 10, 12), "R. Smit", "Gekoppeld aan Voorbeeldstad", soort="goed"),
    Gebeurtenis(dt.date(2026, 10, 1), "", "Ingelezen uit IBIS"),
]
RIJEN = [
    (
        "2900000001",
        "Selam Tesfay",
        "azc Voorbeeldstad",
        4,
        "Toestemming ontbreekt",
        "letop",
        dt.date(2026, 11, 16),
    ),
    ("2900000002", "Ahmad Voorbeeld", "azc Luttelgeest", 1, "Doorgezet", "goed", dt.date(2026, 11, 18)),
    ("2900000003", "محمد الأحمد", "azc Ter Apel", 6, "Ingetrokken", "fout", dt.date(2026, 9, 2)),
    ("2900000004", "Natnael Habte", "azc Budel", 2, "Nieuw", "info", dt.date(2026, 11, 20)),
]


def _fact(key: str, label: str, text: str, own: bool = False) -> dict[str, object]:
    return {"key": key, "label": label, "value": text, "text": text, "own_statement": own}


def _row(*texts: str, own: bool = False) -> dict[str, object]:
    return {"cells": [{"value": t, "text": t} for t in texts], "own_statement": own, "person": None}


PAYLOAD = {
    "schema": 1,
    "kind": "profielversie",
    "sections": [
        {
            "key": "persoonlijk",
            "label": "Persoonlijke gegevens",
            "note": "",
            "facts": [
                _fact("naam", "Naam", "Voorbeeld Vergunninghouder"),
                _fact("bsn", "BSN", "••••••782"),
                _fact("telefoon", "Telefoon", ""),
                _fact("land", "Land van herkomst", "Onbekend"),
            ],
            "tables": [],
        },
        {
            "key": "opleiding",
            "label": "Educatieve gegevens",
            "note": "Gegevens van het gesprek op 3 april 2017.",
            "facts": [_fact("jaren", "Jaren onderwijs", "12")],
            "tables": [
                {
                    "key": "talen",
                    "label": "Taalvaardigheid",
                    "columns": [
                        {"key": "taal", "label": "Taal"},
                        {"key": "m", "label": "Mondeling"},
                        {"key": "s", "label": "Schriftelijk"},
                    ],
                    "rows": [_row("Arabisch", "Goed", "Goed"), _row("Engels", "Redelijk", "Zwak", own=True)],
                },
                {
                    "key": "onderwijs",
                    "label": "Onderwijs",
                    "columns": [{"key": "soort", "label": "Soort"}],
                    "rows": [],
                },
            ],
        },
        {
            "key": "arbeid",
            "label": "Arbeidsgegevens",
            "note": "",
            "facts": [_fact("werk", "Werkervaring", "Kok in Khartoem <script>\nأعمل طباخا", own=True)],
            "tables": [],
        },
        {"key": "toekomst", "label": "Toekomst in Nederland", "note": "", "facts": [], "tables": []},
    ],
}
CHANGED = {"persoonlijk.telefoon", "opleiding.talen.1", "opleiding.onderwijs"}
