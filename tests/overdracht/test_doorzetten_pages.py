"""COA's pages of doorzetten, versions and requests."""

import io
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.models import Inzageregel
from coa_portal.common.dates import today
from klantprofiel.models import Vergunninghouder
from overdracht import actions
from overdracht.models import Opvraging, Profielversie, Vasthouding
from tests.factories.koppeling import KoppelingFactory, casemanager_of, household
from tests.factories.overdracht import (
    OpvragingFactory,
    ProfielversieFactory,
    ToestemmingFactory,
    change_profile,
    person_of,
)

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Gebruiker], Client]


@pytest.fixture
def casemanager(client_of: ClientOf, casemanager_luttelgeest: Gebruiker) -> Client:
    return client_of(casemanager_luttelgeest)


@pytest.fixture
def person(casemanager_luttelgeest: Gebruiker) -> Vergunninghouder:
    """Somebody with consent for Utrecht, whose behandelaar is the casemanager."""
    koppeling = KoppelingFactory(plaatsingseenheid=household(40, 38, behandelaar=casemanager_luttelgeest))
    return ToestemmingFactory(vergunninghouder=person_of(koppeling), gegeven=True).vergunninghouder


def url(name: str, *keys: object) -> str:
    return reverse(f"overdracht:{name}", args=keys)


def test_publishing_what_was_shown(casemanager: Client, person: Vergunninghouder) -> None:
    page = casemanager.get(url("doorzetten", person.pk))
    assert page.context["form"]["moment"].value() == "koppeling"  # the proposed one
    assert person.naam in page.content.decode()
    seen = page.context["gezien"]

    answer = casemanager.post(
        url("doorzetten", person.pk), {"moment": "koppeling", "gezien": seen}, follow=True
    )

    version = Profielversie.objects.get()
    assert (version.nummer, version.moment) == (1, "koppeling")
    assert "doorgezet naar gemeente Utrecht" in answer.content.decode()
    again = casemanager.post(url("doorzetten", person.pk), {"moment": "tussentijds"})
    assert "Er is niets gewijzigd sinds de vorige versie." in again.content.decode()
    assert Profielversie.objects.count() == 1


def test_a_profile_that_changed_under_the_casemanagers_eyes_is_shown_again(
    casemanager: Client, person: Vergunninghouder
) -> None:
    seen = casemanager.get(url("doorzetten", person.pk)).context["gezien"]
    text = change_profile(person)
    answer = casemanager.post(url("doorzetten", person.pk), {"moment": "koppeling", "gezien": seen})
    assert "Het profiel is net gewijzigd" in answer.content.decode()
    assert text in answer.content.decode()
    assert not Profielversie.objects.exists()
    seen = answer.context["gezien"]
    assert (
        casemanager.post(url("doorzetten", person.pk), {"moment": "koppeling", "gezien": seen}).status_code
        == 302
    )


@pytest.mark.parametrize("moment", ["", "automatisch", "ooit"])
def test_a_moment_has_to_be_chosen(casemanager: Client, person: Vergunninghouder, moment: str) -> None:
    answer = casemanager.post(url("doorzetten", person.pk), {"moment": moment})
    assert list(answer.context["form"].errors) == ["moment"]
    assert not Profielversie.objects.exists()


def test_r5_the_page_says_which_condition_is_missing_and_leads_there(
    casemanager: Client, person: Vergunninghouder
) -> None:
    """R5: no koppeling, no consent, nothing new: each said plainly, and the POST is refused as well."""
    without = household(33).hoofdpersoon
    assert without is not None
    unsigned = person_of(KoppelingFactory())
    for who, sentence, way in (
        (without, "nog geen definitieve koppeling", ""),
        (unsigned, "geen geldige toestemming", url("toestemming", unsigned.pk)),
    ):
        page = casemanager.get(url("doorzetten", who.pk)).content.decode()
        assert sentence in page
        assert way in page
        assert "Doorzetten naar de gemeente" not in page
        assert casemanager.post(url("doorzetten", who.pk), {"moment": "koppeling"}).status_code == 200
    assert not Profielversie.objects.exists()


def test_what_changed_is_marked(casemanager: Client, person: Vergunninghouder) -> None:
    ProfielversieFactory(vergunninghouder=person)
    assert "Er is niets om door te zetten" in casemanager.get(url("doorzetten", person.pk)).content.decode()
    change_profile(person)
    page = casemanager.get(url("doorzetten", person.pk)).content.decode()
    assert page.count(">Gewijzigd<") == 1
    version = ProfielversieFactory(vergunninghouder=person)
    assert casemanager.get(url("versie", version.pk)).content.decode().count(">Gewijzigd<") == 1


