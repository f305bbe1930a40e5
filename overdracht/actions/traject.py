"""Intake, toets, PIP, leerroute and start, written by the gemeente (DESIGN §5.8): dates and outcomes, no contents.

Every fact may be corrected as long as the whole stays possible: what cannot be is refused at its field.
"""

import datetime as dt
from dataclasses import asdict, dataclass, fields

from django.utils import timezone

from coa_portal.access.policy import require
from coa_portal.access.wall import elevated
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.dates import long_date, today
from coa_portal.common.errors import DomainError
from klantprofiel.models import Vergunninghouder
from koppeling.models import Koppeling
from overdracht.actions.held import fresh_koppeling
from overdracht.actions.toegang import propose_access_end
from overdracht.models import Betrokkene, ExtraKosten, Inburgeringstraject, Verhuizing
from overdracht.notify import tell
from voorinburgering.actions import end_voorinburgering, resume_voorinburgering
from voorinburgering.models import Eindereden

_NOT_YET = "Deze dag is nog niet geweest."


@dataclass(frozen=True)
class Trajectfeiten:
    """The facts of the form, all of them: what is None or empty is not so, or not so any more."""

    intake_gestart_op: dt.date | None = None
    intake_afgerond_op: dt.date | None = None
    toets_op: dt.date | None = None
    toets_uitkomst: str = ""
    kennisgeving_op: dt.date | None = None
    pip_vastgesteld_op: dt.date | None = None
    pip_verlengd_tot: dt.date | None = None
    pip_verlenging_reden: str = ""
    leerroute: str = ""

    def judge(self, gekoppeld: dt.date, gestart: dt.date | None, brp: dt.date | None) -> None:
        """Refuse what cannot be; DomainError at the field. `gestart`: the start that was reported, `brp`: the
        registration in the gemeente."""
        for name in (
            "intake_gestart_op",
            "intake_afgerond_op",
            "toets_op",
            "kennisgeving_op",
            "pip_vastgesteld_op",
        ):
            day = getattr(self, name)
            if day is not None and day > today():
                raise DomainError(_NOT_YET, field=name, code="future")
        self._judge_intake(gekoppeld)
        self._judge_pip(gestart)
        self._judge_extension(brp)

    def _judge_intake(self, gekoppeld: dt.date) -> None:
        start, done, toets = self.intake_gestart_op, self.intake_afgerond_op, self.toets_op
        if start is not None and start < gekoppeld:
            raise DomainError(
                f"De brede intake kan niet voor de koppeling van {long_date(gekoppeld)} beginnen.",
                field="intake_gestart_op",
                code="before_koppeling",
            )
        if done is not None and start is None:
            raise DomainError(
                "Vul in wanneer de brede intake begon.", field="intake_gestart_op", code="start_needed"
            )
        if start is not None and done is not None and done < start:
            raise DomainError(
                "De brede intake kan niet klaar zijn voor het begin.",
                field="intake_afgerond_op",
                code="order",
            )
        if toets is not None and toets < gekoppeld:
            raise DomainError(
                f"De leerbaarheidstoets kan niet voor de koppeling van {long_date(gekoppeld)} zijn.",
                field="toets_op",
                code="before_koppeling",
            )
        if self.toets_uitkomst not in ("", *Inburgeringstraject.Toetsuitkomst.values):
            raise DomainError("Kies uit de lijst.", field="toets_uitkomst", code="unknown")
        if self.toets_uitkomst and toets is None:
            raise DomainError(
                "Vul in wanneer de leerbaarheidstoets was.", field="toets_op", code="date_needed"
            )

    def _judge_pip(self, gestart: dt.date | None) -> None:
        pip, done = self.pip_vastgesteld_op, self.intake_afgerond_op
        if self.leerroute not in ("", *Inburgeringstraject.Leerroute.values):
            raise DomainError("Kies uit de lijst.", field="leerroute", code="unknown")
        if pip is not None and done is None:
            raise DomainError(
                "Het PIP komt na de brede intake. Vul in wanneer die klaar was.",
                field="intake_afgerond_op",
                code="intake_needed",
            )
        if pip is not None and done is not None and pip < done:
            raise DomainError(
                "Het PIP kan niet voor het einde van de brede intake zijn vastgesteld.",
                field="pip_vastgesteld_op",
                code="order",
            )
        if pip is not None and not self.leerroute:
            raise DomainError("Kies de leerroute die in het PIP staat.", field="leerroute", code="needed")
        if pip is None and self.leerroute:
            raise DomainError(
                "De leerroute staat in het PIP. Vul in wanneer dat is vastgesteld.",
                field="pip_vastgesteld_op",
                code="date_needed",
            )
        if gestart is not None and (pip is None or pip > gestart):
            raise DomainError(
                f"Het reguliere traject is op {long_date(gestart)} gestart. Het PIP is van die dag of eerder.",
                field="pip_vastgesteld_op",
                code="started",
            )

    def _judge_extension(self, brp: dt.date | None) -> None:
        until, reason = self.pip_verlengd_tot, self.pip_verlenging_reden
        if reason not in ("", *Inburgeringstraject.Verlengreden.values):
            raise DomainError("Kies uit de lijst.", field="pip_verlenging_reden", code="unknown")
        if until is None and reason:
            raise DomainError(
                "Vul in tot wanneer u de termijn verlengt.", field="pip_verlengd_tot", code="date_needed"
            )
        if until is None:
            return
        if not reason:
            raise DomainError(
                "Kies op welke informatie u wacht. Om een andere reden kan de termijn niet langer worden.",
                field="pip_verlenging_reden",
                code="reason_required",
            )
        begun = max((day for day in (self.kennisgeving_op, brp) if day is not None), default=None)
        if begun is None:
            raise DomainError(
                "De termijn loopt nog niet. Hij begint bij de kennisgeving van DUO of de inschrijving in de BRP.",
                field="pip_verlengd_tot",
                code="no_term",
            )
        if until <= begun:
            raise DomainError(
                f"Kies een dag na het begin van de termijn op {long_date(begun)}.",
                field="pip_verlengd_tot",
                code="order",
            )


