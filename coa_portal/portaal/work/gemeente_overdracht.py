"""The gemeente's work of the handover: scenario, talks, intake and PIP, move, agreements and questions."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import visible
from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import long_date, today
from coa_portal.portaal.work.gemeente import (
    REGIE,
    is_mine,
    my_koppelingen,
    own_betrokkenen,
    own_koppelingen,
    with_koppeling,
)
from coa_portal.portaal.work.regels import Bron, Regel, Rows, register_bron
from overdracht.gesprekken.selectors import untold, waiting_for
from overdracht.models import (
    Afspraak,
    Gesprek,
    Gespreksdeelnemer,
    Inburgeringstraject,
    Scenariokeuze,
    Verhuizing,
    Vraag,
)
from overdracht.models.gedeeld import WORKING_AGE

Regels = Callable[[Gebruiker, Sequence[Any]], Iterable[Regel]]


def _inburgeraars(gebruiker: Gebruiker) -> "QuerySet[Any]":
    """Who takes part in the inburgering, of the open koppelingen."""
    return own_betrokkenen(gebruiker).filter(leeftijdsgroep=WORKING_AGE)


def _has_moved(path: str = "koppeling") -> Exists:
    return Exists(Verhuizing.objects.filter(koppeling=OuterRef(path), verhuisd_op__isnull=False))


def _scenario_now(**conditions: Any) -> Exists:
    rows = Scenariokeuze.objects.filter(betrokkene=OuterRef("pk"), vervangen_op=None, **conditions)
    return Exists(rows.order_by())


def _traject(**conditions: Any) -> Exists:
    return Exists(Inburgeringstraject.objects.filter(betrokkene=OuterRef("pk"), **conditions))


def _households_with(gebruiker: Gebruiker, people: "QuerySet[Any]") -> "QuerySet[Any]":
    """Households that did not move yet, with somebody of these people: one act covers all of them."""
    here = people.filter(koppeling=OuterRef("pk")).order_by()
    return own_koppelingen(gebruiker).filter(Exists(here), ~_has_moved("pk"))


def _without_scenario(gebruiker: Gebruiker) -> "QuerySet[Any]":
    chosen = Exists(Scenariokeuze.objects.filter(betrokkene=OuterRef("pk")).order_by())
    return _households_with(gebruiker, _inburgeraars(gebruiker).filter(~chosen))


def _to_inform(gebruiker: Gebruiker) -> "QuerySet[Any]":
    untold_ones = _inburgeraars(gebruiker).filter(_scenario_now(inburgeraar_geinformeerd_op=None))
    return _households_with(gebruiker, untold_ones)


def _without_driegesprek(gebruiker: Gebruiker) -> "QuerySet[Any]":
    """A scenario, and no driegesprek that was held or may still take place."""
    talks = Gespreksdeelnemer.objects.filter(
        betrokkene=OuterRef("pk"),
        gesprek__soort=Gesprek.Soort.DRIEGESPREK,
        gesprek__status__in=["voorgesteld", "gepland", "gehouden"],
    )
    waiting = _inburgeraars(gebruiker).filter(_scenario_now(), ~Exists(talks.order_by()))
    return _households_with(gebruiker, waiting)


def _without_intake(gebruiker: Gebruiker) -> "QuerySet[Any]":
    """In scenario 1 and 2 after the driegesprek, in scenario 3 and without a scenario after the move (B1)."""
    held = Gespreksdeelnemer.objects.filter(
        betrokkene=OuterRef("pk"), gesprek__soort=Gesprek.Soort.DRIEGESPREK, gesprek__status="gehouden"
    )
    early = _scenario_now(scenario__in=[1, 2]) & Exists(held.order_by())
    return _inburgeraars(gebruiker).filter(
        Q(early) | Q(_has_moved()), ~_traject(intake_gestart_op__isnull=False)
    )


def _without_pip(gebruiker: Gebruiker) -> "QuerySet[Any]":
    """The intake is done, or DUO's kennisgeving is there, and no PIP yet."""
    begun = _traject(intake_afgerond_op__isnull=False) | _traject(kennisgeving_op__isnull=False)
    return _inburgeraars(gebruiker).filter(begun, ~_traject(pip_vastgesteld_op__isnull=False))


