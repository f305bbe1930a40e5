"""Documents that COA shares: they go with a Profielversie, behind its gate and its sections (besluiten 0035, 0036)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.models import Inzageregel
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from coa_portal.common.uploads.preview import Preview
from coa_portal.notifications.models import Event
from klantprofiel.actions import correct_document, replace_document, withdraw_document
from klantprofiel.models import Document, Vergunninghouder
from koppeling.actions import move_koppeling
from koppeling.lifecycle import MOVE_REASONS
from overdracht.actions import publish_profiel, withdraw_toestemming
from overdracht.models import GedeeldDocument, Profielversie, Toestemming
from overdracht.payload import changed_keys, split_documents
from overdracht.readers import payload_as_sent, version_for_reader
from tests.factories.documenten import document_of, facts, upload
from tests.factories.koppeling import KoppelingFactory, besluit, casemanager_of, household
from tests.factories.overdracht import ProfielversieFactory, ToestemmingFactory, person_of

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Gebruiker], Client]
SHARED = {"soort": "diploma", "zichtbaar": "gemeente"}


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is drawn here."""
    monkeypatch.setattr(
        "klantprofiel.actions.document.draw_preview", lambda upload, field: Preview(b"plaatje", 1)
    )


@pytest.fixture
def person(casemanager_luttelgeest: Gebruiker) -> Vergunninghouder:
    """Koppeld to Utrecht, with consent; a diploma, a valuation and a cv to share, and a certificate to keep."""
    koppeling = KoppelingFactory(plaatsingseenheid=household(40, behandelaar=casemanager_luttelgeest))
    person = person_of(koppeling)
    ToestemmingFactory(vergunninghouder=person, gegeven=True)
    document_of(person, **SHARED)
    document_of(person, soort="waardering", zichtbaar="gemeente", omschrijving="Waardering hbo")
    document_of(person, soort="cv", zichtbaar="gemeente", omschrijving="Cv van nu")
    document_of(person, soort="certificaat", omschrijving="Lascertificaat")
    return person


def publish(person: Vergunninghouder) -> Profielversie:
    return publish_profiel(vergunninghouder=person, moment="tussentijds", acting_user=casemanager_of(person))


def page_of(version: Profielversie, client: Client) -> str:
    url = reverse("overdracht_gemeente:versie", args=[version.koppeling_id, version.pk])
    return client.get(url).content.decode()


def addresses(version: Profielversie, document: Document) -> list[str]:
    return [
        reverse(f"overdracht_gemeente:{name}", args=[version.koppeling_id, version.pk, document.pk])
        for name in ("document", "document_bestand", "document_voorbeeld")
    ]


def by_sql(account: Gebruiker) -> set[str]:
    """What raw SQL under the role of a gemeente reads."""
    with behind_wall(WallRole.GEMEENTE, account.pk), connection.cursor() as cursor:
        cursor.execute("SELECT omschrijving FROM overdracht_gedeelddocument")
        return {text for (text,) in cursor.fetchall()}


def document(person: Vergunninghouder, soort: str = "diploma") -> Document:
    return Document.objects.get(vergunninghouder=person, soort=soort, status="geldig")


def test_a_chosen_document_goes_with_the_version_and_no_other_does(
    person: Vergunninghouder, utrecht: Client, regievoerder_utrecht: Gebruiker
) -> None:
    assert by_sql(regievoerder_utrecht) == set()  # chosen, and not published yet
    version = publish(person)
    shown = page_of(version, utrecht)
    assert "Diploma elektrotechniek" in shown and "Cv van nu" in shown and "Lascertificaat" not in shown
    page, file, picture = addresses(version, document(person))
    assert page in shown
    assert "Diploma of cijferlijst" in utrecht.get(page).content.decode()
    assert utrecht.get(file)["Content-Disposition"] == 'attachment; filename="diploma-2015-06-01.pdf"'
    assert utrecht.get(picture)["Content-Type"] == "image/jpeg"
    read = Inzageregel.objects.filter(object_id=document(person).pk, version="1")
    assert set(read.values_list("what", "channel")) == {
        ("document", "pagina"),
        ("document", "bestand"),
        ("voorbeeld van document", "pagina"),
    }
    pdf = utrecht.get(reverse("overdracht_gemeente:versie_pdf", args=[version.koppeling_id, version.pk]))
    assert pdf.status_code == 200
    kept = addresses(version, document(person, "certificaat"))
    assert {utrecht.get(url).status_code for url in kept} == {404}


