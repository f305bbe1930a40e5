"""Writes on second factors. Who takes one away ends every other session of the account."""

from typing import Any

from django.db.models import F
from django.utils import timezone

from coa_portal.accounts import second_factor
from coa_portal.accounts.actions.security_mail import announce
from coa_portal.accounts.factor_models import Herstelcode, Passkey, TotpApparaat
from coa_portal.accounts.lifecycle import RESET_REASONS
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.errors import DomainError

_MOST_PASSKEYS = 10


@action
def set_app(
    *, gebruiker: Gebruiker, secret: str, used_t: int, may_replace: bool, acting_user: Gebruiker | None
) -> Gebruiker:
    """Make `secret` the app of the account. `used_t` is the time step of the code that proved it: that code is
    used up. An account that can pass the second step already gets another app only with `may_replace`, so when
    it did pass it; that ends every session."""
    row = _locked(gebruiker)
    if not may_replace and second_factor.methods_of(row).is_any:
        raise DomainError("Dit account heeft al een tweede stap.", field="code", code="already")
    app = TotpApparaat.objects.filter(user=row).first()
    is_new = app is None
    app = app or TotpApparaat(user=row)
    app.name = "App voor inlogcodes"
    app.set_secret(secret)
    app.last_t = used_t
    app.save()
    if acting_user is not None:  # not when the demo is loaded
        announce(row, "app_toegevoegd")
    return _note(row, "App voor inlogcodes ingesteld", ends_sessions=not is_new)


@action
def make_recovery_codes(*, gebruiker: Gebruiker, acting_user: Gebruiker | None) -> list[str]:
    """A new set of codes, returned once; every code of the former set stops working."""
    row = _locked(gebruiker)
    had_codes = row.herstelcodes.exists()
    row.herstelcodes.all().delete()
    codes = [second_factor.new_recovery_code() for _ in range(second_factor.RECOVERY_CODES)]
    Herstelcode.objects.bulk_create(
        [Herstelcode(gebruiker=row, code_hash=second_factor.hash_recovery_code(row, code)) for code in codes]
    )
    _note(row, "Herstelcodes gemaakt")
    if had_codes:
        announce(row, "herstelcodes_vernieuwd")
    return codes


@action
def use_code(*, gebruiker: Gebruiker, code: str, acting_user: Gebruiker | None) -> bool:
    """Whether this is a right, unused code of the account's app, which is used up by it."""
    app = TotpApparaat.objects.select_for_update().filter(user=gebruiker).first()
    return app is not None and app.verify_token(code)


@action
def use_recovery_code(*, gebruiker: Gebruiker, code: str, acting_user: Gebruiker | None) -> bool:
    """Whether this is an unused recovery code of the account; it is used up."""
    row = second_factor.unused_code(gebruiker, code)
    if row is None:
        return False
    row.used_at = timezone.now()
    row.save(update_fields=["used_at"])
    announce(gebruiker, "herstelcode_gebruikt")
    return True


@action
def add_passkey(
    *, gebruiker: Gebruiker, naam: str, acting_user: Gebruiker | None, **credential: Any
) -> Passkey:
    """Keep a verified passkey; `credential` are its fields as `passkeys.verify_new` made them."""
    row = _locked(gebruiker)
    if row.passkeys.count() >= _MOST_PASSKEYS:
        raise DomainError(f"U hebt al {_MOST_PASSKEYS} passkeys. Verwijder er eerst een.", code="too_many")
    if Passkey.objects.filter(credential_id=credential["credential_id"]).exists():
        raise DomainError("Deze passkey is al bekend.", code="duplicate")
    passkey = Passkey(gebruiker=row, naam=naam.strip(), **credential)
    passkey.save()
    announce(row, "passkey_toegevoegd")
    _note(row, "Passkey toegevoegd")
    return passkey


@action
def note_passkey_use(*, passkey: Passkey, sign_count: int, acting_user: Gebruiker | None) -> Passkey:
    """Keep the counter of a passkey that was just verified, and when that was."""
    passkey.sign_count, passkey.last_used_at = sign_count, timezone.now()
    passkey.save(update_fields=["sign_count", "last_used_at"])
    return passkey


@action
def remove_app(*, gebruiker: Gebruiker, acting_user: Gebruiker | None) -> Gebruiker:
    """Take the app away. Refused when it is the only method."""
    row = _locked(gebruiker)
    methods = second_factor.methods_of(row)
    if methods.app is None:
        raise DomainError("U hebt geen app ingesteld.", code="gone")
    _judge_not_last(methods)
    methods.app.delete()
    announce(row, "app_verwijderd")
    return _note(row, "App voor inlogcodes verwijderd", ends_sessions=True)


@action
def remove_passkey(*, passkey: Passkey, acting_user: Gebruiker | None) -> Gebruiker:
    """Take a passkey away. Refused when it is the only method."""
    row = _locked(passkey.gebruiker)
    _judge_not_last(second_factor.methods_of(row))
    row.passkeys.filter(pk=passkey.pk).delete()
    announce(row, "passkey_verwijderd")
    return _note(row, "Passkey verwijderd", ends_sessions=True)


def _judge_not_last(methods: second_factor.Methods) -> None:
    if methods.count < 2:
        raise DomainError("Dit is uw enige tweede stap. Voeg eerst een andere toe.", code="last_factor")


@action
def end_sessions(*, gebruiker: Gebruiker, acting_user: Gebruiker | None) -> Gebruiker:
    """End every session of the account; who must stay signed in here signs the session anew."""
    return _note(_locked(gebruiker), "Andere sessies beëindigd", ends_sessions=True)


@action
def reset_second_factor(*, gebruiker: Gebruiker, reden: str, acting_user: Gebruiker | None) -> Gebruiker:
    """For somebody who lost everything: no app, passkey, recovery code, password or session is left. A one-time
    link then starts anew, and the first sign-in asks to set up an app again."""
    row = _locked(gebruiker)
    if acting_user is not None and row.pk == acting_user.pk:
        raise DomainError("Uw eigen account herstelt een andere beheerder.", code="own_account")
    if not row.is_active or row.is_systeem:
        raise DomainError("Met dit account kan niemand inloggen.", code="inactive")
    if reden not in RESET_REASONS:
        raise DomainError("Kies een reden.", field="reden", code="reason_required")
    forget_factors(row)
    row.set_unusable_password()
    announce(row, "gereset")
    return _note(row, f"Inloggen hersteld: {RESET_REASONS[reden]}", ends_sessions=True, changed="password")


def forget_factors(account: Gebruiker) -> None:
    """Remove every second factor; part of actions that hold the account locked."""
    TotpApparaat.objects.filter(user=account).delete()
    account.passkeys.all().delete()
    account.herstelcodes.all().delete()


def _locked(gebruiker: Gebruiker) -> Gebruiker:
    return Gebruiker.objects.select_for_update().get(pk=gebruiker.pk)


def _note(
    row: Gebruiker, what: str, *, ends_sessions: bool = False, changed: str = "updated_at"
) -> Gebruiker:
    """A line of history: that something happened to the second factors, never what they are."""
    if ends_sessions:
        Gebruiker.objects.filter(pk=row.pk).update(session_epoch=F("session_epoch") + 1)
        row.refresh_from_db(fields=["session_epoch"])
    row._change_reason = what  # type: ignore[attr-defined]  # simple-history takes it from here
    row.save(update_fields=[changed])
    return row
