"""R2: numbers tell too. What a page, a list, a search or the API counts is what the account may see, for each of owner,
colleague, stranger and beheerder; the expectation stands here, not in a policy."""

from typing import Any

import pytest
from django.test import Client

from koppeling.actions import withdraw_koppeling
from overdracht import actions
from tests.access.world import World
from tests.factories.koppeling import KoppelingFactory, household, regievoerder
from tests.factories.overdracht import casemanager_of

pytestmark = pytest.mark.django_db
LISTS = ("/dossiers/", "/gemeente/koppelingen/", "/gemeente/koppelingen/?weergave=beeindigd")

# dossiers, open koppelingen, ended koppelingen; None: the role has no such page. Luttelgeest houses all seven people;
# Utrecht has one open and one ended koppeling, Zeist one open.
EXPECTED: dict[str, tuple[int | None, int | None, int | None]] = {
    "casemanager_luttelgeest": (7, None, None),
    "casemanager_collega": (7, None, None),
    "casemanager_participatie": (7, None, None),
    "casemanager_elders": (0, None, None),
    "regievoerder_coa": (7, None, None),
    "regievoerder_utrecht": (None, 1, 1),
    "regievoerder_utrecht_collega": (None, 1, 1),
    "lezer_utrecht": (None, 1, 1),
    "regievoerder_zeist": (None, 1, 0),
    "accountbeheerder_utrecht": (None, None, None),
    "beheerder": (None, None, None),
    "fg": (None, None, None),
}


@pytest.fixture
def world(world: World, regievoerder_zeist: Any, gemeente_zeist: Any) -> World:
    ended = KoppelingFactory(plaatsingseenheid=household(52))
    withdraw_koppeling(koppeling=ended, reden="fout", acting_user=regievoerder())
    KoppelingFactory(plaatsingseenheid=household(33), gemeente=gemeente_zeist)
    return world


def listed(browser: Client, address: str) -> int | None:
    """How many a list says there are, on all pages together; None where the account has no such list."""
    answer = browser.get(address)
    if answer.status_code == 404:
        return None
    # an empty page is false
    page = answer.context["pagina"] if "pagina" in answer.context else answer.context["page_obj"]
    assert len(page.object_list) == page.paginator.count, "all of them fit on one page here"
    return int(page.paginator.count)


@pytest.mark.parametrize("who", sorted(EXPECTED))
def test_r2_lists_count_what_the_account_may_see(
    who: str, world: World, request: Any, client_of: Any
) -> None:
    browser = client_of(request.getfixturevalue(who))
    found = tuple(listed(browser, address) for address in LISTS)
    assert found == EXPECTED[who]


@pytest.mark.parametrize("who", ["casemanager_collega", "casemanager_elders", "regievoerder_coa"])
def test_r2_searching_a_name_finds_in_the_own_dossiers_only(
    who: str, world: World, request: Any, client_of: Any
) -> None:
    browser = client_of(request.getfixturevalue(who))
    for typed in (world.person.achternaam, world.person.v_nummer):
        answer = browser.post("/dossiers/", {"zoek": typed}, follow=True)
        number = answer.context["pagina"].paginator.count
        assert (number > 0) is (who != "casemanager_elders"), typed


@pytest.mark.parametrize("who", ["regievoerder_utrecht_collega", "regievoerder_zeist"])
def test_r2_searching_a_reference_finds_own_koppelingen_only(
    who: str, world: World, request: Any, client_of: Any
) -> None:
    browser = client_of(request.getfixturevalue(who))
    for typed in (world.koppeling.referentie, world.koppeling.plaatsingseenheid.referentie):
        assert listed(browser, f"/gemeente/koppelingen/?zoek={typed}") == (
            0 if who == "regievoerder_zeist" else 1
        )


def test_r2_the_api_counts_the_same(world: World, api_sleutel_utrecht: str, systeem_zeist: str) -> None:
    for key, number in ((api_sleutel_utrecht, 1), (systeem_zeist, 1)):
        headers = {"Authorization": f"Bearer {key}"}
        answer = Client().get("/api/v1/koppelingen", headers=headers).json()
        assert (answer["aantal"], len(answer["resultaten"])) == (number, number)
        shown = {row["id"] for row in answer["resultaten"]}
        assert (str(world.koppeling.pk) in shown) is (key == api_sleutel_utrecht)


@pytest.mark.parametrize(
    "who", ["casemanager_elders", "regievoerder_zeist", "beheerder", "fg", "regiocoordinator"]
)
def test_r2_home_counts_nothing_of_this_household_for_a_stranger(
    who: str, world: World, request: Any, client_of: Any
) -> None:
    """Every figure and every block is the same before and after things happen to a household of somebody else."""
    account = request.getfixturevalue(who)

    def home() -> tuple[Any, ...]:
        shown = client_of(account).get("/", {"wie": "alle"}).context
        werk, lijst = shown["werk"], shown["lijst"]
        figures = [(cijfer.kop, cijfer.waarde) for cijfer in werk.cijfers]
        blocks = [(blok.titel, blok.totaal, [taak.titel for taak in blok.taken]) for blok in werk.bloks]
        work = [tab.label for tab in lijst["tabs"]] if lijst else []
        rows = [taak.titel for groep in lijst["groepen"] for taak in groep.taken] if lijst else []
        return figures, blocks, work, rows

    before = home()
    actions.withdraw_toestemming(
        toestemming=world.consent,
        ingetrokken_op=world.consent.ondertekend_op,
        acting_user=casemanager_of(world.person),
    )
    withdraw_koppeling(koppeling=world.koppeling, reden="fout", acting_user=regievoerder())
    assert home() == before