def test_holding_back_and_letting_go(casemanager: Client, person: Vergunninghouder) -> None:
    refused = casemanager.post(url("vasthouden", person.pk), {"reden": "x" * 301})
    assert "Gebruik hooguit 300 tekens" in refused.content.decode()
    assert "x" * 301 in refused.content.decode()
    assert casemanager.post(url("vasthouden", person.pk), {"reden": ""}).context["hold_form"].errors
    assert not Vasthouding.objects.exists()
    assert casemanager.post(url("vasthouden", person.pk), {"reden": "Diploma volgt"}).status_code == 302
    page = casemanager.get(url("doorzetten", person.pk)).content.decode()
    assert "Diploma volgt" in page
    dossier = casemanager.get(reverse("klantprofiel:dossier", args=[person.pk])).content.decode()
    assert "Automatisch doorzetten staat stil" in dossier
    assert casemanager.post(url("vrijgeven", person.pk)).status_code == 302
    assert not Vasthouding.objects.exists()


def test_r19_versions_of_every_gemeente_stay_readable_for_coa(
    casemanager: Client, person: Vergunninghouder
) -> None:
    """R6, R19: after withdrawal the versions stay in COA's books and say that the gemeente reads them no more."""
    version = ProfielversieFactory(vergunninghouder=person)
    shown = casemanager.get(url("versies", person.pk)).content.decode()
    assert "Leesbaar" in shown
    assert "Niet meer leesbaar" not in shown
    actions.withdraw_toestemming(
        toestemming=person.toestemmingen.get(), ingetrokken_op=today(), acting_user=casemanager_of(person)
    )
    assert "Niet meer leesbaar" in casemanager.get(url("versies", person.pk)).content.decode()
    page = casemanager.get(url("versie", version.pk)).content.decode()
    assert "De gemeente kan deze versie niet meer lezen" in page


def test_r20_the_pdf_names_no_person_in_its_file_name_and_is_logged(
    casemanager: Client, person: Vergunninghouder
) -> None:
    """R20: number, date and gemeente stand in the document; R10: the download is a line of its own."""
    pypdf = pytest.importorskip("pypdf")
    version = ProfielversieFactory(vergunninghouder=person)
    answer = casemanager.get(url("versie_pdf", version.pk))
    name = f"klantprofiel-{version.koppeling.referentie}-persoon-1-versie-1.pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    text = " ".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    assert "Utrecht" in text
    assert person.achternaam in text
    line = Inzageregel.objects.get(channel="pdf")
    assert (line.object_id, line.version) == (version.pk, "1")


@pytest.mark.parametrize(
    "account",
    [
        "casemanager_elders",
        "regievoerder_utrecht",
        "regievoerder_zeist",
        "beheerder",
        "woonbegeleider_luttelgeest",
    ],
)
def test_r2_strangers_get_404(
    account: str, person: Vergunninghouder, client_of: ClientOf, request: pytest.FixtureRequest
) -> None:
    """R2: these addresses are not there for another locatie, nor for a gemeente."""
    version = ProfielversieFactory(vergunninghouder=person)
    opvraging = OpvragingFactory(vergunninghouder=person)
    browser = client_of(request.getfixturevalue(account))
    pages = [
        url("doorzetten", person.pk),
        url("versies", person.pk),
        url("versie", version.pk),
        url("versie_pdf", version.pk),
        url("opvraging_sluiten", opvraging.pk),
    ]
    assert {browser.get(page).status_code for page in pages} == {404}
    posts = [pages[0], pages[4], url("vasthouden", person.pk), url("vrijgeven", person.pk)]
    sent = {"moment": "tussentijds", "reden": "later"}
    assert {browser.post(page, sent).status_code for page in posts} == {404}
    listed = browser.get(url("opvragingen"))
    assert listed.status_code == 404 or person.naam not in listed.content.decode()


def test_requests_are_listed_for_the_own_locatie_and_closed_with_a_reason(
    casemanager: Client, client_of: ClientOf, casemanager_elders: Gebruiker
) -> None:
    row = OpvragingFactory()
    assert row.vergunninghouder.naam in casemanager.get(url("opvragingen")).content.decode()
    assert "geen open opvragingen" in client_of(casemanager_elders).get(url("opvragingen")).content.decode()
    close = url("opvraging_sluiten", row.pk)
    assert "Maak een keuze" in casemanager.post(close, {}).content.decode()
    assert casemanager.post(close, {"reden": "koppeling"}).context["form"].errors  # the portal's own reason
    row.refresh_from_db()
    assert row.status == "open"
    assert casemanager.post(close, {"reden": "later"}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.status_reden) == ("gesloten", "later")
    assert casemanager.post(close, {"reden": "later"}).status_code == 409


def test_lists_ask_the_same_number_of_queries_at_1_and_20_rows(
    casemanager: Client, person: Vergunninghouder
) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as log:
            assert casemanager.get(address).status_code == 200
        return len(log)

    lists = (url("opvragingen"), url("versies", person.pk), reverse("klantprofiel:dossier", args=[person.pk]))
    ProfielversieFactory(vergunninghouder=person)
    OpvragingFactory()
    [queries(address) for address in lists]  # content types and the like are read once
    at_one = [queries(address) for address in lists]
    for _ in range(19):
        ProfielversieFactory(vergunninghouder=person)
        OpvragingFactory()
    assert Opvraging.objects.count() == 20
    assert [queries(address) for address in lists] == at_one
