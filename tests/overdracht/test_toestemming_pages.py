"""COA's pages of consent: what is typed stays, refusals stand at the field, and nobody else gets in."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.models import Inzageregel, Verwerkingsregel
from coa_portal.common.dates import short_date, today
from koppeling.actions import move_koppeling
from koppeling.models import Koppeling
from overdracht.models import Inzage, Toestemming
from tests.factories.koppeling import KoppelingFactory, besluit, household
from tests.factories.overdracht import PDF, ToestemmingFactory, person_of, signed_document, taal

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Gebruiker], Client]


@pytest.fixture
def koppeling(casemanager_luttelgeest: Gebruiker) -> Koppeling:
    """Two adults and a child of nine, koppeld to Utrecht; the casemanager is the behandelaar."""
    return KoppelingFactory(plaatsingseenheid=household(40, 38, 9, behandelaar=casemanager_luttelgeest))


@pytest.fixture
def casemanager(client_of: ClientOf, casemanager_luttelgeest: Gebruiker) -> Client:
    return client_of(casemanager_luttelgeest)


def talk(**changes: Any) -> dict[str, Any]:
    """A filled-in form of one talk."""
    values = {
        "taal": taal().pk,
        "met_tolk": "ja",
        "tekst_versie": "2026-1",
        "uitgelegd_op": short_date(today()),
        "ondertekend_op": short_date(today()),
        "document": signed_document(),
    }
    return {name: value for name, value in {**values, **changes}.items() if value is not None}


def test_one_talk_is_one_form_and_the_next_member_is_offered(
    casemanager: Client, koppeling: Koppeling
) -> None:
    first, second = person_of(koppeling, 1), person_of(koppeling, 2)
    url = reverse("overdracht:toestemming_vastleggen", args=[first.pk])
    page = casemanager.get(url).content.decode()
    assert f"Ik ben {first.naam}. Ik ga wonen in de gemeente Utrecht." in page  # the text in full

    answer = casemanager.post(url, talk(), follow=True)

    row = first.toestemmingen.get()
    assert (row.status, row.taal, row.met_tolk, row.uitgelegd_op) == ("gegeven", taal(), True, today())
    assert Inzage.objects.get(vergunninghouder=first).tier == 1
    shown = answer.content.decode()
    assert f"De toestemming van {first.naam} is vastgelegd." in shown
    next_url = reverse("overdracht:toestemming_vastleggen", args=[second.pk])
    assert next_url in shown
    form = casemanager.get(next_url).context["form"]
    assert (form["taal"].value(), form["met_tolk"].value()) == (taal().pk, "ja")  # the same talk


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"taal": ""}, "taal", "Maak een keuze bij"),
        ({"met_tolk": ""}, "met_tolk", "Maak een keuze bij"),
        ({"uitgelegd_op": "31-2-2026"}, "uitgelegd_op", "Deze datum bestaat niet"),
        ({"uitgelegd_op": "1-1-2199"}, "uitgelegd_op", "niet na vandaag"),
        ({"ondertekend_op": "1-1-2020"}, "ondertekend_op", "ligt voor de vorige stap"),
        ({"document": None}, "document", "Kies een bestand bij"),
        ({"document": SimpleUploadedFile("leeg.pdf", b"")}, "document", "Dit bestand is leeg"),
        ({"document": SimpleUploadedFile("x.pdf", b"MZ programma")}, "document", "Kies een pdf, jpg of png."),
        (
            {"document": SimpleUploadedFile("x.pdf", b"%PDF-" + b"0" * 10_485_760)},
            "document",
            "groter dan 10 MB",
        ),
        ({"tekst_versie": "1999-1"}, "tekst_versie", "Kies een antwoord uit de lijst"),
    ],
)
def test_bad_input_stands_at_its_field_and_loses_nothing_typed(
    casemanager: Client, koppeling: Koppeling, change: dict[str, Any], field: str, message: str
) -> None:
    url = reverse("overdracht:toestemming_vastleggen", args=[person_of(koppeling).pk])
    sent = talk(**change)

    answer = casemanager.post(url, sent)

    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert message in form.errors[field][0]
    page = answer.content.decode()
    assert message in page
    for name in ("uitgelegd_op", "ondertekend_op"):
        assert f'value="{sent[name]}"' in page
    assert not Toestemming.objects.exists()
    # the same form without the mistake is accepted
    assert casemanager.post(url, talk()).status_code == 302


def test_r5_a_child_is_signed_for(casemanager: Client, koppeling: Koppeling) -> None:
    """R5: the form of a child asks for the parent or guardian; that of an adult does not."""
    child = person_of(koppeling, 3)
    url = reverse("overdracht:toestemming_vastleggen", args=[child.pk])
    refused = casemanager.post(url, talk())
    assert "Voor een kind jonger dan 16 jaar tekent een ouder of voogd." in refused.content.decode()
    assert not Toestemming.objects.exists()  # the explanation of the same form was taken back

    assert casemanager.post(url, talk(vertegenwoordiger=person_of(koppeling, 2).pk)).status_code == 302
    assert child.toestemmingen.get().vertegenwoordiger == person_of(koppeling, 2)
    adult_form = casemanager.get(reverse("overdracht:toestemming_vastleggen", args=[person_of(koppeling).pk]))
    assert "vertegenwoordiger" not in adult_form.context["form"].fields


def test_the_long_way_step_by_step(casemanager: Client, koppeling: Koppeling) -> None:
    person = person_of(koppeling)
    answer = casemanager.post(reverse("overdracht:toestemming_uitleg", args=[person.pk]), talk(document=None))
    row = person.toestemmingen.get()
    assert (answer.status_code, row.status) == (302, "uitgelegd")
    ask = reverse("overdracht:toestemming_vragen", args=[row.pk])
    assert "Vul" in casemanager.post(ask, {}).context["form"].errors["gevraagd_op"][0]
    assert casemanager.post(ask, {"gevraagd_op": short_date(today())}).status_code == 302
    give = reverse("overdracht:toestemming_geven", args=[row.pk])
    assert casemanager.post(give, {"ondertekend_op": short_date(today())}).status_code == 200  # no document
    signed = {"ondertekend_op": short_date(today()), "document": signed_document()}
    assert casemanager.post(give, signed).status_code == 302
    row.refresh_from_db()
    assert row.status == "gegeven"
    assert casemanager.get(give).status_code == 409  # taken already: a Dutch page, nothing changed
    page = casemanager.get(reverse("overdracht:toestemming", args=[person.pk])).content.decode()
    for step in ("Toestemming uitgelegd", "Toestemming gevraagd", "Toestemming gegeven", "Carla Luttelgeest"):
        assert step in page


def test_a_refusal_needs_no_reason(casemanager: Client, koppeling: Koppeling) -> None:
    row = ToestemmingFactory(vergunninghouder=person_of(koppeling))
    url = reverse("overdracht:toestemming_weigeren", args=[row.pk])
    assert casemanager.get(url).status_code == 200
    row.refresh_from_db()
    assert row.status == "uitgelegd"  # looking changes nothing
    assert casemanager.post(url).status_code == 302
    row.refresh_from_db()
    assert row.status == "geweigerd"


@pytest.mark.parametrize("account", ["casemanager_luttelgeest", "regievoerder_coa"])
@pytest.mark.parametrize("moved", [False, True])
def test_r6_withdrawing_says_what_follows_and_works_for_every_gemeente(
    account: str,
    moved: bool,
    koppeling: Koppeling,
    client_of: ClientOf,
    request: pytest.FixtureRequest,
    gemeente_zeist: Any,
    regievoerder_coa: Gebruiker,
) -> None:
    """R6: one page with a day; also for a gemeente that is no longer koppeld; also by the national desk."""
    row = ToestemmingFactory(vergunninghouder=person_of(koppeling), gegeven=True)
    if moved:
        move_koppeling(
            koppeling=koppeling,
            gemeente=gemeente_zeist,
            reden="familie",
            besluit=besluit(),
            acting_user=regievoerder_coa,
        )
    browser = client_of(request.getfixturevalue(account))
    url = reverse("overdracht:toestemming_intrekken", args=[row.pk])
    assert (
        url in browser.get(reverse("overdracht:toestemming", args=[row.vergunninghouder_id])).content.decode()
    )
    assert "meteen niet meer" in browser.get(url).content.decode()
    assert browser.post(url, {"ingetrokken_op": "morgen"}).context["form"].errors
    assert browser.post(url, {"ingetrokken_op": short_date(today())}).status_code == 302
    row.refresh_from_db()
    assert row.status == "ingetrokken"


def test_the_document_is_a_download_of_its_real_kind_and_the_download_is_logged(
    casemanager: Client, koppeling: Koppeling
) -> None:
    row = ToestemmingFactory(vergunninghouder=person_of(koppeling), gegeven=True)
    Inzageregel.objects.all().delete()

    answer = casemanager.get(reverse("overdracht:toestemming_document", args=[row.pk]))

    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="toestemmingsverklaring.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    line = Inzageregel.objects.get()
    assert (line.channel, line.object_id) == ("bestand", row.pk)
    assert (
        Verwerkingsregel.objects.filter(trace_id=line.trace_id, activity="vastleggen-toestemming").count()
        == 1
    )
    unsigned = ToestemmingFactory(vergunninghouder=person_of(koppeling, 2))
    assert casemanager.get(reverse("overdracht:toestemming_document", args=[unsigned.pk])).status_code == 404


PERSON_PAGES = ("toestemming", "toestemming_vastleggen", "toestemming_uitleg", "doorzetten", "versies")
CONSENT_PAGES = ("vragen", "geven", "weigeren", "intrekken", "document")


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
def test_r2_strangers_get_404_on_every_address(
    account: str, koppeling: Koppeling, client_of: ClientOf, request: pytest.FixtureRequest
) -> None:
    """R2: COA's pages are not there for another locatie, a gemeente, the beheerder or a woonbegeleider."""
    person = person_of(koppeling)
    row = ToestemmingFactory(vergunninghouder=person, gegeven=True)
    browser = client_of(request.getfixturevalue(account))
    urls = [reverse(f"overdracht:{name}", args=[person.pk]) for name in PERSON_PAGES]
    urls += [reverse("overdracht:toestemming_tekst", args=[person.pk, "2026-1"])]
    urls += [reverse(f"overdracht:toestemming_{name}", args=[row.pk]) for name in CONSENT_PAGES]
    assert {browser.get(url).status_code for url in urls} == {404}
    assert browser.post(urls[-2], {"ingetrokken_op": short_date(today())}).status_code == 404
    row.refresh_from_db()
    assert row.status == "gegeven"


