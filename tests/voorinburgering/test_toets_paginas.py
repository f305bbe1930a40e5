"""The pages of results: a docent's whole group on one page, one person, a correction, and what is printed."""

import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from coa_portal.audit.models import Inzageregel
from coa_portal.common.dates import short_date, today
from coa_portal.organisaties.models import Opvanglocatie
from klantprofiel.models import Klantprofiel
from tests.factories.klantprofiel import VergunninghouderFactory
from tests.factories.voorinburgering import agreed, join, lesgroep_of
from voorinburgering import actions
from voorinburgering.models import Deelname, Toetsresultaat

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(locatie_luttelgeest: Any) -> Any:
    return lesgroep_of(locatie_luttelgeest)


def member(group: Any) -> Any:
    made = VergunninghouderFactory(locatie=group.opvanglocatie)
    join(group, made)
    return made


def level(person: Any) -> str:
    return Klantprofiel.objects.get(vergunninghouder=person).eindtoets_resultaat


@pytest.mark.parametrize("who", ["nt2_docent", "programmabegeleider"])
def test_a_whole_group_gets_its_results_on_one_page(
    who: str, group: Any, client_of: Any, request: pytest.FixtureRequest
) -> None:
    account = request.getfixturevalue(who)
    browser, (first, second, third) = client_of(account), [member(group) for _ in range(3)]
    url = f"{reverse('toetsen:groep', args=[group.pk])}?soort=eindtoets"
    assert first.naam in browser.get(url).content.decode()
    sent = {"op": short_date(today()), str(first.pk): "a2", str(second.pk): "b1", str(third.pk): ""}
    assert browser.post(url, sent).status_code == 302
    assert (level(first), level(second), level(third)) == ("a2", "b1", "")
    again = browser.get(url).content.decode()
    assert f"Laatst: B1 op {short_date(today())}" in again
    refused = browser.post(url, {**sent, str(first.pk): "c1"})
    assert "Verbeter die uitslag" in str(refused.context["form"].errors[str(first.pk)])
    assert "Vul bij minstens één persoon" in browser.post(url, {"op": "1-2-2026"}).content.decode()
    assert Toetsresultaat.objects.count() == 2
    assert Inzageregel.objects.filter(gebruiker=account, what="toetsen lesgroep").exists()


def test_the_page_of_a_group_takes_the_same_queries_for_one_and_twenty(
    group: Any, client_of: Any, nt2_docent: Any, casemanager_luttelgeest: Any
) -> None:
    url = reverse("toetsen:groep", args=[group.pk])
    browsers = [client_of(who) for who in (nt2_docent, casemanager_luttelgeest)]

    def counted() -> list[int]:
        numbers = []
        for browser in browsers:
            browser.get(url)
            with CaptureQueriesContext(connection) as caught:
                assert browser.get(url).status_code == 200
            numbers.append(len(caught))
        return numbers

    member(group)
    one = counted()
    for _ in range(19):
        member(group)
    assert counted() == one


def test_a_docent_corrects_and_withdraws_without_ever_getting_a_dossier(
    group: Any, client_of: Any, nt2_docent: Any
) -> None:
    person, browser = member(group), client_of(nt2_docent)
    deelname = Deelname.objects.get(vergunninghouder=person)
    page = reverse("toetsen:deelnemer", args=[deelname.pk])
    wrong = {"soort": "eindtoets", "uitslag": "snel", "op": short_date(today())}
    assert "Kies bij deze toets een niveau" in browser.post(page, wrong).content.decode()
    assert browser.post(page, {**wrong, "uitslag": "a1"}).status_code == 302
    row = Toetsresultaat.objects.get()
    change = {"resultaat": "a2", "op": short_date(today()), "reden": "typefout"}
    browser.post(reverse("toetsen:verbeteren", args=[row.pk]), change)
    assert level(person) == "a2"
    assert "verbeterd: verkeerd ingevuld" in browser.get(page).content.decode()
    browser.post(reverse("toetsen:intrekken", args=[row.pk]), {"reden": "ongeldig"})
    assert level(person) == ""
    shown = browser.get(page).content.decode()
    assert "ingetrokken: de toets is niet geldig" in shown
    assert str(person.pk) not in shown and person.v_nummer not in shown
    for name in ("persoon", "resultatenblad", "bewijs"):
        assert browser.get(reverse(f"toetsen:{name}", args=[person.pk])).status_code == 404


def printed(answer: Any) -> str:
    reader = PdfReader(io.BytesIO(answer.content))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True and str(root["/Lang"]).startswith("nl")
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_certificate_and_result_sheet_are_printed_and_logged(
    group: Any, client_of: Any, casemanager_luttelgeest: Any
) -> None:
    person, browser = member(group), client_of(casemanager_luttelgeest)
    paper = {
        name: reverse(f"toetsen:{name}", args=[person.pk]) for name in ("resultatenblad", "bewijs", "persoon")
    }
    assert "Er zijn nog geen uitslagen." in printed(browser.get(paper["resultatenblad"]))
    early = browser.get(paper["bewijs"], follow=True)
    assert "Er is geen bewijs" in early.content.decode()
    assert "Bewijs van deelname" not in browser.get(paper["persoon"]).content.decode()

    who: dict[str, Any] = {"acting_user": None}
    actions.record_toetsen(soort="eindtoets", op=today(), uitslagen={person.pk: "a2"}, **who)
    programma = agreed(person, today())
    actions.start_programma(programma=programma, gestart_op=today(), **who)
    assert "loopt nog" in browser.get(paper["bewijs"], follow=True).content.decode()
    actions.end_programma(programma=programma, reden="afgerond", op=today(), **who)
    assert "Bewijs van deelname" in browser.get(paper["persoon"]).content.decode()
    Opvanglocatie.objects.filter(pk=person.dossier_locatie_id).update(plaats="'s-Hertogenbosch")
    certificate = printed(browser.get(paper["bewijs"]))
    assert "'s-Hertogenbosch, " in certificate.replace("’", "'"), "as it is kept"
    assert f"{person.naam} geboren op" in certificate and "heeft het programma afgerond" in certificate
    sheet = printed(browser.get(paper["resultatenblad"]))
    assert f"Eindtoets NT2 A2 {short_date(today())} COA" in sheet
    assert person.v_nummer not in sheet + certificate
    lines = Inzageregel.objects.filter(channel="pdf", gebruiker=casemanager_luttelgeest)
    assert {line.what for line in lines} == {"resultatenblad", "bewijs van deelname"}
