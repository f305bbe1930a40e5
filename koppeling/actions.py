"""Writes on koppelingen. Each step is announced; overdracht listens (ARCHITECTURE)."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.dates import add_years, today
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.common.locks import lock_until_commit
from coa_portal.common.references import next_reference
from coa_portal.organisaties.models import Gemeente
from klantprofiel.models import Plaatsingseenheid
from koppeling import events
from koppeling.lifecycle import ACTIVE_STATES, KOPPELING, MOVE_REASONS, WITHDRAW_REASONS
from koppeling.models import Koppeling, Koppelingsbesluit, Woonbehoefte
from koppeling.policy import may_koppel, may_manage
from koppeling.taakstelling import room_of

MOST_YEARS_OF_ACCESS = 2  # that a person may give; B1 sees the handover end in the first year after the move


@dataclass(frozen=True)
class Besluit:
    """What a regievoerder decides: the coded ground, the legal basis (R8) and the words behind it (R23)."""

    grond: str
    grondslag: str
    toelichting: str
    woonbehoeften: list[str] = field(default_factory=list)
    afwijking_reden: str = ""

    def judge(self) -> None:
        """Refuse a decision that is not complete; DomainError at the field."""
        if self.grond not in Koppeling.Grond.values:
            raise DomainError("Kies een koppelingsgrond.", field="grond", code="ground")
        if self.grondslag not in Koppeling.Grondslag.values:
            raise DomainError("Kies de wettelijke grondslag.", field="grondslag", code="legal_basis")
        if not self.toelichting.strip():
            raise DomainError(
                "Schrijf in gewone woorden waarom deze gemeente past.", field="toelichting", code="words"
            )
        if set(self.woonbehoeften) - set(Woonbehoefte.values):
            raise DomainError("Kies uit de lijst.", field="woonbehoeften", code="needs")


@action
def propose_koppeling(
    *, plaatsingseenheid: Plaatsingseenheid, gemeente: Gemeente, besluit: Besluit, acting_user: Gebruiker
) -> Koppeling:
    """Propose a gemeente for a household. The gemeente sees nothing of it yet."""
    _allow(acting_user)
    besluit.judge()
    household = Plaatsingseenheid.objects.select_for_update().get(pk=plaatsingseenheid.pk)
    if household.koppelingen.filter(status__in=["voorgesteld", *ACTIVE_STATES]).exists():
        raise DomainError("Deze plaatsingseenheid is al gekoppeld of voorgesteld.", code="already_matched")
    if not household.leden.exists():
        raise DomainError("Deze plaatsingseenheid heeft geen leden.", code="empty")
    if gemeente.geldig_tot is not None:
        raise DomainError("Deze gemeente bestaat niet meer.", field="gemeente", code="ended")
    koppeling = Koppeling(
        referentie=next_reference("koppeling_referentie_seq", "KOP"),
        plaatsingseenheid=household,
        gemeente=gemeente,
        grond=besluit.grond,
        grondslag=besluit.grondslag,
        status=KOPPELING.initial,
        status_sinds=timezone.now(),
        status_door=acting_user,
    )
    koppeling.save()
    Koppelingsbesluit(
        koppeling=koppeling,
        toelichting=besluit.toelichting.strip(),
        woonbehoeften=besluit.woonbehoeften,
        afwijking_reden=besluit.afwijking_reden.strip(),
    ).save()
    return koppeling


@action
def confirm_koppeling(
    *, koppeling: Koppeling, afwijking_reden: str = "", acting_user: Gebruiker
) -> Koppeling:
    """Make a koppeling definitive: tier 0 opens, the gemeente gets the melding van koppeling.

    Refused when the household does not fit the open taakstelling and no reason to deviate is recorded, at the
    proposal or now in `afwijking_reden` (R21).
    """
    _allow(acting_user)
    row = _locked(koppeling)
    KOPPELING.judge(row.status, "confirm")
    lock_until_commit("taakstelling", row.gemeente_id)
    room = room_of(row.gemeente_id)
    persons = row.plaatsingseenheid.leden.count()
    besluit = row.besluit
    besluit.afwijking_reden = afwijking_reden.strip() or besluit.afwijking_reden
    if not room.fits(persons) and not besluit.afwijking_reden:
        raise DomainError(
            f"{row.gemeente.naam} heeft in {room.halfjaar} nog ruimte voor {max(room.open or 0, 0)} personen. "
            "Kies een andere gemeente of geef een reden om af te wijken.",
            field="afwijking_reden",
            code="taakstelling",
        )
    besluit.invoer = {
        "halfjaar": room.halfjaar,
        "taakstelling": room.taakstelling,
        "al_gekoppeld": room.gekoppeld,
        "personen": persons,
    }
    besluit.save(update_fields=["invoer", "afwijking_reden"])
    row.definitief_op = timezone.now()
    KOPPELING.apply(row, "confirm", acting_user=acting_user, save=["definitief_op"])
    events.koppeling_became_definitive.send(Koppeling, koppeling=row, acting_user=acting_user)
    return row


@action
def make_koppeling(
    *, plaatsingseenheid: Plaatsingseenheid, gemeente: Gemeente, besluit: Besluit, acting_user: Gebruiker
) -> Koppeling:
    """Propose and confirm in one go, as a regievoerder who decides alone does."""
    koppeling = propose_koppeling(
        plaatsingseenheid=plaatsingseenheid, gemeente=gemeente, besluit=besluit, acting_user=acting_user
    )
    return confirm_koppeling(koppeling=koppeling, acting_user=acting_user)


@action
def withdraw_koppeling(*, koppeling: Koppeling, reden: str, acting_user: Gebruiker) -> Koppeling:
    """Withdraw a proposal or a definitive koppeling, with a coded reason; the gate closes at once."""
    _allow(acting_user)
    row = _locked(koppeling)
    _judge_reason(reden, WITHDRAW_REASONS)
    was_shared = row.is_active
    KOPPELING.apply(row, "withdraw", acting_user=acting_user, reason=reden)
    if was_shared:
        events.koppeling_was_withdrawn.send(Koppeling, koppeling=row, acting_user=acting_user)
    return row


@action
def move_koppeling(
    *, koppeling: Koppeling, gemeente: Gemeente, reden: str, besluit: Besluit, acting_user: Gebruiker
) -> Koppeling:
    """Herkoppelen: the old gemeente loses tiers 0-2 at once, the new one starts without consent (R7).

    Returns the new koppeling.
    """
    _allow(acting_user)
    row = _locked(koppeling)
    _judge_reason(reden, MOVE_REASONS)
    if gemeente.pk == row.gemeente_id:
        raise DomainError("Dit is al de gemeente van deze koppeling.", field="gemeente", code="same")
    KOPPELING.apply(row, "move", acting_user=acting_user, reason=reden)
    events.koppeling_was_moved.send(Koppeling, koppeling=row, acting_user=acting_user)
    return make_koppeling(
        plaatsingseenheid=row.plaatsingseenheid, gemeente=gemeente, besluit=besluit, acting_user=acting_user
    )


@action
def report_housed(*, koppeling: Koppeling, acting_user: Gebruiker) -> Koppeling:
    """The household moved in. The koppeling stays active until access ends (DESIGN §5.10).

    COA decides so, or the gemeente of the koppeling reports it.
    """
    row = _locked(koppeling)
    if not may_manage(acting_user, row):
        _allow(acting_user)
    KOPPELING.apply(row, "house", acting_user=acting_user)
    events.koppeling_was_housed.send(Koppeling, koppeling=row, acting_user=acting_user)
    return row


@action
def end_access(*, koppeling: Koppeling, acting_user: Gebruiker | None) -> Koppeling:
    """End the gemeente's access after the move; a stub stays (DESIGN §5.10)."""
    _allow(acting_user)
    row = _locked(koppeling)
    KOPPELING.apply(row, "end_access", acting_user=acting_user)
    events.koppeling_access_ended.send(Koppeling, koppeling=row, acting_user=acting_user)
    return row