_FACTS = tuple(field.name for field in fields(Trajectfeiten))


@action
def save_traject(
    *, koppeling: Koppeling, betrokkene: Betrokkene, feiten: Trajectfeiten, acting_user: Gebruiker
) -> Inburgeringstraject:
    """Write the facts of one person as they are now. COA is told of a finished intake and of a PIP, once."""
    row, member, traject = _opened(koppeling, betrokkene, acting_user)
    brp = Verhuizing.objects.filter(koppeling=row).values_list("brp_op", flat=True).first()
    feiten.judge(_day_of(row), traject.gestart_op, brp)
    had_intake, had_pip = traject.intake_afgerond_op, traject.pip_vastgesteld_op
    for name, value in asdict(feiten).items():
        setattr(traject, name, value)
    _save(traject, _FACTS)
    person = member.vergunninghouder_id
    if had_intake is None and traject.intake_afgerond_op is not None:
        tell("intake_afgerond", row, key=f"traject:{traject.pk}", acting_user=acting_user, person_id=person)
    if had_pip is None and traject.pip_vastgesteld_op is not None:
        tell("pip_vastgesteld", row, key=f"traject:{traject.pk}", acting_user=acting_user, person_id=person)
    if had_pip != traject.pip_vastgesteld_op:
        propose_access_end(row)
    return traject


@action
def start_traject(
    *, koppeling: Koppeling, betrokkene: Betrokkene, gestart_op: dt.date, acting_user: Gebruiker
) -> Inburgeringstraject:
    """Report that the regular programme started. Before the move that ends the Voorinburgering at COA and its
    individual guidance, whatever the scenario (DESIGN §5.6); the daily guidance goes on."""
    row, member, traject = _opened(koppeling, betrokkene, acting_user)
    _judge_start(traject, gestart_op)
    moved = Verhuizing.objects.filter(koppeling=row).values_list("verhuisd_op", flat=True).first()
    traject.gestart_op = gestart_op
    traject.start_is_vroeg = row.status == "definitief" or (moved is not None and gestart_op < moved)
    _save(traject, ("gestart_op", "start_is_vroeg"))
    if traject.start_is_vroeg:
        with elevated("start-ends-voorinburgering"):
            end_voorinburgering(
                vergunninghouder=Vergunninghouder(pk=member.vergunninghouder_id),
                reden=Eindereden.REGULIER,
                op=gestart_op,
                acting_user=acting_user,
            )
    tell(
        "traject_gestart",
        row,
        # the moment: a start that was taken back may be reported again
        key=f"traject:{traject.pk}:{gestart_op}:{timezone.now().isoformat()}",
        acting_user=acting_user,
        person_id=member.vergunninghouder_id,
    )
    return traject


def _judge_start(traject: Inburgeringstraject, gestart_op: dt.date) -> None:
    if traject.gestart_op is not None:
        raise DomainError("De start is al gemeld.", code="started")
    if traject.pip_vastgesteld_op is None:
        raise DomainError(
            "Het reguliere traject begint na het PIP. Vul eerst in wanneer het PIP is vastgesteld.",
            field="gestart_op",
            code="pip_needed",
        )
    if gestart_op > today():
        raise DomainError(_NOT_YET, field="gestart_op", code="future")
    if gestart_op < traject.pip_vastgesteld_op:
        raise DomainError(
            f"Het PIP is van {long_date(traject.pip_vastgesteld_op)}. De start kan niet eerder zijn.",
            field="gestart_op",
            code="order",
        )