def test_r4_who_sees_which_document_in_page_file_and_raw_sql(
    person: Vergunninghouder,
    client_of: ClientOf,
    regievoerder_utrecht: Gebruiker,
    lezer_utrecht_werk: Gebruiker,
    lezer_utrecht: Gebruiker,
    regievoerder_zeist: Gebruiker,
    contactpersoon_extern: Gebruiker,
    accountbeheerder_utrecht: Gebruiker,
) -> None:
    """A document belongs to a section: who was not granted that section learns of it nowhere, nor does a stranger."""
    version = publish(person)
    every = {"Diploma elektrotechniek", "Waardering hbo", "Cv van nu"}
    for account, words in (
        (regievoerder_utrecht, every),
        (lezer_utrecht_werk, every - {"Waardering hbo"}),
        (lezer_utrecht, set()),
        (regievoerder_zeist, set()),
        (contactpersoon_extern, set()),
        (accountbeheerder_utrecht, set()),
    ):
        assert by_sql(account) == words, account.naam
        client = client_of(account)
        for row in Document.objects.filter(vergunninghouder=person):
            expected = 200 if row.omschrijving in words else 404
            assert {client.get(url).status_code for url in addresses(version, row)} == {expected}, (
                account.naam,
                row.omschrijving,
            )
        shown = page_of(version, client)
        assert {text for text in [*every, "Lascertificaat"] if text in shown} == words, account.naam
        with behind_wall(WallRole.GEMEENTE, account.pk), connection.cursor() as cursor, transaction.atomic():
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute("SELECT count(*) FROM klantprofiel_document")


@pytest.mark.parametrize("how", ["consent withdrawn", "moved", "chosen for COA", "withdrawn"])
def test_r6_it_is_gone_at_once(
    how: str,
    person: Vergunninghouder,
    utrecht: Client,
    regievoerder_utrecht: Gebruiker,
    gemeente_zeist: Any,
    regievoerder_coa: Gebruiker,
) -> None:
    """With the consent, with the koppeling, and by itself; in earlier versions too. A new consent does not bring back
    what was taken back."""
    version, row, who = publish(person), document(person), casemanager_of(person)
    utrecht.get(addresses(version, row)[0])
    others = {"Waardering hbo", "Cv van nu"}
    if how == "consent withdrawn":
        consent = Toestemming.objects.get(vergunninghouder=person)
        withdraw_toestemming(toestemming=consent, ingetrokken_op=today(), acting_user=who)
        others = set()
    elif how == "moved":
        move_koppeling(
            koppeling=version.koppeling,
            gemeente=gemeente_zeist,
            reden=next(iter(MOVE_REASONS)),
            besluit=besluit(),
            acting_user=regievoerder_coa,
        )
        others = set()
    elif how == "chosen for COA":
        correct_document(document=row, feiten=facts(), stand=row.updated_at, acting_user=who)
    else:
        with TestCase.captureOnCommitCallbacks(execute=True):
            withdraw_document(document=row, reden="bijzonder", acting_user=who)
    assert {utrecht.get(url).status_code for url in addresses(version, row)} == {404}
    assert by_sql(regievoerder_utrecht) == others
    assert "Diploma elektrotechniek" not in page_of(version, utrecht)
    told = Event.objects.filter(kind="document_teruggenomen").count()
    assert told == (how in {"chosen for COA", "withdrawn"})


def test_what_is_shared_changes_only_by_publishing(
    person: Vergunninghouder, utrecht: Client, regievoerder_utrecht: Gebruiker
) -> None:
    """A correction and a newer file wait for the next version, and count as a change even when they read the same; what
    was taken back is no change to publish."""
    first, row, who = publish(person), document(person), casemanager_of(person)
    with pytest.raises(DomainError, match="Er is niets gewijzigd"):
        publish(person)
    newer = replace_document(document=row, feiten=facts(**SHARED), bestand=upload(), acting_user=who)
    assert {utrecht.get(url).status_code for url in addresses(first, row)} == {200}
    assert {utrecht.get(url).status_code for url in addresses(first, newer)} == {404}
    second = publish(person)
    assert {utrecht.get(url).status_code for url in addresses(second, newer)} == {200}
    assert {utrecht.get(url).status_code for url in addresses(first, row)} == {200}  # R19: as it was sent
    older, latest = (version_for_reader(one, regievoerder_utrecht) for one in (first, second))
    assert changed_keys(older, latest) == {"educatief.documenten", "educatief.documenten.0"}
    correct_document(document=newer, feiten=facts(soort="diploma"), stand=newer.updated_at, acting_user=who)
    with pytest.raises(DomainError, match="Er is niets gewijzigd"):
        publish(person)
    assert newer.pk not in map(str, split_documents(payload_as_sent(second))[1])


