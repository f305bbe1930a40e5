"""API v1 for a gemeente's system: the same gate as the pages, by the NL API Design Rules."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coa_portal.accounts.api_keys import withdraw_api_key
from coa_portal.accounts.models import ApiSleutel, Gebruiker
from coa_portal.audit.models import Inzageregel
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from coa_portal.organisaties.models import Gemeente
from overdracht.models import Opvraging
from overdracht.objects import SHARED_OBJECTS, Sees, Situation
from tests.factories.koppeling import KoppelingFactory
from tests.overdracht.gemeente.scenes import PROFILE_TEXTS, SCREENING_TEXT, Scene
from tests.overdracht.gemeente.systems import NOWHERE, System, assert_problem

pytestmark = pytest.mark.django_db

MakeScene = Callable[[Situation], Scene]


@pytest.mark.parametrize("situation", list(Situation))
def test_system_of_utrecht_gets_what_the_table_says(
    situation: Situation, make_scene: MakeScene, utrecht_system: System
) -> None:
    """DESIGN §4's table over the API."""
    made = make_scene(situation)
    sees = {code: row.sees[situation] == Sees.YES for code, row in SHARED_OBJECTS.items()}
    detail = utrecht_system.get(f"/koppelingen/{made.koppeling.pk}")
    active = utrecht_system.get("/koppelingen").json()
    ended = utrecht_system.get("/koppelingen", toon="beeindigd").json()
    versions = utrecht_system.get(f"/koppelingen/{made.koppeling.pk}/profielversies").json()

    assert detail.status_code == 200
    assert (active["aantal"], ended["aantal"]) == ((1, 0) if sees["kaart"] else (0, 1))
    assert (detail.json()["informatieprofiel"] is not None) == sees["kaart"]
    assert (SCREENING_TEXT in detail.text) == sees["screening"]
    assert (made.person.naam in detail.text) == sees["screening"]
    assert versions["aantal"] == (len(made.versions) if sees["profielversie"] else 0)
    for number, version in enumerate(made.versions):
        for path in (f"/profielversies/{version.pk}", f"/profielversies/{version.pk}/pdf"):
            answer = utrecht_system.client.get(f"/api/v1{path}", headers={"Accept": "*/*"})
            assert answer.status_code == (200 if sees["profielversie"] else 404), path
        if sees["profielversie"]:
            content = utrecht_system.get(f"/profielversies/{version.pk}").json()
            assert PROFILE_TEXTS[number] in str(content["klantprofiel"])
            assert content["gewijzigd"] == ([] if number == 0 else ["toekomst.ambities"])


def test_system_of_zeist_gets_404_on_every_address(make_scene: MakeScene, zeist_system: System) -> None:
    made = make_scene(Situation.CONSENT)
    key, version = made.koppeling.pk, made.versions[0].pk
    member = made.koppeling.betrokkenen.get(vergunninghouder=made.person).pk
    paths = [f"/koppelingen/{key}", f"/koppelingen/{key}/profielversies", f"/koppelingen/{key}/opvragingen"]
    paths += [f"/profielversies/{version}", f"/profielversies/{version}/pdf"]

    for path in paths:
        answer = zeist_system.client.get(f"/api/v1{path}", headers={"Accept": "*/*"})
        assert_problem(answer, 404)
    assert_problem(zeist_system.post(f"/koppelingen/{key}/opvragingen", {"persoon": str(member)}), 404)
    assert zeist_system.get("/koppelingen").json()["aantal"] == 0
    assert Inzageregel.objects.filter(result="geweigerd", channel="api").count() == len(paths) + 1


def test_reading_is_logged_with_channel_api(make_scene: MakeScene, utrecht_system: System) -> None:
    """R10."""
    made = make_scene(Situation.CONSENT)
    utrecht_system.get(f"/koppelingen/{made.koppeling.pk}")
    utrecht_system.get(f"/profielversies/{made.versions[1].pk}")

    lines = Inzageregel.objects.filter(channel="api").order_by("created_at")
    assert [(line.what, line.version, line.gebruiker_id) for line in lines] == [
        ("screening", "", utrecht_system.account.pk),
        ("profielversie", "2", utrecht_system.account.pk),
    ]


