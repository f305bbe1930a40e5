"""The handover checklist, kept by both sides under a consent, and logeren, kept by COA (DESIGN §5)."""

import datetime as dt
from collections.abc import Mapping

from coa_portal.access.policy import require
from coa_portal.access.roles import Party
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.dates import add_months, long_date, today
from coa_portal.common.errors import DomainError
from coa_portal.common.locks import lock_until_commit
from koppeling.models import Koppeling
from overdracht.actions.held import fresh_koppeling
from overdracht.models import Betrokkene, Inzage, Logeerperiode, Overdrachtspunt
from overdracht.notify import tell

LOGEREN_MONTHS = 3  # B1: "gedurende maximaal drie maanden"
_NOT_YET = "Deze dag is nog niet geweest."


@action
def save_checklist(
    *,
    betrokkene: Betrokkene,
    punten: Mapping[str, tuple[str, dt.date | None]],
    acting_user: Gebruiker,
) -> list[Overdrachtspunt]:
    """Write per kind of transfer how it stands and, once transferred, since which day; what did not change keeps who
    said so. Fields of an error: the kind, or the kind with "_op".

    For regievoerders of the gemeente and the casemanager at COA, and only under the person's consent.
    """
    koppeling = fresh_koppeling(Koppeling(pk=betrokkene.koppeling_id))
    member = Betrokkene.objects.get(pk=betrokkene.pk, koppeling=koppeling)
    if acting_user.party == Party.COA:
        require(acting_user, "keep_checklist", member.vergunninghouder)
    else:
        require(acting_user, "manage", koppeling)
    if not Inzage.objects.filter(betrokkene=member.pk, tier__gte=1).exists():
        raise DomainError("Zonder toestemming is er geen checklist.", code="no_consent")
    known = {row.soort: row for row in Overdrachtspunt.objects.select_for_update().filter(betrokkene=member)}
    changed = []
    for soort, (stand, op) in punten.items():
        _judge_point(soort, stand, op)
        row = known.get(soort)
        if not stand or (row is not None and (row.stand, row.op) == (stand, op)):
            continue
        row = row or Overdrachtspunt(
            koppeling=koppeling, gemeente_id=koppeling.gemeente_id, betrokkene=member, soort=soort
        )
        row.stand, row.op, row.door = stand, op, acting_user
        # the database role of a gemeente may change these columns and no others
        row.save(update_fields=None if row._state.adding else ["stand", "op", "door"])
        changed.append(row)
    return changed


def _judge_point(soort: str, stand: str, op: dt.date | None) -> None:
    if soort not in Overdrachtspunt.Soort.values or stand not in ("", *Overdrachtspunt.Stand.values):
        raise DomainError("Kies uit de lijst.", field=soort, code="unknown")
    if stand == Overdrachtspunt.Stand.OVERGEDRAGEN and op is None:
        raise DomainError("Vul in wanneer het is overgedragen.", field=f"{soort}_op", code="date_needed")
    if stand != Overdrachtspunt.Stand.OVERGEDRAGEN and op is not None:
        raise DomainError(
            "Vul alleen een dag in als het is overgedragen.", field=f"{soort}_op", code="no_date"
        )
    if op is not None and op > today():
        raise DomainError(_NOT_YET, field=f"{soort}_op", code="future")


@action
def start_logeren(
    *, betrokkene: Betrokkene, van: dt.date, tot: dt.date, acting_user: Gebruiker
) -> Logeerperiode:
    """Somebody stays with a host household, for at most three months."""
    koppeling, member = _member(betrokkene, acting_user)
    if koppeling.status != "definitief":
        raise DomainError("Logeren kan alleen voor de verhuizing.", code="moved")
    if tot < van:
        raise DomainError("De laatste dag ligt voor de eerste.", field="tot", code="order")
    last = add_months(van, LOGEREN_MONTHS)
    if tot > last:
        raise DomainError(
            f"Logeren duurt hooguit drie maanden: tot en met {long_date(last)}.", field="tot", code="too_long"
        )
    earlier = Logeerperiode.objects.filter(betrokkene=member)
    if earlier.filter(beeindigd_op=None).exists():
        raise DomainError("Deze persoon logeert al. Beëindig dat eerst.", code="running")
    if earlier.filter(beeindigd_op__gt=van).exists():
        raise DomainError("Deze persoon logeerde toen al ergens.", field="van", code="overlap")
    period = Logeerperiode(
        koppeling=koppeling, gemeente_id=koppeling.gemeente_id, betrokkene=member, van=van, tot=tot
    )
    period.save(force_insert=True)
    _tell(period, koppeling, "begin", acting_user)
    return period


