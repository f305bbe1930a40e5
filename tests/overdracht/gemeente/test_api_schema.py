"""The published document keeps the NL API Design Rules, and the API keeps the document (schemathesis)."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from coa_portal.notifications.models import Event, Melding
from overdracht.objects import Situation
from tests.overdracht.gemeente.scenes import Scene
from tests.overdracht.gemeente.systems import System

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/openapi.json"
SEGMENT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*|\{[a-z][a-zA-Z0-9]*\}")
CAMEL = re.compile(r"[a-z][a-zA-Z0-9]*")


@pytest.fixture
def document(db: None) -> dict[str, Any]:
    found: dict[str, Any] = Client().get(ADDRESS).json()
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_published_for_everybody_with_cors_on_this_file_alone(db: None) -> None:
    answer = Client().get(ADDRESS)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["API-Version"] == "1.1.0"
    assert "Access-Control-Allow-Origin" not in Client().get("/api/v1/koppelingen")


def test_names_follow_the_design_rules(document: dict[str, Any]) -> None:
    """Kebab-case paths without trailing slash, camelCase everywhere else, nothing sensitive in an address."""
    for path, _, operation in operations(document):
        segments = path.removeprefix("/").split("/")
        assert all(SEGMENT.fullmatch(segment) for segment in segments), path
        for parameter in operation.get("parameters", []):
            assert CAMEL.fullmatch(parameter["name"]), parameter
            assert not re.search(r"bsn|nummer|naam|geboorte", parameter["name"], re.IGNORECASE)
    for name, schema in document["components"]["schemas"].items():
        assert all(CAMEL.fullmatch(field) for field in schema.get("properties", {})), name


def test_every_answer_names_the_version_and_every_error_is_a_problem(document: dict[str, Any]) -> None:
    seen = set()
    for path, method, operation in operations(document):
        seen.add(operation["operationId"])
        assert operation["summary"], path
        assert operation["description"], path
        for status, answer in operation["responses"].items():
            assert "API-Version" in answer["headers"], (path, status)
            if status[0] in "45":
                assert list(answer["content"]) == ["application/problem+json"]
        if method == "post":
            assert {"400", "403", "404", "415"} <= set(operation["responses"])
    assert len(seen) == sum(1 for _ in operations(document))
    assert {"title", "status", "detail"} <= set(document["components"]["schemas"]["Probleem"]["required"])


def test_the_document_is_in_dutch(document: dict[str, Any]) -> None:
    """No docstring of the code has slipped in."""
    texts = re.findall(r'"description": "([^"]*)"', json.dumps(document))
    assert texts
    assert [text for text in texts if re.search(r"\b(the|of the|with|one)\b", text)] == []


def test_version_contact_and_server(document: dict[str, Any]) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", document["info"]["version"])
    assert set(document["info"]["contact"]) == {"name", "url", "email"}
    assert [server["url"].endswith("/api/v1") for server in document["servers"]] == [True]


def test_no_address_of_a_person_and_no_other_app_in_the_document(document: dict[str, Any]) -> None:
    assert set(document["paths"]) == {
        "/koppelingen",
        "/koppelingen/{id}",
        "/koppelingen/{id}/opvragingen",
        "/koppelingen/{id}/profielversies",
        "/meldingen",
        "/meldingen/{id}/leesbevestigingen",
        "/profielversies/{id}",
        "/profielversies/{id}/pdf",
    }


CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
)


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """The end of a request closes its connection, as it should outside tests; here the test's own one is used."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("kept_connection")
@pytest.mark.parametrize("sign_in", [True, False])
def test_schemathesis_finds_no_crash_and_no_undeclared_answer(
    make_scene: Callable[[Situation], Scene], utrecht_system: System, sign_in: bool
) -> None:
    """Every operation with invented input, and with the keys of a real koppeling, version and melding."""
    made = make_scene(Situation.CONSENT)
    event = Event.objects.get(kind="koppeling_gemaakt", subject_id=made.koppeling.pk)
    melding = Melding.objects.create(event=event, recipient=utrecht_system.account)
    real = {"koppelingen": made.koppeling.pk, "profielversies": made.versions[0].pk, "meldingen": melding.pk}
    headers = {"Authorization": f"Bearer {utrecht_system.key}"} if sign_in else {}
    schema = schemathesis.openapi.from_wsgi(ADDRESS, get_wsgi_application())

    for found in schema.get_all_operations():
        operation = found.ok()
        _try_out(operation, str(real[operation.path.split("/")[1]]), headers)


def _try_out(operation: Any, real_key: str, headers: dict[str, str]) -> None:
    @settings(
        max_examples=8,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def run(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)
        if "id" in (case.path_parameters or {}):
            case.path_parameters["id"] = real_key
            case.call_and_validate(headers=headers, checks=CHECKS)

    run()
