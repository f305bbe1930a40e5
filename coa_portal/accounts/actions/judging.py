"""What a grant must satisfy before it is given, prolonged or taken away. Each raises DomainError at its field."""

from coa_portal.access.roles import ROLES, ScopeKind, WallRole
from coa_portal.accounts.models import Gebruiker, Toekenning
from coa_portal.accounts.termijnen import UNLIMITED, latest_end
from coa_portal.common.dates import long_date, today
from coa_portal.common.errors import DomainError
from coa_portal.common.locks import lock_until_commit


def judge_author(account: Gebruiker, acting_user: Gebruiker | None) -> None:
    """Nobody decides on a grant of their own (besluit 0009)."""
    if acting_user is not None and acting_user.pk == account.pk:
        raise DomainError(
            "U kunt niet over uw eigen toegang beslissen. Vraag een collega.",
            field="gebruiker",
            code="own_grant",
        )


def judge(toekenning: Toekenning, field: str, *, end_given: bool) -> None:
    """Everything of a new grant; `field` holds its parent, `end_given` tells that somebody chose the last day."""
    role, account = ROLES[toekenning.rol], toekenning.gebruiker
    if str(role.scope) != field:
        raise DomainError(f"De rol {role.label} hoort bij een {role.scope}.", field="rol", code="scope")
    if account.party != role.party and not (account.is_systeem and role.scope == ScopeKind.GEMEENTE):
        raise DomainError(
            f"De rol {role.label} past niet bij dit soort organisatie.", field="rol", code="party"
        )
    if not account.is_active:
        raise DomainError("Dit account is niet actief.", field="gebruiker", code="inactive")
    if toekenning.max_tier is not None and not role.limits_tiers:
        raise DomainError("Bij deze rol kunt u geen laag kiezen.", field="max_tier", code="tier")
    if toekenning.alleen_benoemd and not role.may_name_dossiers:
        raise DomainError(
            "Alleen een externe contactpersoon kan benoemde dossiers krijgen.",
            field="alleen_benoemd",
            code="named",
        )
    if role.end_date_required and not end_given:
        raise DomainError("Vul een einddatum in.", field="eindigt_op", code="end_required")
    judge_end_date(toekenning)
    _judge_beside_others(toekenning, field)


def judge_end_date(toekenning: Toekenning) -> None:
    """Not past, not beyond the next certification (R14), not beyond the agreement of an external."""
    role, ends = toekenning.role, toekenning.eindigt_op
    if ends and ends < today():
        raise DomainError("De einddatum ligt in het verleden.", field="eindigt_op", code="past")
    latest = latest_end(role)
    if latest and (ends is None or ends > latest):
        raise DomainError(
            f"Een toekenning geldt hoogstens een half jaar: tot en met {long_date(latest)}.",
            field="eindigt_op",
            code="too_long",
        )
    if role.code == UNLIMITED and ends and not _lasting_beheerders(toekenning):
        raise DomainError(
            "Er moet een beheerder zonder einddatum overblijven.", field="eindigt_op", code="last_beheerder"
        )
    if role.needs_verwerkersovereenkomst:
        _judge_agreement(toekenning)


def _judge_agreement(toekenning: Toekenning) -> None:
    agreement, ends = toekenning.verwerkersovereenkomst, toekenning.eindigt_op or today()
    if agreement is None:
        raise DomainError(
            "Kies de verwerkersovereenkomst waar deze toegang onder valt.",
            field="verwerkersovereenkomst",
            code="agreement",
        )
    if (
        agreement.einddatum
        and agreement.einddatum < ends
        and agreement.covers(toekenning.gemeente_id, today())
    ):
        raise DomainError(
            f"De verwerkersovereenkomst eindigt op {long_date(agreement.einddatum)}. Kies geen latere datum.",
            field="eindigt_op",
            code="beyond_agreement",
        )
    if not agreement.covers(toekenning.gemeente_id, ends):
        raise DomainError(
            "Deze verwerkersovereenkomst geldt nu niet voor deze gemeente.",
            field="verwerkersovereenkomst",
            code="agreement",
        )


def _judge_beside_others(toekenning: Toekenning, field: str) -> None:
    """A beheerder and a toezichthouder see no dossier and a docent three facts, so their role goes with no other;
    and the same grant is not given twice."""
    others = list(toekenning.gebruiker.toekenningen.filter(status__in=["actief", "geblokkeerd"]))
    apart = {WallRole.BEHEER, WallRole.TOEZICHT, WallRole.DOCENT}
    walls = {toekenning.role.wall, *(other.role.wall for other in others)}
    if len(walls) > 1 and walls & apart:
        raise DomainError(
            "Beheer, toezicht en NT2-docent gaan niet samen met een andere rol. Maak een tweede account.",
            field="rol",
            code="mixed",
        )
    parent_id = getattr(toekenning, f"{field}_id")
    if any(other.rol == toekenning.rol and getattr(other, f"{field}_id") == parent_id for other in others):
        raise DomainError("Dit account heeft deze rol al.", field="rol", code="duplicate")


def judge_last_beheerder(toekenning: Toekenning) -> None:
    """Somebody must be left who can give access back: the last beheerder is never blocked or ended."""
    if toekenning.rol == UNLIMITED and toekenning.status == "actief" and not _lasting_beheerders(toekenning):
        raise DomainError(
            "Dit is de laatste beheerder. Maak eerst iemand anders beheerder.", code="last_beheerder"
        )


def _lasting_beheerders(toekenning: Toekenning) -> bool:
    """Whether another beheerder is left, without end date. Two who end each other at once wait for each other."""
    lock_until_commit("beheerders")
    others = Toekenning.objects.active().filter(rol=UNLIMITED, eindigt_op=None, gebruiker__is_active=True)
    return bool(others.exclude(pk=toekenning.pk).exists())
