"""Documents on the dossier, on COA's side: added, shown, corrected, replaced, withdrawn (issue 6, item 10)."""

import datetime as dt
import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.models import Inzageregel
from coa_portal.common.dates import short_date, today
from coa_portal.common.errors import DomainError
from coa_portal.common.uploads.preview import Preview
from klantprofiel.actions import (
    correct_document,
    merge_people,
    replace_document,
    undo_merge,
    withdraw_document,
)
from klantprofiel.documenten import provable
from klantprofiel.models import Document, Onderwijs, Vergunninghouder
from klantprofiel.selectors import read_profile
from tests.factories.documenten import PDF, document_of, facts, picture, upload
from tests.factories.klantprofiel import VergunninghouderFactory
from tests.factories.overdracht import ToestemmingFactory

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Gebruiker], Client]


@pytest.fixture
def person(locatie_luttelgeest: Any) -> Vergunninghouder:
    return VergunninghouderFactory(locatie=locatie_luttelgeest)


@pytest.fixture
def casemanager(client_of: ClientOf, casemanager_luttelgeest: Gebruiker) -> Client:
    return client_of(casemanager_luttelgeest)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is drawn: for tests about something else."""
    monkeypatch.setattr(
        "klantprofiel.actions.document.draw_preview", lambda upload, field: Preview(b"plaatje", 1)
    )


def typed(person: Vergunninghouder, client: Client, **changes: Any) -> dict[str, Any]:
    """The form as somebody sends it."""
    page = client.get(reverse("klantprofiel:document_nieuw", args=[person.pk]))
    sent = {
        "soort": "diploma",
        "omschrijving": "Diploma elektrotechniek",
        "datum": "1-6-2015",
        "bestand": upload(),
        "zichtbaar": "coa",
        "bewijst": "",
        "gezien": page.context["form"]["gezien"].value(),
        **changes,
    }
    return {name: value for name, value in sent.items() if value is not None}


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "scan.pdf", "application/pdf"),
        (picture("PNG", (3000, 1500)), "foto.png", "image/png"),
        (picture("JPEG", exif=Image.Exif()), "foto.jpg", "image/jpeg"),
    ],
)
def test_a_document_comes_with_a_picture_that_the_portal_drew(
    casemanager: Client, person: Vergunninghouder, content: bytes, name: str, kind: str
) -> None:
    url = reverse("klantprofiel:document_nieuw", args=[person.pk])
    answer = casemanager.post(url, typed(person, casemanager, bestand=upload(content, name)), follow=True)

    row = Document.objects.get()
    assert (row.soort, row.datum, row.zichtbaar) == ("diploma", dt.date(2015, 6, 1), "coa")
    assert (row.bestand_soort, row.paginas, row.toegevoegd_door.naam) == (kind, 1, "Carla Luttelgeest")
    picture_url = reverse("klantprofiel:document_voorbeeld", args=[row.pk])
    assert f'src="{picture_url}"' in answer.content.decode()
    shown = casemanager.get(picture_url)
    assert shown["Content-Type"] == "image/jpeg" and shown["X-Content-Type-Options"] == "nosniff"
    seen = Image.open(io.BytesIO(shown.content))
    assert seen.format == "JPEG" and seen.width <= 900 and seen.height <= 1272
    file = casemanager.get(reverse("klantprofiel:document_bestand", args=[row.pk]))
    assert file["Content-Disposition"].startswith('attachment; filename="diploma-2015-06-01.')
    assert "sandbox" in file["Content-Security-Policy"]
    read = Inzageregel.objects.filter(object_id=row.pk).values_list("what", "channel")
    assert set(read) == {
        ("document", "pagina"),
        ("voorbeeld van document", "pagina"),
        ("document", "bestand"),
    }


BAD: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"soort": ""}, "soort", "Maak een keuze"),
    ({"omschrijving": ""}, "omschrijving", "Vul “Korte omschrijving” in."),
    ({"omschrijving": "Brief over haar depressie"}, "omschrijving", "Let op"),
    ({"datum": "31-2-2015"}, "datum", "Deze datum bestaat niet"),
    ({"datum": short_date(today() + dt.timedelta(days=1))}, "datum", "niet na vandaag"),
    ({"datum": "1-6-1930"}, "datum", "voor de geboortedatum"),
    ({"bestand": None}, "bestand", "Kies een bestand"),
    ({"bestand": upload(b"MZ programma")}, "bestand", "Kies een pdf, jpg of png."),
    ({"bestand": upload(PDF, "medicijnen psychiater.pdf")}, "bestand", "Let op"),
    ({"bestand": upload(b"%PDF-" + b"0" * 10_485_760)}, "bestand", "groter dan 10 MB"),
    ({"bestand": upload(picture()[:-30] + picture()[-12:])}, "bestand", "beschadigd"),
    ({"bestand": upload(b"")}, "bestand", "Dit bestand is leeg"),
    ({"soort": "overig", "zichtbaar": "gemeente"}, "zichtbaar", "blijft bij het COA"),
)


def test_bad_input_stands_at_its_field_and_loses_nothing_typed(
    casemanager: Client, person: Vergunninghouder, drawn: None
) -> None:
    url = reverse("klantprofiel:document_nieuw", args=[person.pk])
    good = typed(person, casemanager)
    for change, field, message in BAD:
        sent = {
            name: value
            for name, value in {**good, "bestand": upload(), **change}.items()
            if value is not None
        }
        answer = casemanager.post(url, sent)
        errors = answer.context["form"].errors
        assert message in errors[field][0], change
        # the file has to be chosen again, and nothing else
        assert set(errors) <= {field, "bestand"}
        assert f'value="{sent["omschrijving"]}"' in answer.content.decode() or not sent["omschrijving"]
    assert not Document.objects.exists()
    assert casemanager.post(url, {**good, "bestand": upload()}).status_code == 302


def test_what_cannot_be_drawn_is_refused(casemanager: Client, person: Vergunninghouder) -> None:
    """A PNG whose chunks fit and whose picture is nothing; a PDF of which the page is not there."""
    url = reverse("klantprofiel:document_nieuw", args=[person.pk])
    for content in (_png_of_nothing(), PDF.replace(b"/Kids [3 0 R]", b"/Kids [9 0 R]")):
        answer = casemanager.post(url, typed(person, casemanager, bestand=upload(content)))
        assert "beschadigd" in answer.context["form"].errors["bestand"][0]
    assert not Document.objects.exists()


def _png_of_nothing() -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 40, 60, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"niets") + chunk(b"IEND", b"")


def test_r16_a_document_verifies_what_it_shows(
    casemanager: Client, person: Vergunninghouder, drawn: None, casemanager_luttelgeest: Gebruiker
) -> None:
    """R16: the row that a document shows gets source document, verified today; not when it changed meanwhile, and
    not any longer once the document turns out to be somebody else's."""
    row = _school(person)
    key = f"onderwijs:{row.pk}"
    sent = typed(person, casemanager, bewijst=key)
    row.opleiding = "Iets anders"
    row.save()
    url = reverse("klantprofiel:document_nieuw", args=[person.pk])
    refused = casemanager.post(url, sent)
    assert "net gewijzigd in “Opleiding: Iets anders" in refused.context["form"].errors["bewijst"][0]
    row.refresh_from_db()
    assert row.bron != "document"

    assert casemanager.post(url, typed(person, casemanager, bewijst=key)).status_code == 302
    row.refresh_from_db()
    assert (row.bron, row.geverifieerd_op, row.geverifieerd_door) == (
        "document",
        today(),
        casemanager_luttelgeest,
    )
    document = Document.objects.get()
    page = casemanager.get(reverse("klantprofiel:document", args=[document.pk])).content.decode()
    assert "Opleiding: Iets anders" in page
    withdraw_document(document=document, reden="verkeerd", acting_user=casemanager_luttelgeest)
    row.refresh_from_db()
    assert row.waits


