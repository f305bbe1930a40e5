"""Offer, agreement and attendance are different facts that do not contradict each other (DESIGN §8, besluit 0029)."""

import datetime as dt
from typing import Any

import pytest

from coa_portal.common.dates import short_date, today
from coa_portal.common.errors import DomainError
from klantprofiel.actions import save_section
from klantprofiel.models import Klantprofiel
from klantprofiel.rules import SectionRefused
from tests.factories.klantprofiel import VergunninghouderFactory
from tests.factories.voorinburgering import join, les_of, lesgroep_of
from voorinburgering import actions
from voorinburgering.models import Begeleidingsgesprek, Deelname, Programma

pytestmark = pytest.mark.django_db


def ago(days: int) -> dt.date:
    return today() - dt.timedelta(days=days)


@pytest.fixture
def person(locatie_luttelgeest: Any) -> Any:
    return VergunninghouderFactory(locatie=locatie_luttelgeest, with_profile=True)


@pytest.fixture
def group(locatie_luttelgeest: Any) -> Any:
    return lesgroep_of(locatie_luttelgeest)


def offer(person: Any, answer: str = "", days: int = 9) -> Programma:
    row = actions.offer_programma(vergunninghouder=person, aangeboden_op=ago(days), acting_user=None)
    return say(row, answer, days) if answer else row


def say(row: Programma, answer: str, days: int) -> Programma:
    return actions.record_instemming(
        programma=row, instemming=answer, instemming_op=ago(days), acting_user=None
    )


@pytest.mark.parametrize(
    ("answer", "code"),
    [(None, "not_offered"), ("", "no_answer"), ("onbekend", "no_answer"), ("nee", "declined")],
)
def test_who_did_not_agree_comes_into_no_lesgroep_and_the_page_leads_on(
    answer: str | None, code: str, person: Any, group: Any, client_of: Any, programmabegeleider: Any
) -> None:
    if answer is not None:
        offer(person, answer)
    with pytest.raises(DomainError) as caught:
        actions.start_deelname(lesgroep=group, vergunninghouder=person, van=today(), acting_user=None)
    assert (caught.value.code, caught.value.field) == (code, "v_nummer")
    sent = {"v_nummer": person.v_nummer, "van": short_date(today())}
    page = client_of(programmabegeleider).post(f"/lesgroepen/{group.pk}/deelnemer/", sent)
    shown = page.content.decode()
    assert caught.value.message in shown and person.v_nummer in shown
    assert f'href="/dossiers/{person.pk}/voorinburgering/"' in shown
    assert not Deelname.objects.exists()


def test_a_place_begins_on_the_day_of_the_answer_or_later(person: Any, group: Any) -> None:
    row = offer(person, "ja")
    with pytest.raises(DomainError) as caught:
        join(group, person, ago(10))
    assert (caught.value.code, caught.value.field) == ("before_answer", "van")
    join(group, person, ago(7))
    with pytest.raises(DomainError) as caught:
        say(row, "ja", 6)
    assert (caught.value.code, caught.value.field) == ("in_group", "instemming_op")


@pytest.mark.parametrize("who", ["nt2_docent", "programmabegeleider"])
def test_the_first_lesson_that_somebody_was_in_is_the_first_day(
    who: str, person: Any, group: Any, request: Any, client_of: Any
) -> None:
    account = request.getfixturevalue(who)
    browser, row, place = client_of(account), offer(person, "ja"), join(group, person, ago(9))

    def record(days: int, said: str) -> tuple[str, dt.date | None]:
        form = {f"stand_{place.pk}": said, f"minuten_{place.pk}": "30"}
        sent = browser.post(f"/lesgroepen/les/{les_of(group, days_ago=days).pk}/", form)
        assert sent.status_code == 302
        row.refresh_from_db()
        return row.status, row.gestart_op

    assert record(8, "afgemeld") == ("ingestemd", None)
    assert record(5, "deel") == ("loopt", ago(5))
    assert record(4, "aanwezig") == ("loopt", ago(5))
    # an earlier lesson that is filled in later
    assert record(6, "aanwezig") == ("loopt", ago(6))
    assert row.history.first().history_user == account


@pytest.mark.parametrize("who", ["nt2_docent", "programmabegeleider"])
def test_the_start_goes_with_the_lesson_that_alone_gave_it(
    who: str, person: Any, group: Any, request: Any, client_of: Any
) -> None:
    """Besluit 0038; a docent reaches the programme through the elevation alone."""
    browser, row = client_of(request.getfixturevalue(who)), offer(person, "ja")
    place = join(group, person, ago(9))
    lessons = {days: les_of(group, days_ago=days) for days in (7, 5)}

    def record(days: int, said: str = "aanwezig") -> tuple[str, dt.date | None]:
        form = {f"stand_{place.pk}": said, f"minuten_{place.pk}": "30"}
        assert browser.post(f"/lesgroepen/les/{lessons[days].pk}/", form).status_code == 302
        row.refresh_from_db()
        return row.status, row.gestart_op

    assert [record(7), record(5)] == [("loopt", ago(7))] * 2
    assert record(7, "afgemeld") == ("loopt", ago(5)), "to the next lesson that the person was in"
    assert record(5, "afgemeld") == ("ingestemd", None)
    assert [past.status for past in row.history.all()][:2] == ["ingestemd", "loopt"]
    # what a person recorded stays
    record(5)
    actions.correct_start(programma=row, gestart_op=ago(5), acting_user=None)
    assert record(5, "afgemeld") == ("loopt", ago(5))


