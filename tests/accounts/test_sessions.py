"""DESIGN §10: what a session holds cannot be read in the database, and still works for its browser."""

import base64
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from coa_portal.accounts.sessions import SessionStore

pytestmark = pytest.mark.django_db


def test_a_search_is_kept_and_unreadable_in_the_table(client_of: Any, casemanager_luttelgeest: Any) -> None:
    browser: Client = client_of(casemanager_luttelgeest)
    address = reverse("klantprofiel:lijst")
    browser.post(address, {"zoek": "Zoeknaam"})
    assert "Zoeknaam" in browser.get(address).content.decode()
    stored = Session.objects.get(session_key=browser.session.session_key).session_data
    body = base64.urlsafe_b64decode(stored.rsplit(".")[-1])
    assert b"Zoeknaam" not in body
    assert str(casemanager_luttelgeest.pk) not in stored


@pytest.mark.parametrize("stored", ["", "onzin", "1.00000000.AAAA", "eyJhIjoxfQ:1abc:def"])
def test_what_no_key_reads_is_no_session(client_of: Any, casemanager_luttelgeest: Any, stored: str) -> None:
    browser: Client = client_of(casemanager_luttelgeest)
    assert browser.get("/account/").status_code == 200
    Session.objects.filter(session_key=browser.session.session_key).update(session_data=stored)
    assert browser.get("/account/").status_code == 302


def test_sessions_read_back_what_was_put_in() -> None:
    store = SessionStore()
    assert store.decode(store.encode({"a": ["é", 1, None]})) == {"a": ["é", 1, None]}
