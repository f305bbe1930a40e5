"""Scenarios of the demo: chosen in time, too late, from a voorkeur, changed later, and some still waiting."""

import datetime as dt

from django.utils.timezone import localdate

from coa_portal.accounts.models import Gebruiker
from coa_portal.organisaties.models import Gemeente, Opvanglocatie
from coa_portal.portaal.demo.accounts import UTRECHT, Cast
from coa_portal.portaal.demo.clock import DemoClock
from koppeling.models import Koppeling
from overdracht.actions import choose_scenario, record_informed, set_voorkeursscenario
from overdracht.models import Betrokkene, Scenario, Scenariokeuze
from overdracht.models.gedeeld import WORKING_AGE

PREFERRED_AZC = "Luttelgeest"
_AGREED = 90  # days ago
_REASON = "De verwachte wachttijd is korter dan gedacht."


def agree_on_scenarios(cast: Cast, clock: DemoClock) -> None:
    """Utrecht prefers scenario 3 for the azc that is far away; agreed before the latest meldingen."""
    clock.turn_to(_AGREED, 9)
    gemeente = Gemeente.objects.get(pk=UTRECHT)
    set_voorkeursscenario(
        gemeente=gemeente,
        opvanglocatie=Opvanglocatie.objects.get(naam=PREFERRED_AZC),
        scenario=Scenario.NA_VERHUIZING,
        geldig_van=clock.day(_AGREED),
        acting_user=cast.regievoerders(gemeente)[0],
    )


def choose_scenarios(cast: Cast, clock: DemoClock) -> None:
    """For every fourth household nobody chose yet; for the others some days after the melding, now and then too late.
    One in three learns of another scenario later."""
    rows = Koppeling.objects.active().select_related("gemeente").order_by("definitief_op", "referentie")
    for number, koppeling in enumerate(rows):
        people = list(Betrokkene.objects.filter(koppeling=koppeling, is_lid=True, leeftijdsgroep=WORKING_AGE))
        regievoerders = cast.regievoerders(koppeling.gemeente)
        if people and regievoerders and number % 4 != 3:
            _choose(clock, koppeling, people, number, regievoerders[0])


def _choose(
    clock: DemoClock, koppeling: Koppeling, people: list[Betrokkene], number: int, who: Gebruiker
) -> None:
    made = localdate(koppeling.definitief_op)
    if not Scenariokeuze.objects.filter(koppeling=koppeling).exists():
        if not _turn(clock, made + dt.timedelta(days=17 if number % 5 == 0 else 4 + number % 6)):
            return
        choose_scenario(koppeling=koppeling, betrokkenen=people, scenario=1 + number % 3, acting_user=who)
    if number % 3 != 2 and _turn(clock, made + dt.timedelta(days=19)):
        record_informed(
            koppeling=koppeling,
            betrokkenen=people,
            op=made + dt.timedelta(days=18),
            hoe=Scenariokeuze.Geinformeerd.GESPREK if number % 2 else Scenariokeuze.Geinformeerd.TELEFOON,
            acting_user=who,
        )
    if number % 3 == 1 and _turn(clock, made + dt.timedelta(days=30)):
        now = Scenariokeuze.objects.filter(koppeling=koppeling, vervangen_op=None).first()
        other = (
            Scenario.GECOMBINEERD if now and now.scenario != Scenario.GECOMBINEERD else Scenario.SNELLE_START
        )
        choose_scenario(
            koppeling=koppeling, betrokkenen=people, scenario=other, reden=_REASON, acting_user=who
        )


def _turn(clock: DemoClock, day: dt.date) -> bool:
    """Set the clock to that day; False for a day that is still to come."""
    days_ago = (clock.today - day).days
    if days_ago < 0:
        return False
    clock.turn_to(days_ago, 11)
    return True
