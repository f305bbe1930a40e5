"""Participation: never more people than places, also when two sign up at once; lists in constant queries."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError, NotAllowed
from tests.factories.klantprofiel import VergunninghouderFactory
from tests.factories.voorinburgering import lesgroep_of
from voorinburgering import actions
from voorinburgering.dagdelen import bezetting_of
from voorinburgering.models import Participatie, Participatieaanbod

pytestmark = pytest.mark.django_db


def offer(locatie: Any, plaatsen: int = 1) -> Participatieaanbod:
    feiten = actions.Aanbodfeiten(
        "vrijwilligerswerk", "Buurttuin", uren_per_week=4, plaatsen=plaatsen, van=today()
    )
    return actions.add_aanbod(opvanglocatie=locatie, feiten=feiten, acting_user=None)


def people(locatie: Any, number: int) -> list[Any]:
    return [VergunninghouderFactory(locatie=locatie) for _ in range(number)]


def join(aanbod: Any, person: Any, **more: Any) -> Participatie:
    words = {"van": today(), "acting_user": None, **more}
    return actions.start_participatie(vergunninghouder=person, aanbod=aanbod, **words)


def code_of(call: Any) -> tuple[str, str | None]:
    with pytest.raises(DomainError) as caught:
        call()
    return caught.value.code, caught.value.field


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_for_one_of_two_who_sign_up_at_once(locatie_luttelgeest: Any) -> None:
    aanbod = offer(locatie_luttelgeest)
    start, said = threading.Barrier(2), []

    def sign_up(person: Any) -> None:
        try:
            start.wait(timeout=20)
            join(aanbod, person)
            said.append("in")
        except DomainError as error:
            said.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=sign_up, args=[person]) for person in people(locatie_luttelgeest, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["full", "in"]


def test_a_place_is_free_again_after_an_end_with_a_reason(
    locatie_luttelgeest: Any, locatie_elders: Any
) -> None:
    aanbod = offer(locatie_luttelgeest)
    first, second = people(locatie_luttelgeest, 2)
    row = join(aanbod, first, dagdelen=["2-middag"])
    assert bezetting_of(first) == {(2, "middag"): "participatie"}
    assert code_of(lambda: join(aanbod, second)) == ("full", "aanbod")
    assert code_of(lambda: join(aanbod, first)) == ("takes_part", "aanbod")
    stranger = VergunninghouderFactory(locatie=locatie_elders)
    assert code_of(lambda: join(aanbod, stranger)) == ("elsewhere", "aanbod")
    words: dict[str, Any] = {"participatie": row, "tot": today(), "acting_user": None}
    assert code_of(lambda: actions.end_participatie(einde_reden="", **words)) == (
        "reason_required",
        "einde_reden",
    )
    actions.end_participatie(einde_reden="gestopt", **words)
    assert bezetting_of(first) == {}
    join(aanbod, second)
    fewer = actions.Aanbodfeiten("sport", "Buurttuin", uren_per_week=4, plaatsen=0, van=today())
    assert code_of(lambda: actions.change_aanbod(aanbod=aanbod, feiten=fewer, acting_user=None)) == (
        "places",
        "plaatsen",
    )


def test_r2_the_offer_is_kept_by_who_keeps_participation_there(
    locatie_luttelgeest: Any, programmabegeleider: Any, casemanager_elders: Any, client_of: Any
) -> None:
    aanbod = offer(locatie_luttelgeest)
    feiten = actions.Aanbodfeiten("sport", "Club", uren_per_week=2, plaatsen=3, van=today())
    for account in (programmabegeleider, casemanager_elders):
        with pytest.raises(NotAllowed):
            actions.change_aanbod(aanbod=aanbod, feiten=feiten, acting_user=account)
    page = f"/voorinburgering/aanbod/{aanbod.pk}/"
    assert client_of(programmabegeleider).get(page).status_code == 200
    assert client_of(casemanager_elders).get(page).status_code == 404


def test_lists_take_the_same_queries_for_one_and_twenty(
    client_of: Any, casemanager_luttelgeest: Any, locatie_luttelgeest: Any
) -> None:
    browser = client_of(casemanager_luttelgeest)
    aanbod, group = offer(locatie_luttelgeest, 30), lesgroep_of(locatie_luttelgeest)

    def taking_part() -> Any:
        person = VergunninghouderFactory(locatie=locatie_luttelgeest)
        words: dict[str, Any] = {"vergunninghouder": person, "acting_user": None}
        rows: dict[str, Any] = {
            "programma": actions.offer_programma(aangeboden_op=today(), **words),
            "acting_user": None,
        }
        actions.record_instemming(instemming="ja", instemming_op=today(), **rows)
        actions.start_programma(gestart_op=today(), **rows)
        actions.start_deelname(lesgroep=group, van=today(), **words)
        return person

    first = taking_part()

    def more() -> None:
        """One of everything that the pages show."""
        talk = actions.record_gesprek(
            vergunninghouder=first, soort="begeleiding", dag=today(), minuten=10, acting_user=None
        )
        actions.agree_in_gesprek(gesprek=talk, tekst="Cv", wie="coa", voor_op=today(), acting_user=None)
        join(aanbod, taking_part())
        offer(locatie_luttelgeest)

    more()
    pages = (
        "/voorinburgering/",
        "/voorinburgering/uren/",
        "/voorinburgering/aanbod/",
        f"/voorinburgering/aanbod/{aanbod.pk}/",
        f"/dossiers/{first.pk}/voorinburgering/",
        f"/dossiers/{first.pk}/",
    )

    def counted() -> list[int]:
        numbers = []
        for path in pages:
            browser.get(path)
            with CaptureQueriesContext(connection) as caught:
                assert browser.get(path).status_code == 200
            numbers.append(len(caught))
        return numbers

    one = counted()
    for _ in range(12):
        more()
    assert counted() == one


def test_hours_and_standing_still_show_who_needs_a_talk(
    client_of: Any, casemanager_luttelgeest: Any, locatie_luttelgeest: Any
) -> None:
    long_ago = today() - dt.timedelta(days=40)
    names = []
    for number in range(2):
        person = VergunninghouderFactory(locatie=locatie_luttelgeest)
        words: dict[str, Any] = {"vergunninghouder": person, "acting_user": None}
        rows: dict[str, Any] = {
            "programma": actions.offer_programma(aangeboden_op=long_ago, **words),
            "acting_user": None,
        }
        actions.record_instemming(instemming="ja", instemming_op=long_ago, **rows)
        actions.start_programma(gestart_op=long_ago, **rows)
        if number:
            actions.record_gesprek(soort="begeleiding", dag=today(), minuten=60, **words)
        names.append(person.naam)
    browser = client_of(casemanager_luttelgeest)
    shown = browser.get("/voorinburgering/uren/?toon=stil").content.decode()
    assert names[0] in shown and names[1] not in shown
    assert "Al 40 dagen stil" in shown
    work = browser.get("/?wie=alle&soort=programma_stil").content.decode()
    assert f"Bespreek hoe het verder gaat: {names[0]}" in work and names[1] not in work
