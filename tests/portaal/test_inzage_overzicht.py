"""R10: what was shared with whom and who looked, for the person; made on request, recorded, and without names."""

import io
import re
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from pypdf import PdfReader

from coa_portal.audit.models import Inzageregel
from coa_portal.audit.reading import Result, Source, write_reading
from coa_portal.common.dates import short_date, today
from coa_portal.portaal.overzicht.facts import overview_of
from overdracht.actions import withdraw_toestemming
from tests.factories.koppeling import KoppelingFactory, casemanager_of
from tests.factories.overdracht import ProfielversieFactory, ToestemmingFactory, person_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(casemanager_luttelgeest: Any, regievoerder_utrecht: Any) -> Any:
    koppeling = KoppelingFactory()
    ProfielversieFactory(vergunninghouder=person_of(koppeling))
    return person_of(koppeling)


def text_of(answer: Any) -> str:
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"], "tagged"
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def request_of(browser: Any, person: Any, **typed: str) -> Any:
    data = {"door": "persoon", "gevraagd_op": short_date(today()), **typed}
    return browser.post(reverse("portaal:inzage_overzicht_dossier", args=[person.pk]), data)


def test_what_was_shared_and_who_looked_without_names(
    person: Any,
    client_of: Any,
    casemanager_luttelgeest: Any,
    casemanager_elders: Any,
    regievoerder_utrecht: Any,
) -> None:
    regievoerder_utrecht.functie = "Directeur"
    regievoerder_utrecht.save()
    for account, result in ((regievoerder_utrecht, Result.SHOWN), (casemanager_elders, Result.REFUSED)):
        source = Source(account, "raadplegen-doorgezet-profiel", uuid4().hex)
        write_reading(source, what="profielversie", subjects=[person.pk], object_id=uuid4(), result=result)
    text = text_of(request_of(client_of(casemanager_luttelgeest), person))
    assert person.naam in text
    for what in ("Informatieprofiel", "Screening", "Klantprofiel, versie 1"):
        assert f"{what} Utrecht {short_date(today())} Ja" in text, what
    assert "Gegeven, ondertekend op" in text
    assert "Regievoerder gemeente" in text and "Directeur" not in text and "Profielversie" in text
    assert "Ruben" not in text and "Elias" not in text and "Carla" not in text
    line = Inzageregel.objects.get(activity="inzage-overzicht", channel="pdf")
    assert line.what == f"inzage-overzicht (gevraagd door persoon op {short_date(today())})"
    assert line.object_id == person.pk


def test_what_an_ended_signature_opened_is_told_as_closed(person: Any) -> None:
    """R6: after a withdrawal and a new signature the gemeente reads what was shared under the new one alone."""
    consent = person.toestemmingen.get()
    casemanager = casemanager_of(person)
    withdraw_toestemming(toestemming=consent, ingetrokken_op=today(), acting_user=casemanager)
    ToestemmingFactory(vergunninghouder=person, gegeven=True)
    ProfielversieFactory(vergunninghouder=person)
    told = [(row.wat, row.nu) for row in overview_of(person.pk, by_officer=False).gedeeld]
    assert sorted(told) == [
        ("Informatieprofiel", True),
        ("Klantprofiel, versie 1", False),
        ("Klantprofiel, versie 2", True),
        ("Screening", False),
        ("Screening", True),
    ]


def test_who_may_make_it(
    person: Any,
    client_of: Any,
    casemanager_luttelgeest: Any,
    regievoerder_coa: Any,
    programmabegeleider: Any,
    casemanager_elders: Any,
    regievoerder_utrecht: Any,
) -> None:
    url = reverse("portaal:inzage_overzicht_dossier", args=[person.pk])
    for account in (casemanager_luttelgeest, regievoerder_coa):
        page = client_of(account).get(reverse("klantprofiel:dossier", args=[person.pk])).content.decode()
        assert url in page
        assert client_of(account).get(url).status_code == 200
    for account in (programmabegeleider, casemanager_elders, regievoerder_utrecht):
        assert client_of(account).get(url).status_code == 404
    page = client_of(programmabegeleider).get(reverse("klantprofiel:dossier", args=[person.pk]))
    assert url not in page.content.decode()


def test_without_saying_who_asked_there_is_none(
    person: Any, client_of: Any, casemanager_luttelgeest: Any
) -> None:
    answer = request_of(client_of(casemanager_luttelgeest), person, door="")
    assert answer.context["form"].errors["door"]
    assert not Inzageregel.objects.filter(channel="pdf").exists()


def test_the_privacy_officer_makes_it_of_the_person_searched_for(
    person: Any, client_of: Any, fg: Any
) -> None:
    officer = client_of(fg)
    url = reverse("portaal:inzage_overzicht")
    assert officer.post(url).status_code == 404
    officer.post(reverse("portaal:leeslog"), {"persoon": person.v_nummer})
    text = text_of(officer.post(url))
    assert person.naam in text and "Klantprofiel, versie 1" in text
    assert Inzageregel.objects.filter(gebruiker=fg, activity="inzage-overzicht", object_id=person.pk).exists()
