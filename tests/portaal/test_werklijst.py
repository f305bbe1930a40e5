"""The work list: rows from facts, overdue first, the same number in the menu, one more query for nothing."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coa_portal.audit.models import Inzageregel, Verwerkingsregel
from coa_portal.common.dates import short_date, today, working_days_after
from coa_portal.portaal.models import Werkweergave
from coa_portal.portaal.work.regels import Regel, groups
from klantprofiel.actions import save_section, settle_differences
from klantprofiel.models import Ibisverschil
from koppeling.models import Koppeling
from koppeling.screening.actions import save_screening
from overdracht.actions import (
    assign_behandelaar_gemeente,
    hold_publication,
    publish_profiel,
    request_profiel,
    withdraw_toestemming,
)
from overdracht.models import Betrokkene
from tests.factories.koppeling import KoppelingFactory, household
from tests.factories.overdracht import ToestemmingFactory

pytestmark = pytest.mark.django_db


def rows(client: Any, verb: str, **query: str) -> list[str]:
    """About what the list says to do this."""
    answer = client.get(reverse("portaal:home"), query)
    assert answer.status_code == 200
    taken = [taak for groep in answer.context["lijst"]["groepen"] for taak in groep.taken]
    return [taak.titel.split(": ", 1)[1] for taak in taken if taak.titel.startswith(f"{verb}: ")]


def badges(client: Any, verb: str) -> list[str]:
    answer = client.get(reverse("portaal:home"))
    taken = [taak for groep in answer.context["lijst"]["groepen"] for taak in groep.taken]
    return [taak.badge for taak in taken if taak.titel.startswith(verb)]


@pytest.fixture
def desk(client_of: Any, regievoerder_coa: Any) -> Any:
    return client_of(regievoerder_coa)


@pytest.fixture
def own_koppeling(casemanager_luttelgeest: Any, gemeente_utrecht: Any) -> Koppeling:
    """A definitive koppeling of a case of the casemanager of Luttelgeest."""
    return KoppelingFactory(plaatsingseenheid=household(behandelaar=casemanager_luttelgeest))


def test_consent_is_asked_until_there_is_an_answer(
    client_of: Any, casemanager_luttelgeest: Any, own_koppeling: Koppeling
) -> None:
    browser, person = client_of(casemanager_luttelgeest), own_koppeling.plaatsingseenheid.hoofdpersoon
    assert rows(browser, "Leg toestemming vast") == [person.naam]

    consent = ToestemmingFactory(vergunninghouder=person, gevraagd=True)
    assert badges(browser, "Leg toestemming vast") == ["Wacht op handtekening"]
    consent.delete()
    ToestemmingFactory(vergunninghouder=person, gegeven=True)
    assert rows(browser, "Leg toestemming vast") == []


@pytest.mark.parametrize("trait", ["geweigerd", "ingetrokken"])
def test_a_no_is_an_answer(
    client_of: Any, casemanager_luttelgeest: Any, own_koppeling: Koppeling, trait: str
) -> None:
    ToestemmingFactory(vergunninghouder=own_koppeling.plaatsingseenheid.hoofdpersoon, **{trait: True})

    assert rows(client_of(casemanager_luttelgeest), "Leg toestemming vast") == []


def test_publishing_shows_first_versions_changes_and_what_is_held(
    client_of: Any, casemanager_luttelgeest: Any, own_koppeling: Koppeling
) -> None:
    who, person = casemanager_luttelgeest, own_koppeling.plaatsingseenheid.hoofdpersoon
    browser, verb = client_of(who), "Zet het profiel door"

    assert badges(browser, verb) == []
    ToestemmingFactory(vergunninghouder=person, gegeven=True)
    assert badges(browser, verb) == ["Eerste versie"]
    publish_profiel(vergunninghouder=person, moment="koppeling", acting_user=who)
    assert badges(browser, verb) == []
    save_section(vergunninghouder=person, section="arbeid", facts={"cv_gemaakt": "ja"}, acting_user=who)
    assert badges(browser, verb) == ["Gewijzigd"]
    by_itself = f"Gaat vanzelf op {short_date(working_days_after(today(), 2))}"
    assert by_itself in browser.get("/").text
    hold_publication(vergunninghouder=person, reden="Eerst nalezen.", acting_user=who)
    assert badges(browser, verb) == ["Vastgehouden"]
    assert by_itself not in browser.get("/").text


def test_a_request_of_the_gemeente_is_work_of_the_behandelaar(
    client_of: Any,
    casemanager_luttelgeest: Any,
    casemanager_collega: Any,
    regievoerder_utrecht: Any,
    own_koppeling: Koppeling,
) -> None:
    betrokkene = Betrokkene.objects.get(koppeling=own_koppeling)
    request_profiel(koppeling=own_koppeling, betrokkene=betrokkene, acting_user=regievoerder_utrecht)

    name = own_koppeling.plaatsingseenheid.hoofdpersoon.naam
    verb, colleague = "Beantwoord de opvraging", client_of(casemanager_collega)
    assert rows(client_of(casemanager_luttelgeest), verb) == [name]
    assert rows(colleague, verb) == []
    assert rows(colleague, verb, wie="team") == rows(colleague, verb, wie="alle") == [name]


def test_a_difference_with_ibis_is_chosen_from_the_list(
    client_of: Any, casemanager_luttelgeest: Any, own_koppeling: Koppeling
) -> None:
    browser, verb = client_of(casemanager_luttelgeest), "Kies wat klopt: IBIS of dossier"
    person = own_koppeling.plaatsingseenheid.hoofdpersoon
    assert badges(browser, verb) == []
    found = [
        Ibisverschil.objects.create(klantprofiel=person.klantprofiel, veld=name, waarde=value)
        for name, value in (("cv_gemaakt", "ja"), ("tolk_nodig", "nee"))
    ]
    assert badges(browser, verb) == ["2 verschillen"]
    assert reverse("klantprofiel:verschillen", args=[person.pk]) in browser.get("/").text
    choices = {one.pk: "behouden" for one in found}
    settle_differences(vergunninghouder=person, choices=choices, acting_user=casemanager_luttelgeest)
    assert badges(browser, verb) == []


def test_dossiers_of_nobody_are_work_of_the_locatie(
    client_of: Any, casemanager_luttelgeest: Any, casemanager_elders: Any
) -> None:
    unit = household()

    assert rows(client_of(casemanager_luttelgeest), "Kies een behandelaar") == [unit.hoofdpersoon.naam]
    assert rows(client_of(casemanager_elders), "Kies een behandelaar", wie="alle") == []


def test_screening_is_work_for_adults_who_wait(client_of: Any, programmabegeleider: Any) -> None:
    browser, unit = client_of(programmabegeleider), household(34, 9)
    KoppelingFactory()
    assert rows(browser, "Leg de screening vast") == [unit.hoofdpersoon.naam]

    save_screening(
        vergunninghouder=unit.hoofdpersoon,
        gesprek_op=unit.hoofdpersoon.created_at.date(),
        werk="Kok.",
        acting_user=programmabegeleider,
    )

    assert rows(browser, "Leg de screening vast") == []


def test_the_regievoerder_coa_sees_what_waits_without_names(desk: Any) -> None:
    waiting, proposed = household(achternaam="Geheimnaam"), KoppelingFactory(voorgesteld=True)

    assert rows(desk, "Koppel het huishouden") == [waiting.referentie]
    assert rows(desk, "Besluit over de koppeling") == [proposed.referentie]
    assert "Geheimnaam" not in desk.get("/").content.decode()


def test_the_list_has_pages_and_the_menu_tells_how_many(desk: Any) -> None:
    for _ in range(27):
        household()

    answer = desk.get("/")

    assert sum(len(groep.taken) for groep in answer.context["lijst"]["groepen"]) == 25
    assert len(rows(desk, "Koppel het huishouden", pagina="2")) == 2
    home = next(item for item in answer.context["portaal"].navigation if item.label == "Home")
    assert home.counter == 27
    assert answer.context["lijst"]["tabs"][0].label == "Mijn werk (27)"


def test_a_gemeente_sees_references_and_never_a_name(
    client_of: Any,
    regievoerder_utrecht: Any,
    regievoerder_zeist: Any,
    casemanager_luttelgeest: Any,
    own_koppeling: Koppeling,
) -> None:
    who, person = casemanager_luttelgeest, own_koppeling.plaatsingseenheid.hoofdpersoon
    browser, stranger = client_of(regievoerder_utrecht), client_of(regievoerder_zeist)
    assert rows(browser, "Kies een behandelaar") == [own_koppeling.referentie]

    assign_behandelaar_gemeente(
        koppeling=own_koppeling, behandelaar=regievoerder_utrecht, acting_user=regievoerder_utrecht
    )
    consent = ToestemmingFactory(vergunninghouder=person, gegeven=True)
    publish_profiel(vergunninghouder=person, moment="koppeling", acting_user=who)
    assert rows(browser, "Kies een behandelaar") == []
    assert person.achternaam not in browser.get("/").content.decode()
    assert own_koppeling.referentie not in stranger.get("/", {"wie": "alle"}).content.decode()

    withdraw_toestemming(toestemming=consent, ingetrokken_op=consent.ondertekend_op, acting_user=who)

    assert rows(browser, "Vernietig wat u hebt gedownload") == [f"{own_koppeling.referentie}, persoon 1"]


def test_names_in_the_list_are_logged_as_read(
    client_of: Any, casemanager_luttelgeest: Any, own_koppeling: Koppeling
) -> None:
    client_of(casemanager_luttelgeest).get("/")

    line = Inzageregel.objects.get(what="werklijst")
    assert line.gebruiker_id == casemanager_luttelgeest.pk
    assert Verwerkingsregel.objects.filter(trace_id=line.trace_id).count() == 1


@pytest.mark.parametrize("who", ["casemanager_luttelgeest", "regievoerder_coa", "regievoerder_utrecht"])
def test_as_many_queries_for_1_as_for_9_of_everything(
    request: Any, client_of: Any, casemanager_luttelgeest: Any, gemeente_utrecht: Any, who: str
) -> None:
    browser = client_of(request.getfixturevalue(who))

    def add() -> None:
        household()
        KoppelingFactory(voorgesteld=True)
        KoppelingFactory(plaatsingseenheid=household(behandelaar=casemanager_luttelgeest))
        row = KoppelingFactory(plaatsingseenheid=household(behandelaar=casemanager_luttelgeest))
        person = row.plaatsingseenheid.hoofdpersoon
        Ibisverschil.objects.create(klantprofiel=person.klantprofiel, veld="cv_gemaakt", waarde="ja")
        ToestemmingFactory(vergunninghouder=person, gegeven=True)
        publish_profiel(vergunninghouder=person, moment="koppeling", acting_user=casemanager_luttelgeest)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/").status_code == 200
        return len(queries)

    add()
    count()
    one = count()
    for _ in range(8):
        add()

    assert count() == one


def test_the_filter_narrows_and_can_be_kept(desk: Any, regievoerder_coa: Any) -> None:
    waiting, proposed = household(), KoppelingFactory(voorgesteld=True)

    assert rows(desk, "Koppel het huishouden", soort="voorstel") == []
    assert rows(desk, "Besluit over de koppeling", soort="voorstel") == [proposed.referentie]
    assert rows(desk, "Koppel het huishouden", soort="koppelen", te_laat="on") == []
    desk.post(reverse("portaal:weergave"), {"wie": "mijn", "soort": "koppelen"})

    assert Werkweergave.objects.get().gebruiker == regievoerder_coa
    assert rows(desk, "Besluit over de koppeling") == []
    assert rows(desk, "Koppel het huishouden") == [waiting.referentie]
    assert rows(desk, "Besluit over de koppeling", wie="mijn") == [proposed.referentie]


def test_overdue_comes_first_then_the_nearest_day() -> None:
    day = today()

    def regel(subject: str, left: int | None) -> Regel:
        return Regel("x", "Doe", subject, "/", due=None if left is None else day + dt.timedelta(days=left))

    made = [regel("vrij", None), regel("later", 30), regel("nu", 0), regel("laat", -1), regel("later nog", 9)]
    found = groups(sorted(made, key=lambda row: row.order(day)), day)

    assert [(group.titel, [taak.titel for taak in group.taken]) for group in found] == [
        ("Te laat", ["Doe: laat"]),
        ("Komende zeven dagen", ["Doe: nu"]),
        ("Daarna", ["Doe: later nog", "Doe: later"]),
        ("Zonder termijn", ["Doe: vrij"]),
    ]
