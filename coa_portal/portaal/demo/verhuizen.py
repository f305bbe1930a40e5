"""The demo's intake, PIP, moves, checklists and logeren: some of everything, spread over the households."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import add_months
from coa_portal.portaal.demo.accounts import Cast
from coa_portal.portaal.demo.clock import DemoClock
from koppeling.models import Koppeling
from overdracht import actions
from overdracht.actions import Trajectfeiten, Verhuisfeiten
from overdracht.models import Betrokkene, Inzage

_OLD_ENOUGH = 26  # days since the koppeling, so that something has happened


class _Handover:
    """One koppeling with its people on both sides. Days are counted back from today."""

    def __init__(self, koppeling: Koppeling, cast: Cast, clock: DemoClock) -> None:
        self.koppeling, self.clock = koppeling, clock
        self.regie: Gebruiker = cast.regievoerders(koppeling.gemeente)[0]
        self.members = list(koppeling.betrokkenen.filter(is_lid=True).select_related("vergunninghouder"))
        locatie = self.members[0].vergunninghouder.dossier_locatie
        self.coa = cast.casemanagers(locatie)[0] if locatie else None
        matched = koppeling.definitief_op or timezone.now()
        self.days = (clock.today - timezone.localtime(matched).date()).days

    @property
    def adults(self) -> list[Betrokkene]:
        """Who takes part in the inburgering."""
        return [member for member in self.members if member.may_have_traject]

    def day(self, days_ago: int) -> dt.date:
        """A date in the story."""
        return self.clock.day(days_ago)

    def intake(
        self, *, started: int, done: int | None = None, pip: int | None = None, route: str = ""
    ) -> None:
        """The intake of every adult, as far as it came, each fact entered on its day."""
        toets = done + 1 if done is not None else None
        for member in self.adults:
            for day in sorted({started, done, pip} - {None}, reverse=True):  # type: ignore[type-var]
                self.clock.turn_to(int(day or 0), 15)
                self._save(member, int(day or 0), (started, done, toets, pip, route))

    def _save(
        self,
        member: Betrokkene,
        now: int,
        story: tuple[int, int | None, int | None, int | None, str],
    ) -> None:
        started, done, toets, pip, route = story

        def known(days: int | None) -> dt.date | None:
            return self.day(days) if days is not None and days >= now else None

        facts = Trajectfeiten(
            intake_gestart_op=known(started),
            intake_afgerond_op=known(done),
            toets_op=known(toets),
            toets_uitkomst="haalbaar" if known(toets) else "",
            kennisgeving_op=self.day(min(self.days, started + 4)),
            pip_vastgesteld_op=known(pip),
            leerroute=route if known(pip) else "",
        )
        actions.save_traject(
            koppeling=self.koppeling, betrokkene=member, feiten=facts, acting_user=self.regie
        )

    def start(self, days_ago: int) -> None:
        """The regular programme starts for every adult."""
        day = self.clock.turn_to(days_ago, 15, 30)
        for member in self.adults:
            actions.start_traject(
                koppeling=self.koppeling, betrokkene=member, gestart_op=day, acting_user=self.regie
            )

    def move(self, days_ago: int, *, reden: str = "", **facts: Any) -> None:
        """House, dates, address, rest as the gemeente enters them that day."""
        self.clock.turn_to(days_ago, 13)
        feiten = Verhuisfeiten(**facts)
        actions.save_verhuizing(koppeling=self.koppeling, feiten=feiten, reden=reden, acting_user=self.regie)

    def talk(self, days_ago: int) -> None:
        """COA held the huisvestingsgesprek."""
        if self.coa is not None:
            day = self.clock.turn_to(days_ago, 11)
            actions.record_huisvestingsgesprek(
                koppeling=self.koppeling, gehouden_op=day, acting_user=self.coa
            )

    def checklist(self, days_ago: int, **points: str) -> None:
        """What was transferred, of everybody with consent."""
        day = self.clock.turn_to(days_ago, 14)
        told = {code: (stand, day if stand == "overgedragen" else None) for code, stand in points.items()}
        opened = Inzage.objects.filter(koppeling=self.koppeling, tier__gte=1)
        for member in self.members:
            if opened.filter(betrokkene=member).exists():
                actions.save_checklist(betrokkene=member, punten=told, acting_user=self.coa or self.regie)

    def costs(self, days_ago: int, soort: str, betaalt: str, cents: int | None, words: str = "") -> None:
        """Who pays what."""
        day = self.clock.turn_to(days_ago, 16)
        actions.agree_kosten(
            koppeling=self.koppeling,
            soort=soort,
            wie_betaalt=betaalt,
            bedrag_centen=cents,
            omschrijving=words,
            afgesproken_op=day,
            acting_user=self.regie,
        )

    def stay(self, days_ago: int) -> None:
        """The hoofdpersoon stays with a host."""
        if self.coa is not None and self.members[0].may_have_traject:
            day = self.clock.turn_to(days_ago, 12)
            actions.start_logeren(
                betrokkene=self.members[0], van=day, tot=add_months(day, 3), acting_user=self.coa
            )


def _early_start(h: _Handover) -> None:
    """Scenario 1: intake, PIP and start while they still live at the azc."""
    h.intake(started=h.days - 6, done=h.days - 14, pip=h.days - 18, route="B")
    h.start(h.days - 22)
    h.costs(h.days - 20, "reis", "gemeente", 4250, "trein, twee keer per week")
    h.costs(h.days - 20, "laptop", "gemeente", 35000)


def _moves_soon(h: _Handover) -> None:
    """A house is found, the date changed once, and the checklist is under way."""
    found, expected = h.day(12), h.day(-26)
    h.move(18, verwacht_op=expected)
    house: dict[str, Any] = {
        "woning_gevonden_op": found,
        "straat": "Lindelaan",
        "huisnummer": str(12 + h.days % 40),
        "postcode": "3511AB",
        "plaats": h.koppeling.gemeente.naam,
    }
    h.move(11, verwacht_op=expected, definitief_op=h.day(-16), **house)
    rest: dict[str, Any] = {"rust_van": h.day(-7), "rust_tot": h.day(-20)}
    h.move(4, verwacht_op=expected, definitief_op=h.day(-9), reden="eerder", **house, **rest)
    h.talk(3)
    h.intake(started=8)
    h.checklist(2, gca_huisarts="overgedragen", jgz="nvt", vluchtelingenwerk="niet")


def _waits(h: _Handover) -> None:
    """Stays with a host while waiting for a house; the intake is done."""
    h.intake(started=20, done=10)
    h.stay(15)
    h.move(9, verwacht_op=h.day(-55))
    h.costs(9, "tolk", "coa", None, "bij de brede intake")


def _only_expected(h: _Handover) -> None:
    """Nothing but a date that is expected."""
    h.move(6, verwacht_op=h.day(-70))


_STORIES: tuple[Callable[[_Handover], None], ...] = (_moves_soon, _early_start, _waits, _only_expected)


def tell_handovers(cast: Cast, clock: DemoClock) -> None:
    """Give the koppelingen that are old enough something of the handover; those that moved all that follows."""
    rows = Koppeling.objects.select_related("gemeente").order_by("referentie")
    number = 0
    for koppeling in rows.filter(status="definitief"):
        h = _Handover(koppeling, cast, clock)
        if h.days >= _OLD_ENOUGH:
            _STORIES[number % len(_STORIES)](h)
            number += 1
    for koppeling in rows.filter(status="gehuisvest", verhuizing__isnull=False):
        _after_the_move(_Handover(koppeling, cast, clock))


def _after_the_move(h: _Handover) -> None:
    """BRP, intake and PIP after the move: scenario 3."""
    moved = (h.clock.today - (h.koppeling.verhuizing.verhuisd_op or h.clock.today)).days
    h.clock.turn_to(max(moved - 5, 0), 10)
    actions.record_brp(koppeling=h.koppeling, brp_op=h.day(max(moved - 5, 0)), acting_user=h.regie)
    if moved > 30:
        h.intake(started=moved - 8, done=moved - 18, pip=moved - 24, route="Z")
    h.checklist(
        max(moved - 4, 0),
        gca_huisarts="overgedragen",
        jgz="overgedragen",
        vluchtelingenwerk="overgedragen",
        sociaal_team="nvt",
    )
