"""The whole form of the screening: rows and criteria, a limit that only the regievoerder COA reads (R9), and taking
what was told over into the profile without retyping (R16)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coa_portal.common.errors import DomainError
from klantprofiel.actions import save_section
from klantprofiel.models import Klantprofiel
from koppeling.models import Plaatsingsbeperking, Screening
from koppeling.screening.actions import limit_gemeenten, take_over_screening
from overdracht.screening import build_screening_payload
from tests.factories.koppeling import KoppelingFactory, household
from tests.klantprofiel.sturen import read_form, send

pytestmark = pytest.mark.django_db
ROWS = {
    "gesprek_op": "3-4-2026",
    "werk": "Eigen zaak gehad.",
    "ambities": "Eigen restaurant.",
    "opleidingsniveau": "laag",
    "gezinshereniging": "ja",
    "banen-0-beroep": "Kok",
    "banen-0-van": "1-2-2010",
    "opleidingen-0-opleiding": "Lagere school",
    "opleidingen-0-diploma": "ja",
    "criteria-0-soort": "familie",
    "criteria-0-gemeente": "GM0344",
}


def address(person: Any, name: str = "screening") -> str:
    return reverse(f"koppeling:{name}", args=[person.pk])


def fill(browser: Any, person: Any, **more: str) -> Any:
    return send(browser, address(person), read_form(browser.get(address(person))), **{**ROWS, **more})


@pytest.fixture
def person(gemeente_utrecht: Any) -> Any:
    return household(34).hoofdpersoon


def test_rows_and_criteria_go_round_and_are_told(
    person: Any, client_of: Any, programmabegeleider: Any, gemeente_utrecht: Any
) -> None:
    browser = client_of(programmabegeleider)
    assert fill(browser, person).status_code == 302
    row = Screening.objects.get(vergunninghouder=person)
    assert row.banen == [{"beroep": "Kok", "sector": "", "van": "2010-02-01", "tot": ""}]
    assert row.criteria == [{"soort": "familie", "gemeente": "GM0344"}]
    again = read_form(browser.get(address(person)))
    assert (again["banen-0-van"], again["opleidingen-0-diploma"]) == ("01-02-2010", "ja")
    shown = browser.get(reverse("klantprofiel:dossier", args=[person.pk])).content.decode()
    assert f"Familie in de eerste graad: {gemeente_utrecht.naam}" in shown
    told = build_screening_payload(person, KoppelingFactory(plaatsingseenheid=person.plaatsingseenheid))
    facts = {fact["key"]: fact["text"] for part in told["sections"] for fact in part["facts"]}
    assert facts["werk"] == "Kok, 01-02-2010 tot nu\nEigen zaak gehad."
    assert facts["onderwijs"] == "Lagere school, diploma: ja"
    assert "eerste graad" not in str(told)  # criteria are for the placement


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"banen-0-beroep": ""}, "Rij 1: vul de rij helemaal in"),
        ({"banen-0-tot": "1-1-2009"}, "Rij 1: de einddatum ligt voor de begindatum."),
        ({"banen-0-van": "1-1-1950"}, "Rij 1: deze datum kan niet kloppen."),
        ({"criteria-0-gemeente": ""}, "Rij 1: vul de rij helemaal in"),
        ({"banen-0-van": "gisteren"}, "Vul een datum in als dag, maand en jaar."),
    ],
)
def test_a_row_that_is_not_right_is_said_and_kept(
    typed: dict[str, str], message: str, person: Any, client_of: Any, programmabegeleider: Any
) -> None:
    answer = fill(client_of(programmabegeleider), person, **typed)
    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert {name: read_form(answer).get(name) for name in typed} == typed
    assert not Screening.objects.exists()


def test_which_gemeenten_qualify_is_read_by_the_regievoerder_coa_alone(
    person: Any, client_of: Any, programmabegeleider: Any, casemanager_luttelgeest: Any, regievoerder_coa: Any
) -> None:
    browser = client_of(programmabegeleider)
    fill(browser, person, **{"beperking-0-gemeente": "GM0344"})
    assert Plaatsingsbeperking.objects.get().gemeenten == ["GM0344"]
    mark = "Alleen deze gemeenten komen in aanmerking</h3>"
    deciding = reverse("koppeling:nieuw", args=[person.plaatsingseenheid_id])
    assert mark in client_of(regievoerder_coa).get(deciding).content.decode()
    running = KoppelingFactory(plaatsingseenheid=person.plaatsingseenheid)
    detail = reverse("koppeling:detail", args=[running.pk])
    assert mark in client_of(regievoerder_coa).get(detail).content.decode()
    assert mark not in client_of(casemanager_luttelgeest).get(detail).content.decode()
    # who entered it does not read it back, not even whether there is anything
    with_limit = browser.get(address(person)).content.decode()
    fill(browser, person, werk="Anders.")
    assert Plaatsingsbeperking.objects.exists()  # an empty field changes nothing
    fill(browser, person, werk="Weer anders.", geen_beperking="on")
    assert not Plaatsingsbeperking.objects.exists()
    without = browser.get(address(person)).content.decode()
    assert "Utrecht</option>" in with_limit
    assert with_limit.count("selected") == without.count("selected")
    with pytest.raises(DomainError):
        limit_gemeenten(vergunninghouder=person, gemeenten=["GM9999"], acting_user=None)


def test_one_click_takes_over_and_differences_are_picked(
    person: Any, client_of: Any, programmabegeleider: Any
) -> None:
    browser, take = client_of(programmabegeleider), address(person, "screening_overnemen")
    assert browser.get(take).url == address(person)  # nothing was told yet
    save_section(
        vergunninghouder=person,
        section="educatief",
        facts={"opleidingsniveau": "hoog"},
        acting_user=programmabegeleider,
    )
    fill(browser, person)
    dossier = browser.get(reverse("klantprofiel:dossier", args=[person.pk])).content.decode()
    assert f'action="{take}"' in dossier
    assert browser.post(take).url == take  # taken over, and something differs
    profiel = Klantprofiel.objects.get(vergunninghouder=person)
    assert (profiel.opleidingsniveau, profiel.ambities) == ("hoog", "Eigen restaurant.")
    assert [row.beroep for row in profiel.werkervaring.all()] == ["Kok"]
    assert profiel.te_verifieren == 4
    page = browser.get(take)
    assert [(one.hier, one.daar, one.is_verified) for one in page.context["verschillen"]] == [
        ("Hoog", "Laag", True)
    ]
    data = read_form(page)
    kept = browser.post(take, {**data, "kies__opleidingsniveau": "profiel"})
    assert kept.url == reverse("klantprofiel:dossier", args=[person.pk])
    stale = browser.post(take, {**data, "gezien": "", "kies__opleidingsniveau": "screening"})
    assert "Intussen gewijzigd: Opleidingsniveau" in stale.content.decode()
    picked = browser.post(take, {**data, "kies__opleidingsniveau": "screening"})
    assert picked.url == reverse("klantprofiel:verifieren", args=[person.pk])
    profiel.refresh_from_db()
    assert (profiel.opleidingsniveau, profiel.te_verifieren) == ("laag", 5)
    assert "staat al in het profiel" in browser.get(take).content.decode()


def test_what_is_taken_over_is_what_the_screening_says_behind_the_lock(
    person: Any, client_of: Any, programmabegeleider: Any
) -> None:
    fill(client_of(programmabegeleider), person)
    with CaptureQueriesContext(connection) as asked:
        take_over_screening(vergunninghouder=person, acting_user=programmabegeleider)
    asks = [query["sql"] for query in asked.captured_queries]
    locked = next(
        n for n, sql in enumerate(asks) if "klantprofiel_vergunninghouder" in sql and "FOR UPDATE" in sql
    )
    read = next(n for n, sql in enumerate(asks) if 'FROM "koppeling_screening"' in sql)
    assert locked < read
