"""Doorzetten: publishing the profile to the gemeente as an immutable Profielversie (R5, R19)."""

import datetime as dt

from django.db.models import Subquery
from django.utils import timezone

from coa_portal.access.policy import require
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.dates import working_days_after
from coa_portal.common.errors import DomainError
from coa_portal.common.locks import lock_until_commit
from klantprofiel.models import Vergunninghouder
from koppeling.models import Koppeling
from overdracht.actions.frozen_rows import save_version
from overdracht.actions.opvragen import answer_open
from overdracht.dagdelen import build_dagdelen, freeze_dagdelen, is_changed
from overdracht.models import Betrokkene, Inzage, Openstelling, Profielversie, Vasthouding
from overdracht.notify import tell
from overdracht.payload import differs
from overdracht.profiel import build_version_payload
from overdracht.readers import payload_as_sent


@action
def publish_profiel(
    *, vergunninghouder: Vergunninghouder, moment: str, acting_user: Gebruiker | None
) -> Profielversie:
    """Freeze the profile as it is now and open it to the gemeente of the koppeling.

    `acting_user` None: the portal itself, after changes lay still. Refused without an active koppeling,
    without valid consent (tier 1 must be open), and when nothing changed since the last version.
    """
    person: Vergunninghouder = Vergunninghouder.objects.select_for_update().get(pk=vergunninghouder.pk)
    if acting_user is not None:
        require(acting_user, "doorzetten", person)
    if moment not in Profielversie.Moment.values:
        raise DomainError("Kies een moment.", field="moment", code="unknown_moment")
    koppeling, betrokkene = _open_koppeling(person)
    payload = build_version_payload(person)
    week = build_dagdelen(person)
    shared = shared_version(betrokkene)
    is_same = not differs(payload_as_sent(shared) if shared else None, payload)
    if is_same and not is_changed(shared, week):
        raise DomainError("Er is niets gewijzigd sinds de vorige versie.", code="unchanged")
    version = _next_version(person, koppeling, moment, acting_user)
    save_version(version, payload)
    freeze_dagdelen(version, week)
    Openstelling.objects.get_or_create(betrokkene=betrokkene, defaults={"sinds": version.doorgezet_op})
    answer_open(person, koppeling, acting_user=acting_user)
    tell(
        "profiel_doorgezet",
        koppeling,
        key=f"versie:{version.pk}",
        acting_user=acting_user,
        person_id=person.pk,
    )
    return version


def _next_version(
    person: Vergunninghouder, koppeling: Koppeling, moment: str, acting_user: Gebruiker | None
) -> Profielversie:
    """The row of a new version, not saved yet: numbered after the last one of this koppeling."""
    last = latest_version(person, koppeling)
    return Profielversie(
        koppeling=koppeling,
        gemeente_id=koppeling.gemeente_id,
        vergunninghouder=person,
        naam=person.naam,
        grondslag=koppeling.grondslag,
        nummer=last.nummer + 1 if last else 1,
        moment=moment,
        doorgezet_op=timezone.now(),
        doorgezet_door=acting_user,
        doorgezet_door_naam=acting_user.naam if acting_user else "COA-portaal",
    )


@action
def hold_publication(
    *, vergunninghouder: Vergunninghouder, reden: str, acting_user: Gebruiker
) -> Vasthouding:
    """Keep the portal from publishing by itself, with a reason (DESIGN §5.5)."""
    person: Vergunninghouder = Vergunninghouder.objects.select_for_update().get(pk=vergunninghouder.pk)
    require(acting_user, "doorzetten", person)
    if not reden.strip():
        raise DomainError("Vul een reden in.", field="reden", code="reason_required")
    row = Vasthouding.objects.filter(vergunninghouder=person).first() or Vasthouding(vergunninghouder=person)
    row.reden, row.door = reden.strip(), acting_user
    row.save()
    return row


@action
def release_publication(*, vergunninghouder: Vergunninghouder, acting_user: Gebruiker) -> None:
    """Let the portal publish by itself again; releasing twice changes nothing."""
    person: Vergunninghouder = Vergunninghouder.objects.select_for_update().get(pk=vergunninghouder.pk)
    require(acting_user, "doorzetten", person)
    for row in Vasthouding.objects.filter(vergunninghouder=person):
        row.delete()


def shared_version(betrokkene: Betrokkene) -> Profielversie | None:
    """The version that the gemeente reads now: the latest one published under the present signature."""
    opened = Openstelling.objects.filter(betrokkene=betrokkene).order_by()
    return (
        Profielversie.objects.filter(
            koppeling=betrokkene.koppeling_id,
            vergunninghouder=betrokkene.vergunninghouder_id,
            doorgezet_op__gte=Subquery(opened.values("sinds")),
        )
        .order_by("-nummer")
        .first()
    )


def latest_version(person: Vergunninghouder, koppeling: Koppeling) -> Profielversie | None:
    """The latest version under this koppeling, whether or not the gemeente may still read it."""
    return (
        Profielversie.objects.filter(koppeling=koppeling, vergunninghouder=person).order_by("-nummer").first()
    )


def _open_koppeling(person: Vergunninghouder) -> tuple[Koppeling, Betrokkene]:
    """The koppeling under which the gate is open for this person, held still; DomainError says what lacks."""
    found = Koppeling.objects.active().filter(plaatsingseenheid=person.plaatsingseenheid_id).first()
    if found is None:
        raise DomainError("Er is geen definitieve koppeling.", code="no_koppeling")
    lock_until_commit("koppeling", found.pk)
    koppeling: Koppeling = Koppeling.objects.select_for_update().get(pk=found.pk)
    betrokkene = (
        Betrokkene.objects.select_for_update().filter(koppeling=koppeling, vergunninghouder=person).first()
    )
    if not koppeling.is_active or betrokkene is None:
        raise DomainError("Er is geen definitieve koppeling.", code="no_koppeling")
    if not Inzage.objects.filter(betrokkene=betrokkene, tier__gte=1).exists():
        raise DomainError("Er is geen geldige toestemming. Leg eerst de toestemming vast.", code="no_consent")
    return koppeling, betrokkene


def settled_since(moment: dt.datetime, working_days: int) -> dt.datetime:
    """The moment at which changes of `moment` have lain still for `working_days`, by the clock on the wall."""
    local = timezone.localtime(moment)
    return dt.datetime.combine(working_days_after(local.date(), working_days), local.timetz())
