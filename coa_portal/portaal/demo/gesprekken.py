"""Talks of the demo in every state, with agreements, a visit day and a sitting."""

import datetime as dt
from typing import Any

from django.utils import timezone

from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import working_days_after
from coa_portal.portaal.demo.accounts import Cast
from coa_portal.portaal.demo.clock import DemoClock
from koppeling.models import Koppeling
from overdracht import actions
from overdracht.actions import Voorstel
from overdracht.models import Gesprek

_AGREEMENTS = (
    ("huisvesting", "Met het gezin de woning en de buurt bekijken.", "gemeente"),
    ("onderwijs", "De kinderen aanmelden bij een school in de nieuwe buurt.", "gemeente"),
    ("werk", "Het diploma laten waarderen.", "coa"),
    ("gezondheid", "Een huisarts zoeken in de nieuwe woonplaats.", "inburgeraar"),
)
_TOGETHER = 3


class _Scene:
    """One household with the two people who plan for it. Days are counted back from today."""

    def __init__(self, koppeling: Koppeling, cast: Cast, clock: DemoClock) -> None:
        self.koppeling, self.clock = koppeling, clock
        self.gemeente: Gebruiker = cast.regievoerders(koppeling.gemeente)[0]
        head = koppeling.plaatsingseenheid.hoofdpersoon
        self.locatie = head.dossier_locatie if head else None
        self.coa = cast.casemanagers(self.locatie)[0] if self.locatie else None
        self.age = (clock.today - timezone.localdate(koppeling.definitief_op)).days

    def plan(self, days_ago: int, day: dt.date, soort: str = "driegesprek", **how: Any) -> Gesprek:
        """Propose a moment at ten on `day`, `days_ago` before today."""
        self.clock.turn_to(days_ago, 9)
        return actions.plan_gesprek(
            koppeling=self.koppeling,
            soort=soort,
            voorstel=self.at(day, **how),
            betrokkenen=list(self.koppeling.betrokkenen.filter(is_lid=True)),
            acting_user=self.gemeente,
        )

    def at(self, day: dt.date, hour: int = 10, **how: Any) -> Voorstel:
        """A proposal for that day."""
        moment = timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
        return Voorstel(**{"moment": moment, "vorm": "azc", **how})

    def accept(self, days_ago: int, row: Gesprek) -> Gesprek:
        """COA agrees."""
        self.clock.turn_to(days_ago, 11)
        return actions.accept_gesprek(gesprek=row, acting_user=self._coa())

    def agree(self, number: int, row: Gesprek | None, due: dt.date) -> None:
        """Write one of the agreements down, without a name."""
        domein, tekst, wie = _AGREEMENTS[number % len(_AGREEMENTS)]
        actions.make_afspraak(
            koppeling=self.koppeling,
            gesprek=row,
            domein=domein,
            tekst=tekst,
            wie=wie,
            voor_op=due,
            acting_user=self.gemeente,
        )

    def held(self, days_ago: int, soort: str, **how: Any) -> Gesprek:
        """Planned, accepted and held, that many days ago."""
        day = self.clock.day(days_ago)
        row = self.accept(days_ago + 1, self.plan(days_ago + 2, day, soort, **how))
        self.clock.turn_to(days_ago, 12)
        return actions.hold_gesprek(gesprek=row, gehouden_op=day, acting_user=self.gemeente)

    def _coa(self) -> Gebruiker:
        if self.coa is None:
            raise ValueError("nobody of COA plans for this household")
        return self.coa


def tell_talks(cast: Cast, clock: DemoClock) -> None:
    """Talks for the active koppelingen, each state as often as the others; and what is planned together."""
    rows = Koppeling.objects.active().select_related(
        "gemeente", "plaatsingseenheid__hoofdpersoon__dossier_locatie"
    )
    scenes = [_Scene(row, cast, clock) for row in rows.order_by("definitief_op")]
    scenes = [scene for scene in scenes if scene.coa is not None and scene.age >= 6]
    stories = (_met, _proposed, _nothing, _countered, _missed, _talked)
    untouched = []
    for number, scene in enumerate(scenes):
        story = stories[number % len(stories)]
        story(scene, number)
        if story is _nothing:
            untouched.append(scene)
    _together(untouched, clock)
    clock.turn_to(0)


def _met(scene: _Scene, number: int) -> None:
    """Met by phone; the driegesprek is planned."""
    scene.held(3, "kennismaking", vorm="telefoon", duur=30)
    day = working_days_after(scene.clock.today, 2 + number % 5)
    scene.accept(1, scene.plan(2, day, tolk=number % 2 == 0))


def _proposed(scene: _Scene, number: int) -> None:
    """COA has to answer."""
    scene.plan(1, working_days_after(scene.clock.today, 6 + number % 4), vorm="video", tolk=True)


def _nothing(scene: _Scene, number: int) -> None:
    """Nobody planned anything: the planner's."""


def _countered(scene: _Scene, number: int) -> None:
    """COA proposed another moment: the gemeente has to answer."""
    row = scene.plan(2, working_days_after(scene.clock.today, 3))
    scene.clock.turn_to(1, 15)
    moment = scene.at(working_days_after(scene.clock.today, 7), hour=14)
    actions.propose_moment(gesprek=row, voorstel=moment, acting_user=scene._coa())


def _missed(scene: _Scene, number: int) -> None:
    """Forgotten, and proposed again."""
    row = scene.accept(4, scene.plan(5, scene.clock.day(3)))
    scene.clock.turn_to(2, 9)
    actions.miss_gesprek(gesprek=row, reden="vergeten", acting_user=scene._coa())
    scene.plan(1, working_days_after(scene.clock.today, 4))


def _talked(scene: _Scene, number: int) -> None:
    """Held, with agreements of which one is late."""
    row = scene.held(4, "driegesprek", vorm=("azc", "video")[number % 2])
    scene.agree(number, row, scene.clock.day(1))
    scene.agree(number + 1, row, working_days_after(scene.clock.today, 15))


def _together(scenes: list[_Scene], clock: DemoClock) -> None:
    """Per gemeente and azc: a visit day for the first households, a sitting for all of them; the rest is for the
    planner."""
    groups: dict[tuple[Any, Any], list[_Scene]] = {}
    for scene in scenes:
        groups.setdefault((scene.koppeling.gemeente, scene.locatie), []).append(scene)
    for place, ((gemeente, locatie), group) in enumerate(groups.items()):
        if len(group) < 2 and place:
            continue
        clock.turn_to(1, 13)
        actions.plan_zitting(
            gemeente_id=gemeente.pk,
            opvanglocatie=locatie,
            soort="overdrachtsgesprek" if place % 2 else "kennismaking",
            begint=_moment(clock, 8),
            duur=30,
            vorm="azc",
            koppelingen=[scene.koppeling for scene in group[:_TOGETHER]],
            acting_user=group[0].gemeente,
        )


def _moment(clock: DemoClock, working_days: int) -> dt.datetime:
    """Ten o'clock, so many working days from today."""
    day = working_days_after(clock.today, working_days)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(10)))
