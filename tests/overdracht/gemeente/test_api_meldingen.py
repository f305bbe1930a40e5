"""Meldingen over the API: without personal data, silent about what may no longer be seen (R11, R26)."""

from collections.abc import Callable

import pytest

from coa_portal.accounts.actions import end_toekenning
from coa_portal.accounts.models import Gebruiker
from coa_portal.notifications.models import Event, Melding
from overdracht.objects import Situation
from tests.overdracht.gemeente.scenes import Scene
from tests.overdracht.gemeente.systems import NOWHERE, System, assert_problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def melding(make_scene: Callable[[Situation], Scene], utrecht_system: System) -> Melding:
    made = make_scene(Situation.CONSENT)
    event = Event.objects.get(kind="koppeling_gemaakt", subject_id=made.koppeling.pk)
    return Melding.objects.create(event=event, recipient=utrecht_system.account)


def test_inbox_names_the_koppeling_and_nobody(utrecht_system: System, melding: Melding) -> None:
    answer = utrecht_system.get("/meldingen", gelezen="nee")
    (row,) = answer.json()["resultaten"]
    assert row["onderwerp"] == str(melding.event.subject_id)
    assert row["referentie"] == melding.event.reference
    assert row["gelezenOp"] is None
    assert "Tesfay" not in answer.text


def test_reading_twice_keeps_the_first_moment(utrecht_system: System, melding: Melding) -> None:
    path = f"/meldingen/{melding.pk}/leesbevestigingen"
    first, second = utrecht_system.post(path), utrecht_system.post(path)
    assert first.status_code == second.status_code == 200
    assert first.json()["gelezenOp"] == second.json()["gelezenOp"] is not None
    assert utrecht_system.get("/meldingen", gelezen="nee").json()["aantal"] == 0
    assert utrecht_system.get("/meldingen", gelezen="ja").json()["aantal"] == 1


def test_a_melding_of_somebody_else_is_404(
    utrecht_system: System,
    melding: Melding,
    regievoerder_utrecht: Gebruiker,
) -> None:
    other = Melding.objects.create(event=melding.event, recipient=regievoerder_utrecht)
    for key in (other.pk, NOWHERE):
        assert_problem(utrecht_system.post(f"/meldingen/{key}/leesbevestigingen"), 404)
    assert Melding.objects.get(pk=other.pk).read_at is None


def test_what_may_no_longer_be_seen_is_not_told(utrecht_system: System, melding: Melding) -> None:
    """R26: judged at reading. The account lost its gemeente since."""
    toekenning = utrecht_system.account.toekenningen.get()
    end_toekenning(toekenning=toekenning, reden="uit_dienst", acting_user=None)
    (row,) = utrecht_system.get("/meldingen").json()["resultaten"]
    assert (row["soort"], row["referentie"], row["onderwerp"]) == (None, None, None)
