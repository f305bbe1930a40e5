"""Planning talks and saying what became of them; both sides, one table of steps (DESIGN §5.7, R13)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django.utils import timezone

from coa_portal.access.policy import require
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.dates import today, working_days_after
from coa_portal.common.errors import DomainError
from coa_portal.common.locks import lock_until_commit
from coa_portal.organisaties.models import Taal
from koppeling.models import Koppeling
from overdracht.actions.held import fresh_koppeling
from overdracht.lifecycle import CANCEL_REASON_KOPPELING, CANCEL_REASONS, GESPREK, MISS_REASONS
from overdracht.models import Betrokkene, Bezoekdag, Gesprek, Gespreksdeelnemer, Kaart, Overdrachtssessie
from overdracht.models.gesprek import Partij, Vorm
from overdracht.notify import tell
from overdracht.policy import is_coa

SHORTEST, LONGEST = 15, 480  # minutes
_OF_PROPOSAL = ("moment", "duur", "vorm", "video_link", "tolk", "taal", "voorgesteld_door_partij", "volgorde")


@dataclass(frozen=True)
class Voorstel:
    """When, where and how a talk could be. `duur` in minutes."""

    moment: dt.datetime
    vorm: str
    duur: int = 60
    video_link: str = ""
    tolk: bool = False
    taal: Taal | None = None


def party_of(gebruiker: object) -> Partij:
    """On which side an account plans."""
    return Partij.COA if is_coa(gebruiker) else Partij.GEMEENTE


@action
def plan_gesprek(
    *,
    koppeling: Koppeling,
    soort: str,
    voorstel: Voorstel,
    betrokkenen: Sequence[Betrokkene],
    bezoekdag: Bezoekdag | None = None,
    sessie: Overdrachtssessie | None = None,
    acting_user: Gebruiker,
) -> Gesprek:
    """The gemeente proposes a moment for a talk with members of the household; COA answers.

    One open talk of a kind per koppeling: a second one is refused.
    """
    row = fresh_koppeling(koppeling)
    require(acting_user, "manage", row)
    _judge_kind(row, soort)
    expected = _members(row, betrokkenen)
    _judge(voorstel)
    kaart = Kaart.objects.filter(koppeling=row).first()
    gesprek = Gesprek(
        koppeling=row,
        gemeente_id=row.gemeente_id,
        soort=soort,
        opvanglocatie_id=kaart.opvanglocatie_id if kaart else None,
        voorgesteld_door_partij=Partij.GEMEENTE,
        bezoekdag=bezoekdag,
        sessie=sessie,
        status=GESPREK.initial,
        status_door=acting_user,
    )
    _take_over(gesprek, voorstel)
    gesprek.save(force_insert=True)
    for member in expected:
        Gespreksdeelnemer(
            gesprek=gesprek, betrokkene=member, koppeling=row, gemeente_id=row.gemeente_id
        ).save(force_insert=True)
    _tell("gesprek_voorgesteld", gesprek, acting_user)
    return gesprek


def _judge_kind(koppeling: Koppeling, soort: str) -> None:
    if soort not in Gesprek.Soort.values:
        raise DomainError("Kies een soort gesprek.", field="soort", code="unknown_kind")
    if Gesprek.objects.still_open().filter(koppeling=koppeling, soort=soort).exists():
        label = Gesprek.Soort(soort).label.lower()
        raise DomainError(
            f"Er staat al een {label} open. Verplaats dat gesprek.", field="soort", code="already_open"
        )


@action
def accept_gesprek(*, gesprek: Gesprek, acting_user: Gebruiker) -> Gesprek:
    """Agree with the moment that the other side proposed."""
    row = _locked(gesprek, acting_user)
    GESPREK.judge(row.status, "accept")
    if row.beurt != party_of(acting_user):
        raise DomainError(
            "U hebt dit moment zelf voorgesteld. Wacht op het antwoord van de andere kant.",
            code="own_proposal",
        )
    if row.is_past:
        raise DomainError("Dit moment is al voorbij. Stel een ander moment voor.", code="past")
    GESPREK.apply(row, "accept", acting_user=acting_user, save=_with_handler(row, acting_user))
    _tell("gesprek_gepland", row, acting_user)
    return row


@action
def propose_moment(*, gesprek: Gesprek, voorstel: Voorstel, acting_user: Gebruiker) -> Gesprek:
    """Another moment or form, from whichever side; of a planned talk it takes the agreement away (moving)."""
    row = _locked(gesprek, acting_user)
    step = "move" if row.status == "gepland" else "counter"
    GESPREK.judge(row.status, step)
    _judge(voorstel)
    _take_over(row, voorstel)
    row.voorgesteld_door_partij = party_of(acting_user)
    row.volgorde += 1
    changed = (*_OF_PROPOSAL, *_with_handler(row, acting_user))
    GESPREK.apply(row, step, acting_user=acting_user, save=changed)
    _tell("gesprek_verplaatst" if step == "move" else "gesprek_voorgesteld", row, acting_user)
    return row


@action
def cancel_gesprek(*, gesprek: Gesprek, reden: str, acting_user: Gebruiker) -> Gesprek:
    """It does not take place and gets no other moment."""
    row = _locked(gesprek, acting_user)
    GESPREK.judge(row.status, "cancel")
    _known_reason(reden, CANCEL_REASONS)
    GESPREK.apply(row, "cancel", acting_user=acting_user, reason=reden)
    _tell("gesprek_afgezegd", row, acting_user)
    return row


@action
def hold_gesprek(*, gesprek: Gesprek, gehouden_op: dt.date, acting_user: Gebruiker) -> Gesprek:
    """It took place, on the day that is given."""
    row = _locked(gesprek, acting_user)
    GESPREK.judge(row.status, "hold")
    if gehouden_op > today():
        raise DomainError(
            "Vul een dag in die niet na vandaag ligt.", field="gehouden_op", code="in_the_future"
        )
    if gehouden_op < _first_day(row):
        raise DomainError("Deze dag ligt voor de koppeling.", field="gehouden_op", code="before_koppeling")
    row.gehouden_op = gehouden_op
    GESPREK.apply(row, "hold", acting_user=acting_user, save=["gehouden_op"])
    _tell("gesprek_gehouden", row, acting_user)
    return row


@action
def miss_gesprek(*, gesprek: Gesprek, reden: str, acting_user: Gebruiker) -> Gesprek:
    """It was planned and did not take place, with a coded reason; before its moment it is cancelled or moved."""
    row = _locked(gesprek, acting_user)
    GESPREK.judge(row.status, "miss")
    if not row.is_past:
        raise DomainError(
            "Dit gesprek moet nog komen. Verplaats het of zeg het af.", field="reden", code="not_yet"
        )
    _known_reason(reden, MISS_REASONS)
    GESPREK.apply(row, "miss", acting_user=acting_user, reason=reden)
    _tell("gesprek_niet_gehouden", row, acting_user)
    return row


@action
def remind_of_talks(*, days: int, acting_user: Gebruiker | None) -> int:
    """Tell both sides of planned talks within that many working days; returns how many there are.

    Once per moment, however often it runs: the proposal it came from is the key. A talk planned later than that is
    reminded of at the next run.
    """
    until = working_days_after(today(), days)
    end = timezone.make_aware(dt.datetime.combine(until + dt.timedelta(days=1), dt.time()))
    rows = Gesprek.objects.shared().filter(status="gepland", moment__gt=timezone.now(), moment__lt=end)
    for row in rows:
        _tell("gesprek_herinnering", row, acting_user)
    return len(rows)


def cancel_for_ended_koppeling(koppeling: Koppeling, *, acting_user: Gebruiker | None) -> None:
    """No talk will come any more; inside the transaction that ended the koppeling. The news of that end is enough."""
    rows = Gesprek.objects.still_open().select_for_update(of=("self",)).filter(koppeling=koppeling)
    for row in rows:
        GESPREK.apply(row, "cancel", acting_user=acting_user, reason=CANCEL_REASON_KOPPELING)


def _locked(gesprek: Gesprek, acting_user: Gebruiker) -> Gesprek:
    """The row as it is now, held still, and the account judged on it."""
    lock_until_commit("koppeling", gesprek.koppeling_id)
    row: Gesprek = Gesprek.objects.shared().select_for_update(of=("self",)).get(pk=gesprek.pk)
    require(acting_user, "work_on", row)
    return row


def _members(koppeling: Koppeling, betrokkenen: Sequence[Betrokkene]) -> list[Betrokkene]:
    keys = [row.pk for row in betrokkenen]
    found = list(Betrokkene.objects.filter(pk__in=keys, koppeling=koppeling, is_lid=True))
    if not found:
        raise DomainError("Kies met wie het gesprek is.", field="betrokkenen", code="nobody")
    if len(found) != len(set(keys)):
        raise DomainError(
            "Deze persoon hoort niet bij de koppeling.", field="betrokkenen", code="not_a_member"
        )
    return found


def _judge(voorstel: Voorstel) -> None:
    """What holds for every proposal; DomainError at the field."""
    if voorstel.moment <= timezone.now():
        raise DomainError("Kies een moment dat nog komt.", field="dag", code="past")
    if voorstel.moment > timezone.now() + dt.timedelta(days=366):
        raise DomainError("Kies een moment binnen een jaar.", field="dag", code="too_far")
    if voorstel.vorm not in Vorm.values:
        raise DomainError("Kies waar het gesprek is.", field="vorm", code="unknown_form")
    if not SHORTEST <= voorstel.duur <= LONGEST:
        raise DomainError(
            f"Kies een duur van {SHORTEST} tot en met {LONGEST} minuten.", field="duur", code="duration"
        )
    if voorstel.video_link and not voorstel.video_link.startswith("https://"):
        raise DomainError(
            "Vul een adres in dat met https:// begint.", field="video_link", code="insecure_link"
        )
    if voorstel.video_link and voorstel.vorm != Vorm.VIDEO:
        raise DomainError("Een adres hoort alleen bij een videogesprek.", field="video_link", code="no_video")


def _take_over(row: Gesprek, voorstel: Voorstel) -> None:
    row.moment, row.duur, row.vorm = voorstel.moment, voorstel.duur, voorstel.vorm
    row.video_link, row.tolk = voorstel.video_link, voorstel.tolk
    row.taal = voorstel.taal if voorstel.tolk else None


def _with_handler(row: Gesprek, acting_user: Gebruiker) -> list[str]:
    """Who answers at COA joins the talk; the gemeente's role has no right to that column."""
    if party_of(acting_user) != Partij.COA:
        return []
    row.behandelaar_coa = acting_user
    return ["behandelaar_coa"]


def _known_reason(reden: str, reasons: dict[str, str]) -> None:
    if reden not in reasons:
        raise DomainError("Kies een reden.", field="reden", code="reason_required")


def _first_day(row: Gesprek) -> dt.date:
    return timezone.localdate(cast(dt.datetime, row.koppeling.definitief_op))


def _tell(kind: str, row: Gesprek, acting_user: Gebruiker | None) -> None:
    tell(kind, row.koppeling, key=f"gesprek:{row.pk}:{row.volgorde}", acting_user=acting_user)
