"""Every value of COA's sample form goes in through the actions and comes out in the payload (form, version, page and
PDF: test_heen_en_terug.py; typed in a browser: tests/e2e/test_without.py)."""

import json
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from klantprofiel.models import Vergunninghouder
from klantprofiel.payload import build_profiel_payload

FORM = Path(__file__).parent.parent / "overdracht" / "payload_voorbeeld.json"


def _texts(payload: dict[str, Any]) -> dict[str, Any]:
    """Facts by section and key, tables as rows of texts."""
    found: dict[str, Any] = {}
    for section in payload["sections"]:
        for fact in section["facts"]:
            found[f"{section['key']}.{fact['key']}"] = fact["text"]
        for table in section["tables"]:
            found[f"{section['key']}.{table['key']}"] = [
                [cell["text"] for cell in row["cells"]] for row in table["rows"]
            ]
    return found


def test_every_value_of_the_form_is_in_the_payload(voorbeeld: Vergunninghouder) -> None:
    payload = build_profiel_payload(voorbeeld)
    ours, form = _texts(payload), _texts(json.loads(FORM.read_text()))
    # the form leaves the contact open; the portal gives the behandelaar
    wanted = {key: text for key, text in form.items() if not key.startswith("contactpersoon.")}
    assert {key: ours.get(key) for key in wanted} == wanted
    assert ours["contactpersoon.contactpersoon_naam"] == "Carla Luttelgeest"
    assert [s["key"] for s in payload["sections"]] == [
        s["key"] for s in json.loads(FORM.read_text())["sections"]
    ]


def test_payload_has_the_same_queries_for_a_full_and_an_empty_profile(
    voorbeeld: Vergunninghouder, django_assert_num_queries: Any
) -> None:
    other = voorbeeld.plaatsingseenheid.leden.get(voornaam="Emmanuelle")
    with CaptureQueriesContext(connection) as full:
        build_profiel_payload(voorbeeld)
    with django_assert_num_queries(len(full)):
        build_profiel_payload(other)
