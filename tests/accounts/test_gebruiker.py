"""Accounts: made, changed, switched off and on."""

import datetime as dt
from typing import Any

import pytest

from coa_portal.access.grants import read_grants
from coa_portal.accounts import actions
from coa_portal.accounts.api_keys import find_key
from coa_portal.accounts.models import Gebruiker
from coa_portal.common.errors import DomainError
from tests.factories.accounts import PASSWORD, GebruikerFactory

pytestmark = pytest.mark.django_db
NEW = {"email": "Nieuw@Voorbeeld.example", "naam": "Nieuwe Collega", "party": "gemeente"}


def test_new_account_has_no_password_and_no_rights(beheerder: Any) -> None:
    account = actions.add_gebruiker(**NEW, acting_user=beheerder)
    assert account.email == "nieuw@voorbeeld.example"
    assert not account.has_usable_password()
    assert read_grants(account).parents == {}
    assert account.history.get().history_user == beheerder


def test_one_address_is_one_account(beheerder: Any) -> None:
    actions.add_gebruiker(**NEW, acting_user=None)
    with pytest.raises(DomainError) as caught:
        actions.add_gebruiker(**{**NEW, "email": "NIEUW@voorbeeld.EXAMPLE"}, acting_user=None)
    assert caught.value.field == "email"
    with pytest.raises(DomainError):
        actions.change_gebruiker(gebruiker=beheerder, email=NEW["email"], acting_user=None)
    beheerder.refresh_from_db()
    assert beheerder.email != NEW["email"].lower()


def test_only_a_gemeente_has_a_system(db: None) -> None:
    with pytest.raises(DomainError) as caught:
        actions.add_gebruiker(**{**NEW, "party": "coa"}, kind="systeem", acting_user=None)
    assert caught.value.field == "kind"
    actions.add_gebruiker(**NEW, kind="systeem", acting_user=None)


def test_switching_off_takes_everything_at_once(regievoerder_utrecht: Any, beheerder: Any) -> None:
    actions.deactivate_gebruiker(gebruiker=regievoerder_utrecht, reden="uit_dienst", acting_user=beheerder)
    account = Gebruiker.objects.get(pk=regievoerder_utrecht.pk)
    assert not account.is_active
    assert not account.check_password(PASSWORD)
    toekenning = account.toekenningen.get()
    assert (toekenning.status, toekenning.status_reden) == ("beeindigd", "uit_dienst")
    account.is_active = True  # a grant that was left behind would show now
    assert read_grants(account).parents == {}
    assert account.history.first().history_change_reason == "uit_dienst"


def test_switching_off_withdraws_api_keys(
    systeem_utrecht: Any, api_sleutel_utrecht: str, beheerder: Any
) -> None:
    assert find_key(api_sleutel_utrecht).gebruiker == systeem_utrecht
    actions.deactivate_gebruiker(gebruiker=systeem_utrecht, reden="fout", acting_user=beheerder)
    actions.reactivate_gebruiker(gebruiker=systeem_utrecht, acting_user=beheerder)
    assert find_key(api_sleutel_utrecht) is None


def test_refused_switching_off_changes_nothing(regievoerder_utrecht: Any, beheerder: Any) -> None:
    for account, reden in ((regievoerder_utrecht, ""), (regievoerder_utrecht, "zomaar"), (beheerder, "fout")):
        with pytest.raises(DomainError):
            actions.deactivate_gebruiker(gebruiker=account, reden=reden, acting_user=beheerder)
        account.refresh_from_db()
        assert account.is_active
        assert read_grants(account).parents


def test_switching_on_again_gives_nothing_back(regievoerder_utrecht: Any, beheerder: Any) -> None:
    with pytest.raises(DomainError):
        actions.reactivate_gebruiker(gebruiker=regievoerder_utrecht, acting_user=beheerder)
    actions.deactivate_gebruiker(gebruiker=regievoerder_utrecht, reden="fout", acting_user=beheerder)
    account = actions.reactivate_gebruiker(gebruiker=regievoerder_utrecht, acting_user=beheerder)
    assert account.is_active
    assert read_grants(account).parents == {}


def test_system_and_ended_account_get_no_password(systeem_utrecht: Any) -> None:
    for account in (systeem_utrecht, GebruikerFactory(uit=True)):
        with pytest.raises(DomainError):
            actions.set_password(gebruiker=account, password="een heel lang wachtwoord", acting_user=None)


def test_key_past_its_day_works_no_more(api_sleutel_utrecht: str, systeem_utrecht: Any) -> None:
    row = systeem_utrecht.api_sleutels.get()
    row.geldig_tot -= dt.timedelta(days=366)
    row.save()
    assert find_key(api_sleutel_utrecht) is None