def _to_report_move(gebruiker: Gebruiker) -> "QuerySet[Any]":
    due = Verhuizing.objects.filter(
        koppeling=OuterRef("pk"), definitief_op__lte=today(), verhuisd_op__isnull=True
    )
    return own_koppelingen(gebruiker).filter(Exists(due))


def _without_brp(gebruiker: Gebruiker) -> "QuerySet[Any]":
    rows = Verhuizing.objects.filter(koppeling=OuterRef("pk"), verhuisd_op__isnull=False, brp_op__isnull=True)
    return own_koppelingen(gebruiker).filter(Exists(rows))


def _own(rows: "QuerySet[Any]", gebruiker: Gebruiker) -> "QuerySet[Any]":
    managed = grants_of(gebruiker).on("manage_overdracht")
    found: QuerySet[Any] = rows.filter(
        gemeente__in=managed, koppeling__status__in=["definitief", "gehuisvest"]
    )
    return found


def _proposals(gebruiker: Gebruiker) -> "QuerySet[Any]":
    return _own(waiting_for(gebruiker), gebruiker)


def _untold(gebruiker: Gebruiker) -> "QuerySet[Any]":
    return _own(untold(gebruiker), gebruiker)


def _agreements(gebruiker: Gebruiker) -> "QuerySet[Any]":
    return _own(visible(Afspraak, gebruiker).filter(status="open", wie="gemeente"), gebruiker)


def _questions(gebruiker: Gebruiker) -> "QuerySet[Any]":
    return _own(visible(Vraag, gebruiker).filter(status="open", van_partij="coa"), gebruiker)


def _of_people(code: str, verb: str, context: str, *terms: str) -> Regels:
    """Rows about the traject of people, by number: "KOP-000044, persoon 2"."""

    def regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
        return [
            Regel(
                code=code,
                verb=verb,
                subject=f"{row.koppeling.referentie}, persoon {row.volgnummer}",
                url=reverse("overdracht_gemeente:traject", args=[row.koppeling_id, row.pk]),
                context=context,
                since=timezone.localdate(row.koppeling.definitief_op),
                place=row.gemeente.naam,
                is_mine=row.van_mij == "mijn",
                koppeling=row.koppeling_id,
                betrokkene=row.pk,
                terms=terms,
            )
            for row in rows
        ]

    return regels


def _of_households(code: str, verb: str, context: str, page: str, *terms: str) -> Regels:
    """Rows about households by their number; `page`: where it is done."""

    def regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
        return [
            Regel(
                code=code,
                verb=verb,
                subject=row.referentie,
                url=reverse(page, args=[row.pk]),
                context=context,
                since=timezone.localdate(row.definitief_op),
                place=row.gemeente.naam,
                is_mine=row.van_mij == "mijn",
                koppeling=row.pk,
                terms=terms,
            )
            for row in rows
        ]

    return regels


def _of_talks(code: str, verb: str) -> Regels:
    def regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
        return [
            Regel(
                code=code,
                verb=verb,
                subject=row.koppeling.referentie,
                url=reverse("gesprekken:gesprek", args=[row.pk]),
                context=talk_words(row),
                due=timezone.localdate(row.moment) if row.moment else None,
                since=timezone.localdate(row.status_sinds),
                place=row.gemeente.naam,
                is_mine=row.van_mij == "mijn",
            )
            for row in rows
        ]

    return regels


def talk_words(row: Gesprek) -> str:
    """Which talk, and when: "Driegesprek, 3 december 2026"."""
    when = f", {long_date(timezone.localdate(row.moment))}" if row.moment else ""
    return f"{row.get_soort_display()}{when}"


