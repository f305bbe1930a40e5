"""What no form of the portal sends, to every address there is: HEAD, OPTIONS and other methods, a form without its
token, an id that is encoded twice or longer than ids are."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from coa_portal.access.endpoints import Endpoint
from coa_portal.common.dates import today
from overdracht.actions import name_dossiers
from tests.access.matrix import Case, endpoints, judge
from tests.access.test_matrix import address
from tests.access.world import World, sample_of
from tests.factories.accounts import account_with, overeenkomst
from tests.factories.koppeling import KoppelingFactory, household

pytestmark = pytest.mark.django_db
PLAYED = ("casemanager_luttelgeest", "regievoerder_utrecht", "beheerder")


def every(world: World, account: Any) -> Iterator[tuple[Endpoint, Any, str]]:
    for endpoint in endpoints():
        sample = sample_of(endpoint, world, account)
        yield endpoint, sample, address(endpoint, sample.arguments if sample else {})


def ask(client: Client, method: str, path: str, **options: Any) -> Any:
    """The answer, of which nothing stays."""
    cookies = dict(client.cookies)
    with transaction.atomic():
        answer = client.generic(method, path, **options)
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies)
    return answer


@pytest.mark.parametrize(
    "role",
    [pytest.param(role, marks=() if role == "regievoerder_utrecht" else pytest.mark.deep) for role in PLAYED],
)
def test_other_methods_show_no_more_than_the_declared_ones(role: str, world: World, request: Any) -> None:
    """HEAD is a GET without content; OPTIONS, TRACE and what nobody knows tell nothing about an object."""
    account = request.getfixturevalue(role)
    client = Client(raise_request_exception=False)
    client.force_login(account)
    wrong = []
    for endpoint, sample, path in every(world, account):
        if endpoint.declaration is not None and endpoint.declaration.is_admin and role != "beheerder":
            continue
        head = ask(client, "HEAD", path)
        if head.content or head.status_code not in judge(Case(endpoint, "GET", role), account, sample):
            wrong.append(f"HEAD {path}: {head.status_code}, {len(head.content)} bytes")
        for method in ("OPTIONS", "TRACE", "PROPFIND"):
            status = ask(client, method, path).status_code
            if status not in {401, 403, 404, 405}:
                wrong.append(f"{method} {path}: {status}")
    assert not wrong, "\n".join(wrong)


def test_no_address_takes_a_form_without_its_token(world: World, request: Any) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    taken = []
    for role in (None, *PLAYED):
        account = request.getfixturevalue(role) if role else None
        client.logout()
        if account:
            client.force_login(account)
        for endpoint, _, path in every(world, account):
            declared = endpoint.declaration
            if declared is None or declared.is_api or "POST" not in declared.methods:
                continue
            status = ask(
                client, "POST", path, data=b"a=1", content_type="application/x-www-form-urlencoded"
            ).status_code
            # refused by the token, or before it is asked for: a visitor is sent to sign in, a stranger sees nothing
            if status not in {403, 404} and (account is not None or status != 302):
                taken.append(f"{role} {path}: {status}")
    assert not taken, "\n".join(taken)


@pytest.mark.deep  # six writings of every key for two accounts
def test_an_id_in_another_writing_is_nobodys(
    world: World, client_of: Callable[[Any], Client], regievoerder_utrecht: Any, casemanager_luttelgeest: Any
) -> None:
    """One object has one address: another writing of its key is not found, and is never an error."""
    for account in (regievoerder_utrecht, casemanager_luttelgeest):
        client = client_of(account)
        client.raise_request_exception = False
        found = []
        for endpoint, sample, path in every(world, account):
            key = next(
                (v for v in (sample.arguments if sample else {}).values() if isinstance(v, UUID)), None
            )
            if key is None or (endpoint.declaration and endpoint.declaration.is_admin):
                continue
            text = str(key)
            double = re.sub("-", "%252d", text)
            for other in (
                double,
                text.replace("-", ""),
                text.upper(),
                f"{text}%00",
                f"{text}%2f..",
                f"{{{text}}}",
            ):
                status = ask(client, "GET", path.replace(text, other)).status_code
                if status not in {400, 404}:
                    found.append(f"{path} as {other}: {status}")
        assert not found, "\n".join(found)


def test_an_external_with_named_dossiers_finds_no_other_one(
    world: World, client_of: Callable[[Any], Client], gemeente_utrecht: Any, regievoerder_utrecht: Any
) -> None:
    """Of the same gemeente and the same third party: every address about the household that it was not given."""
    terms = {
        "eindigt_op": today() + dt.timedelta(days=60),
        "verwerkersovereenkomst": overeenkomst(gemeente_utrecht, world.naming.derde_partij.naam),
        "alleen_benoemd": True,
    }
    account = account_with("contactpersoon_extern", gemeente_utrecht, naam="Nora Naam", terms=terms)
    given = KoppelingFactory(plaatsingseenheid=household(45))
    name_dossiers(
        koppeling=given,
        toekenning=account.toekenningen.get().pk,
        betrokkenen=[given.betrokkenen.get().pk],
        acting_user=regievoerder_utrecht,
    )
    client = client_of(account)
    client.raise_request_exception = False
    assert client.get(f"/gemeente/koppelingen/{given.pk}/").status_code == 200
    opened, asked = [], 0
    for _, sample, path in every(world, account):
        if sample is None or sample.kind in {"admin", "public", "own_melding"}:
            continue
        for method in ("GET", "POST"):
            status = ask(client, method, path).status_code
            asked += 1
            # 401: an API is for systems; 405 where the method is nobody's
            if status not in {401, 404, 405}:
                opened.append(f"{method} {path}: {status}")
    assert not opened, "\n".join(opened)
    assert asked > 150
