"""Readers see the tiers and sections they were granted, on page, PDF and API alike (DESIGN §3)."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from coa_portal.accounts.models import Gebruiker
from coa_portal.organisaties.models import Gemeente
from overdracht.objects import Situation
from overdracht.readers import version_for_reader
from tests.factories.accounts import account_with, grant
from tests.overdracht.gemeente.scenes import KAART_TEXT, PROFILE_TEXTS, SCREENING_TEXT, Scene
from tests.overdracht.gemeente.systems import System

pytestmark = pytest.mark.django_db

MakeScene = Callable[[Situation], Scene]
FUTURE, EDUCATION = "Toekomst in Nederland", "Educatieve gegevens"


def reader(gemeente: Gemeente, **terms: Any) -> Gebruiker:
    return account_with("lezer_gemeente", gemeente, terms=terms)


def doors(made: Scene, browser: Client) -> tuple[str, str]:
    """Text of the page of the koppeling and of the PDF of the latest version ("" when refused)."""
    page = browser.get(reverse("overdracht_gemeente:koppeling", args=[made.koppeling.pk]))
    answer = browser.get(
        reverse("overdracht_gemeente:versie_pdf", args=[made.koppeling.pk, made.versions[-1].pk])
    )
    if answer.status_code == 404:
        return page.text, ""
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return page.text, " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("tier", [0, 1, 2])
def test_highest_tier(
    make_scene: MakeScene, gemeente_utrecht: Gemeente, client_of: Callable[[Gebruiker], Client], tier: int
) -> None:
    made = make_scene(Situation.CONSENT)
    page, pdf = doors(made, client_of(reader(gemeente_utrecht, max_tier=tier)))

    assert KAART_TEXT in page
    assert (SCREENING_TEXT in page) == (made.person.naam in page) == (tier >= 1)
    assert (PROFILE_TEXTS[1] in page) == (PROFILE_TEXTS[1] in pdf) == (tier >= 2)
    assert ("alleen het informatieprofiel" in page) == (tier == 0)
    # how far consent is belongs to tier 1
    assert ("met toestemming" in page) == (tier >= 1)


def test_no_link_to_a_page_that_a_reader_may_not_open(
    make_scene: MakeScene,
    gemeente_utrecht: Gemeente,
    regievoerder_utrecht: Gebruiker,
    client_of: Callable[..., Client],
) -> None:
    made = make_scene(Situation.CONSENT)
    link = reverse("overdracht_gemeente:behandelaar", args=[made.koppeling.pk])

    assert link in doors(made, client_of(regievoerder_utrecht))[0]
    assert link not in doors(made, client_of(reader(gemeente_utrecht)))[0]


def test_only_the_granted_sections(
    make_scene: MakeScene, gemeente_utrecht: Gemeente, client_of: Callable[[Gebruiker], Client]
) -> None:
    made = make_scene(Situation.CONSENT)
    page, pdf = doors(made, client_of(reader(gemeente_utrecht, onderdelen=["educatief"])))

    assert EDUCATION in page
    for text in (page, pdf):
        assert "Jaren onderwijs" in text
        assert FUTURE not in text
        assert PROFILE_TEXTS[1] not in text
    # of the screening what belongs to those sections, and not the words behind the ground
    assert "Technische school" in page
    assert SCREENING_TEXT not in page
    assert "Er is werk in de techniek" not in page
    # nothing is told of changes in what is not shown
    assert "Niets gewijzigd sinds versie 1" in page


def test_the_api_holds_the_same_limits(make_scene: MakeScene, gemeente_utrecht: Gemeente) -> None:
    made = make_scene(Situation.CONSENT)
    system = System(gemeente_utrecht, "lezer_gemeente", onderdelen=["educatief"])
    version = system.get(f"/profielversies/{made.versions[1].pk}").json()
    assert [part["code"] for part in version["klantprofiel"]["secties"]] == ["educatief"]
    assert version["gewijzigd"] == []
    assert SCREENING_TEXT not in system.get(f"/koppelingen/{made.koppeling.pk}").text

    low = System(gemeente_utrecht, "lezer_gemeente", max_tier=0)
    assert low.get(f"/profielversies/{made.versions[1].pk}").status_code == 404
    detail = low.get(f"/koppelingen/{made.koppeling.pk}").json()
    assert detail["delen"] is None
    assert [(p["laag"], p["naam"], p["screening"]) for p in detail["personen"]] == [(0, None, None)] * 2


def test_toekenningen_add_up_per_gemeente(
    make_scene: MakeScene, gemeente_utrecht: Gemeente, gemeente_zeist: Gemeente
) -> None:
    made = make_scene(Situation.CONSENT)
    version = made.versions[1]

    def sections(account: Gebruiker) -> list[str]:
        fresh = Gebruiker.objects.get(pk=account.pk)
        return [part["key"] for part in version_for_reader(version, fresh)["sections"]]

    account = reader(gemeente_utrecht, onderdelen=["educatief"])
    assert sections(account) == ["educatief"]
    grant(account, "lezer_gemeente", gemeente_zeist)  # everything, but elsewhere
    assert sections(account) == ["educatief"]
    grant(account, "regievoerder_gemeente", gemeente_utrecht)
    assert len(sections(account)) == version.onderdelen.count()
    assert sections(reader(gemeente_zeist)) == []
