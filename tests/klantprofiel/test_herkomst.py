"""R16: where single facts come from and who verified them, written with the facts and shown beside them."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coa_portal.common.dates import short_date, today
from coa_portal.common.errors import DomainError
from klantprofiel import events
from klantprofiel.actions import record_facts, save_section
from klantprofiel.history import read_history
from klantprofiel.models import Feitherkomst, Klantprofiel, Vergunninghouder
from klantprofiel.rules import SectionRefused
from tests.factories.klantprofiel import VergunninghouderFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 12)
RESULT = {"intaketoets_resultaat": "a1", "intaketoets_datum": DAY}


@pytest.fixture
def person(locatie_luttelgeest: Any) -> Vergunninghouder:
    return VergunninghouderFactory(locatie=locatie_luttelgeest)


def record(person: Vergunninghouder, facts: dict[str, Any], who: Any = None, **other: Any) -> bool:
    return record_facts(
        **{
            "vergunninghouder": person,
            "facts": facts,
            "bron": "docent",
            "op": DAY,
            "acting_user": who,
            **other,
        }
    )


def type_in(person: Vergunninghouder, section: str, facts: dict[str, Any], who: Any, **other: Any) -> bool:
    return save_section(vergunninghouder=person, section=section, facts=facts, acting_user=who, **other)


def sources(person: Vergunninghouder) -> dict[str, tuple[str, dt.date | None, Any]]:
    rows = Feitherkomst.objects.filter(klantprofiel__vergunninghouder=person)
    return {row.veld: (row.bron, row.geverifieerd_op, row.geverifieerd_door_id) for row in rows}


def test_recorded_facts_are_verified_with_their_source_as_one_change(
    person: Vergunninghouder, nt2_docent: Any
) -> None:
    before, told = Klantprofiel.objects.get(vergunninghouder=person), []
    events.dossier_changed.connect(
        lambda **news: told.append(news["acting_user"]), dispatch_uid="t", weak=False
    )
    try:
        assert record(person, {**RESULT, "pid_ontvangen": "ja"}, nt2_docent) is True
        assert record(person, RESULT, nt2_docent) is False  # the same again is no news
    finally:
        events.dossier_changed.disconnect(dispatch_uid="t")
    after = Klantprofiel.objects.get(vergunninghouder=person)
    assert (after.intaketoets_resultaat, after.intaketoets_datum, after.pid_ontvangen) == ("a1", DAY, "ja")
    assert sources(person) == dict.fromkeys((*RESULT, "pid_ontvangen"), ("docent", DAY, nt2_docent.pk))
    assert told == [nt2_docent]
    assert after.volledigheid > before.volledigheid
    assert after.history.first().history_user_id == nt2_docent.pk
    assert {row.history_user_id for row in Feitherkomst.history.all()} == {nt2_docent.pk}


def test_a_recorded_fact_ends_onbekend_and_an_empty_one_takes_its_source_along(
    person: Vergunninghouder,
) -> None:
    type_in(person, "educatief", {}, None, onbekend=["spreektaal"])
    record(person, {"nt2_toets": "ja", "nt2_resultaat": "a2", "nt2_datum": DAY})
    record(person, {"nt2_toets": "nee", "nt2_resultaat": "", "nt2_datum": None}, bron="gesprek")
    assert sources(person) == {"nt2_toets": ("gesprek", DAY, None)}
    assert Klantprofiel.objects.get(vergunninghouder=person).onbekend == ["spreektaal"]


def test_a_recorded_fact_that_breaks_a_rule_writes_nothing_and_older_faults_stand_in_no_way(
    person: Vergunninghouder,
) -> None:
    with pytest.raises(SectionRefused) as caught:
        record(person, {"pid_ontvangen": "ja", "intaketoets_datum": DAY})
    assert [field for field, _ in caught.value.errors] == ["intaketoets_datum"]
    for wrong in ({"bron": "gerucht"}, {"op": today() + dt.timedelta(days=1)}):
        with pytest.raises(DomainError):
            record(person, RESULT, **wrong)
    assert sources(person) == {}
    assert Klantprofiel.objects.get(vergunninghouder=person).pid_ontvangen == ""
    profiel = Klantprofiel.objects.get(vergunninghouder=person)
    profiel.nt2_resultaat = "b1"  # without a test: no rule of today would let it in
    profiel.save()
    assert record(person, RESULT)


def test_what_somebody_types_comes_from_a_talk_and_an_older_source_goes(
    person: Vergunninghouder, nt2_docent: Any, casemanager_luttelgeest: Any
) -> None:
    record(person, {**RESULT, "tolk_nodig": "ja"}, nt2_docent)
    who = casemanager_luttelgeest
    type_in(
        person, "educatief", {"intaketoets_resultaat": "a2", "tolk_nodig": "ja"}, who, onbekend=["spreektaal"]
    )
    talk, docent = ("gesprek", today(), who.pk), ("docent", DAY, nt2_docent.pk)
    assert sources(person) == {
        "intaketoets_resultaat": talk,
        "spreektaal": talk,  # that it is unknown is an answer
        "intaketoets_datum": docent,
        "tolk_nodig": docent,  # saved with the same value: the docent still said so
    }
    type_in(person, "educatief", {"intaketoets_resultaat": "", "intaketoets_datum": None}, who, onbekend=[])
    assert sources(person) == {"tolk_nodig": docent}
    type_in(person, "educatief", {"tolk_nodig": "nee"}, None)
    assert sources(person) == {}  # the system says of nobody that they said so
    type_in(person, "toekomst", {"ambities": "Een eigen garage"}, who)
    assert sources(person) == {"ambities": ("eigen_opgave", None, None)}


def test_an_own_statement_is_never_verified(person: Vergunninghouder) -> None:
    record(person, RESULT, bron="eigen_opgave")
    row = Feitherkomst.objects.first()
    assert row is not None and row.geverifieerd_op is None
    row.geverifieerd_op = today()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_the_dossier_shows_the_source_beside_the_fact_in_the_same_number_of_queries(
    person: Vergunninghouder, client_of: Any, nt2_docent: Any, casemanager_luttelgeest: Any
) -> None:
    browser, url = client_of(casemanager_luttelgeest), reverse("klantprofiel:dossier", args=[person.pk])

    def count() -> int:
        browser.get(url)
        with CaptureQueriesContext(connection) as caught:
            browser.get(url)
        return len(caught)

    record(person, {"tolk_nodig": "ja"}, nt2_docent)
    one = count()
    record(person, {**RESULT, "pid_ontvangen": "ja", "digid_aangevraagd": "nee"}, nt2_docent)
    assert count() == one
    shown = " ".join(browser.get(url).content.decode().split())
    assert f"Bron: </span>Docent, {nt2_docent.naam}, {short_date(DAY)}" in shown
    lines = [detail for line in read_history(person) for detail in line.details]
    assert "Instaptoets taal: bron Docent, 12-03-2026" in lines
