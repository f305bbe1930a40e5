"""Every page of the admin: reachable for the beheerder behind the wall, for nobody else; Dutch; CSP-clean (R3, R4)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.contrib import admin
from django.urls import URLResolver, get_resolver

from coa_portal.access.declare import declaration_of
from coa_portal.accounts.admin_site import ADMIN_DECLARATION

pytestmark = pytest.mark.django_db

LISTS = [
    f"/beheer/{model._meta.app_label}/{model._meta.model_name}/"
    for model in admin.site._registry
    if model._meta.app_label in {"accounts", "organisaties", "notifications"}
]
ADDS = [f"/beheer/{name}/add/" for name in (
    "accounts/gebruiker", "accounts/toekenning", "accounts/apisleutel", "organisaties/opvanglocatie",
    "organisaties/landelijketaakstelling",
)]  # fmt: skip
WHO = "/beheer/accounts/toekenning/wie/"
PAGES = ["/beheer/", "/beheer/accounts/", "/beheer/jsi18n/", WHO, f"{WHO}?naam=Utrecht", *LISTS, *ADDS]
ENGLISH = re.compile(
    r"\b(Add|Change|Save|Delete|Search|Filter by|Welcome|Log out|Home|History|Select|Action)\b"
)


def admin_views(resolver: Any = None) -> Iterator[Any]:
    if resolver is None:
        resolver = next(item for item in get_resolver().url_patterns if str(item.pattern) == "beheer/")
    for item in resolver.url_patterns:
        if isinstance(item, URLResolver):
            yield from admin_views(item)
        else:
            yield item


def test_every_admin_view_is_declared() -> None:
    views = list(admin_views())
    assert len(views) > 50
    declared = [declaration_of(view.callback) for view in views]
    assert {replace(one, recent=False) for one in declared if one} == {ADMIN_DECLARATION}
    assert None not in declared


def test_what_gives_somebody_more_asks_for_the_factors_again() -> None:
    """Ending and blocking do not: they must never wait."""
    declared = {str(view.name): declaration_of(view.callback) for view in admin_views()}
    assert {name for name, one in declared.items() if one and one.recent} >= {
        "accounts_gebruiker_add",
        "accounts_gebruiker_password_link",
        "accounts_gebruiker_reactivate",
        "accounts_gebruiker_reset_sign_in",
        "accounts_toekenning_add",
        "accounts_toekenning_extend",
        "accounts_toekenning_extend_together",
        "accounts_toekenning_unblock",
        "accounts_apisleutel_add",
    }
    for name in ("accounts_toekenning_end", "accounts_toekenning_block", "accounts_gebruiker_deactivate"):
        one = declared[name]
        assert one is not None
        assert not one.recent, name


def test_nothing_of_a_dossier_is_registered() -> None:
    assert {model._meta.app_label for model in admin.site._registry} == {
        "accounts",
        "organisaties",
        "notifications",
    }


@pytest.mark.parametrize("address", PAGES)
def test_page_opens_in_dutch_without_inline_code(address: str, beheerder: Any, client_of: Any) -> None:
    response = client_of(beheerder).get(address)
    assert response.status_code == 200
    html = response.content.decode()
    if "jsi18n" in address:
        return
    assert '<html lang="nl"' in html
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)", html)
    text = re.sub(r"<[^>]+>", " ", html)
    assert not ENGLISH.search(text), ENGLISH.search(text)


@pytest.mark.parametrize(
    "name", ["regievoerder_utrecht", "casemanager_luttelgeest", "regievoerder_coa", "fg"]
)
def test_others_find_nothing(name: str, request: pytest.FixtureRequest, client_of: Any) -> None:
    browser = client_of(request.getfixturevalue(name))
    for address in ("/beheer/", "/beheer/accounts/gebruiker/", "/beheer/accounts/toekenning/add/"):
        assert browser.get(address).status_code == 404


def test_visitor_is_sent_to_the_portals_own_sign_in(client: Any) -> None:
    assert client.get("/beheer/accounts/gebruiker/").url.startswith("/inloggen/?next=")


@pytest.mark.parametrize(
    "address", ["/beheer/login/", "/beheer/password_change/", "/beheer/autocomplete/", "/beheer/x/"]
)
def test_doors_of_django_are_shut(address: str, beheerder: Any, client_of: Any) -> None:
    assert client_of(beheerder).get(address).status_code == 404