def test_a_colleague_who_may_only_read_sees_no_buttons(
    koppeling: Koppeling, client_of: ClientOf, programmabegeleider: Gebruiker
) -> None:
    person = person_of(koppeling)
    browser = client_of(programmabegeleider)
    page = browser.get(reverse("overdracht:toestemming", args=[person.pk])).content.decode()
    assert reverse("overdracht:toestemming_vastleggen", args=[person.pk]) not in page
    assert browser.get(reverse("overdracht:toestemming_vastleggen", args=[person.pk])).status_code == 404


def test_the_page_asks_the_same_number_of_queries_for_a_large_household(casemanager: Client) -> None:
    small = KoppelingFactory(plaatsingseenheid=household(40, 9))
    large = KoppelingFactory(plaatsingseenheid=household(40, 38, 17, 15, 12, 9, 5, 2))
    for koppeling in (small, large):
        for place in range(1, koppeling.betrokkenen.count() + 1):
            ToestemmingFactory(vergunninghouder=person_of(koppeling, place), gegeven=True)

    def queries(koppeling: Koppeling) -> int:
        with CaptureQueriesContext(
            connection,
        ) as log:
            casemanager.get(reverse("overdracht:toestemming", args=[person_of(koppeling).pk]))
        return len(log)

    queries(small)  # content types and the like are read once
    assert queries(small) == queries(large)


