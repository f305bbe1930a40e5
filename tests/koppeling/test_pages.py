"""The pages of koppelen: lists, deciding, steps; who may, what is refused, and what is kept as typed."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coa_portal.common.dates import today
from coa_portal.organisaties.models import Taakstelling
from klantprofiel.actions import move_verblijf
from klantprofiel.models import Klantprofiel, Plaatsingseenheid
from koppeling.actions import withdraw_koppeling
from koppeling.models import Koppeling, Screening
from koppeling.taakstelling import half_year
from tests.factories.koppeling import KoppelingFactory, household

pytestmark = pytest.mark.django_db

DECISION: dict[str, Any] = {
    "gemeente": "GM0344",
    "grond": "werk",
    "grondslag": "huisvestingswet",
    "toelichting": "In Utrecht is veel werk in de zorg.",
    "woonbehoeften": ["slaapkamers"],
    "afwijking_reden": "",
}


def page(client: Any, name: str, *args: Any, **query: str) -> Any:
    return client.get(reverse(f"koppeling:{name}", args=args), query)


def limit(gemeente_code: str, aantal: int) -> None:
    Taakstelling.objects.update_or_create(
        gemeente_id=gemeente_code,
        halfjaar=half_year(today()),
        defaults={"aantal": aantal, "is_berekend": False},
    )


def permit(unit: Plaatsingseenheid, days_ago: int) -> None:
    profile = Klantprofiel.objects.get(vergunninghouder=unit.hoofdpersoon)
    profile.vergunning_datum = today() - dt.timedelta(days=days_ago)
    profile.save()


@pytest.fixture
def desk(client_of: Any, regievoerder_coa: Any, gemeente_utrecht: Any, gemeente_zeist: Any) -> Any:
    """The browser of the regievoerder COA."""
    return client_of(regievoerder_coa)


def test_each_state_has_its_list(desk: Any) -> None:
    waiting = household()
    rows = {
        "voorgesteld": KoppelingFactory(voorgesteld=True),
        "gekoppeld": KoppelingFactory(gehuisvest=True),
        "beeindigd": KoppelingFactory(afgesloten=True),
    }

    shown = {tab: page(desk, "lijst", lijst=tab).content.decode() for tab in ("te-koppelen", *rows)}

    assert waiting.referentie in shown["te-koppelen"]
    for tab, row in rows.items():
        assert [name for name, text in shown.items() if row.referentie in text] == [tab]
        assert row.plaatsingseenheid.referentie not in shown["te-koppelen"]


def test_lists_show_no_names(desk: Any) -> None:
    household(achternaam="Geheimnaam")
    KoppelingFactory(plaatsingseenheid=household(achternaam="Geheimnaam"))

    for tab in ("te-koppelen", "gekoppeld"):
        assert "Geheimnaam" not in page(desk, "lijst", lijst=tab).content.decode()


def test_waiting_again_depends_on_why_it_was_withdrawn(desk: Any, regievoerder_coa: Any) -> None:
    again, gone = KoppelingFactory(), KoppelingFactory()
    withdraw_koppeling(koppeling=again, reden="fout", acting_user=regievoerder_coa)
    withdraw_koppeling(koppeling=gone, reden="vertrokken", acting_user=regievoerder_coa)

    text = page(desk, "lijst").content.decode()

    assert again.plaatsingseenheid.referentie in text
    assert gone.plaatsingseenheid.referentie not in text


def test_r14_the_list_starts_with_the_oldest_term_and_marks_what_is_late(desk: Any) -> None:
    late, fresh, unknown = household(), household(), household()
    permit(late, 40)
    permit(fresh, 3)

    text = page(desk, "lijst").content.decode()

    positions = [text.index(unit.referentie) for unit in (late, fresh, unknown)]
    assert positions == sorted(positions)
    assert "6 dagen te laat" in text  # the stay began 20 days ago, after the permit
    assert "Termijn loopt nog niet" in text


@pytest.mark.parametrize("tab", ["te-koppelen", "gekoppeld"])
def test_lists_take_the_same_queries_for_1_and_for_20_rows(desk: Any, tab: str) -> None:
    def add() -> None:
        household(34, 30, 4) if tab == "te-koppelen" else KoppelingFactory()

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert page(desk, "lijst", lijst=tab).status_code == 200
        return len(queries)

    add()
    count()
    one = count()
    for _ in range(19):
        add()

    assert count() == one


def test_lists_are_filtered_by_reference_gemeente_and_locatie(desk: Any, locatie_elders: Any) -> None:
    here, there = (
        KoppelingFactory(),
        KoppelingFactory(plaatsingseenheid=household(opvanglocatie=locatie_elders)),
    )

    for query in (
        {"kenmerk": here.referentie},
        {"kenmerk": here.plaatsingseenheid.referentie.lower()},
        {"locatie": str(here.plaatsingseenheid.hoofdpersoon.dossier_locatie_id)},
    ):
        text = page(desk, "lijst", lijst="gekoppeld", **query).content.decode()
        assert here.referentie in text, query
        assert there.referentie not in text, query
    assert here.referentie not in page(desk, "lijst", lijst="gekoppeld", gemeente="GM0355").content.decode()
    strange = page(desk, "lijst", lijst="bestaat-niet", gemeente="GM9999", locatie="x", pagina="-3")
    assert strange.status_code == 200


@pytest.mark.parametrize(("button", "status"), [("voorstellen", "voorgesteld"), ("definitief", "definitief")])
def test_a_regievoerder_proposes_or_decides(desk: Any, button: str, status: str) -> None:
    unit = household(34, 30, 4)

    answer = desk.post(reverse("koppeling:nieuw", args=[unit.pk]), {**DECISION, "stap": button})

    row = Koppeling.objects.get(plaatsingseenheid=unit)
    assert (row.status, row.gemeente_id, row.besluit.woonbehoeften) == (status, "GM0344", ["slaapkamers"])
    assert answer.headers["Location"] == reverse("koppeling:detail", args=[row.pk])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"gemeente": ""}, "Maak een keuze bij “Gemeente”."),
        ({"gemeente": "GM9999"}, "Kies een antwoord uit de lijst."),
        ({"grond": ""}, "Maak een keuze bij “Koppelingsgrond”."),
        ({"grond": "leeftijd"}, "Kies een antwoord uit de lijst."),
        ({"grondslag": ""}, "Maak een keuze bij “Wettelijke grondslag”."),
        ({"toelichting": "   "}, "Vul “Toelichting in gewone woorden” in."),
        ({"toelichting": "x" * 1001}, "Gebruik hooguit 1000 tekens."),
        ({"woonbehoeften": ["zwembad"]}, "Kies een antwoord uit de lijst."),
    ],
)
def test_a_bad_answer_is_named_at_its_field_and_the_rest_is_kept(
    desk: Any, change: dict[str, Any], message: str
) -> None:
    unit = household()
    sent = {**DECISION, "afwijking_reden": "Dit bleef staan.", **change, "stap": "definitief"}

    text = desk.post(reverse("koppeling:nieuw", args=[unit.pk]), sent).content.decode()

    assert message in text
    assert "Dit bleef staan." in text
    assert not Koppeling.objects.filter(plaatsingseenheid=unit).exists()


def test_r21_a_full_taakstelling_asks_for_a_reason_at_its_field(desk: Any) -> None:
    limit("GM0344", 1)
    unit = household(34, 30)
    sent = {**DECISION, "stap": "definitief"}

    refused = desk.post(reverse("koppeling:nieuw", args=[unit.pk]), sent)

    assert "nog ruimte voor 1 personen" in refused.context["form"].errors["afwijking_reden"][0]
    assert "In Utrecht is veel werk in de zorg." in refused.content.decode()
    assert not Koppeling.objects.filter(plaatsingseenheid=unit).exists()

    desk.post(reverse("koppeling:nieuw", args=[unit.pk]), {**sent, "afwijking_reden": "Afgesproken."})

    row = Koppeling.objects.get(plaatsingseenheid=unit)
    assert row.besluit.invoer["taakstelling"] == 1
    assert row.besluit.afwijking_reden == "Afgesproken."


def test_looking_at_a_gemeente_shows_room_and_decides_nothing(desk: Any) -> None:
    limit("GM0344", 7)
    unit = household(34, 30)

    answer = desk.post(
        reverse("koppeling:nieuw", args=[unit.pk]),
        {"gemeente": "GM0344", "toelichting": "Half getypt", "stap": "bekijk"},
    )

    text = answer.content.decode()
    assert "7 plaatsen" in text
    assert "km" in text
    assert "Half getypt" in text
    assert not answer.context["form"].errors
    assert not Koppeling.objects.filter(plaatsingseenheid=unit).exists()


def test_a_household_with_a_koppeling_leads_to_it(desk: Any) -> None:
    row = KoppelingFactory(voorgesteld=True)

    answer = page(desk, "nieuw", row.plaatsingseenheid_id)

    assert answer.headers["Location"] == reverse("koppeling:detail", args=[row.pk])


STEPS = {
    "definitief": ({"voorgesteld": True}, {}, "definitief"),
    "intrekken": ({}, {"reden": "gezin"}, "ingetrokken"),
    "gehuisvest": ({}, {}, "gehuisvest"),
    "toegang-beeindigen": ({"gehuisvest": True}, {}, "afgesloten"),
    "herkoppelen": ({}, {**DECISION, "gemeente": "GM0355", "reden": "familie", "stap": "doen"}, "herkoppeld"),
}


@pytest.mark.parametrize("code", STEPS)
def test_every_step_has_its_page_and_is_taken(desk: Any, code: str) -> None:
    traits, data, status = STEPS[code]
    row = KoppelingFactory(**traits)
    address = reverse("koppeling:stap", args=[row.pk, code])

    assert address in page(desk, "detail", row.pk).content.decode()
    assert desk.get(address).status_code == 200
    assert desk.post(address, data).status_code == 302

    row.refresh_from_db()
    assert row.status == status


@pytest.mark.parametrize("code", STEPS)
def test_r13_an_illegal_step_is_refused_in_words_and_changes_nothing(desk: Any, code: str) -> None:
    row = KoppelingFactory(afgesloten=True)
    before = Koppeling.objects.values().get(pk=row.pk)
    address = reverse("koppeling:stap", args=[row.pk, code])

    looked = desk.get(address, follow=True)
    sent = desk.post(address, STEPS[code][1])

    for answer in (looked, sent):
        assert "de koppeling is al &#x27;Afgesloten&#x27;" in answer.content.decode()
    assert Koppeling.objects.values().get(pk=row.pk) == before
    assert Koppeling.objects.filter(plaatsingseenheid=row.plaatsingseenheid).count() == 1


def test_a_reason_is_asked_before_withdrawing(desk: Any) -> None:
    row = KoppelingFactory()

    answer = desk.post(reverse("koppeling:stap", args=[row.pk, "intrekken"]), {})

    assert "Maak een keuze bij “Reden”." in answer.content.decode()
    row.refresh_from_db()
    assert row.status == "definitief"


def test_a_casemanager_reads_but_does_not_decide(client_of: Any, casemanager_luttelgeest: Any) -> None:
    row = KoppelingFactory()
    browser = client_of(casemanager_luttelgeest)

    text = page(browser, "detail", row.pk)

    assert text.status_code == 200
    assert "Intrekken" not in text.content.decode()
    for address in (
        reverse("koppeling:lijst"),
        reverse("koppeling:nieuw", args=[row.plaatsingseenheid_id]),
        reverse("koppeling:stap", args=[row.pk, "intrekken"]),
    ):
        assert browser.get(address).status_code == 404


@pytest.mark.parametrize(
    "who", ["casemanager_elders", "regievoerder_utrecht", "beheerder", "woonbegeleider_luttelgeest"]
)
def test_r2_who_does_not_see_the_dossier_gets_404_everywhere(request: Any, client_of: Any, who: str) -> None:
    row = KoppelingFactory()
    browser = client_of(request.getfixturevalue(who))

    for address in (
        reverse("koppeling:lijst"),
        reverse("koppeling:detail", args=[row.pk]),
        reverse("koppeling:nieuw", args=[row.plaatsingseenheid_id]),
        reverse("koppeling:stap", args=[row.pk, "intrekken"]),
        reverse("koppeling:screening", args=[row.plaatsingseenheid.hoofdpersoon_id]),
    ):
        assert browser.get(address).status_code == 404, address


def test_the_history_of_a_koppeling_names_who_and_why(desk: Any, regievoerder_coa: Any) -> None:
    row = KoppelingFactory(ingetrokken=True)

    text = page(desk, "detail", row.pk).content.decode()

    assert regievoerder_coa.naam in text
    for word in ("Voorgesteld", "Definitief", "Ingetrokken", "Ten onrechte gekoppeld"):
        assert word in text


def test_r2_a_member_who_moved_elsewhere_is_named_without_screening(
    client_of: Any, casemanager_luttelgeest: Any, regievoerder_coa: Any, locatie_elders: Any
) -> None:
    home = household(40, 38, behandelaar=None)
    koppeling = KoppelingFactory(plaatsingseenheid=home)
    moved = next(person for person in home.leden.all() if person.pk != home.hoofdpersoon_id)
    Screening(vergunninghouder=moved, gesprek_op=today(), werk="Iets dat hier niet hoort").save()
    move_verblijf(vergunninghouder=moved, opvanglocatie=locatie_elders, van=today(), acting_user=None)
    path = f"/koppelen/{koppeling.pk}/"
    shown = client_of(casemanager_luttelgeest).get(path).content.decode()
    assert moved.voornaam in shown
    assert "Iets dat hier niet hoort" not in shown
    assert f"/dossiers/{moved.pk}/" not in shown
    assert "Iets dat hier niet hoort" in client_of(regievoerder_coa).get(path).content.decode()
