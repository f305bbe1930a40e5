"""The page of a koppeling: what is open, what is missing, what changed, and the gemeente's own steps."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.models import Inzageregel, Verwerkingsregel
from coa_portal.notifications.models import Event
from coa_portal.organisaties.models import Gemeente, Opvanglocatie
from klantprofiel.demo_sample import PEOPLE, create_sample
from overdracht.models import BehandelaarGemeente, Opvraging
from overdracht.notify import koppeling_link
from overdracht.objects import Situation
from tests.factories.accounts import account_with
from tests.factories.koppeling import KoppelingFactory, household
from tests.factories.overdracht import OpvragingFactory, ProfielversieFactory, ToestemmingFactory, person_of
from tests.overdracht.gemeente.scenes import Scene, withdraw

pytestmark = pytest.mark.django_db

MakeScene = Callable[[Situation], Scene]


def address(name: str, *keys: object) -> str:
    return reverse(f"overdracht_gemeente:{name}", args=keys)


def page_of(browser: Client, made: Scene, person: int = 1) -> Any:
    return browser.get(address("koppeling", made.koppeling.pk), {"persoon": person})


def member_of(made: Scene, number: int = 1) -> Any:
    return made.koppeling.betrokkenen.get(volgnummer=number)


def test_what_is_missing_is_said_plainly(make_scene: MakeScene, utrecht: Client) -> None:
    made = make_scene(Situation.BEFORE_CONSENT)
    assert "Het COA heeft nog geen toestemming vastgelegd." in page_of(utrecht, made).text

    ToestemmingFactory(vergunninghouder=made.person, gegeven=True)
    assert "Het COA heeft het klantprofiel nog niet doorgezet." in page_of(utrecht, made).text

    ProfielversieFactory(vergunninghouder=made.person)
    text = page_of(utrecht, made).text
    for words in ("nog niet doorgezet", "Nog niet vastgelegd", "Nog niet ontvangen"):
        assert words not in text


def test_one_person_at_a_time_and_no_other(make_scene: MakeScene, utrecht: Client) -> None:
    made = make_scene(Situation.CONSENT)
    assert made.person.naam in page_of(utrecht, made, 1).text
    second = page_of(utrecht, made, 2)
    assert "Nummer 2, 4 tot en met 11 jaar" in second.text
    assert "Klantprofiel, versie" not in second.text
    for wrong in ("3", "0", "x", "1'"):
        assert utrecht.get(address("koppeling", made.koppeling.pk), {"persoon": wrong}).status_code == 404


def test_a_melding_leads_to_the_person_it_is_about(
    make_scene: MakeScene, utrecht: Client, regievoerder_utrecht: Gebruiker
) -> None:
    made = make_scene(Situation.CONSENT)
    event = Event(
        subject_id=made.koppeling.pk, extra={"vergunninghouder": str(member_of(made, 2).vergunninghouder_id)}
    )

    link = koppeling_link(regievoerder_utrecht, event)

    assert link.endswith("?persoon=2")
    assert "Nummer 2, 4 tot en met 11 jaar" in utrecht.get(link).text
    whole = Event(subject_id=made.koppeling.pk, extra={})
    assert koppeling_link(regievoerder_utrecht, whole) == address("koppeling", made.koppeling.pk)


def test_changes_are_marked_against_the_version_before(make_scene: MakeScene, utrecht: Client) -> None:
    made = make_scene(Situation.CONSENT)
    first, second = (address("versie", made.koppeling.pk, v.pk) for v in made.versions)
    latest = page_of(utrecht, made).text
    assert "Gewijzigd sinds versie 1" in latest
    assert latest.count("Gewijzigd") == 2  # the summary, and the badge at the one fact
    assert "Gewijzigd sinds versie 1" in utrecht.get(second).text
    assert "Gewijzigd" not in utrecht.get(first).text
    assert "Dit is een eerdere versie" in utrecht.get(first).text


def test_an_earlier_version_under_another_koppeling_is_404(make_scene: MakeScene, utrecht: Client) -> None:
    made, other = make_scene(Situation.CONSENT), KoppelingFactory()
    assert utrecht.get(address("versie", other.pk, made.versions[0].pk)).status_code == 404


def test_household_members_only_as_far_as_open_now(utrecht: Client, regievoerder_utrecht: Gebruiker) -> None:
    """R5: judged at reading. The child's consent came after the version, and its withdrawal later still."""
    koppeling = KoppelingFactory(plaatsingseenheid=household(40, 8))
    parent, child = person_of(koppeling, 1), person_of(koppeling, 2)
    version = ProfielversieFactory(vergunninghouder=parent)
    paths = [address("koppeling", koppeling.pk), address("versie", koppeling.pk, version.pk)]

    def shown() -> list[tuple[bool, bool]]:
        texts = [utrecht.get(path).text.partition("Overige gezinsleden")[2] for path in paths]
        return [(child.voornaam in text, "Gezinslid, geen toestemming" in text) for text in texts]

    assert shown() == [(False, True)] * 2
    consent = ToestemmingFactory(vergunninghouder=child, gegeven=True)
    assert shown() == [(True, False)] * 2
    withdraw(child)
    assert consent.vergunninghouder_id == child.pk
    assert shown() == [(False, True)] * 2