def _agreement_regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    return [
        Regel(
            code="afspraak",
            verb="Rond de afspraak af",
            subject=row.koppeling.referentie,
            url=reverse("gesprekken:koppeling", args=[row.koppeling_id]),
            context=f"Onderwerp: {row.get_domein_display().lower()}",
            due=row.voor_op,
            place=row.gemeente.naam,
            is_mine=row.van_mij == "mijn",
        )
        for row in rows
    ]


def _question_regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    return [
        Regel(
            code="vraag",
            verb="Beantwoord de vraag",
            subject=row.koppeling.referentie,
            url=reverse("overdracht_gemeente:antwoorden", args=[row.pk]),
            context="Het COA stelt een vraag",
            since=timezone.localdate(row.created_at),
            place=row.gemeente.naam,
            is_mine=row.van_mij == "mijn",
        )
        for row in rows
    ]


def _with_gemeente(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows.select_related("gemeente").order_by("definitief_op", "pk")


def _bron_of_rows(code: str, label: str, rows: Rows, regels: Regels) -> Bron:
    """Work on rows of a koppeling."""
    return Bron(code, label, REGIE, rows, is_mine, regels, with_koppeling)


def _bron_of_households(code: str, label: str, rows: Rows, regels: Regels) -> Bron:
    """Work on koppelingen themselves."""
    return Bron(code, label, REGIE, rows, my_koppelingen, regels, _with_gemeente)


def _bronnen_of_contact() -> list[Bron]:
    """Questions, talks and agreements."""
    answer = _of_talks("gesprek_antwoord", "Reageer op het moment")
    outcome = _of_talks("gesprek_afloop", "Leg vast of het gesprek is gehouden")
    return [
        _bron_of_rows("vraag", "Vragen", _questions, _question_regels),
        _bron_of_rows("gesprek_antwoord", "Gesprekken", _proposals, answer),
        _bron_of_rows("gesprek_afloop", "Afloop van gesprekken", _untold, outcome),
        _bron_of_rows("afspraak", "Afspraken", _agreements, _agreement_regels),
    ]


def _bronnen_before_move() -> list[Bron]:
    """Scenario and driegesprek."""
    page = "overdracht_gemeente:scenario"
    choose = _of_households("scenario", "Kies een scenario", "Het COA wacht op uw keuze", page, "scenario")
    words = ("Vertel welk scenario het wordt", "De inburgeraar weet het nog niet")
    tell = _of_households("informeren", *words, page, "informeren")
    words = ("Plan een driegesprek", "Met inburgeraar en COA")
    plan = _of_households("driegesprek", *words, "gesprekken:nieuw", "driegesprek")
    return [
        _bron_of_households("scenario", "Scenario", _without_scenario, choose),
        _bron_of_households("informeren", "Inburgeraar informeren", _to_inform, tell),
        _bron_of_households("driegesprek", "Driegesprek", _without_driegesprek, plan),
    ]


def _bronnen_of_traject() -> list[Bron]:
    """Intake, PIP and move."""
    own = "overdracht_gemeente"
    intake = _of_people("intake", "Start de brede intake", "Leg vast wanneer u begint")
    pip = _of_people("pip", "Stel het PIP vast", "Leg de datum en de leerroute vast", "pip")
    words = ("Meld de verhuizing", "De verhuisdatum is er")
    moved = _of_households("verhuisd", *words, f"{own}:verhuisd")
    words = ("Leg de inschrijving in de BRP vast", "Het huishouden is verhuisd")
    brp = _of_households("brp", *words, f"{own}:brp")
    return [
        _bron_of_rows("intake", "Brede intake", _without_intake, intake),
        _bron_of_rows("pip", "PIP", _without_pip, pip),
        _bron_of_households("verhuisd", "Verhuizing", _to_report_move, moved),
        _bron_of_households("brp", "BRP", _without_brp, brp),
    ]


def register_bronnen() -> None:
    """Called in `AppConfig.ready()`."""
    bronnen = [*_bronnen_of_contact(), *_bronnen_before_move(), *_bronnen_of_traject()]
    for order, bron in enumerate(bronnen):
        register_bron(220 + order, bron)
