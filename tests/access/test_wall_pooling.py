"""R4: nothing of one request is left for the next on the same connection, also behind a pooler that hands connections
round per transaction: role and account are local to the transaction, and a session level `SET` is nowhere used."""

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from coa_portal.access.declare import Declaration
from coa_portal.access.middleware import WallMiddleware
from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall, elevated
from coa_portal.organisaties.models import Provincie
from coa_portal.settings import DATABASES
from tests.factories.accounts import account_with

ROOT = Path(__file__).resolve().parents[2]
State = tuple[str, str, str]


def state() -> State:
    """Who works on the connection, and the two settings as they stand."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, current_setting('role'), coalesce(current_setting('portal.account', true), '')"
        )
        return tuple(cursor.fetchone())  # type: ignore[return-value]


def session_state() -> State:
    """The same, once nothing is open any more."""
    assert not connection.in_atomic_block
    return state()


def passes(request: HttpRequest) -> HttpResponse:
    assert state()[0] == "portal_gemeente"
    return HttpResponse("goed")


def raises(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("kapot")


def streams(request: HttpRequest) -> Any:
    return StreamingHttpResponse(iter([b"rij"]))


def aborts(request: HttpRequest) -> HttpResponse:
    """A statement fails and somebody swallows the error: PostgreSQL refuses all that follows."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")
    except DatabaseError:
        pass
    return HttpResponse("stil")


def elevates(request: HttpRequest) -> HttpResponse:
    with elevated("drain-outbox"):
        assert state()[0] == "portal_coa"
    assert state()[0] == "portal_gemeente"
    return HttpResponse("goed")


def elevates_and_fails(request: HttpRequest) -> HttpResponse:
    try:
        with elevated("drain-outbox"), connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")
    except DatabaseError:
        pass
    assert state()[0] == "portal_gemeente", "the savepoint rolled back, and the role with it"
    return HttpResponse("goed")


def loses_the_connection(request: HttpRequest) -> HttpResponse:
    connection.connection.close()
    return HttpResponse("weg")


def marked_for_rollback(request: HttpRequest) -> HttpResponse:
    Provincie.objects.filter(pk="PV26").first()
    request.must_roll_back = True  # type: ignore[attr-defined]
    return HttpResponse("fout", status=500)


def request_of(account: Any) -> Any:
    request = RequestFactory().get("/gemeente/koppelingen/")
    request.user = account
    request.declaration = Declaration(frozenset({"view_tier0"}), None)  # type: ignore[attr-defined]
    request.resolver_match = SimpleNamespace(kwargs={})  # type: ignore[assignment]
    return request


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("view", "fails"),
    [
        (passes, False),
        (elevates, False),
        (elevates_and_fails, False),
        (marked_for_rollback, False),
        (raises, True),
        (streams, True),
        (aborts, True),
        (loses_the_connection, True),
    ],
)
def test_r4_no_request_leaves_its_role_behind(
    view: Callable[[HttpRequest], Any], fails: bool, regievoerder_utrecht: Any
) -> None:
    clean = session_state()
    assert clean[1:] == ("none", "")
    if fails:
        with pytest.raises(Exception, match=r"kapot|streaming|aborted|closed"):
            WallMiddleware(view)(request_of(regievoerder_utrecht))
    else:
        WallMiddleware(view)(request_of(regievoerder_utrecht))
    if view is loses_the_connection:
        connection.close()
    assert session_state() == clean
    # the next request on this connection is somebody else's, of the other side
    casemanager = account_with("regievoerder_coa")
    with behind_wall(WallRole.COA, casemanager.pk):
        assert state() == ("portal_coa", "portal_coa", str(casemanager.pk))
    assert session_state() == clean


@pytest.mark.django_db(transaction=True)
def test_r4_a_task_that_fails_halfway_leaves_nothing_for_the_next(regievoerder_utrecht: Any) -> None:
    clean = session_state()
    with pytest.raises(RuntimeError), elevated("publish-settled-changes"):
        raise RuntimeError
    assert session_state() == clean
    with transaction.atomic():
        with behind_wall(WallRole.GEMEENTE, regievoerder_utrecht.pk):
            pass
        assert state() == clean, "nested in a transaction the former role comes back by hand"
    assert session_state() == clean


def test_r4_nothing_sets_a_role_or_account_beyond_its_transaction() -> None:
    """Behind a pooler a session level setting would meet the request of somebody else."""
    beyond = re.compile(
        r"""\bSET\s+(SESSION|ROLE)\b(?!\s*;?\s*TRUE)|\bRESET\s+ROLE\b|set_config\([^)]*,\s*false\)|"""
        r"""\bSET\s+portal\.|\bLISTEN\b\s+\w+;|pg_advisory_lock\(|\bPREPARE\s+\w+\s+AS\b""",
        re.IGNORECASE,
    )
    found = []
    for folder in ("coa_portal", "klantprofiel", "koppeling", "overdracht", "voorinburgering"):
        for path in (ROOT / folder).rglob("*.py"):
            for number, line in enumerate(path.read_text().splitlines(), start=1):
                code = line.split("#")[0]
                if beyond.search(code) and not line.lstrip().startswith('"""') and "`" not in line:
                    found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert found == []


def test_connections_are_kept_and_server_side_cursors_are_not() -> None:
    """What makes the tests above matter: a connection serves one request after another."""
    assert DATABASES["default"]["CONN_MAX_AGE"] > 0
    assert DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] is True
    assert DATABASES["default"].get("ATOMIC_REQUESTS", False) is False
