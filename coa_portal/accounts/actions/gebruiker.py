"""Writes on accounts. Accounts end; they are never deleted, because history points at them."""

from collections.abc import Sequence

from coa_portal.access.grants import forget_grants
from coa_portal.access.roles import Party
from coa_portal.accounts.actions.second_factor import forget_factors
from coa_portal.accounts.actions.security_mail import MOVED, announce
from coa_portal.accounts.actions.toekenning import block_toekenning, end_toekenning
from coa_portal.accounts.api_keys import withdraw_api_key
from coa_portal.accounts.lifecycle import END_REASONS, UNUSED
from coa_portal.accounts.models import Gebruiker
from coa_portal.accounts.usage import active_accounts, usage_of
from coa_portal.accounts.werkdagen import WEEKDAYS
from coa_portal.audit.acting import action
from coa_portal.common.errors import DomainError

# what the login role may write on an own account (access/table_rights.py): save these fields by name only
_OWN_FIELDS = ("naam", "functie", "telefoon", "werkdagen")
_TEXTS = ("naam", "functie", "telefoon")


@action
def add_gebruiker(
    *,
    email: str,
    naam: str,
    party: str,
    kind: str = Gebruiker.Kind.MENS,
    organisatie_naam: str = "",
    functie: str = "",
    telefoon: str = "",
    acting_user: Gebruiker | None,
) -> Gebruiker:
    """Make an account without grants and without a password; a link lets the person choose one."""
    account = Gebruiker(
        email=email.strip().lower(),
        naam=naam,
        party=party,
        kind=kind,
        organisatie_naam=organisatie_naam,
        functie=functie,
        telefoon=telefoon,
    )
    judge(account)
    account.set_unusable_password()
    account.save()
    return account


@action
def change_gebruiker(*, gebruiker: Gebruiker, acting_user: Gebruiker | None, **changes: str) -> Gebruiker:
    """Change address, name, function, telephone or organisation. Party and kind are fixed once made: grants
    were judged by them."""
    row = _locked(gebruiker)
    former = row.email
    unknown = set(changes) - {"email", "organisatie_naam", *_TEXTS}
    if unknown:
        raise TypeError(f"not changeable: {sorted(unknown)}")
    for name, value in changes.items():
        setattr(row, name, value.strip())
    row.email = row.email.lower()
    judge(row)
    if row.email != former and not row.is_systeem:
        announce(row, MOVED)  # before saving: its time tells which address was the former
    row.save(update_fields=list(changes))
    return row


@action
def change_own_details(
    *,
    gebruiker: Gebruiker,
    naam: str,
    functie: str,
    telefoon: str,
    werkdagen: Sequence[int] | None = None,
    acting_user: Gebruiker | None,
) -> Gebruiker:
    """Change how and when others reach the own account. `werkdagen`: 1 (maandag) to 7; None leaves them."""
    row = _locked(gebruiker)
    if not naam.strip():
        raise DomainError("Vul uw naam in.", field="naam", code="required")
    row.naam, row.functie, row.telefoon = naam.strip(), functie.strip(), telefoon.strip()
    if werkdagen is not None:
        if not set(werkdagen) <= set(WEEKDAYS):
            raise DomainError("Kies dagen van de week.", field="werkdagen", code="unknown_day")
        row.werkdagen = sorted(set(werkdagen))
    row.save(update_fields=_OWN_FIELDS)
    return row


@action
def set_password(*, gebruiker: Gebruiker, password: str, acting_user: Gebruiker | None) -> Gebruiker:
    """Set a password that the form has judged. Ends every other session of the account, because a session
    is signed with the password's hash."""
    row = _locked(gebruiker)
    if not row.is_active or row.is_systeem:
        raise DomainError("Met dit account kunt u niet inloggen.", code="inactive")
    had_password = row.has_usable_password()
    row.set_password(password)
    row.save(update_fields=["password"])
    if had_password:
        announce(row, "wachtwoord_gewijzigd")
    return row


@action
def deactivate_gebruiker(*, gebruiker: Gebruiker, reden: str, acting_user: Gebruiker | None) -> Gebruiker:
    """Switch an account off at once: every grant ends with `reden`, API keys are withdrawn, password and
    second factors are gone. Sessions stop working with the next request."""
    row = _locked(gebruiker)
    if acting_user is not None and row.pk == acting_user.pk:
        raise DomainError("U kunt uw eigen account niet uitschakelen.", code="own_account")
    if not row.is_active:
        raise DomainError("Dit account is al uitgeschakeld.", code="inactive")
    if reden not in END_REASONS:
        raise DomainError("Kies een reden.", field="reden", code="reason_required")
    for toekenning in row.toekenningen.filter(status__in=["actief", "geblokkeerd"]):
        end_toekenning(toekenning=toekenning, reden=reden, acting_user=acting_user)
    for sleutel in row.api_sleutels.filter(ingetrokken_op=None):
        withdraw_api_key(sleutel=sleutel, acting_user=acting_user)
    forget_factors(row)
    row.is_active = False
    row.set_unusable_password()
    # there may be no grant to carry the reason; simple-history takes it from here
    row._change_reason = reden  # type: ignore[attr-defined]
    row.save(update_fields=["is_active", "password"])
    forget_grants(gebruiker)
    return row


@action
def block_unused_account(*, gebruiker: Gebruiker, acting_user: Gebruiker | None) -> Gebruiker:
    """Block every grant of an account that nobody used for too long; a beheerder unblocks them."""
    _locked(gebruiker)
    row = active_accounts().filter(pk=gebruiker.pk).first()
    if row is None or not usage_of(row).is_unused:
        raise DomainError("Dit account is in gebruik.", code="in_use")
    for toekenning in row.toekenningen.active():
        block_toekenning(toekenning=toekenning, reden=UNUSED, acting_user=acting_user)
    forget_grants(gebruiker)
    return row


@action
def reactivate_gebruiker(*, gebruiker: Gebruiker, acting_user: Gebruiker | None) -> Gebruiker:
    """Switch an account on again. It starts with no grant and no password."""
    row = _locked(gebruiker)
    if row.is_active:
        raise DomainError("Dit account is al actief.", code="active")
    row.is_active = True
    row.save(update_fields=["is_active"])
    return row


def _locked(gebruiker: Gebruiker) -> Gebruiker:
    return Gebruiker.objects.select_for_update().get(pk=gebruiker.pk)


def judge(account: Gebruiker) -> None:
    """The rules of an account, saved or not yet. Raises DomainError at the field that is wrong."""
    # one address is one account, whatever its capitals: that is how people sign in
    if Gebruiker.objects.filter(email__iexact=account.email.strip()).exclude(pk=account.pk).exists():
        raise DomainError("Er is al een account met dit e-mailadres.", field="email", code="duplicate")
    if account.is_systeem and account.party != Party.GEMEENTE:
        raise DomainError("Alleen een gemeente heeft een systeemaccount.", field="kind", code="party")
