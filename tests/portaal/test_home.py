"""The home page of each role: what needs doing, from facts, cut at ten, in a constant number of queries."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coa_portal.accounts.actions import end_toekenning
from coa_portal.audit.models import Inzageregel, Verwerkingsregel
from coa_portal.common.dates import long_date, today
from coa_portal.notifications.models import Delivery, Event, Melding
from coa_portal.portaal.views import greeting
from klantprofiel.actions import save_section
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
from tests.factories.accounts import GebruikerFactory
from tests.factories.koppeling import KoppelingFactory, household
from tests.factories.overdracht import ToestemmingFactory

pytestmark = pytest.mark.django_db


def blocks(client: Any) -> dict[str, Any]:
    answer = client.get(reverse("portaal:home"))
    assert answer.status_code == 200
    return {blok.titel: blok for blok in answer.context["werk"].bloks}


def titles(client: Any, block: str) -> list[str]:
    return [taak.titel for taak in blocks(client)[block].taken]


@pytest.fixture
def desk(client_of: Any, regievoerder_coa: Any) -> Any:
    return client_of(regievoerder_coa)


@pytest.fixture
def own_koppeling(casemanager_luttelgeest: Any, gemeente_utrecht: Any) -> Koppeling:
    """A definitive koppeling of a case of the casemanager of Luttelgeest."""
    return KoppelingFactory(plaatsingseenheid=household(behandelaar=casemanager_luttelgeest))


@pytest.mark.parametrize(
    "who",
    [
        "casemanager_luttelgeest",
        "regievoerder_coa",
        "programmabegeleider",
        "woonbegeleider_luttelgeest",
        "regievoerder_utrecht",
        "lezer_utrecht",
        "contactpersoon_extern",
        "accountbeheerder_utrecht",
        "regiocoordinator",
        "beheerder",
        "fg",
    ],
)
def test_every_role_has_a_home_page(request: Any, client_of: Any, who: str, own_koppeling: Koppeling) -> None:
    account = request.getfixturevalue(who)

    answer = client_of(account).get("/")

    text = answer.content.decode()
    assert answer.status_code == 200
    assert account.naam.split()[0] in text
    werk = answer.context["werk"]
    assert werk.cijfers or werk.bloks or werk.uitleg


def test_a_visitor_is_sent_to_the_sign_in_page(client: Any) -> None:
    answer = client.get("/")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("accounts:login"))


def test_an_account_without_grants_is_told_so(client_of: Any) -> None:
    assert "Uw account heeft nog geen rol in het portaal." in home_of(client_of, GebruikerFactory())


def test_an_account_whose_access_ended_is_told_when(
    client_of: Any, regievoerder_utrecht: Any, beheerder: Any
) -> None:
    row = regievoerder_utrecht.toekenningen.get()

    assert "U hebt nu geen toegang" not in home_of(client_of, regievoerder_utrecht)

    end_toekenning(toekenning=row, reden="functie", acting_user=beheerder)
    said = home_of(client_of, regievoerder_utrecht)
    assert "U hebt nu geen toegang" in said
    assert f"(Regievoerder gemeente, Utrecht) is beëindigd op {long_date(today())}." in said


def home_of(client_of: Any, account: Any) -> str:
    return str(client_of(account).get("/").content.decode())


def test_consent_is_asked_until_there_is_an_answer(
    client_of: Any, casemanager_luttelgeest: Any, own_koppeling: Koppeling
) -> None:
    browser, person = client_of(casemanager_luttelgeest), own_koppeling.plaatsingseenheid.hoofdpersoon
    assert titles(browser, "Toestemming vastleggen") == [person.naam]

    ToestemmingFactory(vergunninghouder=person, gevraagd=True)
    asked = blocks(browser)["Toestemming vastleggen"]
    assert [(taak.titel, taak.badge) for taak in asked.taken] == [(person.naam, "Wacht op handtekening")]


@pytest.mark.parametrize("trait", ["geweigerd", "ingetrokken"])
def test_a_no_is_an_answer(
    client_of: Any, casemanager_luttelgeest: Any, own_koppeling: Koppeling, trait: str
) -> None:
    ToestemmingFactory(vergunninghouder=own_koppeling.plaatsingseenheid.hoofdpersoon, **{trait: True})

    assert titles(client_of(casemanager_luttelgeest), "Toestemming vastleggen") == []


def test_publishing_shows_first_versions_changes_and_what_is_held(
    client_of: Any, casemanager_luttelgeest: Any, own_koppeling: Koppeling
) -> None:
    who, person = casemanager_luttelgeest, own_koppeling.plaatsingseenheid.hoofdpersoon
    browser = client_of(who)

    def badges() -> list[str]:
        return [taak.badge for taak in blocks(browser)["Doorzetten"].taken]

    assert badges() == []
    ToestemmingFactory(vergunninghouder=person, gegeven=True)
    assert badges() == ["Eerste versie"]
    publish_profiel(vergunninghouder=person, moment="koppeling", acting_user=who)
    assert badges() == []
    save_section(vergunninghouder=person, section="arbeid", facts={"cv_gemaakt": "ja"}, acting_user=who)
    assert badges() == ["Gewijzigd"]
    hold_publication(vergunninghouder=person, reden="Eerst nalezen.", acting_user=who)
    assert badges() == ["Vastgehouden"]


def test_a_request_of_the_gemeente_is_a_task(
    client_of: Any, casemanager_luttelgeest: Any, regievoerder_utrecht: Any, own_koppeling: Koppeling
) -> None:
    betrokkene = Betrokkene.objects.get(koppeling=own_koppeling)
    request_profiel(koppeling=own_koppeling, betrokkene=betrokkene, acting_user=regievoerder_utrecht)

    person = own_koppeling.plaatsingseenheid.hoofdpersoon
    assert titles(client_of(casemanager_luttelgeest), "Opgevraagde profielen") == [person.naam]


def test_dossiers_of_nobody_are_shown_to_the_locatie_only(
    client_of: Any, casemanager_luttelgeest: Any, casemanager_elders: Any
) -> None:
    unit = household()

    assert titles(client_of(casemanager_luttelgeest), "Dossiers zonder behandelaar") == [
        unit.hoofdpersoon.naam
    ]
    assert titles(client_of(casemanager_elders), "Dossiers zonder behandelaar") == []


def test_screening_is_a_task_for_adults_who_wait(client_of: Any, programmabegeleider: Any) -> None:
    browser, unit = client_of(programmabegeleider), household(34, 9)
    KoppelingFactory()
    assert titles(browser, "Screening vastleggen") == [unit.hoofdpersoon.naam]

    save_screening(
        vergunninghouder=unit.hoofdpersoon,
        gesprek_op=unit.hoofdpersoon.created_at.date(),
        werk="Kok.",
        acting_user=programmabegeleider,
    )

    assert titles(browser, "Screening vastleggen") == []


def test_the_regievoerder_coa_sees_what_waits_without_names(desk: Any) -> None:
    waiting, proposed = household(achternaam="Geheimnaam"), KoppelingFactory(voorgesteld=True)

    assert titles(desk, "Koppelen") == [waiting.referentie]
    assert titles(desk, "Voorstellen") == [proposed.referentie]
    assert "Geheimnaam" not in desk.get("/").content.decode()


def test_a_block_is_cut_at_ten_and_says_how_many_there_are(desk: Any) -> None:
    for _ in range(12):
        household()

    block = blocks(desk)["Koppelen"]

    assert (len(block.taken), block.totaal, block.rest) == (10, 12, 2)
    assert f'href="{reverse("koppeling:lijst")}"' in desk.get("/").content.decode()


def test_a_block_without_a_list_of_its_own_opens_on_the_page(desk: Any) -> None:
    for _ in range(12):
        KoppelingFactory(voorgesteld=True)

    page = desk.get("/", {"toon": "alles"})

    assert len(blocks(desk)["Voorstellen"].taken) == 10
    shown = next(block for block in page.context["werk"].bloks if block.titel == "Voorstellen")
    assert (len(shown.taken), shown.is_cut) == (12, False)


def test_the_gemeente_sees_references_and_never_a_name(
    client_of: Any,
    regievoerder_utrecht: Any,
    regievoerder_zeist: Any,
    casemanager_luttelgeest: Any,
    own_koppeling: Koppeling,
) -> None:
    who, person = casemanager_luttelgeest, own_koppeling.plaatsingseenheid.hoofdpersoon
    browser, stranger = client_of(regievoerder_utrecht), client_of(regievoerder_zeist)
    assert titles(browser, "Nieuwe koppelingen") == [own_koppeling.referentie]

    assign_behandelaar_gemeente(
        koppeling=own_koppeling, behandelaar=regievoerder_utrecht, acting_user=regievoerder_utrecht
    )
    consent = ToestemmingFactory(vergunninghouder=person, gegeven=True)
    publish_profiel(vergunninghouder=person, moment="koppeling", acting_user=who)

    news = f"{own_koppeling.referentie}, persoon 1: versie 1"
    assert titles(browser, "Nieuwe koppelingen") == []
    assert titles(browser, "Klantprofielen van de laatste twee weken") == [news]
    assert person.achternaam not in browser.get("/").content.decode()
    assert own_koppeling.referentie not in stranger.get("/").content.decode()

    withdraw_toestemming(toestemming=consent, ingetrokken_op=consent.ondertekend_op, acting_user=who)

    assert titles(browser, "Klantprofielen van de laatste twee weken") == []
    assert titles(browser, "Toestemming ingetrokken") == [f"{own_koppeling.referentie}, persoon 1"]


def test_an_unread_version_is_marked_new(
    client_of: Any, regievoerder_utrecht: Any, casemanager_luttelgeest: Any, own_koppeling: Koppeling
) -> None:
    person = own_koppeling.plaatsingseenheid.hoofdpersoon
    ToestemmingFactory(vergunninghouder=person, gegeven=True)
    publish_profiel(vergunninghouder=person, moment="koppeling", acting_user=casemanager_luttelgeest)
    event = Event.objects.get(kind="profiel_doorgezet")
    melding = Melding.objects.create(event=event, recipient=regievoerder_utrecht)
    browser = client_of(regievoerder_utrecht)

    def badge() -> str:
        return str(blocks(browser)["Klantprofielen van de laatste twee weken"].taken[0].badge)

    assert badge() == "Nieuw"
    melding.read_at = event.created_at
    melding.save()
    assert badge() == ""


def test_a_reader_of_tier_0_gets_no_versions(
    client_of: Any, lezer_utrecht: Any, own_koppeling: Koppeling
) -> None:
    assert blocks(client_of(lezer_utrecht)) == {}


def test_the_beheerder_sees_what_ends_and_what_was_not_delivered(
    client_of: Any, beheerder: Any, contactpersoon_extern: Any, own_koppeling: Koppeling
) -> None:
    grant = contactpersoon_extern.toekenningen.get()
    browser = client_of(beheerder)
    assert titles(browser, "Toekenningen die aflopen") == []
    grant.eindigt_op = grant.begint_op
    grant.save()
    event = Event.objects.first()
    assert event is not None
    melding = Melding.objects.create(event=event, recipient=beheerder)
    Delivery.objects.create(melding=melding, channel="email", next_try_at=None)

    answer = browser.get("/")

    assert titles(browser, "Toekenningen die aflopen") == [contactpersoon_extern.naam]
    stuck = next(one for one in answer.context["werk"].cijfers if one.kop == "Niet bezorgd")
    assert (stuck.waarde, stuck.alarm) == (1, True)


def test_names_on_the_home_page_are_logged_as_read(
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


@pytest.mark.parametrize(
    ("hour", "words"),
    [(0, "Goedemorgen"), (5, "Goedemorgen"), (6, "Goedemorgen"), (12, "Goedemiddag"), (18, "Goedenavond")],
)
def test_greeting(hour: int, words: str) -> None:
    assert greeting(hour) == words