def test_the_dossier_says_where_the_sharing_stands(
    casemanager: Client, koppeling: Koppeling, client_of: ClientOf, programmabegeleider: Gebruiker
) -> None:
    person = person_of(koppeling)
    url, record = (
        reverse(f"{name}", args=[person.pk])
        for name in ("klantprofiel:dossier", "overdracht:toestemming_vastleggen")
    )
    page = casemanager.get(url).content.decode()
    assert "Toestemming ontbreekt" in page
    assert record in page
    assert record not in client_of(programmabegeleider).get(url).content.decode()
    ToestemmingFactory(vergunninghouder=person, gegeven=True)
    page = casemanager.get(url).content.decode()
    assert "het profiel is nog niet doorgezet" in page
    assert reverse("overdracht:doorzetten", args=[person.pk]) in page


def test_all_mistakes_are_told_at_once(casemanager: Client, koppeling: Koppeling) -> None:
    """The document is judged with the form, so that nobody has to upload a wrong file twice."""
    url = reverse("overdracht:toestemming_vastleggen", args=[person_of(koppeling).pk])
    wrong = talk(uitgelegd_op="gisteren", document=SimpleUploadedFile("x.pdf", b"MZ programma"))
    assert set(casemanager.post(url, wrong).context["form"].errors) == {"uitgelegd_op", "document"}
    assert casemanager.post(url, talk()).status_code == 302