def test_a_newer_file_is_chosen_again_and_only_by_who_may(
    person: Vergunninghouder, utrecht: Client, programmabegeleider: Gebruiker
) -> None:
    """A programmabegeleider replaces a shared document: the newer stays at COA, the older where it was sent. Taking a
    document back is for everybody who keeps the dossier."""
    version, row = publish(person), document(person)
    steps: dict[str, Any] = {"bestand": upload(), "acting_user": programmabegeleider}
    with pytest.raises(DomainError, match="Alleen een casemanager"):
        replace_document(document=row, feiten=facts(**SHARED), **steps)
    newer = replace_document(document=row, feiten=facts(), **steps)
    assert newer.zichtbaar == "coa" and utrecht.get(addresses(version, row)[0]).status_code == 200
    cv = document(person, "cv")
    correct_document(
        document=cv,
        feiten=facts(soort="cv", omschrijving="Cv van nu"),
        stand=cv.updated_at,
        acting_user=programmabegeleider,
    )
    assert utrecht.get(addresses(version, cv)[0]).status_code == 404


def test_r27_a_new_document_is_news(person: Vergunninghouder, utrecht: Client) -> None:
    version = publish(person)
    overview = reverse("overdracht_gemeente:koppeling", args=[version.koppeling_id])
    utrecht.get(overview)
    assert "Gewijzigd" not in utrecht.get(reverse("overdracht_gemeente:lijst")).content.decode()
    document_of(person, soort="werk", omschrijving="Referentie bakkerij", zichtbaar="gemeente")
    publish(person)
    assert "Arbeidsgegevens" in utrecht.get(reverse("overdracht_gemeente:lijst")).content.decode()
    shown = utrecht.get(overview).content.decode()
    assert "Gewijzigd sinds versie 1" in shown and 'href="#arbeid"' in shown


def test_as_many_queries_for_twenty_as_for_one(
    person: Vergunninghouder, utrecht: Client, casemanager_luttelgeest: Gebruiker, client_of: ClientOf
) -> None:
    coa = client_of(casemanager_luttelgeest)
    version = publish(person)

    def asked() -> list[int]:
        numbers = []
        for client, url in (
            (utrecht, reverse("overdracht_gemeente:koppeling", args=[version.koppeling_id])),
            (coa, reverse("klantprofiel:documenten", args=[person.pk])),
            (coa, reverse("overdracht:doorzetten", args=[person.pk])),
        ):
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            numbers.append(len(queries))
        return numbers

    few = asked()
    for number in range(6):
        document_of(person, soort="werk", omschrijving=f"Referentie {number}", zichtbaar="gemeente")
    publish(person)
    assert asked() == few


def test_r4_what_was_sent_is_not_written_over(
    person: Vergunninghouder, casemanager_luttelgeest: Gebruiker
) -> None:
    """COA itself may end a shared document and do nothing else to it."""
    publish(person)
    with behind_wall(WallRole.COA, casemanager_luttelgeest.pk), connection.cursor() as cursor:
        for change in ("omschrijving = 'anders'", "onderdeel = 'arbeid'", "bestand = 'elders'"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(f"UPDATE overdracht_gedeelddocument SET {change}")  # noqa: S608
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("DELETE FROM overdracht_gedeelddocument")
    assert GedeeldDocument.objects.count() == 3


def test_coa_sees_who_reads_it(
    person: Vergunninghouder, client_of: ClientOf, casemanager_luttelgeest: Gebruiker
) -> None:
    """The list says what a gemeente sees now, not what was meant; the preview of publishing shows the document."""
    coa = client_of(casemanager_luttelgeest)
    url = reverse("klantprofiel:documenten", args=[person.pk])
    assert "na doorzetten" in coa.get(url).content.decode()
    preview = coa.get(reverse("overdracht:doorzetten", args=[person.pk])).content.decode()
    assert "Cv van nu" in preview and "Lascertificaat" not in preview
    ProfielversieFactory(vergunninghouder=person)
    assert "Het COA en gemeente Utrecht" in coa.get(url).content.decode()
    withdraw_toestemming(
        toestemming=Toestemming.objects.get(vergunninghouder=person),
        ingetrokken_op=today(),
        acting_user=casemanager_luttelgeest,
    )
    assert "gemeente Utrecht, sinds" not in coa.get(url).content.decode()