def test_asking_for_a_profile_once(make_scene: MakeScene, utrecht_system: System) -> None:
    made = make_scene(Situation.BEFORE_CONSENT)
    child = made.koppeling.betrokkenen.get(volgnummer=2)
    path = f"/koppelingen/{made.koppeling.pk}/opvragingen"

    first = utrecht_system.post(path, {"persoon": str(child.pk)})
    assert first.status_code == 201
    assert first.json()["persoon"] == str(child.pk)
    assert first.json()["status"] == "open"
    assert Opvraging.objects.get(pk=first.json()["id"]).gevraagd_door_id == utrecht_system.account.pk
    assert (
        assert_problem(utrecht_system.post(path, {"persoon": str(child.pk)}), 409)["code"] == "already_asked"
    )
    assert assert_problem(utrecht_system.post(path, {"persoon": NOWHERE}), 409)["code"] == "not_a_member"
    assert utrecht_system.get(path).json()["aantal"] == 2


@pytest.mark.parametrize(
    ("body", "place"),
    [({}, "persoon"), ({"persoon": "geen id"}, "persoon"), ({"persoon": NOWHERE, "x": 1}, "x")],
)
def test_a_wrong_body_is_400_and_names_the_field(
    make_scene: MakeScene, utrecht_system: System, body: dict[str, Any], place: str
) -> None:
    made = make_scene(Situation.BEFORE_CONSENT)
    answer = utrecht_system.post(f"/koppelingen/{made.koppeling.pk}/opvragingen", body)
    assert [(e["in"], e["location"]) for e in assert_problem(answer, 400)["errors"]] == [("body", place)]


def test_a_reader_may_not_ask(make_scene: MakeScene, gemeente_utrecht: Gemeente) -> None:
    made = make_scene(Situation.BEFORE_CONSENT)
    reader = System(gemeente_utrecht, "lezer_gemeente")
    child = made.koppeling.betrokkenen.get(volgnummer=2)
    answer = reader.post(f"/koppelingen/{made.koppeling.pk}/opvragingen", {"persoon": str(child.pk)})
    assert assert_problem(answer, 403)["code"] == "not_allowed"
    assert Opvraging.objects.filter(vergunninghouder=child.vergunninghouder_id).count() == 0


@pytest.mark.parametrize(
    "query",
    [
        {"pagina": "0"},
        {"pagina": "1.0"},
        {"paginaGrootte": "101"},
        {"toon": "alles"},
        {"naam": "x"},
        {"pagina": "²"},
    ],
)
def test_a_wrong_query_is_400(utrecht_system: System, query: dict[str, str]) -> None:
    errors = assert_problem(utrecht_system.get("/koppelingen", **query), 400)["errors"]
    assert [(e["in"], e["location"]) for e in errors] == [("query", next(iter(query)))]


def test_pages_of_the_list(utrecht_system: System) -> None:
    for _ in range(3):
        KoppelingFactory()
    first = utrecht_system.get("/koppelingen", paginaGrootte="2").json()
    assert (first["aantal"], len(first["resultaten"]), first["vorige"]) == (3, 2, None)
    second = utrecht_system.client.get(first["volgende"]).json()
    assert (len(second["resultaten"]), second["volgende"]) == (1, None)
    assert_problem(utrecht_system.get("/koppelingen", paginaGrootte="2", pagina="3"), 404)


@pytest.mark.parametrize("key", ["", "Bearer ", "Bearer onzin", "Basic abc"])
def test_without_a_usable_key_401_with_a_challenge(db: None, key: str) -> None:
    for path in ("/koppelingen", f"/profielversies/{NOWHERE}", "/meldingen"):
        answer = Client().get(f"/api/v1{path}", headers={"Authorization": key})
        assert_problem(answer, 401)
        assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("ended", ["withdrawn", "past its last day", "account ended", "one letter other"])
