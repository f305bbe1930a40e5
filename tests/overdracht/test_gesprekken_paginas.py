"""The pages of talks: planning, answering, what each side reads, and equal numbers of queries for one row and many."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coa_portal.common.dates import short_date, today
from coa_portal.web.tags.filters import tijdstip
from overdracht.models import Afspraak, Bezoekdag, Gesprek
from tests.factories.gesprek import agreement_of, talk_of
from tests.factories.koppeling import KoppelingFactory, household
from tests.factories.overdracht import ProfielversieFactory, change_profile, person_of
from voorinburgering.models import BezetDagdeel

pytestmark = pytest.mark.django_db


@pytest.fixture
def koppeling(casemanager_luttelgeest: Any, regievoerder_utrecht: Any) -> Any:
    """Person 1 consented and has a version, person 2 did not."""
    made = KoppelingFactory(plaatsingseenheid=household(40, 38, behandelaar=casemanager_luttelgeest))
    ProfielversieFactory(vergunninghouder=person_of(made, 1))
    return made


@pytest.fixture
def gemeente(client_of: Any, regievoerder_utrecht: Any) -> Any:
    return client_of(regievoerder_utrecht)


@pytest.fixture
def coa(client_of: Any, casemanager_luttelgeest: Any) -> Any:
    return client_of(casemanager_luttelgeest)


def url(name: str, *args: Any) -> str:
    return reverse(f"gesprekken:{name}", args=args)


def day(days: int) -> str:
    return short_date(today() + dt.timedelta(days=days))


def test_a_talk_from_proposal_to_agreement(koppeling: Any, gemeente: Any, coa: Any) -> None:
    form = gemeente.get(url("nieuw", koppeling.pk)).context["form"]
    head = koppeling.betrokkenen.get(volgnummer=1)
    assert form["betrokkenen"].value() == [str(head.pk)] and form["dag"].value() > today()
    typed = {
        "soort": "driegesprek",
        "betrokkenen": [str(head.pk)],
        "dag": day(6),
        "tijd": "14.30",
        "duur": "45",
        "vorm": "azc",
    }
    wrong = gemeente.post(url("nieuw", koppeling.pk), {**typed, "dag": day(-2)})
    assert "Kies een moment dat nog komt." in wrong.content.decode() and not Gesprek.objects.exists()
    assert gemeente.post(url("nieuw", koppeling.pk), typed).status_code == 302
    row = Gesprek.objects.get()

    shown = coa.get(url("gesprek", row.pk))
    assert [one.label for one in shown.context["knoppen"]] == [
        "Akkoord met dit moment",
        "Ander moment voorstellen",
        "Afzeggen",
    ]
    assert coa.post(url("stap", row.pk, "akkoord")).status_code == 302
    row.refresh_from_db()
    assert row.status == "gepland"
    assert coa.post(url("stap", row.pk, "akkoord")).status_code == 409
    assert coa.get(url("stap", row.pk, "bestaat-niet")).status_code == 404
    file = gemeente.get(url("ics", row.pk))
    assert file["Content-Type"].startswith("text/calendar")
    assert person_of(koppeling, 1).voornaam not in file.content.decode() + file["Content-Disposition"]

    answer = {"tekst": "Woning bekijken", "domein": "huisvesting", "wie": "gemeente", "voor_op": day(9)}
    assert coa.post(f"{url('afspraak_nieuw', koppeling.pk)}?gesprek={row.pk}", answer).status_code == 302
    made = Afspraak.objects.get()
    assert (made.gesprek, made.opgesteld_door_partij, made.betrokkene) == (row, "coa", None)
    assert "Woning bekijken" in gemeente.get(url("gesprek", row.pk)).content.decode()
    assert gemeente.post(url("afspraak_stap", made.pk, "finish")).status_code == 302
    assert gemeente.post(url("afspraak_stap", made.pk, "weggooien")).status_code == 404


def test_r5_a_gemeente_reads_a_number_where_there_is_no_consent(
    koppeling: Any, gemeente: Any, coa: Any
) -> None:
    row = talk_of(koppeling)
    row.deelnemers.create(
        betrokkene=koppeling.betrokkenen.get(volgnummer=2), koppeling=koppeling, gemeente=koppeling.gemeente
    )
    pages = [url("koppeling", koppeling.pk), url("gesprek", row.pk), url("nieuw", koppeling.pk)]
    open_name, closed_name = (person_of(koppeling, place).voornaam for place in (1, 2))
    for address in pages:
        text = gemeente.get(address).content.decode()
        assert open_name in text and closed_name not in text and "Persoon 2" in text
    assert closed_name in coa.get(url("gesprek", row.pk)).content.decode()
    form = gemeente.get(url("afspraak_nieuw", koppeling.pk)).context["form"]
    assert len(form["betrokkene"].field.choices) == 2, "the household, and who consented"


def test_before_a_driegesprek_the_casemanager_is_led_to_publish(
    koppeling: Any, gemeente: Any, coa: Any
) -> None:
    person = person_of(koppeling, 1)
    row = talk_of(koppeling)
    assert coa.get(url("gesprek", row.pk)).context["hints"] == []
    change_profile(person)
    hints = coa.get(url("gesprek", row.pk)).context["hints"]
    assert [hint.actie for hint in hints] == ["Doorzetten"]
    page = coa.get(hints[0].url)
    assert page.context["form"]["moment"].value() == "driegesprek"
    assert gemeente.get(url("gesprek", row.pk)).context["hints"] == []
    other = talk_of(koppeling, "kennismaking")
    assert coa.get(url("gesprek", other.pk)).context["hints"] == []


def test_the_planner_offers_who_has_none_and_plans_a_day(koppeling: Any, gemeente: Any, coa: Any) -> None:
    other = KoppelingFactory(plaatsingseenheid=household(33))
    busy = KoppelingFactory(plaatsingseenheid=household(51))
    talk_of(busy)
    page = gemeente.get(url("planner"), {"soort": "driegesprek"})
    assert {kaart.koppeling_id for kaart, _ in page.context["rijen"]} == {koppeling.pk, other.pk}
    typed = {
        "koppelingen": [str(koppeling.pk), str(other.pk)],
        "dag": day(7),
        "begint": "10:00",
        "duur": "45",
        "vorm": "azc",
    }
    refused = gemeente.post(url("planner"), {**typed, "koppelingen": [str(busy.pk)]})
    assert "koppelingen" in refused.context["form"].errors
    answer = gemeente.post(url("planner"), typed)
    made = Bezoekdag.objects.get()
    assert answer["Location"] == url("bezoekdag", made.pk)
    assert coa.get(url("bezoekdag", made.pk)).context["aantal_mijn"] == 2
    assert coa.post(url("bezoekdag_akkoord", made.pk)).status_code == 302
    assert made.gesprekken.filter(status="gepland").count() == 2
    pdf = gemeente.get(url("bezoekdag_agenda", made.pk))
    assert pdf.content.startswith(b"%PDF") and pdf["Content-Disposition"].startswith("attachment")


def test_the_week_is_kept_by_who_edits_profiles(
    koppeling: Any, coa: Any, client_of: Any, casemanager_participatie: Any
) -> None:
    person = person_of(koppeling, 1)
    address = reverse("overdracht:dagdelen", args=[person.pk])
    assert coa.post(address, {"dag1_ochtend": "nt2", "dag3_avond": "werk"}).status_code == 302
    rows = set(BezetDagdeel.objects.values_list("weekdag", "dagdeel", "soort"))
    assert rows == {(1, "ochtend", "nt2"), (3, "avond", "werk")}
    assert coa.post(address, {"dag1_ochtend": "vakantie"}).status_code == 200
    assert coa.post(address, {"dag1_ochtend": "knm"}).status_code == 302
    assert list(BezetDagdeel.objects.values_list("soort", flat=True)) == ["knm"]
    assert client_of(casemanager_participatie).get(address).status_code == 404


def test_lists_cost_the_same_for_one_row_and_many(koppeling: Any, gemeente: Any, coa: Any) -> None:
    talk_of(koppeling)
    agreement_of(koppeling, 1)

    def queries(browser: Any, address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(address).status_code == 200
        return len(seen)

    addresses = [
        (browser, address)
        for browser in (gemeente, coa)
        for address in (url("lijst"), url("koppeling", koppeling.pk))
    ]
    addresses.append((gemeente, f"{url('planner')}?soort=overdrachtsgesprek"))
    before = [queries(*one) for one in addresses]
    for number in range(6):
        talk_of(KoppelingFactory(plaatsingseenheid=household(30 + number)))
        talk_of(koppeling, "kennismaking", stand="afgezegd")
        agreement_of(koppeling, 1, tekst=f"nummer {number}")
    assert [queries(*one) for one in addresses] == before


def test_both_sides_read_the_earlier_moments_of_a_moved_talk(koppeling: Any, gemeente: Any, coa: Any) -> None:
    row = talk_of(koppeling, stand="gepland")
    first = row.moment
    typed = {"dag": day(8), "tijd": "15.00", "duur": "60", "vorm": "telefoon"}
    assert gemeente.get(url("gesprek", row.pk)).context["eerdere"] == []
    assert coa.post(url("stap", row.pk, "ander-moment"), typed).status_code == 302
    assert gemeente.post(url("stap", row.pk, "ander-moment"), {**typed, "dag": day(9)}).status_code == 302
    for client in (gemeente, coa):
        found = client.get(url("gesprek", row.pk)).context["eerdere"]
        assert [(one.wie, one.wat.split(", ")[-1]) for one in found] == [
            ("het COA", "telefonisch"),
            ("de gemeente", "op de opvanglocatie"),
        ]
        assert found[1].wat.startswith(tijdstip(first))