def _school(person: Vergunninghouder) -> Any:
    return Onderwijs.objects.create(klantprofiel=person.klantprofiel, opleiding="Elektrotechniek")


def test_correct_replace_and_withdraw(
    person: Vergunninghouder, drawn: None, casemanager_luttelgeest: Gebruiker, casemanager: Client
) -> None:
    """One document through its life; every step refused where it does not fit, and told in the history."""
    who = casemanager_luttelgeest
    first = document_of(person)
    stale = first.updated_at
    first = correct_document(
        document=first, feiten=facts(omschrijving="Diploma wiskunde"), stand=stale, acting_user=who
    )
    with pytest.raises(DomainError, match="Iemand anders"):
        correct_document(document=first, feiten=facts(), stand=stale, acting_user=who)
    second = replace_document(document=first, feiten=facts(), bestand=upload(), acting_user=who)
    first.refresh_from_db()
    assert (first.status, second.vervangt) == ("vervangen", first)
    for refused in (
        lambda: correct_document(document=first, feiten=facts(), stand=first.updated_at, acting_user=who),
        lambda: replace_document(document=first, feiten=facts(), bestand=upload(), acting_user=who),
    ):
        with pytest.raises(DomainError, match=r"(?i)vervangen"):
            refused()
    files = [second.bestand.name, second.voorbeeld.name]
    assert all(default_storage.exists(name) for name in files)
    with pytest.raises(DomainError, match="Kies een reden"):
        withdraw_document(document=second, reden="zomaar", acting_user=who)
    url = reverse("klantprofiel:document_intrekken", args=[second.pk])
    assert casemanager.get(url).status_code == 200
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert casemanager.post(url, {"reden": "verzoek"}).status_code == 302
    assert not any(default_storage.exists(name) for name in files)
    for name in ("document_wijzigen", "document_vervangen"):
        assert casemanager.get(reverse(f"klantprofiel:{name}", args=[first.pk])).status_code == 409
    for name in ("document_bestand", "document_voorbeeld"):
        assert casemanager.get(reverse(f"klantprofiel:{name}", args=[second.pk])).status_code == 404
    page = casemanager.get(reverse("klantprofiel:documenten", args=[person.pk])).content.decode()
    assert "0 documenten" in page and "Ingetrokken" in page and "Diploma wiskunde" in page
    told = casemanager.get(reverse("klantprofiel:geschiedenis", args=[person.pk])).content.decode()
    for text in ("Document toegevoegd: Diploma", "omschrijving: Diploma elektrotechniek → Diploma wiskunde"):
        assert text in told
    assert "Document vervangen door een nieuwer" in told and "(de persoon wil het document terug" in told


