"""R19: what was sent under an older schema is shown as it was, on every channel, and compared without false news."""

import copy
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from coa_portal.common.dates import short_date, today
from coa_portal.common.errors import DomainError
from klantprofiel.models import Vergunninghouder
from overdracht.models import Profielversie
from overdracht.payload import Payload, changed_keys, differs
from overdracht.profiel import build_version_payload
from tests.factories.koppeling import KoppelingFactory, casemanager_of
from tests.factories.overdracht import ProfielversieFactory, person_of
from tests.klantprofiel.conftest import voorbeeld, voorbeeldgezin
from tests.overdracht.gemeente.systems import System
from voorinburgering import actions
from voorinburgering.actions import record_toetsen

__all__ = ["voorbeeld", "voorbeeldgezin"]  # fixtures
pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent
DAY = dt.date(2017, 3, 20)
LATER = {"eindtoets", "luisteren", "lezen", "schrijven"}  # facts that came with schema 2


def golden(number: int) -> Payload:
    found: Payload = json.loads((HERE / f"payload_schema{number}.json").read_text())
    return found


def as_schema_1(payload: Payload) -> Payload:
    """The same content as the portal sent it before there were sources and a section of the Voorinburgering."""
    old = copy.deepcopy(payload)
    old["schema"] = 1
    old["sections"] = [part for part in old["sections"] if part["key"] != "voorinburgering"]
    for part in old["sections"]:
        part["facts"] = [item for item in part["facts"] if item["key"].rsplit("_", 1)[0] not in LATER]
        for item in part["facts"]:
            del item["source"], item["source_text"]
    return old


def publish(person: Vergunninghouder, payload: Payload | None, monkeypatch: Any) -> Profielversie:
    """A version of the person; with `payload` as it was sent then."""
    with monkeypatch.context() as patch:
        if payload is not None:
            patch.setattr("overdracht.actions.doorzetten.build_version_payload", lambda _: payload)
        made: Profielversie = ProfielversieFactory(vergunninghouder=person, wijzig=False)
    return made


def take_part(person: Vergunninghouder) -> None:
    """One of everything that the section of the Voorinburgering tells."""
    who: dict[str, Any] = {"vergunninghouder": person, "acting_user": None}
    programma = actions.offer_programma(aangeboden_op=DAY, **who)
    actions.record_instemming(programma=programma, instemming="ja", instemming_op=DAY, acting_user=None)
    actions.start_programma(programma=programma, gestart_op=DAY, acting_user=None)
    actions.record_gesprek(soort="begeleiding", dag=DAY, minuten=90, **who)
    actions.register_voorwerk(aanbieder="iom", aangemeld_op=DAY, **who)
    actions.record_noa(afgenomen_op=DAY, organisatie="Bureau Werk", **who)
    actions.start_participatie(
        soort="sport", organisatie="De Kickers", uren_per_week=2, dagdelen=["1-avond"], van=DAY, **who
    )
    actions.end_programma(programma=programma, reden="afgerond", op=DAY, acting_user=None)


def test_golden_file_of_schema_2(voorbeeld: Vergunninghouder, casemanager_luttelgeest: Any) -> None:
    """The released shape does not change under its number. A new shape gets a new number and file."""
    who = casemanager_luttelgeest
    for soort, uitslag in (("eindtoets", "a2"), ("lezen", "a1"), ("taalleerbaarheid", "snel")):
        record_toetsen(soort=soort, op=DAY, uitslagen={voorbeeld.pk: uitslag}, acting_user=who)
    take_part(voorbeeld)
    text = json.dumps(build_version_payload(voorbeeld)).replace(short_date(today()), "VANDAAG")
    leden = voorbeeld.plaatsingseenheid.leden.exclude(pk=voorbeeld.pk).order_by("geboortedatum")
    for number, lid in enumerate(leden, 1):
        text = text.replace(str(lid.pk), f"lid-{number}")
    (HERE / "payload_schema2.json").write_text(
        json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n"
    )
    assert json.loads(text) == golden(2)


