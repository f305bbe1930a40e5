"""News about accounts (DESIGN §9): who hears of it, who may still see it, where it leads.

`accounts` lies below this app and announces what happened; the outbox is filled here, in the same transaction.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.urls import reverse

from coa_portal.access.grants import accounts_holding, grants_of
from coa_portal.access.policy import visible
from coa_portal.access.roles import Party, ScopeKind
from coa_portal.accounts import events
from coa_portal.accounts.models import Accountaanvraag, Gebruiker, Toekenning
from coa_portal.notifications.kinds import Group, Kind, register
from coa_portal.notifications.models import Event, Wijze
from coa_portal.notifications.outbox import announce
from coa_portal.organisaties.models import Organisatie

GIVEN, RUNS_OUT, RUN_OUT, TAKEN = (
    "toegang_gegeven",
    "toegang_loopt_af",
    "toegangen_lopen_af",
    "toegang_beeindigd",
)
ASLEEP, ASKED = "account_ongebruikt", "account_aangevraagd"
ANSWERED = {"toegekend": "aanvraag_toegekend", "geweigerd": "aanvraag_geweigerd"}


def _scope_key(gemeente_id: str) -> UUID:
    """A subject for all accounts of one gemeente, or of COA (""): those have no key that is a UUID."""
    return uuid5(NAMESPACE_URL, f"coa-portaal:accounts:{gemeente_id}")


def _to_account(event: Event) -> Iterable[UUID]:
    return [UUID(event.extra["gebruiker"])]


def _to_managers(event: Event) -> Iterable[UUID]:
    """The accountbeheerders of the gemeente; the beheerders where it is not about one."""
    gemeente = event.extra.get("gemeente", "")
    if gemeente:
        return accounts_holding("request_accounts", ScopeKind.GEMEENTE, gemeente)
    return accounts_holding("manage_accounts", ScopeKind.ORGANISATIE, Organisatie.COA)


def _to_both(event: Event) -> Iterable[UUID]:
    managers = _to_managers(event) if event.extra.get("gemeente") else []
    return {*_to_account(event), *managers}


def _visible_toekenningen(gebruiker: Gebruiker, subject_ids: Collection[UUID]) -> set[UUID]:
    return set(visible(Toekenning, gebruiker).filter(pk__in=subject_ids).values_list("pk", flat=True))


def _visible_aanvragen(gebruiker: Gebruiker, subject_ids: Collection[UUID]) -> set[UUID]:
    grants = grants_of(gebruiker)
    if not grants.has_any({"manage_accounts", "request_accounts"}):
        return set()  # no right on the table at all
    return set(visible(Accountaanvraag, gebruiker).filter(pk__in=subject_ids).values_list("pk", flat=True))


def _visible_scopes(gebruiker: Gebruiker, subject_ids: Collection[UUID]) -> set[UUID]:
    grants = grants_of(gebruiker)
    own = {_scope_key(code) for code in grants.on("request_accounts")}
    if grants.has("manage_accounts"):
        own.add(_scope_key(""))
    return own & set(subject_ids)


def _visible_self(gebruiker: Gebruiker, subject_ids: Collection[UUID]) -> set[UUID]:
    return {gebruiker.pk} & set(subject_ids)


def _toekenning_link(gebruiker: Gebruiker, event: Event) -> str:
    if event.extra.get("gebruiker") == str(gebruiker.pk):
        return reverse("accounts:account")
    if gebruiker.party == Party.COA:
        return reverse("admin:accounts_toekenning_change", args=[event.subject_id])
    return reverse("accounts_gemeente:toekenning", args=[event.subject_id])


def _aanvraag_link(gebruiker: Gebruiker, event: Event) -> str:
    if gebruiker.party == Party.COA:
        return reverse("admin:accounts_accountaanvraag_change", args=[event.subject_id])
    return reverse("accounts_gemeente:aanvraag", args=[event.subject_id])


def _scope_link(gebruiker: Gebruiker, event: Event) -> str:
    if gebruiker.party == Party.COA:
        return f"{reverse('admin:accounts_toekenning_changelist')}?verloopt=30"
    return reverse("accounts_gemeente:verlengen")


def _own_link(gebruiker: Gebruiker, event: Event) -> str:
    return reverse("accounts:account")


_KINDS = (
    Kind(GIVEN, "Uw toegang is toegekend of verlengd", _to_account, _visible_toekenningen, _toekenning_link),
    Kind(RUNS_OUT, "Uw toegang loopt bijna af", _to_account, _visible_toekenningen, _toekenning_link),
    Kind(RUN_OUT, "De toegang van accounts loopt bijna af", _to_managers, _visible_scopes, _scope_link),
    Kind(TAKEN, "Een toegang is gestopt of geblokkeerd", _to_both, _visible_toekenningen, _toekenning_link),
    Kind(ASLEEP, "Uw account wordt bijna geblokkeerd: u logt niet in", _to_account, _visible_self, _own_link),
    Kind(ASKED, "Een gemeente vraagt een account aan", _to_managers, _visible_aanvragen, _aanvraag_link),
    Kind(ANSWERED["toegekend"], "Uw aanvraag is toegekend", _to_managers, _visible_aanvragen, _aanvraag_link),
    Kind(ANSWERED["geweigerd"], "Uw aanvraag is geweigerd", _to_managers, _visible_aanvragen, _aanvraag_link),
)

# who looks after accounts; everything else comes to every account
_NEEDS = {
    RUN_OUT: frozenset({"manage_accounts", "request_accounts"}),
    ASKED: frozenset({"manage_accounts"}),
    **dict.fromkeys(ANSWERED.values(), frozenset({"request_accounts"})),
}


def register_kinds() -> None:
    """Called in `AppConfig.ready()`. Who has access is about safety: nobody switches that off altogether."""
    for kind in _KINDS:
        needs = _NEEDS.get(kind.code, frozenset())
        register(replace(kind, group=Group.ACCOUNT, least=Wijze.PORTAAL, needs=needs))


def _about(toekenning: Toekenning, *, key: str, kind: str, acting_user: Gebruiker | None) -> None:
    extra = {"gebruiker": str(toekenning.gebruiker_id)}
    if toekenning.gemeente_id:
        extra["gemeente"] = toekenning.gemeente_id
    announce(
        kind,
        subject_id=toekenning.pk,
        reference=toekenning.referentie,
        key=f"{toekenning.pk}:{key}",
        acting_user=acting_user,
        extra=extra,
    )


def on_granted(toekenning: Toekenning, acting_user: Any, **kwargs: Any) -> None:
    """Tell the account what somebody gave it; what an installation starts with is no news."""
    if acting_user is not None:
        _about(toekenning, key=toekenning.updated_at.isoformat(), kind=GIVEN, acting_user=acting_user)


def on_taken(toekenning: Toekenning, acting_user: Any, **kwargs: Any) -> None:
    """Tell the account and who looks after it."""
    _about(toekenning, key=toekenning.status_sinds.isoformat(), kind=TAKEN, acting_user=acting_user)


def on_runs_out(toekenning: Toekenning, days: int, **kwargs: Any) -> None:
    """Remind the account, once per step."""
    _about(toekenning, key=f"{toekenning.eindigt_op}:{days}", kind=RUNS_OUT, acting_user=None)


def on_run_out(scope: str, ends: dt.date, days: int, **kwargs: Any) -> None:
    """Remind who looks after the accounts: once for everything that ends on one day."""
    announce(
        RUN_OUT,
        subject_id=_scope_key(scope),
        reference=scope or "COA",
        key=f"{scope}:{ends}:{days}",
        acting_user=None,
        extra={"gemeente": scope} if scope else {},
    )


def on_asleep(gebruiker: Gebruiker, blocked_from: dt.date, days: int, **kwargs: Any) -> None:
    """Warn an account that nobody uses."""
    announce(
        ASLEEP,
        subject_id=gebruiker.pk,
        reference="account",
        key=f"{gebruiker.pk}:{blocked_from}:{days}",
        acting_user=None,
        extra={"gebruiker": str(gebruiker.pk)},
    )


def on_asked(aanvraag: Accountaanvraag, acting_user: Any, **kwargs: Any) -> None:
    """Tell the beheerders. The policy of the outbox knows this event to the letter (migration 0004)."""
    announce(
        ASKED,
        subject_id=aanvraag.pk,
        reference=aanvraag.referentie,
        key=str(aanvraag.pk),
        acting_user=acting_user,
    )


def on_answered(aanvraag: Accountaanvraag, acting_user: Any, **kwargs: Any) -> None:
    """Tell the accountbeheerders of the gemeente."""
    announce(
        ANSWERED[aanvraag.status],
        subject_id=aanvraag.pk,
        reference=aanvraag.referentie,
        key=str(aanvraag.pk),
        acting_user=acting_user,
        extra={"gemeente": aanvraag.gemeente_id},
    )


def connect() -> None:
    """Called in `AppConfig.ready()`."""
    for signal, receiver in (
        (events.toekenning_was_granted, on_granted),
        (events.toekenning_was_taken, on_taken),
        (events.toekenning_runs_out, on_runs_out),
        (events.grants_run_out, on_run_out),
        (events.account_falls_asleep, on_asleep),
        (events.aanvraag_was_made, on_asked),
        (events.aanvraag_was_answered, on_answered),
    ):
        signal.connect(receiver, dispatch_uid=f"notifications.{receiver.__name__}")