def test_a_key_that_ended_is_401_at_once(utrecht_system: System, ended: str) -> None:
    assert utrecht_system.get("/koppelingen").status_code == 200
    row = ApiSleutel.objects.get(gebruiker=utrecht_system.account)
    if ended == "withdrawn":
        withdraw_api_key(sleutel=row, acting_user=None)
    elif ended == "past its last day":
        ApiSleutel.objects.filter(pk=row.pk).update(geldig_tot=today() - dt.timedelta(days=1))
    elif ended == "account ended":
        Gebruiker.objects.filter(pk=utrecht_system.account.pk).update(is_active=False)
    else:
        utrecht_system.client = Client(headers={"Authorization": f"Bearer {utrecht_system.key.swapcase()}"})
    assert_problem(utrecht_system.get("/koppelingen"), 401)


def test_a_signed_in_browser_is_nobody_here(utrecht: Client) -> None:
    assert_problem(utrecht.get("/api/v1/koppelingen"), 401)


def test_errors_before_any_view_are_problems_too(utrecht_system: System) -> None:
    client = utrecht_system.client
    for path in ("/koppelingen/", "/koppelingen/x", "/bestaat-niet", ""):
        assert_problem(client.get(f"/api/v1{path}"), 404)
    assert_problem(client.delete("/api/v1/koppelingen"), 405)
    assert_problem(client.options("/api/v1/koppelingen"), 405)
    assert_problem(client.get("/api/v1/koppelingen", headers={"Accept": "text/html"}), 406)
    path = f"/api/v1/koppelingen/{KoppelingFactory().pk}/opvragingen"
    assert_problem(client.post(path, "<x/>", content_type="application/xml"), 415)
    assert_problem(client.post(path, "{", content_type="application/json"), 400)


def test_a_crash_is_500_without_data(utrecht_system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*args: object) -> None:
        raise RuntimeError("Selam Tesfay")

    monkeypatch.setattr("overdracht.gemeente.api.views.selectors.list_rows", crash)
    utrecht_system.client.raise_request_exception = False
    body = assert_problem(utrecht_system.get("/koppelingen"), 500)
    assert "Selam" not in str(body)


@pytest.mark.parametrize(
    ("error", "status"), [(RuntimeError(), 500), (DomainError("Nee."), 409), (Http404(), 404)]
)
def test_a_failed_write_leaves_nothing_behind(
    make_scene: MakeScene,
    utrecht_system: System,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
) -> None:
    """DRF turns exceptions into answers by itself; the wall must roll back all the same."""

    def fail(*args: object, **kwargs: object) -> None:
        raise error

    made = make_scene(Situation.BEFORE_CONSENT)
    child = made.koppeling.betrokkenen.get(volgnummer=2)
    monkeypatch.setattr("overdracht.gemeente.api.views.shape.opvraging_json", fail)
    utrecht_system.client.raise_request_exception = False
    path = f"/koppelingen/{made.koppeling.pk}/opvragingen"
    assert_problem(utrecht_system.post(path, {"persoon": str(child.pk)}), status)
    assert not Opvraging.objects.filter(vergunninghouder=child.vergunninghouder_id).exists()


def test_no_member_key_of_coa_leaves_the_portal(make_scene: MakeScene, utrecht_system: System) -> None:
    """People are known by their place in the koppeling, never by a key of the living dossiers."""
    made = make_scene(Situation.CONSENT)
    for path in (f"/koppelingen/{made.koppeling.pk}", f"/profielversies/{made.versions[0].pk}"):
        text = utrecht_system.get(path).text
        for person in made.person.plaatsingseenheid.leden.all():
            assert str(person.pk) not in text
            assert person.v_nummer not in text


def test_queries_do_not_grow_with_the_list(utrecht_system: System) -> None:
    KoppelingFactory()
    utrecht_system.get("/koppelingen")
    with CaptureQueriesContext(connection) as one:
        utrecht_system.get("/koppelingen")
    for _ in range(19):
        KoppelingFactory()
    with CaptureQueriesContext(connection) as twenty:
        assert utrecht_system.get("/koppelingen").json()["aantal"] == 20
    assert len(twenty) == len(one)


def test_addresses_are_named(make_scene: MakeScene) -> None:
    assert reverse("api_gemeente:koppelingen") == "/api/v1/koppelingen"
    assert reverse("api:openapi") == "/api/v1/openapi.json"