@action
def plan_access_end(
    *, koppeling: Koppeling, toegang_tot: dt.date, reden: str = "", acting_user: Gebruiker | None
) -> Koppeling:
    """Set the last day on which the gemeente has access; from the day after the gate is closed (R5, DESIGN §5.10).

    The portal reckons the day; a person chooses another one with a coded `reden`, and then that one stays.
    """
    _allow(acting_user)
    row = _locked(koppeling)
    KOPPELING.judge(row.status, "end_access")
    if acting_user is None and row.toegang_reden:
        return row
    if toegang_tot < today():
        raise DomainError("Kies een dag die nog niet voorbij is.", field="toegang_tot", code="past")
    if acting_user is not None:
        _judge_chosen_end(row, toegang_tot, reden)
    if row.toegang_tot != toegang_tot:
        row.toegang_tot, row.toegang_reden = toegang_tot, reden
        row.save(update_fields=["toegang_tot", "toegang_reden"])
    return row


def _judge_chosen_end(row: Koppeling, wanted: dt.date, reden: str) -> None:
    """A last day that a person chose."""
    if wanted > add_years(today(), MOST_YEARS_OF_ACCESS):
        raise DomainError("Kies een dag binnen twee jaar.", field="toegang_tot", code="too_far")
    if wanted == row.toegang_tot:
        raise DomainError("Dit is nu al de laatste dag.", field="toegang_tot", code="same")
    _judge_reason(reden, dict(Koppeling.Toegangsreden.choices))


@action
def end_access_when_due(*, koppeling: Koppeling, acting_user: None = None) -> Koppeling:
    """As `end_access`, by the portal itself, once the planned last day has passed; refused before it."""
    row = _locked(koppeling)
    if row.toegang_tot is None or row.toegang_tot >= today():
        raise DomainError("De laatste dag is nog niet voorbij.", code="not_due")
    return end_access(koppeling=row, acting_user=None)


def _allow(acting_user: Gebruiker | None) -> None:
    """Deciding is for a regievoerder COA; None is the system itself."""
    if acting_user is not None and not (decision := may_koppel(acting_user)):
        raise NotAllowed(decision.reason)


def _locked(koppeling: Koppeling) -> Koppeling:
    """The row, locked, with the lock that the gemeente's side takes too."""
    lock_until_commit("koppeling", koppeling.pk)
    row: Koppeling = (
        Koppeling.objects.select_for_update(of=("self",))
        .select_related("plaatsingseenheid", "gemeente")
        .get(pk=koppeling.pk)
    )
    return row


def _judge_reason(reden: str, reasons: dict[str, str]) -> None:
    if reden not in reasons:
        raise DomainError("Kies een reden.", field="reden", code="reason_required")
