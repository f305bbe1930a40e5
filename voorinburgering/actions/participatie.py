"""Participation: what an azc offers, and people taking part; never more of them than there are places."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import F

from coa_portal.access.policy import require, visible
from coa_portal.audit.acting import action
from coa_portal.common.dates import long_date, today
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.organisaties.models import Gemeente, Opvanglocatie
from klantprofiel.models import Plaatsingseenheid, Vergunninghouder
from voorinburgering.actions.person import lock_person
from voorinburgering.models import Participatie, Participatieaanbod, Participatiesoort
from voorinburgering.models.participatie import DAGDEEL_CHOICES, MOST_HOURS
from voorinburgering.programma_policy import keeps_offer


@dataclass(frozen=True)
class Aanbodfeiten:
    """What the form of an offer holds. `tot`: the last day, None while it goes on."""

    soort: str
    organisatie: str
    uren_per_week: int
    plaatsen: int
    van: dt.date
    tot: dt.date | None = None
    omschrijving: str = ""
    gemeente: Gemeente | None = None

    def judge(self) -> None:
        """Refuse what cannot be; DomainError at the field."""
        _judge_activity(self.soort, self.organisatie, self.uren_per_week)
        if self.plaatsen < 1:
            raise DomainError("Vul minstens 1 plaats in.", field="plaatsen", code="places")
        if self.tot is not None and self.tot < self.van:
            raise DomainError("De laatste dag ligt voor de eerste.", field="tot", code="order")


@action
def add_aanbod(*, opvanglocatie: Opvanglocatie, feiten: Aanbodfeiten, acting_user: Any) -> Participatieaanbod:
    """Put an activity on offer at a locatie."""
    if acting_user is not None and not (decision := keeps_offer(acting_user, opvanglocatie.pk)):
        raise NotAllowed(decision.reason)
    feiten.judge()
    made: Participatieaanbod = Participatieaanbod.objects.create(
        opvanglocatie=opvanglocatie, **_columns(feiten)
    )
    return made


@action
def change_aanbod(
    *, aanbod: Participatieaanbod, feiten: Aanbodfeiten, acting_user: Any
) -> Participatieaanbod:
    """Change an offer: never to fewer places than are taken."""
    row = _locked_offer(aanbod)
    if acting_user is not None:
        require(acting_user, "change", row)
    feiten.judge()
    if feiten.plaatsen < (taken := _taken(row)):
        raise DomainError(
            f"Er doen {taken} mensen mee. Vul minstens {taken} plaatsen in.", field="plaatsen", code="taken"
        )
    for name, value in _columns(feiten).items():
        setattr(row, name, value)
    row.save()
    return row


@action
def start_participatie(
    *,
    vergunninghouder: Vergunninghouder,
    van: dt.date,
    aanbod: Participatieaanbod | None = None,
    soort: str = "",
    organisatie: str = "",
    uren_per_week: int | None = None,
    dagdelen: Sequence[str] = (),
    acting_user: Any,
) -> Participatie:
    """Somebody takes part in an activity from `van` on: of the offer, whose place is held under a lock, or found
    elsewhere. DomainError at the field that is wrong."""
    person = lock_person(vergunninghouder, acting_user, "record_participatie")
    if van < person.geboortedatum:
        raise DomainError("Deze dag ligt voor de geboortedatum.", field="van", code="before_birth")
    if set(dagdelen) - set(dict(DAGDEEL_CHOICES)):
        raise DomainError("Kies dagdelen uit de lijst.", field="dagdelen", code="unknown")
    if aanbod is not None:
        offer = _place_in(aanbod, person, van, acting_user)
        soort, organisatie = offer.soort, offer.organisatie
        hours = uren_per_week or offer.uren_per_week
    else:
        offer, hours = None, uren_per_week or 0
    _judge_activity(soort, organisatie, hours)
    made: Participatie = Participatie.objects.create(
        vergunninghouder=person,
        aanbod=offer,
        soort=soort,
        organisatie=organisatie.strip(),
        uren_per_week=hours,
        dagdelen=[code for code, _ in DAGDEEL_CHOICES if code in dagdelen],
        van=van,
    )
    return made


@action
def end_participatie(
    *, participatie: Participatie, tot: dt.date, einde_reden: str, acting_user: Any
) -> Participatie:
    """Somebody no longer takes part from `tot` on, with one coded reason; the place is free for another."""
    person = lock_person(
        Vergunninghouder(pk=participatie.vergunninghouder_id), acting_user, "record_participatie"
    )
    row: Participatie = Participatie.objects.select_for_update(of=("self",)).get(pk=participatie.pk)
    row.vergunninghouder = person
    if row.tot is not None:
        raise DomainError("Deze activiteit is al beëindigd.", code="ended")
    if tot < row.van:
        raise DomainError(
            f"De activiteit begon op {long_date(row.van)}. Kies die dag of een latere.",
            field="tot",
            code="order",
        )
    if tot > today():
        raise DomainError("Kies een dag die niet na vandaag ligt.", field="tot", code="future")
    if einde_reden not in Participatie.Eindereden.values:
        raise DomainError("Kies een reden.", field="einde_reden", code="reason_required")
    row.tot, row.einde_reden = tot, einde_reden
    row.save(update_fields=["tot", "einde_reden"])
    return row


@action
def leave_former_aanbod(*, plaatsingseenheid: Plaatsingseenheid, acting_user: Any) -> None:
    """Who moved to another locatie frees the place in what the former one has on offer."""
    rows = Participatie.objects.running().filter(
        vergunninghouder__plaatsingseenheid=plaatsingseenheid, aanbod__isnull=False
    )
    gone = rows.exclude(vergunninghouder__dossier_locatie=F("aanbod__opvanglocatie")).order_by("pk")
    for row in gone.select_for_update(of=("self",)):
        row.tot = max(today(), row.van)
        row.einde_reden = Participatie.Eindereden.OVERPLAATSING
        row.save(update_fields=["tot", "einde_reden"])


def _place_in(
    aanbod: Participatieaanbod, person: Vergunninghouder, van: dt.date, acting_user: Any
) -> Participatieaanbod:
    """The offer, locked, with a place left for this person; DomainError at the field without."""
    row = _locked_offer(aanbod)
    if acting_user is not None and not visible(Participatieaanbod, acting_user).filter(pk=row.pk).exists():
        raise NotAllowed("U ziet dit aanbod niet.")
    if row.opvanglocatie_id != person.dossier_locatie_id:
        raise DomainError(
            "Dit aanbod is voor mensen van een andere opvanglocatie.", field="aanbod", code="elsewhere"
        )
    if van < row.van or (row.tot is not None and van > row.tot):
        raise DomainError("Het aanbod geldt dan niet.", field="van", code="not_on_offer")
    if Participatie.objects.running().filter(aanbod=row, vergunninghouder=person).exists():
        raise DomainError("Deze persoon doet hier al aan mee.", field="aanbod", code="takes_part")
    if _taken(row) >= row.plaatsen:
        raise DomainError("Er is geen plaats meer.", field="aanbod", code="full")
    return row


def _locked_offer(aanbod: Participatieaanbod) -> Participatieaanbod:
    row: Participatieaanbod = Participatieaanbod.objects.select_for_update(of=("self",)).get(pk=aanbod.pk)
    return row


def _taken(row: Participatieaanbod) -> int:
    """How many take part in a locked offer now, or will."""
    return int(Participatie.objects.running().filter(aanbod=row).count())


def _columns(feiten: Aanbodfeiten) -> dict[str, Any]:
    columns = {field.name: getattr(feiten, field.name) for field in fields(feiten)}
    return {name: value.strip() if isinstance(value, str) else value for name, value in columns.items()}


def _judge_activity(soort: str, organisatie: str, hours: int) -> None:
    if soort not in Participatiesoort.values:
        raise DomainError("Kies wat voor activiteit het is.", field="soort", code="unknown")
    if not organisatie.strip():
        raise DomainError("Vul de organisatie in.", field="organisatie", code="words")
    if not 1 <= hours <= MOST_HOURS:
        raise DomainError(f"Vul 1 tot {MOST_HOURS} uur per week in.", field="uren_per_week", code="hours")