def test_asking_for_a_profile(
    make_scene: MakeScene, utrecht: Client, regievoerder_utrecht: Gebruiker
) -> None:
    made = make_scene(Situation.BEFORE_CONSENT)
    child = member_of(made, 2)
    path = address("opvragen", made.koppeling.pk, child.pk)

    assert path in page_of(utrecht, made, 2).text
    answer = utrecht.post(path, follow=True)
    assert "Uw vraag is naar het COA gestuurd." in answer.text
    assert "Het COA heeft nog niet geantwoord." in answer.text
    assert path not in answer.text
    assert "U hebt dit profiel al opgevraagd." in utrecht.post(path, follow=True).text
    assert Opvraging.objects.filter(vergunninghouder=child.vergunninghouder_id).count() == 1


def test_a_closed_request_says_why_and_may_be_repeated(
    utrecht: Client, regievoerder_utrecht: Gebruiker
) -> None:
    request = OpvragingFactory(gesloten=True)
    page = utrecht.get(address("koppeling", request.koppeling_id))
    assert "het profiel komt later, na een gesprek" in page.text
    assert "Klantprofiel opvragen" in page.text


def test_a_reader_sees_no_buttons_and_may_not_post(
    make_scene: MakeScene, gemeente_utrecht: Gemeente, client_of: Callable[[Gebruiker], Client]
) -> None:
    made = make_scene(Situation.WITHDRAWN)
    browser = client_of(account_with("lezer_gemeente", gemeente_utrecht))
    text = page_of(browser, made).text
    assert "Klantprofiel opvragen" not in text
    assert "Bevestig dat alles is vernietigd" not in text
    for name in ("opvragen", "vernietiging_bevestigen"):
        path = address(name, made.koppeling.pk, member_of(made).pk)
        assert browser.post(path).status_code == 404
    assert browser.get(address("behandelaar", made.koppeling.pk)).status_code == 404


def test_behandelaar_and_replacement(
    utrecht: Client, regievoerder_utrecht: Gebruiker, gemeente_utrecht: Gemeente
) -> None:
    koppeling = KoppelingFactory()
    colleague = account_with("regievoerder_gemeente", gemeente_utrecht, naam="Co Collega", telefoon="030 1")
    path = address("behandelaar", koppeling.pk)
    assert "Kies een behandelaar" in utrecht.get(address("koppeling", koppeling.pk)).text

    data = {"behandelaar": regievoerder_utrecht.pk, "vervanger": colleague.pk, "vervanging_tot": "31-12-2099"}
    page = utrecht.post(path, data, follow=True).text
    assert "De behandelaar is opgeslagen." in page
    assert "Vervanger tot en met 31 december 2099" in page
    assert "Co Collega" in page
    row = BehandelaarGemeente.objects.get()
    assert (row.behandelaar_id, row.vervanger_id) == (regievoerder_utrecht.pk, colleague.pk)
    assert row.history.get().history_user_id == regievoerder_utrecht.pk


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"behandelaar": ""}, "Maak een keuze bij “Behandelaar”."),
        ({"behandelaar": "stranger"}, "Kies een antwoord uit de lijst."),
        (
            {"vervanger": "self", "vervanging_tot": "31-12-2099"},
            "Kies een andere regievoerder van uw gemeente.",
        ),
        ({"vervanging_tot": "31-12-2099"}, "Vul vervanger en einddatum allebei in."),
        ({"vervanger": "colleague", "vervanging_tot": "1-1-2020"}, "Deze datum is al voorbij."),
        ({"vervanging_tot": "31-31-2026"}, "Vul een datum in als dag, maand en jaar."),
    ],
)
def test_a_refused_behandelaar_keeps_what_was_typed(
    utrecht: Client,
    regievoerder_utrecht: Gebruiker,
    regievoerder_zeist: Gebruiker,
    gemeente_utrecht: Gemeente,
    change: dict[str, str],
    message: str,
) -> None:
    koppeling = KoppelingFactory()
    people = {
        "self": regievoerder_utrecht,
        "stranger": regievoerder_zeist,
        "colleague": account_with("regievoerder_gemeente", gemeente_utrecht),
    }
    typed = {name: str(people[value].pk) if value in people else value for name, value in change.items()}
    page = utrecht.post(
        address("behandelaar", koppeling.pk), {"behandelaar": str(regievoerder_utrecht.pk), **typed}
    ).text
    assert message in page
    if "vervanging_tot" in change:
        assert f'value="{change["vervanging_tot"]}"' in page
    assert not BehandelaarGemeente.objects.exists()


