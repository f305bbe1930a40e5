"""R3: the printed matrix says what the addresses answer, and says it in words for everybody."""

import json
from html.parser import HTMLParser
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from coa_portal.access import matrix, scopes
from coa_portal.access.endpoints import all_endpoints
from coa_portal.access.roles import ROLES, ScopeKind
from tests.access.matrix import cases, judge
from tests.access.test_matrix import ROLES_PLAYED

REFUSED = {302, 401, 403, 404, 405}


def printed(form: str) -> str:
    out = StringIO()
    call_command("print_access_matrix", format=form, stdout=out)
    return out.getvalue()


def test_r1_every_view_and_every_capability_has_a_scope_rule_in_words() -> None:
    """A view for everybody who is signed in says itself what they see: `@page(..., scope="…")`."""
    held = frozenset().union(*(role.capabilities for role in ROLES.values()))
    assert [name for name in sorted(held) if not scopes.OF_CAPABILITY.get(name)] == []
    without = [
        endpoint.route
        for endpoint in all_endpoints()
        if endpoint.declaration is not None and not all(scopes.scope_of(endpoint.declaration) or [""])
    ]
    assert without == []


def test_every_address_method_and_role_is_printed() -> None:
    data = json.loads(printed("json"))
    rows = {(row["adres"], row["methode"]) for row in data["regels"]}
    declared = {
        ("/" + endpoint.route, method)
        for endpoint in all_endpoints()
        if endpoint.declaration is not None
        for method in endpoint.declaration.methods
    }
    assert rows == declared
    players = {
        "anoniem",
        *ROLES,
        *(f"systeem:{r.code}" for r in ROLES.values() if r.scope == ScopeKind.GEMEENTE),
    }
    for row in data["regels"]:
        assert set(row["rollen"]) == players
        for cell in row["rollen"].values():
            assert (
                cell["mag"] == (cell["antwoord"] is None) == bool(cell["bereik"]) == bool(cell["databaserol"])
            )


@pytest.mark.django_db
@pytest.mark.parametrize("who", ROLES_PLAYED)
def test_r3_the_printed_cells_are_those_that_the_matrix_test_asks_for(who: str, request: Any) -> None:
    """Account by account: what it may enter by the print is what `judge` lets it in to, and so on for refusals."""
    account = None if who == "anonymous" else request.getfixturevalue(who)
    code = "anoniem"
    if account is not None:
        code = account.toekenningen.get().rol
        code = f"systeem:{code}" if account.is_systeem else code
    player = next(player for player in matrix.players() if player.code == code)
    capped = account is not None and account.toekenningen.get().max_tier is not None
    for case in cases(who, account):
        declaration = case.endpoint.declaration
        assert declaration is not None
        cell = matrix.verdict(declaration, case.method, player)
        expected = judge(case, account, None)
        if capped and expected == {404}:
            continue  # this account was granted fewer tiers than its role can have
        if cell.is_allowed:
            assert not expected <= {302, 401, 405}, (case.endpoint.route, case.method)
        else:
            assert cell.answer in expected & REFUSED, (case.endpoint.route, case.method)


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_page_is_one_file_that_a_screen_reader_can_follow() -> None:
    text = printed("html")
    page = _Outline()
    page.feed(text)
    tags = [tag for tag, _ in page.tags]
    assert ("html", {"lang": "nl"}) in page.tags and tags.count("h1") == 1 and tags.count("main") == 1
    assert tags.count("table") == tags.count("caption")
    assert all("scope" in attributes for tag, attributes in page.tags if tag == "th")
    assert not {"script", "link", "img", "style"} & set(tags), "one file, nothing beside it"
    ids = {attributes.get("id") for _, attributes in page.tags}
    targets = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert targets and all(target and target[1:] in ids for target in targets)
    for name in ("Regievoerder gemeente", "drain-outbox", "/gemeente/koppelingen/&lt;uuid:pk&gt;/"):
        assert name in text
