"""R4: a forgotten filter in Python shows nothing foreign. Every policy of the first wall is taken away; pages, API,
search, counts and PDF then show what PostgreSQL leaves."""

from typing import Any

import pytest
from django.test import Client

from coa_portal.access import policy
from koppeling.actions import withdraw_koppeling
from koppeling.models import Koppeling
from overdracht import actions
from overdracht.models import Profielversie
from tests.access.world import World
from tests.factories.koppeling import regievoerder
from tests.factories.overdracht import casemanager_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def without_filters(world: World, monkeypatch: Any) -> None:
    """Every policy says: all of it."""

    def everything(model: Any) -> Any:
        if model is Koppeling:  # its own columns that a gemeente may not read would be refused, not hidden
            return lambda gebruiker: Koppeling.objects.shared()
        return lambda gebruiker: model._default_manager.all()

    for model, registered in policy._POLICIES.items():
        monkeypatch.setattr(registered, "visible", everything(model), raising=True)


def addresses(world: World) -> list[str]:
    """Pages of a gemeente that list, search, count, show or send something of this household."""
    koppeling, version = world.koppeling, world.version
    page, api = f"/gemeente/koppelingen/{koppeling.pk}/", f"/api/v1/koppelingen/{koppeling.pk}"
    return [
        "/",
        "/gemeente/koppelingen/",
        f"/gemeente/koppelingen/?zoek={koppeling.referentie}",
        "/gemeente/koppelingen/?weergave=beeindigd",
        "/gemeente/koppelingen/?sorteer=personen",
        page,
        f"{page}versies/{version.pk}/",
        f"{page}versies/{version.pk}/pdf/",
        "/meldingen/",
        "/api/v1/koppelingen",
        api,
        f"{api}/opvragingen",
        f"{api}/profielversies",
        f"/api/v1/profielversies/{version.pk}",
        f"/api/v1/profielversies/{version.pk}/pdf",
        "/api/v1/meldingen",
    ]


def secrets(world: World) -> list[str]:
    """What would betray the household."""
    people = [world.person, world.other]
    return [
        world.koppeling.referentie,
        world.koppeling.plaatsingseenheid.referentie,
        str(world.koppeling.pk),
        str(world.version.pk),
        *(person.achternaam for person in people),
        *(person.voornaam for person in people),
    ]


def betrayed(browser: Client, world: World, headers: dict[str, str] | None = None) -> list[tuple[str, str]]:
    """Addresses that show something of the household, with what; a PDF betrays by being there at all."""
    found = []
    for address in addresses(world):
        if address.startswith("/api/") != bool(headers):
            continue
        answer = browser.get(address, headers=headers or {})
        assert answer.status_code in {200, 404}, (address, answer.status_code)
        typed = world.koppeling.referentie if "zoek=" in address else None
        if answer["Content-Type"] == "application/pdf":
            found.append((address, "pdf"))
        text = answer.content.decode(errors="replace")
        # what somebody typed in the search box stands in the box again
        found += [(address, word) for word in secrets(world) if word != typed and word in text]
    return found


def test_the_addresses_do_show_it_to_who_may_see_it(
    world: World, client_of: Any, regievoerder_utrecht: Any, api_sleutel_utrecht: str
) -> None:
    """Otherwise the tests below would pass on a page that shows nobody anything."""
    key = {"Authorization": f"Bearer {api_sleutel_utrecht}"}
    shown = betrayed(client_of(regievoerder_utrecht), world) + betrayed(Client(), world, key)
    assert {address for address, _ in shown} >= {
        address
        for address in addresses(world)
        # it has not ended, and systems get no meldingen of it
        if "beeindigd" not in address and address != "/api/v1/meldingen"
    }


def test_r4_without_the_filters_a_stranger_still_finds_nothing(
    world: World, without_filters: None, client_of: Any, regievoerder_zeist: Any
) -> None:
    browser = client_of(regievoerder_zeist)
    assert betrayed(browser, world) == []
    assert "nog geen huishoudens" in browser.get("/gemeente/koppelingen/").content.decode()


def test_r4_without_the_filters_a_systeem_of_another_gemeente_finds_nothing(
    world: World, without_filters: None, systeem_zeist: str
) -> None:
    key = {"Authorization": f"Bearer {systeem_zeist}"}
    assert betrayed(Client(), world, key) == []
    assert Client().get("/api/v1/koppelingen", headers=key).json()["aantal"] == 0


def test_r4_without_the_filters_a_reader_of_tier_0_gets_no_name(
    world: World, without_filters: None, client_of: Any, lezer_utrecht: Any
) -> None:
    """The colleague sees the koppeling; who they are waits behind tiers that were not granted."""
    names = {world.person.voornaam, world.person.achternaam, world.other.voornaam, world.other.achternaam}
    shown = betrayed(client_of(lezer_utrecht), world)
    assert {word for _, word in shown} & {*names, "pdf"} == set()
    assert world.koppeling.referentie in {word for _, word in shown}


@pytest.mark.parametrize("how", ["withdrawn", "ended"])
def test_r6_r7_without_the_filters_a_closed_gate_stays_closed(
    how: str, world: World, without_filters: None, client_of: Any, regievoerder_utrecht: Any
) -> None:
    if how == "withdrawn":
        actions.withdraw_toestemming(
            toestemming=world.consent,
            ingetrokken_op=world.consent.ondertekend_op,
            acting_user=casemanager_of(world.person),
        )
    else:
        withdraw_koppeling(koppeling=world.koppeling, reden="fout", acting_user=regievoerder())
    shown = {word for _, word in betrayed(client_of(regievoerder_utrecht), world)}
    assert shown & {world.person.voornaam, world.person.achternaam, "pdf"} == set()
    assert Profielversie.objects.exists()