def test_an_ended_koppeling_takes_no_behandelaar(make_scene: MakeScene, utrecht: Client) -> None:
    made = make_scene(Situation.MOVED_OLD)
    path = address("behandelaar", made.koppeling.pk)
    assert utrecht.get(path).status_code == 403
    assert utrecht.post(path, {}).status_code == 403


def test_reading_and_refusals_are_logged(
    make_scene: MakeScene, utrecht: Client, zeist: Client, regievoerder_zeist: Gebruiker
) -> None:
    """R10: one audit line per object and a processing line per person; the second person was not read."""
    made = make_scene(Situation.CONSENT)
    page_of(utrecht, made)
    utrecht.get(address("versie_pdf", made.koppeling.pk, made.versions[0].pk))
    lines = Inzageregel.objects.order_by("created_at")
    assert [(line.what, line.version, line.channel) for line in lines] == [
        ("screening", "", "pagina"),
        ("profielversie", "2", "pagina"),
        ("profielversie", "1", "pdf"),
    ]
    assert Verwerkingsregel.objects.values("subject").distinct().count() == 1

    page_of(utrecht, made, 2)
    assert [line.what for line in lines.all()[3:]] == ["namen huishouden"]  # person 1 stands in the bar
    zeist.get(address("koppeling", made.koppeling.pk))
    refused = Inzageregel.objects.get(result="geweigerd")
    assert (refused.gebruiker_id, refused.object_id) == (regievoerder_zeist.pk, made.koppeling.pk)


def test_queries_do_not_grow_with_household_and_versions(
    utrecht: Client, regievoerder_utrecht: Gebruiker
) -> None:
    koppeling = KoppelingFactory(plaatsingseenheid=household(40, 38, 17, 15, 12, 9, 6, 3))
    person = person_of(koppeling)
    ProfielversieFactory(vergunninghouder=person)
    ProfielversieFactory(vergunninghouder=person)
    path = address("koppeling", koppeling.pk)
    utrecht.get(path)
    with CaptureQueriesContext(connection) as few:
        utrecht.get(path)
    for number in range(2, 9):
        ToestemmingFactory(vergunninghouder=person_of(koppeling, number), gegeven=True)
    for _ in range(3):
        ProfielversieFactory(vergunninghouder=person)
    with CaptureQueriesContext(connection) as many:
        utrecht.get(path)
    # one less: nobody is left whose consent may have ended; two more: the names of the others are logged
    assert len(many) <= len(few) + 1


def test_the_sample_form_reaches_the_gemeente_with_a_masked_bsn(
    utrecht: Client, casemanager_luttelgeest: Gebruiker, locatie_luttelgeest: Opvanglocatie
) -> None:
    """R20: source B2's sample, on the page and in the text of the PDF."""
    koppeling = KoppelingFactory(
        plaatsingseenheid=create_sample(
            opvanglocatie=locatie_luttelgeest, behandelaar=casemanager_luttelgeest
        )
    )
    person = person_of(koppeling)
    version = ProfielversieFactory(vergunninghouder=person)
    page = utrecht.get(address("koppeling", koppeling.pk)).text
    answer = utrecht.get(address("versie_pdf", koppeling.pk, version.pk))
    pdf = " ".join(
        " ".join(part.extract_text() for part in PdfReader(io.BytesIO(answer.content)).pages).split()
    )

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        f'attachment; filename="klantprofiel-{koppeling.referentie}-persoon-1-versie-1.pdf"'
    )
    bsn = PEOPLE[0].bsn
    for text in (page, pdf):
        assert "Voorbeeld Vergunninghouder" in text
        assert "Kleine buurtsupermarkt" in text
        assert f"••••••{bsn[-3:]}" in text.replace(" ", "").replace("*", "•")
        assert bsn not in text
        assert person.v_nummer not in text
    assert f"Gemeente {koppeling.gemeente.naam}" in pdf