def test_who_at_coa_sees_and_adds(
    person: Vergunninghouder,
    drawn: None,
    client_of: ClientOf,
    programmabegeleider: Gebruiker,
    casemanager_participatie: Gebruiker,
    casemanager_elders: Gebruiker,
    woonbegeleider_luttelgeest: Gebruiker,
    nt2_docent: Gebruiker,
    beheerder: Gebruiker,
) -> None:
    """Whoever reads the dossier reads its documents; a programmabegeleider adds and does not share; others meet 404."""
    row = document_of(person)
    addresses = [reverse("klantprofiel:documenten", args=[person.pk])] + [
        reverse(f"klantprofiel:{name}", args=[row.pk])
        for name in ("document", "document_bestand", "document_voorbeeld")
    ]
    for account, status in (
        (programmabegeleider, 200),
        (casemanager_participatie, 200),
        (casemanager_elders, 404),
        (woonbegeleider_luttelgeest, 404),
        (nt2_docent, 404),
        (beheerder, 404),
    ):
        client = client_of(account)
        assert {client.get(url).status_code for url in addresses} == {status}, account.naam
    helper = client_of(programmabegeleider)
    url = reverse("klantprofiel:document_nieuw", args=[person.pk])
    assert "zichtbaar" not in helper.get(url).context["form"].fields
    helper.post(url, typed(person, helper, zichtbaar="gemeente"))
    assert list(Document.objects.values_list("zichtbaar", flat=True)) == ["coa", "coa"]
    with pytest.raises(DomainError, match="Alleen een casemanager"):
        correct_document(
            document=row,
            feiten=facts(zichtbaar="gemeente"),
            stand=row.updated_at,
            acting_user=programmabegeleider,
        )
    assert client_of(casemanager_participatie).get(url).status_code == 404


def test_one_list_of_everything_on_paper(casemanager: Client, person: Vergunninghouder, drawn: None) -> None:
    """Own documents and signed declarations together, filtered by kind; as many queries for twenty as for one."""
    url = reverse("klantprofiel:documenten", args=[person.pk])
    assert "Er zijn nog geen documenten" in casemanager.get(url).content.decode()
    ToestemmingFactory(vergunninghouder=person, gegeven=True)
    document_of(person)
    page = casemanager.get(url).content.decode()
    assert "Toestemmingsverklaring voor gemeente Utrecht" in page and "Diploma elektrotechniek" in page
    with CaptureQueriesContext(connection) as one:
        casemanager.get(url)
    for number in range(19):
        document_of(person, soort="cv", omschrijving=f"Cv {number}")
    with CaptureQueriesContext(connection) as twenty:
        casemanager.get(url)
    assert len(twenty) == len(one)
    only = casemanager.get(url, {"soort": "cv"}).content.decode()
    assert "19 documenten" in only and "Diploma elektrotechniek" not in only
    assert "21 documenten" in casemanager.get(url, {"soort": "bestaat-niet"}).content.decode()
    dossier = casemanager.get(reverse("klantprofiel:dossier", args=[person.pk])).content.decode()
    assert "Alle documenten (21)" in dossier


def test_documents_go_along_when_two_dossiers_become_one(
    person: Vergunninghouder, drawn: None, casemanager_luttelgeest: Gebruiker
) -> None:
    double = VergunninghouderFactory(locatie=person.dossier_locatie)
    row = document_of(double)
    merged = merge_people(blijft=person, vervalt=double, acting_user=casemanager_luttelgeest)
    row.refresh_from_db()
    assert row.vergunninghouder == person
    undo_merge(samenvoeging=merged, acting_user=casemanager_luttelgeest)
    row.refresh_from_db()
    assert row.vergunninghouder == double


def test_what_identifies_somebody_is_shown_by_no_document(person: Vergunninghouder) -> None:
    keys = {item.key for item in provable(read_profile(person).klantprofiel)}
    assert not keys & {"voornaam", "geboortedatum", "v_nummer", "bsn", "nationaliteit"}
