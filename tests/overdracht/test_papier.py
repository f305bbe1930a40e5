"""Papers for the inburgeraar in a language that they read: the PID and the declaration to sign."""

import io
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from coa_portal.audit.models import Inzageregel
from coa_portal.common.dates import short_date, today
from coa_portal.web.vertaling import TALEN
from klantprofiel.demo_sample import create_sample
from overdracht.profiel import own_sections
from tests.factories.koppeling import KoppelingFactory, locatie
from voorinburgering import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(casemanager_luttelgeest: Any) -> Any:
    """Of the sample form, koppeld to Utrecht, with the blue folder in hand."""
    who: Any = {"acting_user": casemanager_luttelgeest}
    household = create_sample(opvanglocatie=locatie(), behandelaar=casemanager_luttelgeest, **who)
    KoppelingFactory(plaatsingseenheid=household)
    person = household.hoofdpersoon
    actions.hand_over_pid(vergunninghouder=person, op=today(), onderdelen=["werk", "toetsen"], **who)
    return person


def printed(answer: Any) -> str:
    reader = PdfReader(io.BytesIO(answer.content))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_every_label_of_a_person_is_translated(person: Any) -> None:
    labels = set()
    for part in own_sections(person):
        labels |= {part["label"], *(fact["label"] for fact in part["facts"])}
        for table in part["tables"]:
            labels |= {table["label"], *(column["label"] for column in table["columns"])}
    assert len(labels) > 100
    for taal in TALEN.values():
        assert sorted(label for label in labels if not taal.translate(label)) == []


@pytest.mark.parametrize(("taal", "words"), [("tr", "Kişisel bilgiler"), ("ti", "ውልቃዊ ሓበሬታ")])
def test_the_pid_says_everything_in_two_languages(
    taal: str, words: str, person: Any, client_of: Any, casemanager_luttelgeest: Any
) -> None:
    browser = client_of(casemanager_luttelgeest)
    page = browser.get(reverse("overdracht:pid", args=[person.pk])).content.decode()
    assert (
        "Werkervaring en cv, Uitslagen van toetsen" in page
        and f"PID in het Nederlands en {TALEN[taal].naam}" in page
    )
    text = printed(browser.get(reverse("overdracht:pid_document", args=[person.pk, taal])))
    assert words in text and "Persoonlijke gegevens" in text
    assert f"{TALEN[taal].translate('Overhandigd op')} {short_date(today())}" in text
    assert "Dit is geen officiële vertaling" in text
    for own in (person.naam, "AZC Luttelgeest"):
        assert own in text
    assert person.v_nummer not in text
    line = Inzageregel.objects.get(channel="pdf", gebruiker=casemanager_luttelgeest)
    assert line.what == f"persoonlijk informatiedossier ({taal})"


def test_the_declaration_is_signed_beside_its_translation(
    person: Any, client_of: Any, casemanager_luttelgeest: Any
) -> None:
    browser = client_of(casemanager_luttelgeest)
    text = printed(browser.get(reverse("overdracht:toestemming_tekst_pdf", args=[person.pk, "2026-1", "en"])))
    assert f"Ik ben {person.naam}. Ik ga wonen in de gemeente Utrecht." in text
    assert f"I am {person.naam}. I am going to live in the municipality of Utrecht." in text
    assert "versie 2026-1" in text and "Signature" in text


def test_a_language_or_version_that_there_is_not_is_not_found(
    person: Any, client_of: Any, casemanager_luttelgeest: Any, regievoerder_utrecht: Any
) -> None:
    browser = client_of(casemanager_luttelgeest)
    for name, arguments in (
        ("pid_document", [person.pk, "xx"]),
        ("toestemming_tekst_pdf", [person.pk, "2026-1", "xx"]),
        ("toestemming_tekst_pdf", [person.pk, "1900-1", "en"]),
    ):
        assert browser.get(reverse(f"overdracht:{name}", args=arguments)).status_code == 404
    paper = reverse("overdracht:pid_document", args=[person.pk, "en"])
    assert client_of(regievoerder_utrecht).get(paper).status_code == 404
