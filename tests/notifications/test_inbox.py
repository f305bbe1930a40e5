"""The inbox: own meldingen only, neutral where the subject may no longer be seen (R2, R26)."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coa_portal.notifications import engine
from coa_portal.notifications.models import Melding
from tests.notifications.proefsoort import TITLE
from tests.notifications.test_engine import end_grants

pytestmark = pytest.mark.django_db
NEUTRAL = "Deze melding gaat over iets dat u niet meer mag zien"


@pytest.fixture
def told(announce: Any, gemeente_utrecht: Any, regievoerder_utrecht: Any) -> Any:
    """Utrecht's regievoerder has one unread melding."""
    announce(gemeente_utrecht)
    engine.drain()
    return Melding.objects.get(recipient=regievoerder_utrecht)


def test_inbox_shows_unread_with_counter(told: Any, client_of: Any, regievoerder_utrecht: Any) -> None:
    text = client_of(regievoerder_utrecht).get("/meldingen/").content.decode()
    assert TITLE in text
    assert "K-00001" in text
    assert "1 ongelezen" in text
    assert "Markeer als gelezen" in text


def test_opening_marks_read_and_goes_to_the_subject(
    told: Any, client_of: Any, regievoerder_utrecht: Any
) -> None:
    response = client_of(regievoerder_utrecht).get(f"/meldingen/{told.pk}/")
    assert response.status_code == 302
    assert response.url == f"/proef/{told.event.subject_id}/"
    told.refresh_from_db()
    assert told.read_at is not None


def test_strangers_melding_is_not_found(told: Any, client_of: Any, regievoerder_zeist: Any) -> None:
    browser = client_of(regievoerder_zeist)
    for address in (f"/meldingen/{told.pk}/", f"/meldingen/{uuid.uuid4()}/"):
        assert browser.get(address).status_code == 404
    assert browser.post(f"/meldingen/{told.pk}/gelezen/").status_code == 404
    browser.post("/meldingen/gelezen/")
    told.refresh_from_db()
    assert told.read_at is None
    assert TITLE not in browser.get("/meldingen/").content.decode()


def test_what_may_no_longer_be_seen_is_neutral(told: Any, client_of: Any, regievoerder_utrecht: Any) -> None:
    end_grants(regievoerder_utrecht)
    browser = client_of(regievoerder_utrecht)
    text = browser.get("/meldingen/").content.decode()
    assert NEUTRAL in text
    assert TITLE not in text
    assert "K-00001" not in text
    response = browser.get(f"/meldingen/{told.pk}/")
    assert response.status_code == 404
    assert NEUTRAL in response.content.decode()
    told.refresh_from_db()
    assert told.read_at is not None


def test_melding_of_a_kind_nobody_knows_any_more_is_neutral(
    told: Any, client_of: Any, regievoerder_utrecht: Any
) -> None:
    told.event.kind = "vergeten"
    told.event.save()
    assert NEUTRAL in client_of(regievoerder_utrecht).get("/meldingen/").content.decode()


def test_marking_one_and_all(
    told: Any, announce: Any, gemeente_utrecht: Any, client_of: Any, regievoerder_utrecht: Any
) -> None:
    announce(gemeente_utrecht, 2)
    announce(gemeente_utrecht, 3)
    engine.drain()
    browser = client_of(regievoerder_utrecht)
    response = browser.post(f"/meldingen/{told.pk}/gelezen/", {"toon": "ongelezen"})
    assert response.url == "/meldingen/?toon=ongelezen"
    text = browser.get("/meldingen/?toon=ongelezen").content.decode()
    assert "K-00001" not in text
    assert "K-00002" in text
    assert "2 meldingen zijn gelezen." in browser.post("/meldingen/gelezen/", follow=True).content.decode()
    assert "U hebt alle meldingen gelezen." in browser.get("/meldingen/?toon=ongelezen").content.decode()


def test_filters_by_dossier_and_matter_and_marks_what_they_show(
    told: Any, announce: Any, gemeente_utrecht: Any, client_of: Any, regievoerder_utrecht: Any
) -> None:
    announce(gemeente_utrecht, 2)
    engine.drain()
    browser = client_of(regievoerder_utrecht)
    text = browser.get("/meldingen/?dossier=k-00002").content.decode()
    assert "K-00002" in text
    assert "K-00001" not in text
    assert "Markeer deze als gelezen" in text
    assert "Geen melding past" in browser.get("/meldingen/?onderwerp=gesprek").content.decode()
    answer = browser.post("/meldingen/gelezen/", {"dossier": "K-00002", "toon": "ongelezen"})
    assert answer.url == "/meldingen/?toon=ongelezen&dossier=K-00002"
    told.refresh_from_db()
    assert told.read_at is None
    assert Melding.objects.get(event__reference="K-00002").read_at is not None


def test_a_filter_tells_nothing_about_what_may_no_longer_be_seen(
    told: Any, client_of: Any, regievoerder_utrecht: Any
) -> None:
    """That the neutral line fits a dossier or a matter would say what it is about."""
    end_grants(regievoerder_utrecht)
    browser = client_of(regievoerder_utrecht)
    assert NEUTRAL not in browser.get("/meldingen/?dossier=K-00001").content.decode()
    assert NEUTRAL in browser.get("/meldingen/?toon=ongelezen").content.decode()


@pytest.mark.parametrize("query", ["?pagina=99", "?pagina=-1", "?pagina=x", "?toon=onzin", "?toon=alles"])
def test_odd_addresses_show_the_list(
    query: str, told: Any, client_of: Any, regievoerder_utrecht: Any
) -> None:
    assert client_of(regievoerder_utrecht).get(f"/meldingen/{query}").status_code == 200


def test_number_of_queries_does_not_grow(
    announce: Any, gemeente_utrecht: Any, client_of: Any, regievoerder_utrecht: Any
) -> None:
    counts = []
    for number in (1, 25):
        for n in range(number):
            announce(gemeente_utrecht, 100 * number + n)
        engine.drain()
        browser = client_of(regievoerder_utrecht)
        for query in ("", "?dossier=K-00100", "?onderwerp=termijn"):
            browser.get(f"/meldingen/{query}")
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(f"/meldingen/{query}").status_code == 200
            counts.append(len(queries))
    assert counts[:3] == counts[3:]


def test_visitor_must_sign_in(client: Any) -> None:
    assert client.get("/meldingen/").url == "/inloggen/?next=/meldingen/"
