"""Requests for an account: made and withdrawn by the accountbeheerder of a gemeente, answered by the beheerder."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from coa_portal.access.policy import require
from coa_portal.access.roles import ROLES, Party
from coa_portal.accounts.actions.gebruiker import add_gebruiker
from coa_portal.accounts.actions.overeenkomst import register_overeenkomst
from coa_portal.accounts.actions.toekenning import grant_role
from coa_portal.accounts.actions.verhuizing import move_gebruiker
from coa_portal.accounts.events import aanvraag_was_answered, aanvraag_was_made
from coa_portal.accounts.lifecycle import AANVRAAG, REFUSAL_REASONS
from coa_portal.accounts.models import (
    REQUESTABLE,
    Accountaanvraag,
    Gebruiker,
    Toekenning,
    Verwerkersovereenkomst,
)
from coa_portal.accounts.policy import require_manages
from coa_portal.accounts.termijnen import latest_end
from coa_portal.audit.acting import action
from coa_portal.common.dates import long_date, today
from coa_portal.common.errors import DomainError
from coa_portal.organisaties.models import Gemeente

# whose the account with the requested address is, when that has to be chosen
KEEP, MOVE = "houden", "verhuizen"


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """An agreement as a request describes it: one that is registered, or what the beheerder has to register."""

    known: Verwerkersovereenkomst | None = None
    partij: str = ""
    kenmerk: str = ""
    einde: dt.date | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """What of it stands in the row of a request."""
        return {
            "verwerkersovereenkomst": self.known,
            "overeenkomst_partij": self.partij.strip(),
            "overeenkomst_kenmerk": self.kenmerk.strip(),
            "overeenkomst_einde": self.einde,
        }


@action
def request_account(
    *,
    gemeente: Gemeente,
    email: str,
    naam: str,
    rol: str,
    functie: str = "",
    telefoon: str = "",
    max_tier: int | None = None,
    onderdelen: list[str] | None = None,
    eindigt_op: dt.date | None = None,
    agreement: Agreement | None = None,
    toelichting: str = "",
    acting_user: Gebruiker,
) -> Accountaanvraag:
    """Ask COA for one role on the own gemeente for one person. Raises DomainError at the field that is wrong.

    It says nothing of whether the address has an account elsewhere: only the beheerder is told that.
    """
    require_manages(acting_user, gemeente)
    aanvraag = Accountaanvraag(
        gemeente=gemeente,
        gevraagd_door=acting_user,
        email=email.strip().lower(),
        naam=" ".join(naam.split()),
        functie=functie.strip(),
        telefoon=telefoon.strip(),
        rol=rol,
        max_tier=max_tier,
        onderdelen=onderdelen or [],
        eindigt_op=eindigt_op,
        **(agreement or Agreement()).columns,
        toelichting=toelichting.strip(),
        status=AANVRAAG.initial,
        status_door=acting_user,
    )
    _judge(aanvraag)
    aanvraag.save(force_insert=True)
    aanvraag_was_made.send(Accountaanvraag, aanvraag=aanvraag, acting_user=acting_user)
    return aanvraag


def _judge(aanvraag: Accountaanvraag) -> None:
    if aanvraag.rol not in REQUESTABLE:
        raise DomainError("Deze rol kunt u niet aanvragen.", field="rol", code="role")
    if aanvraag.max_tier is not None and not aanvraag.role.limits_tiers:
        raise DomainError("Bij deze rol kunt u geen laag kiezen.", field="max_tier", code="tier")
    _judge_end(aanvraag)
    _judge_agreement(aanvraag)
    where = {"gemeente": aanvraag.gemeente_id, "rol": aanvraag.rol}
    if Accountaanvraag.objects.filter(**where, email=aanvraag.email, status="aangevraagd").exists():
        raise DomainError("Deze aanvraag staat al open.", field="email", code="already_asked")
    if Toekenning.objects.running().filter(**where, gebruiker__email__iexact=aanvraag.email).exists():
        raise DomainError("Deze persoon heeft deze rol al bij uw gemeente.", field="email", code="duplicate")


def _judge_end(aanvraag: Accountaanvraag) -> None:
    ends, latest = aanvraag.eindigt_op, latest_end(aanvraag.role)
    if ends and ends < today():
        raise DomainError("De einddatum ligt in het verleden.", field="eindigt_op", code="past")
    if ends and latest and ends > latest:
        raise DomainError(
            f"Toegang geldt hoogstens een half jaar: tot en met {long_date(latest)}.",
            field="eindigt_op",
            code="too_long",
        )
    if aanvraag.role.end_date_required and not ends:
        raise DomainError("Vul een einddatum in.", field="eindigt_op", code="end_required")


def _judge_agreement(aanvraag: Accountaanvraag) -> None:
    known = aanvraag.verwerkersovereenkomst
    if not aanvraag.role.needs_verwerkersovereenkomst:
        if known or aanvraag.overeenkomst_kenmerk:
            raise DomainError(
                "Alleen een externe heeft een verwerkersovereenkomst.",
                field="verwerkersovereenkomst",
                code="agreement",
            )
        return
    if known is None and not (aanvraag.overeenkomst_kenmerk and aanvraag.overeenkomst_partij):
        raise DomainError(
            "Kies een verwerkersovereenkomst, of vul de partij en het kenmerk van een nieuwe in.",
            field="verwerkersovereenkomst",
            code="agreement",
        )
    if known and not known.covers(aanvraag.gemeente_id, aanvraag.eindigt_op or today()):
        raise DomainError(
            "Deze verwerkersovereenkomst geldt niet tot de einddatum.",
            field="verwerkersovereenkomst",
            code="agreement",
        )


@action
def withdraw_aanvraag(*, aanvraag: Accountaanvraag, acting_user: Gebruiker) -> Accountaanvraag:
    """Take a request back while it is open."""
    require(acting_user, "withdraw", Accountaanvraag.objects.get(pk=aanvraag.pk))
    # the policy of the gemeente's role locks an open request only: the other one of a race finds nothing here
    waiting = Accountaanvraag.objects.select_for_update(of=("self",)).filter(pk=aanvraag.pk)
    row: Accountaanvraag | None = waiting.first()
    if row is None:
        raise DomainError("Op deze aanvraag is al beslist.", code="illegal_step")
    AANVRAAG.apply(row, "withdraw", acting_user=acting_user)
    return row


@action
def refuse_aanvraag(
    *, aanvraag: Accountaanvraag, reden: str, antwoord: str, acting_user: Gebruiker | None
) -> Accountaanvraag:
    """Refuse a request, with a coded reason and words for the gemeente."""
    row = _locked(aanvraag)
    if reden not in REFUSAL_REASONS:
        raise DomainError("Kies een reden.", field="reden", code="reason_required")
    row.antwoord = antwoord.strip()
    AANVRAAG.apply(row, "refuse", acting_user=acting_user, reason=reden, save=["antwoord"])
    aanvraag_was_answered.send(Accountaanvraag, aanvraag=row, acting_user=acting_user)
    return row


@action
def grant_aanvraag(
    *,
    aanvraag: Accountaanvraag,
    keuze: str = "",
    eindigt_op: dt.date | None = None,
    antwoord: str = "",
    acting_user: Gebruiker | None,
) -> Accountaanvraag:
    """Grant a request: make the account when the address has none, register a new agreement, grant the role.

    `keuze` is asked when the address is an account of another organisation: KEEP what it holds there, or MOVE it,
    so that it keeps nothing of it. `eindigt_op`: another last day than was asked for. Raises
    DomainError at the field that is wrong; nothing is changed then.
    """
    row = _locked(aanvraag)
    AANVRAAG.judge(row.status, "grant")
    account = _account_for(row, keuze, acting_user)
    granted = grant_role(
        gebruiker=account,
        rol=row.rol,
        parent=row.gemeente,
        acting_user=acting_user,
        eindigt_op=eindigt_op or row.eindigt_op,
        max_tier=row.max_tier,
        onderdelen=row.onderdelen,
        verwerkersovereenkomst=_agreement_of(row, acting_user),
    )
    row.toekenning, row.antwoord = granted, antwoord.strip()
    AANVRAAG.apply(row, "grant", acting_user=acting_user, save=["toekenning", "antwoord"])
    aanvraag_was_answered.send(Accountaanvraag, aanvraag=row, acting_user=acting_user)
    return row


def _agreement_of(row: Accountaanvraag, acting_user: Gebruiker | None) -> Verwerkersovereenkomst | None:
    if not row.wants_new_agreement:
        return row.verwerkersovereenkomst
    return register_overeenkomst(
        gemeente=row.gemeente,
        derde_partij=row.overeenkomst_partij,
        kenmerk=row.overeenkomst_kenmerk,
        ingangsdatum=today(),
        einddatum=row.overeenkomst_einde,
        acting_user=acting_user,
    )


def account_of(aanvraag: Accountaanvraag) -> Gebruiker | None:
    """The account with the requested address, of whichever organisation."""
    return Gebruiker.objects.filter(email__iexact=aanvraag.email).first()


def works_elsewhere(account: Gebruiker, gemeente: Gemeente) -> bool:
    """Whether an account holds or held something on another gemeente, and nothing on this one."""
    rows = account.toekenningen.exclude(gemeente=None)
    return rows.exclude(gemeente=gemeente).exists() and not rows.filter(gemeente=gemeente).exists()


def _account_for(row: Accountaanvraag, keuze: str, acting_user: Gebruiker | None) -> Gebruiker:
    account = account_of(row)
    if account is None:
        return add_gebruiker(
            email=row.email,
            naam=row.naam,
            party=str(row.role.party),
            organisatie_naam=_organisation(row),
            functie=row.functie,
            telefoon=row.telefoon,
            acting_user=acting_user,
        )
    if not account.is_active:
        raise DomainError("Dit account is uitgeschakeld. Schakel het eerst weer in.", code="inactive")
    if account.party != row.role.party:
        raise DomainError(
            "Dit e-mailadres is van een account van een andere soort organisatie.", code="party"
        )
    if not works_elsewhere(account, row.gemeente):
        return account
    if keuze not in {KEEP, MOVE}:
        raise DomainError(
            "Dit account werkt al voor een andere gemeente. Kies wat er met die toegang gebeurt.",
            field="keuze",
            code="choice",
        )
    if keuze == MOVE:
        move_gebruiker(
            gebruiker=account, organisatie_naam=_organisation(row), besides=row, acting_user=acting_user
        )
    return account


def _organisation(row: Accountaanvraag) -> str:
    if ROLES[row.rol].party == Party.GEMEENTE:
        return f"Gemeente {row.gemeente.naam}"
    agreement = row.verwerkersovereenkomst
    return agreement.derde_partij if agreement else row.overeenkomst_partij


def _locked(aanvraag: Accountaanvraag) -> Accountaanvraag:
    found: Accountaanvraag = Accountaanvraag.objects.select_for_update(of=("self",)).get(pk=aanvraag.pk)
    return found
