"""Every page of a dossier answers, and shows what it should."""

from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from klantprofiel.models import Plaatsingseenheid
from klantprofiel.sections import SECTIONS


@pytest.fixture
def voorbeeldgezin(shared_gezin: UUID, casemanager_luttelgeest: Any) -> Plaatsingseenheid:
    """Made once for all tests here."""
    return Plaatsingseenheid.objects.get(pk=shared_gezin)


@pytest.mark.parametrize("name", ["dossier", "geschiedenis", "verblijf", "behandelaar", "gezinslid"])
def test_pages_of_a_dossier(name: str, browser: Any, voorbeeld: Any) -> None:
    answer = browser.get(reverse(f"klantprofiel:{name}", args=[voorbeeld.pk]))
    assert answer.status_code == 200
    assert "Voorbeeld Vergunninghouder" in answer.content.decode()


@pytest.mark.parametrize("name", ["lijst", "nieuw", "nieuw_persoon", "huishoudens"])
def test_pages_beside_a_dossier(name: str, browser: Any, voorbeeld: Any) -> None:
    answer = browser.get(reverse(f"klantprofiel:{name}"))
    assert answer.status_code == 200


@pytest.mark.parametrize("code", [section.code for section in SECTIONS])
def test_section_pages(code: str, browser: Any, voorbeeld: Any) -> None:
    answer = browser.get(reverse("klantprofiel:sectie", args=[voorbeeld.pk, code]))
    assert answer.status_code == 200
