"""The home page of each role: what needs doing, from facts, cut at ten, in a constant number of queries."""

from typing import Any

import pytest
from django.urls import reverse

from coa_portal.accounts.actions import end_toekenning
from coa_portal.common.dates import long_date, today
from coa_portal.notifications.models import Delivery, Event, Melding
from coa_portal.portaal.views import greeting
from koppeling.models import Koppeling
from overdracht.actions import (
    publish_profiel,
)
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
    assert werk.cijfers or werk.bloks or werk.uitleg or answer.context["lijst"]


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


@pytest.mark.parametrize(
    ("hour", "words"),
    [(0, "Goedemorgen"), (5, "Goedemorgen"), (6, "Goedemorgen"), (12, "Goedemiddag"), (18, "Goedenavond")],
)
def test_greeting(hour: int, words: str) -> None:
    assert greeting(hour) == words