@action
def retract_start(
    *, koppeling: Koppeling, betrokkene: Betrokkene, acting_user: Gebruiker
) -> Inburgeringstraject:
    """Take back a start that was reported by mistake. A Voorinburgering that ended with it may go on."""
    row, member, traject = _opened(koppeling, betrokkene, acting_user)
    former = traject.gestart_op
    if former is None:
        raise DomainError("Er is geen start gemeld.", code="not_started")
    traject.gestart_op, traject.start_is_vroeg = None, False
    _save(traject, ("gestart_op", "start_is_vroeg"))
    moved = Verhuizing.objects.filter(koppeling=row).values_list("verhuisd_op", flat=True).first()
    with elevated("start-ends-voorinburgering"):
        person = Vergunninghouder(pk=member.vergunninghouder_id)
        resume_voorinburgering(vergunninghouder=person, reden=Eindereden.REGULIER, acting_user=acting_user)
        if row.status != "definitief":
            end_voorinburgering(
                vergunninghouder=person,
                reden=Eindereden.VERHUISD,
                op=moved or today(),
                acting_user=acting_user,
            )
    tell(
        "traject_teruggenomen",
        row,
        key=f"traject:{traject.pk}:{former}:{timezone.now().isoformat()}",
        acting_user=acting_user,
        person_id=member.vergunninghouder_id,
    )
    return traject


def _opened(
    koppeling: Koppeling, betrokkene: Betrokkene, acting_user: Gebruiker
) -> tuple[Koppeling, Betrokkene, Inburgeringstraject]:
    """The koppeling held still, the member of it, and the locked traject, new where there is none."""
    row = fresh_koppeling(koppeling)
    require(acting_user, "manage", row)
    member = Betrokkene.objects.filter(pk=betrokkene.pk, koppeling=row, is_lid=True).first()
    if member is None:
        raise DomainError("Deze persoon hoort niet bij de koppeling.", code="not_a_member")
    found = Inburgeringstraject.objects.select_for_update().filter(betrokkene=member).first()
    if found is None and not member.may_have_traject:
        raise DomainError(
            "Alleen wie 18 jaar of ouder is en nog geen 67, is inburgeringsplichtig.", code="no_duty"
        )
    new = Inburgeringstraject(koppeling=row, gemeente_id=row.gemeente_id, betrokkene=member)
    return row, member, found or new


def _save(traject: Inburgeringstraject, names: tuple[str, ...]) -> None:
    # the database role may change these columns and no others
    traject.save(update_fields=None if traject._state.adding else names)


def _day_of(koppeling: Koppeling) -> dt.date:
    """The day on which the koppeling became definitive."""
    moment = koppeling.definitief_op
    return timezone.localtime(moment).date() if moment else today()


@action
def agree_kosten(
    *,
    koppeling: Koppeling,
    soort: str,
    wie_betaalt: str,
    afgesproken_op: dt.date,
    omschrijving: str = "",
    bedrag_centen: int | None = None,
    betrokkene: Betrokkene | None = None,
    acting_user: Gebruiker,
) -> ExtraKosten:
    """Write down who pays extra costs; `bedrag_centen` in cents, None when no amount was agreed."""
    row = fresh_koppeling(koppeling)
    require(acting_user, "manage", row)
    kosten = ExtraKosten(
        koppeling=row,
        gemeente_id=row.gemeente_id,
        betrokkene=betrokkene,
        soort=soort,
        omschrijving=omschrijving.strip(),
        bedrag_centen=bedrag_centen,
        wie_betaalt=wie_betaalt,
        afgesproken_op=afgesproken_op,
    )
    _judge_kosten(kosten, row)
    kosten.save(force_insert=True)
    return kosten


def _judge_kosten(kosten: ExtraKosten, koppeling: Koppeling) -> None:
    """DomainError at the field that says something that cannot be."""
    if kosten.soort not in ExtraKosten.Soort.values:
        raise DomainError("Kies uit de lijst.", field="soort", code="unknown")
    if kosten.wie_betaalt not in ExtraKosten.Betaler.values:
        raise DomainError("Kies wie betaalt.", field="wie_betaalt", code="unknown")
    if kosten.afgesproken_op > today():
        raise DomainError(_NOT_YET, field="afgesproken_op", code="future")
    first = _day_of(koppeling)
    if kosten.afgesproken_op < first:
        raise DomainError(
            f"Het huishouden is op {long_date(first)} gekoppeld. De afspraak kan niet eerder zijn.",
            field="afgesproken_op",
            code="before_koppeling",
        )
    if kosten.soort == ExtraKosten.Soort.OVERIG and not kosten.omschrijving:
        raise DomainError("Schrijf kort waar de kosten voor zijn.", field="omschrijving", code="words")
    person = kosten.betrokkene_id
    if person is not None and not Betrokkene.objects.filter(pk=person, koppeling=koppeling).exists():
        raise DomainError(
            "Deze persoon hoort niet bij de koppeling.", field="betrokkene", code="not_a_member"
        )


@action
def drop_kosten(*, kosten: ExtraKosten, acting_user: Gebruiker) -> ExtraKosten:
    """The agreement no longer holds; it stays to be read."""
    koppeling = fresh_koppeling(Koppeling(pk=kosten.koppeling_id))
    require(acting_user, "manage", koppeling)
    row: ExtraKosten = ExtraKosten.objects.select_for_update().get(pk=kosten.pk, koppeling=koppeling)
    if row.vervallen_op is not None:
        raise DomainError("Deze afspraak is al vervallen.", code="dropped")
    row.vervallen_op = today()
    row.save(update_fields=["vervallen_op"])
    return row