@action
def extend_logeren(
    *, periode: Logeerperiode, verlengd_tot: dt.date, reden: str, acting_user: Gebruiker
) -> Logeerperiode:
    """Let somebody stay longer, with a coded reason; each time three months at most."""
    koppeling, row = _running(periode, acting_user)
    if reden not in Logeerperiode.Verlengreden.values:
        raise DomainError("Kies een reden.", field="reden", code="reason_required")
    if verlengd_tot <= row.laatste_dag:
        raise DomainError(
            f"Kies een dag na {long_date(row.laatste_dag)}.", field="verlengd_tot", code="order"
        )
    last = add_months(row.laatste_dag, LOGEREN_MONTHS)
    if verlengd_tot > last:
        raise DomainError(
            f"Verleng hooguit drie maanden: tot en met {long_date(last)}.",
            field="verlengd_tot",
            code="too_long",
        )
    row.verlengd_tot, row.verlenging_reden = verlengd_tot, reden
    row.save(update_fields=["verlengd_tot", "verlenging_reden"])
    _tell(row, koppeling, f"verlengd-{verlengd_tot.isoformat()}", acting_user)
    return row


@action
def end_logeren(*, periode: Logeerperiode, beeindigd_op: dt.date, acting_user: Gebruiker) -> Logeerperiode:
    """The person came back to the azc, or left otherwise."""
    koppeling, row = _running(periode, acting_user)
    if beeindigd_op > today():
        raise DomainError(_NOT_YET, field="beeindigd_op", code="future")
    if beeindigd_op < row.van:
        raise DomainError(f"Het logeren begon op {long_date(row.van)}.", field="beeindigd_op", code="order")
    row.beeindigd_op = beeindigd_op
    row.save(update_fields=["beeindigd_op"])
    _tell(row, koppeling, "einde", acting_user)
    return row


def end_logeren_of(koppeling: Koppeling, day: dt.date) -> None:
    """The household moved, or the koppeling ended: nobody stays with a host on its account any more."""
    for row in Logeerperiode.objects.select_for_update().filter(koppeling=koppeling, beeindigd_op=None):
        row.beeindigd_op = max(day, row.van)
        row.save(update_fields=["beeindigd_op"])


def _member(betrokkene: Betrokkene, acting_user: Gebruiker) -> tuple[Koppeling, Betrokkene]:
    lock_until_commit("koppeling", betrokkene.koppeling_id)
    member = Betrokkene.objects.select_related("koppeling", "vergunninghouder").get(pk=betrokkene.pk)
    require(acting_user, "record_huisvesting", member.vergunninghouder)
    if not member.koppeling.is_active or not member.is_lid:
        raise DomainError("Deze koppeling is niet meer actief.", code="inactive")
    return member.koppeling, member


def _running(periode: Logeerperiode, acting_user: Gebruiker) -> tuple[Koppeling, Logeerperiode]:
    koppeling, _member_of = _member(periode.betrokkene, acting_user)
    row: Logeerperiode = Logeerperiode.objects.select_for_update().get(pk=periode.pk)
    if row.beeindigd_op is not None:
        raise DomainError("Dit logeren is al beëindigd.", code="ended")
    return koppeling, row


def _tell(row: Logeerperiode, koppeling: Koppeling, what: str, acting_user: Gebruiker) -> None:
    tell(
        "logeren_gewijzigd",
        koppeling,
        key=f"logeren:{row.pk}:{what}",
        acting_user=acting_user,
        person_id=row.betrokkene.vergunninghouder_id,
    )