def test_a_lesson_that_was_not_given_takes_its_start_along_unless_guidance_shows_it(
    person: Any, group: Any, casemanager_luttelgeest: Any
) -> None:
    row, place, les = offer(person, "ja"), join(group, person, ago(9)), les_of(group, days_ago=6)

    def given_and_not() -> tuple[str, dt.date | None]:
        actions.record_aanwezigheid(les=les, opgaven={place.pk: actions.Opgave()}, acting_user=None)
        actions.reopen_les(les=les, acting_user=None)
        row.refresh_from_db()
        return row.status, row.gestart_op

    assert given_and_not() == ("ingestemd", None)
    Begeleidingsgesprek.objects.create(
        vergunninghouder=person, soort="begeleiding", dag=ago(4), minuten=30, door=casemanager_luttelgeest
    )
    assert given_and_not() == ("loopt", ago(4))


def test_a_wrong_first_day_is_corrected_within_what_is_known(person: Any, group: Any) -> None:
    row, place = offer(person, "ja"), join(group, person, ago(9))

    def correct(days: int) -> Programma:
        return actions.correct_start(programma=row, gestart_op=ago(days), acting_user=None)

    def refused(days: int) -> str:
        with pytest.raises(DomainError) as caught:
            correct(days)
        assert caught.value.message.endswith(".")
        return caught.value.code

    assert refused(5) == "illegal_step"
    actions.record_aanwezigheid(
        les=les_of(group, days_ago=5), opgaven={place.pk: actions.Opgave()}, acting_user=None
    )
    assert [refused(days) for days in (10, 4, -1)] == ["order", "took_part", "future"]
    assert correct(7).gestart_op == ago(7)


def test_who_does_not_want_to_after_all_leaves_the_lesgroepen(person: Any, group: Any) -> None:
    row, place = offer(person, "ja"), join(group, person, ago(8))
    later = join(lesgroep_of(group.opvanglocatie, "KNM 1", "knm"), person, today() + dt.timedelta(days=5))
    say(row, "nee", 3)
    place.refresh_from_db(), later.refresh_from_db()
    assert (place.tot, place.einde_reden) == (ago(3), "gestopt")
    assert later.tot == later.van


def test_the_profile_shows_the_answer_and_does_not_ask_it(
    person: Any, client_of: Any, casemanager_luttelgeest: Any
) -> None:
    offer(person, "nee")
    browser, form = client_of(casemanager_luttelgeest), f"/dossiers/{person.pk}/onderdeel/educatief/"
    shown = browser.get(form)
    page = shown.content.decode()
    assert 'name="instemming_voorinburgering"' not in page and 'name="tolk_nodig"' in page
    assert "Naar Voorinburgering" in page and f"/dossiers/{person.pk}/voorinburgering/" in page
    forged = {
        "base_token": shown.context["editor"].form["base_token"].value(),
        "instemming_voorinburgering": "ja",
    }
    for name in ("talen", "onderwijs"):
        forged |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}
    assert browser.post(form, {**forged, "tolk_nodig": "ja"}).status_code == 302
    profiel = Klantprofiel.objects.get(vergunninghouder=person)
    assert (profiel.instemming_voorinburgering, profiel.tolk_nodig) == ("nee", "ja")
    with pytest.raises(SectionRefused) as caught:
        save_section(
            vergunninghouder=person,
            section="educatief",
            facts={"instemming_voorinburgering": "ja"},
            acting_user=casemanager_luttelgeest,
        )
    assert caught.value.errors[0][0] == "instemming_voorinburgering"


def test_what_was_handed_over_or_tested_is_no_longer_typed_in_the_profile(
    person: Any, client_of: Any, casemanager_luttelgeest: Any
) -> None:
    browser = client_of(casemanager_luttelgeest)

    def asked(section: str, name: str) -> bool:
        page = browser.get(f"/dossiers/{person.pk}/onderdeel/{section}/").content.decode()
        return f'name="{name}"' in page

    facts = {"inburgering": "pid_ontvangen", "educatief": "eindtoets_resultaat"}
    assert all(asked(section, name) for section, name in facts.items())
    actions.hand_over_pid(vergunninghouder=person, op=today(), onderdelen=["werk"], acting_user=None)
    actions.record_toetsen(soort="eindtoets", op=today(), uitslagen={person.pk: "a1"}, acting_user=None)
    assert not any(asked(section, name) for section, name in facts.items())
    assert asked("educatief", "nt2_resultaat")