@pytest.mark.parametrize("number", [1, 2])
def test_a_version_of_every_schema_shows_on_page_pdf_and_api(
    number: int,
    monkeypatch: Any,
    client_of: Any,
    gemeente_utrecht: Any,
    casemanager_luttelgeest: Any,
    regievoerder_utrecht: Any,
) -> None:
    koppeling = KoppelingFactory()
    payload = golden(number)
    for part in payload["sections"]:
        part["tables"] = [table for table in part["tables"] if table["key"] != "gezinsleden"]
    version = publish(person_of(koppeling), payload, monkeypatch)
    coa, gemeente = client_of(casemanager_luttelgeest), client_of(regievoerder_utrecht)
    pages = [
        coa.get(reverse("overdracht:versie", args=[version.pk])),
        gemeente.get(reverse("overdracht_gemeente:versie", args=[koppeling.pk, version.pk])),
    ]
    for answer in pages:
        shown = answer.content.decode()
        assert answer.status_code == 200 and "Bouwbedrijf" in shown
        assert ("Bron: Docent, 20-03-2017" in shown) == (number == 2)
    for browser, name, keys in (
        (coa, "overdracht:versie_pdf", [version.pk]),
        (gemeente, "overdracht_gemeente:versie_pdf", [koppeling.pk, version.pk]),
    ):
        pdf = browser.get(reverse(name, args=keys))
        pages_of_pdf = PdfReader(io.BytesIO(pdf.content)).pages
        text = " ".join(" ".join(page.extract_text() for page in pages_of_pdf).split())
        assert "Bouwbedrijf" in text
        assert ("Docent, 20-03-2017" in text) == (number == 2)
    answer = System(gemeente_utrecht).get(f"/profielversies/{version.pk}").json()
    assert answer["klantprofiel"]["schemaVersie"] == number
    learning = next(part for part in answer["klantprofiel"]["secties"] if part["code"] == "educatief")
    sources = {item["code"]: item["bron"] for item in learning["gegevens"]}
    assert (sources["leerbaarheid_resultaat"] or {}).get("code") == (None, "docent")[number - 1]


def test_a_version_of_schema_1_is_compared_by_what_both_could_say(
    monkeypatch: Any, client_of: Any, casemanager_luttelgeest: Any
) -> None:
    person = person_of(KoppelingFactory())
    who = casemanager_of(person)
    record_toetsen(soort="instaptoets", op=DAY, uitslagen={person.pk: "a1"}, acting_user=who)
    new = build_version_payload(person)
    new["sections"] = [part for part in new["sections"] if part["key"] != "voorinburgering"]
    assert (changed_keys(as_schema_1(new), new), differs(as_schema_1(new), new)) == (set(), False)

    whole = build_version_payload(person)
    old = publish(person, as_schema_1(whole), monkeypatch)
    # the results stand in a section that the gemeente did not read before: news, and nothing else is
    assert changed_keys(as_schema_1(whole), whole) == {"voorinburgering.toetsen.0"}
    record_toetsen(soort="eindtoets", op=DAY, uitslagen={person.pk: "a2"}, acting_user=who)
    new = publish(person, None, monkeypatch)
    shown = client_of(who).get(reverse("overdracht:versie", args=[new.pk])).context["changed"]
    assert shown == {
        *("educatief.eindtoets_resultaat", "educatief.eindtoets_datum"),
        *("voorinburgering.toetsen.0", "voorinburgering.toetsen.1"),
    }
    assert old.nummer + 1 == new.nummer
    with pytest.raises(DomainError) as caught:
        publish(person, None, monkeypatch)
    assert caught.value.code == "unchanged"


def test_a_source_that_changes_is_news_between_versions_that_tell_it() -> None:
    def payload(source: str, text: str) -> Payload:
        fact = {"key": "a", "label": "A", "text": "Ja", "source": source, "source_text": text}
        section = {"key": "s", "label": "S", "facts": [fact], "tables": []}
        return {"schema": 2, "kind": "profielversie", "sections": [section]}

    talk, later = payload("gesprek", "Gesprek, 1-1-2026"), payload("gesprek", "Gesprek, 2-1-2026")
    document = payload("document", "Document, 3-1-2026")
    assert not differs(talk, later)  # an ordinary talk is not named where it is read
    assert changed_keys(talk, document) == {"s.a"}
    assert not differs({**talk, "schema": 1}, document)
