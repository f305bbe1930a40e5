"""Every value of COA's sample form goes in through the actions, or through one page per section, and comes out in the
payload, the version, the page of the gemeente and the PDF."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from klantprofiel.demo_sample import FACTS, PEOPLE, ROWS
from klantprofiel.models import Vergunninghouder
from klantprofiel.payload import build_profiel_payload
from overdracht.models import Profielversie
from tests.factories.klantprofiel import VergunninghouderFactory
from tests.factories.koppeling import KoppelingFactory
from tests.factories.overdracht import ToestemmingFactory
from tests.hardening.pdf_text import text_of
from tests.klantprofiel.sturen import read_form, send

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


def _typed(value: Any) -> str:
    return f"{value:%d-%m-%Y}" if isinstance(value, dt.date) else str(value or "")


def _type_section(browser: Any, person: Vergunninghouder, code: str) -> None:
    """One page load, everything typed (rows grow in the browser), one save."""
    url = reverse("klantprofiel:sectie", args=[person.pk, code])
    data = read_form(browser.get(url))
    data |= {name: _typed(value) for name, value in FACTS[code].items()}
    for prefix, rows in ROWS.get(code, {}).items():
        data[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
        for number, row in enumerate(rows):
            data |= {f"{prefix}-{number}-{name}": _typed(value) for name, value in row.values.items()}
    answer = send(browser, url, data)
    assert answer.status_code == 302, (code, answer.context["form"].errors)


def _missing(texts: set[str], shown: str) -> list[str]:
    """What of `texts` is not shown, whatever the white space, hyphens and capitals."""

    def squeezed(text: str) -> str:
        return re.sub(r"[\s\u200b-]+", "", text).lower()

    return sorted(text for text in texts if squeezed(text) not in squeezed(shown))


def test_the_whole_form_is_typed_with_one_page_per_section_and_reaches_page_and_paper(
    browser: Any, client_of: Any, locatie_luttelgeest: Any, regievoerder_utrecht: Any
) -> None:
    """Form → profile → version → page → PDF text."""
    head = PEOPLE[0]
    person = VergunninghouderFactory(
        voornaam=head.voornaam,
        achternaam=head.achternaam,
        geboortedatum=head.geboortedatum,
        geslacht=head.geslacht,
        nationaliteit=head.nationaliteit,
        bsn=head.bsn,
        locatie=locatie_luttelgeest,
    )
    for code in FACTS:
        _type_section(browser, person, code)
    koppeling = KoppelingFactory(plaatsingseenheid=person.plaatsingseenheid)
    ToestemmingFactory(vergunninghouder=person, gegeven=True)
    publish = reverse("overdracht:doorzetten", args=[person.pk])
    browser.post(publish, {**read_form(browser.get(publish)), "moment": "koppeling"})
    version = Profielversie.objects.get(koppeling=koppeling)

    form = json.loads(FORM.read_text())
    wanted = {
        fact["text"] for part in form["sections"] if part["key"] != "contactpersoon" for fact in part["facts"]
    }
    wanted |= {
        cell["text"]
        for part in form["sections"]
        for table in part["tables"]
        if table["key"] != "gezinsleden"  # this person came alone
        for row in table["rows"]
        for cell in row["cells"]
    }
    wanted -= {"", "******782"} | {text for text in wanted if "Luttelgeest" in text or "LUTTELGEEST" in text}
    utrecht = client_of(regievoerder_utrecht)
    page = utrecht.get(reverse("overdracht_gemeente:versie", args=[koppeling.pk, version.pk]))
    pdf = utrecht.get(reverse("overdracht_gemeente:versie_pdf", args=[koppeling.pk, version.pk]))
    assert _missing(wanted, re.sub(r"<[^>]+>", " ", page.text.replace("&#x27;", "'"))) == []
    assert _missing(wanted, text_of(pdf.content)) == []
