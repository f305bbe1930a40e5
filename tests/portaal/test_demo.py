"""The demo loads once, in every stage, all of it or nothing; and refuses where it might stand beside real data."""

import datetime as dt
from collections import Counter
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.utils import timezone

from coa_portal.access.roles import ROLES
from coa_portal.accounts.models import Accountaanvraag, Gebruiker, Herstelcode, Rechtencontrole, Toekenning
from coa_portal.audit.models import Inzageregel, Verwerkingsregel, Zegel
from coa_portal.audit.verify import verify
from coa_portal.common.dates import today
from coa_portal.notifications.models import Delivery, Event, Melding
from coa_portal.organisaties.actions import load_demo_locaties
from coa_portal.portaal.demo import PASSWORD
from coa_portal.portaal.demo.accounts import ACCOUNTS, load_accounts
from coa_portal.portaal.demo.clock import DemoClock
from coa_portal.portaal.demo.people import Inventor, bsn_numbers
from coa_portal.portaal.demo.stories import STAGES
from klantprofiel.models import Klantprofiel, Plaatsingseenheid, Vergunninghouder
from koppeling.lifecycle import KOPPELING
from koppeling.models import Koppeling
from overdracht.models import BenoemdDossier, Opvraging, Profielversie, Toestemming, Vasthouding

pytestmark = pytest.mark.django_db
OF_IBIS = 3  # households that the sample file of the feed brings


def run(*args: str) -> str:
    out = StringIO()
    call_command("load_demo", *args, stdout=out)
    return out.getvalue()


def counts() -> dict[str, Any]:
    models = (
        Gebruiker,
        Toekenning,
        Plaatsingseenheid,
        Vergunninghouder,
        Koppeling,
        Toestemming,
        Profielversie,
        Event,
    )
    return {model.__name__: model.objects.count() for model in models}


def states(model: Any) -> Counter[str]:
    return Counter(dict(model.objects.order_by().values_list("status").annotate(n=Count("pk"))))


def test_the_demo_has_every_stage_and_loads_once() -> None:
    assert "geladen: " in run()
    first = counts()

    assert run() == "De demo is al geladen.\n"

    assert counts() == first
    assert first["Plaatsingseenheid"] == 1 + sum(stage.times for stage in STAGES) + OF_IBIS
    assert 75 <= first["Plaatsingseenheid"] <= 95
    assert set(states(Koppeling)) == set(KOPPELING.states)
    assert set(states(Toestemming)) >= {"uitgelegd", "gevraagd", "gegeven", "geweigerd", "ingetrokken"}
    assert Opvraging.objects.filter(status="open").count() >= 2
    assert Vasthouding.objects.count() == 1
    assert states(Rechtencontrole) == {"afgetekend": 1, "opgesteld": 1}
    assert Vergunninghouder.objects.filter(is_nareiziger=True).exists()
    assert set(Profielversie.objects.values_list("nummer", flat=True)) >= {1, 2, 3}
    _judge_reading_log()
    _judge_dates()
    _judge_people()
    _judge_meldingen()


def _judge_reading_log() -> None:
    """Lines of the last weeks, sealed without a finding; named dossiers, and codes for who lost a phone."""
    days = {timezone.localdate(moment) for moment in Inzageregel.objects.values_list("created_at", flat=True)}
    assert len(days) > 10 and max(days) < today()
    assert set(Inzageregel.objects.values_list("rol", flat=True)) == {"Casemanager", "Regievoerder gemeente"}
    assert Inzageregel.objects.filter(result="geweigerd").exists()
    report = verify()
    assert (
        report.is_intact and report.position == Inzageregel.objects.count() + Verwerkingsregel.objects.count()
    )
    last = Inzageregel.objects.latest("created_at").created_at
    assert Zegel.objects.earliest("sealed_at").sealed_at > last
    assert BenoemdDossier.objects.count() == 2
    assert states(Accountaanvraag) == {"aangevraagd": 1, "geweigerd": 1}
    assert Herstelcode.objects.count() == 10 * Gebruiker.objects.count()


def _judge_dates() -> None:
    """Nothing lies in the future, and the history is spread over the months before."""
    assert not Koppeling.history.filter(history_date__date__gt=today()).exists()
    days = set(Koppeling.history.dates("history_date", "day"))
    assert len(days) > 25
    for row in Koppeling.objects.filter(definitief_op__isnull=False):
        assert row.created_at <= row.definitief_op <= row.status_sinds + dt.timedelta(seconds=1)
    begun = Toestemming.objects.get(status="uitgelegd")
    assert timezone.localdate(begun.status_sinds) == begun.uitgelegd_op


def _judge_people() -> None:
    sample = Vergunninghouder.objects.get(voornaam="Voorbeeld", achternaam="Vergunninghouder")
    koppeling = sample.plaatsingseenheid.koppelingen.get()
    assert (koppeling.gemeente.naam, koppeling.status) == ("Utrecht", "definitief")
    assert Profielversie.objects.filter(vergunninghouder=sample, koppeling=koppeling).exists()
    assert sample.dossier_locatie is not None
    assert sample.dossier_locatie.naam == "Luttelgeest"
    assert Klantprofiel.objects.filter(
        vergunninghouder=sample, ambities__icontains="auto-onderdelen"
    ).exists()


def _judge_meldingen() -> None:
    assert not Event.objects.filter(drained_at=None).exists()
    assert Melding.objects.filter(read_at=None).exists()
    assert Melding.objects.filter(read_at__isnull=False).exists()
    assert not Delivery.objects.filter(sent_at=None).exists()


def test_every_role_with_a_parent_has_a_demo_account_that_can_sign_in(client: Any) -> None:
    load_demo_locaties(acting_user=None)
    load_accounts()

    assert {account.rol for account in ACCOUNTS} == set(ROLES)
    for account in ACCOUNTS:
        assert client.login(username=account.email, password=PASSWORD), account.email
    table = run("--logins")
    assert PASSWORD in table
    assert all(account.email in table for account in ACCOUNTS)


def test_the_demo_refuses_beside_other_data(settings: Any, casemanager_luttelgeest: Gebruiker) -> None:
    settings.PORTAL_DEMO = False

    with pytest.raises(CommandError, match="PORTAL_DEMO"):
        run()

    assert Gebruiker.objects.count() == 1


def test_inventing_is_the_same_every_time() -> None:
    def names() -> list[str]:
        inventor = Inventor(7, today())
        people = [one for _ in range(9) for one in inventor.household(arrived=today(), permit=today())]
        return [f"{one.new.v_nummer} {one.new.voornaam} {one.new.bsn} {one.rows}" for one in people]

    assert names() == names()


def test_demo_numbers_are_of_the_range_that_is_never_given_out() -> None:
    numbers = [number for number, _ in zip(bsn_numbers(), range(200), strict=False)]

    assert all(number.startswith("9999") for number in numbers)
    assert len(set(numbers)) == 200


def test_the_clock_is_put_back() -> None:
    real = timezone.now
    clock = DemoClock()

    with clock.running():
        day = clock.turn_to(100)
        assert timezone.localdate() == day == clock.day(100)
        assert Koppeling(referentie="x").status_sinds.date() == day

    assert timezone.now is real
    assert Koppeling(referentie="x").status_sinds.date() == timezone.now().date()
