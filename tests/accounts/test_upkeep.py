"""What happens at night: reminders told once, disuse blocked, the last beheerder spared (R14)."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from coa_portal.access.grants import read_grants
from coa_portal.accounts import actions
from coa_portal.accounts.models import Gebruiker, Toekenning
from coa_portal.accounts.tasks import look_after_accounts
from coa_portal.accounts.termijnen import reminder_due
from coa_portal.accounts.upkeep import block_unused
from coa_portal.common.dates import today
from coa_portal.notifications.engine import drain
from coa_portal.notifications.models import Event, Melding
from tests.factories.accounts import account_with

pytestmark = pytest.mark.django_db


def ends_in(account: Any, days: int) -> Any:
    row = account.toekenningen.get()
    row.eindigt_op = today() + dt.timedelta(days=days)
    row.save()
    return row


def since(account: Any, days: int, *, signed_in: bool) -> None:
    """Granted long ago; signed in so many days ago, or granted then and never used."""
    moment = timezone.now() - dt.timedelta(days=days)
    Toekenning.objects.filter(gebruiker=account).update(status_sinds=moment)
    Gebruiker.objects.filter(pk=account.pk).update(last_login=moment if signed_in else None)


def told(kind: str) -> set[str]:
    drain()
    return set(Melding.objects.filter(event__kind=kind).values_list("recipient__naam", flat=True))


@pytest.mark.parametrize(
    ("left", "due"), [(31, None), (30, 30), (15, 30), (14, 14), (3, 3), (0, 3), (-1, None)]
)
def test_which_reminder_belongs_to_today(left: int, due: int | None) -> None:
    assert reminder_due(today() + dt.timedelta(days=left)) == due


def test_account_and_accountbeheerder_are_reminded_once_a_step(
    accountbeheerder_utrecht: Any, lezer_utrecht: Any, regievoerder_utrecht: Any, regievoerder_zeist: Any
) -> None:
    ends_in(lezer_utrecht, 14)
    ends_in(regievoerder_utrecht, 14)
    for _ in range(2):
        look_after_accounts()
    assert told("toegang_loopt_af") == {"Lotte Lezer", "Ruben Utrecht"}
    assert told("toegangen_lopen_af") == {"Anna Accounts"}
    assert Event.objects.filter(kind="toegangen_lopen_af").count() == 1
    assert Event.objects.count() == 3
    for row in Event.objects.all():  # R11
        assert "Lezer" not in f"{row.reference}{row.key}{row.extra}"


def test_unused_accounts_are_blocked_and_can_be_given_back(
    regievoerder_utrecht: Any, lezer_utrecht: Any, casemanager_luttelgeest: Any, beheerder: Any
) -> None:
    since(regievoerder_utrecht, 90, signed_in=True)
    since(lezer_utrecht, 30, signed_in=False)
    since(casemanager_luttelgeest, 89, signed_in=True)
    assert block_unused() == 2
    assert block_unused() == 0
    row = regievoerder_utrecht.toekenningen.get()
    assert (row.status, row.status_reden) == ("geblokkeerd", "lang_niet_gebruikt")
    assert read_grants(regievoerder_utrecht).parents == {} == read_grants(lezer_utrecht).parents
    assert read_grants(casemanager_luttelgeest).parents != {}
    assert "Ruben Utrecht" in told("toegang_beeindigd")
    actions.unblock_toekenning(toekenning=row, acting_user=beheerder)
    assert block_unused() == 0
    assert read_grants(regievoerder_utrecht).parents != {}


def test_warned_while_signing_in_still_helps(regievoerder_utrecht: Any, lezer_utrecht: Any) -> None:
    since(regievoerder_utrecht, 77, signed_in=True)
    since(lezer_utrecht, 15, signed_in=False)
    for _ in range(2):
        look_after_accounts()
    assert told("account_ongebruikt") == {"Ruben Utrecht"}
    assert Event.objects.filter(kind="account_ongebruikt").count() == 1


def test_system_whose_key_is_used_is_left_alone(systeem_utrecht: Any, api_sleutel_utrecht: str) -> None:
    since(systeem_utrecht, 100, signed_in=False)
    systeem_utrecht.api_sleutels.update(laatst_gebruikt_op=today())
    assert block_unused() == 0
    systeem_utrecht.api_sleutels.update(laatst_gebruikt_op=None)
    assert block_unused() == 1


def test_last_beheerder_is_never_blocked(beheerder: Any) -> None:
    since(beheerder, 400, signed_in=True)
    assert block_unused() == 0
    other = account_with("beheerder")
    since(other, 400, signed_in=False)
    assert block_unused() == 1
    running = Toekenning.objects.active().filter(rol="beheerder")
    assert running.count() == 1
