"""Toekenningen and the guardian rows go together, or not at all (R1)."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, connection

from coa_portal.access.grants import read_grants, take
from coa_portal.access.roles import ROLES
from coa_portal.accounts import actions
from coa_portal.accounts.actions.toekenning import sync_grants
from coa_portal.accounts.expiry import expire_due
from coa_portal.accounts.models import Toekenning
from coa_portal.accounts.onderdelen import ONDERDELEN
from coa_portal.accounts.tasks import expire_toekenningen
from coa_portal.common.dates import add_months, today
from coa_portal.common.errors import DomainError
from tests.factories.accounts import GebruikerFactory, account_with, grant, organisatie, overeenkomst

pytestmark = pytest.mark.django_db
YESTERDAY = today() - dt.timedelta(days=1)
TOMORROW = today() + dt.timedelta(days=1)
REGIEVOERDER = ROLES["regievoerder_gemeente"].capabilities


def held(account: Any) -> dict[str, set[str]]:
    return read_grants(account).parents


@pytest.fixture
def account() -> Any:
    """An account of a gemeente without any grant."""
    return GebruikerFactory(gemeente=True)


@pytest.fixture
def granted(account: Any, gemeente_utrecht: Any) -> Any:
    """That account as regievoerder of Utrecht."""
    return grant(account, "regievoerder_gemeente", gemeente_utrecht)[0]


def test_granting_gives_the_permissions_of_the_role_on_that_parent(account: Any, granted: Any) -> None:
    assert held(account) == {capability: {"GM0344"} for capability in REGIEVOERDER}


@pytest.mark.parametrize("step", ["end", "block"])
def test_leaving_takes_them(account: Any, granted: Any, step: str) -> None:
    getattr(actions, f"{step}_toekenning")(toekenning=granted, reden="functie", acting_user=None)
    assert held(account) == {}


def test_unblocking_gives_them_back(account: Any, granted: Any) -> None:
    actions.block_toekenning(toekenning=granted, reden="misbruik", acting_user=None)
    actions.unblock_toekenning(toekenning=granted, acting_user=None)
    assert set(held(account)) == REGIEVOERDER


def test_what_another_grant_brings_stays(account: Any, granted: Any, gemeente_utrecht: Any) -> None:
    grant(account, "lezer_gemeente", gemeente_utrecht, max_tier=1)
    actions.end_toekenning(toekenning=granted, reden="functie", acting_user=None)
    assert set(held(account)) == {"view_tier0", "view_tier1"}


@pytest.mark.parametrize("table", ["access_gemeentepermission", "accounts_historicaltoekenning"])
def test_failing_insert_rolls_back_both(account: Any, gemeente_utrecht: Any, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'disk full'; END $$;"
            f"CREATE TRIGGER fail BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION fail()"
        )
    with pytest.raises(DatabaseError):
        grant(account, "regievoerder_gemeente", gemeente_utrecht)
    assert Toekenning.objects.count() == 0
    assert held(account) == {}


def test_failing_delete_keeps_both(account: Any, granted: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'disk full'; END $$;"
            "CREATE TRIGGER fail BEFORE DELETE ON access_gemeentepermission FOR EACH ROW EXECUTE FUNCTION fail()"
        )
    with pytest.raises(DatabaseError):
        actions.end_toekenning(toekenning=granted, reden="functie", acting_user=None)
    granted.refresh_from_db()
    assert granted.status == "actief"
    assert set(held(account)) == REGIEVOERDER


def refused(**terms: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        actions.grant_role(acting_user=None, **terms)
    return caught.value


REFUSALS: list[tuple[dict[str, Any], str, str]] = [
    ({"rol": "casemanager"}, "rol", "scope"),
    ({"rol": "contactpersoon_extern"}, "rol", "party"),
    ({"eindigt_op": YESTERDAY}, "eindigt_op", "past"),
    ({"max_tier": 1}, "max_tier", "tier"),
]


@pytest.mark.parametrize(("terms", "field", "code"), REFUSALS)
def test_refusals_name_their_field_and_change_nothing(
    account: Any, gemeente_utrecht: Any, terms: dict[str, Any], field: str, code: str
) -> None:
    base = {"gebruiker": account, "rol": "regievoerder_gemeente", "parent": gemeente_utrecht}
    error = refused(**{**base, **terms})
    assert (error.field, error.code) == (field, code)
    assert held(account) == {}
    actions.grant_role(**base, acting_user=None)


def test_external_needs_an_end_date_and_an_agreement_that_covers_it(
    gemeente_utrecht: Any, gemeente_zeist: Any
) -> None:
    base = {
        "gebruiker": GebruikerFactory(extern=True),
        "rol": "contactpersoon_extern",
        "parent": gemeente_utrecht,
    }
    ends = today() + dt.timedelta(days=20)
    good = overeenkomst(gemeente_utrecht, "Stichting Voorbeeld", einddatum=ends)
    elsewhere = overeenkomst(gemeente_zeist, "Stichting Voorbeeld")
    future = overeenkomst(gemeente_utrecht, "Stichting Voorbeeld", "VWO-2", ingangsdatum=TOMORROW)
    assert refused(**base, verwerkersovereenkomst=good).code == "end_required"
    assert refused(**base, eindigt_op=TOMORROW).field == "verwerkersovereenkomst"
    for wrong in (elsewhere, future):
        assert refused(**base, eindigt_op=TOMORROW, verwerkersovereenkomst=wrong).code == "agreement"
    late = refused(**base, eindigt_op=ends + dt.timedelta(days=1), verwerkersovereenkomst=good)
    assert (late.field, late.code) == ("eindigt_op", "beyond_agreement")
    granted = actions.grant_role(**base, eindigt_op=ends, verwerkersovereenkomst=good, acting_user=None)
    assert actions.extend_toekenning(toekenning=granted, eindigt_op=None, acting_user=None).eindigt_op == ends


def test_ending_the_agreement_ends_what_was_granted_under_it(
    contactpersoon_extern: Any, regievoerder_utrecht: Any
) -> None:
    row = contactpersoon_extern.toekenningen.get()
    actions.end_overeenkomst(overeenkomst=row.verwerkersovereenkomst, acting_user=None)
    row.refresh_from_db()
    assert (row.status, row.status_reden) == ("beeindigd", "overeenkomst_beeindigd")
    assert held(contactpersoon_extern) == {}
    assert held(regievoerder_utrecht) != {}
    with pytest.raises(DomainError):
        actions.end_overeenkomst(overeenkomst=row.verwerkersovereenkomst, acting_user=None)


def test_a_grant_holds_half_a_year_at_most(account: Any, granted: Any, gemeente_zeist: Any) -> None:
    latest = add_months(today(), 6)
    assert granted.eindigt_op == latest
    base = {"gebruiker": account, "rol": "regievoerder_gemeente", "parent": gemeente_zeist}
    assert refused(**base, eindigt_op=latest + dt.timedelta(days=1)).code == "too_long"
    with pytest.raises(DomainError) as caught:
        actions.extend_toekenning(
            toekenning=granted, eindigt_op=latest + dt.timedelta(days=1), acting_user=None
        )
    assert caught.value.code == "too_long"
    granted.eindigt_op = TOMORROW
    granted.save()
    renewed = actions.extend_toekenning(toekenning=granted, eindigt_op=None, acting_user=None)
    assert (renewed.eindigt_op, renewed.verlengd_op) == (latest, today())


@pytest.mark.parametrize("step", ["grant", "extend", "block", "unblock", "end"])
def test_nobody_decides_on_their_own_access(
    account: Any, granted: Any, gemeente_zeist: Any, beheerder: Any, step: str
) -> None:
    if step == "unblock":
        actions.block_toekenning(toekenning=granted, reden="misbruik", acting_user=None)

    def take(acting_user: Any) -> None:
        if step == "grant":
            grant(account, "lezer_gemeente", gemeente_zeist, acting_user=acting_user)
        elif step == "extend":
            actions.extend_toekenning(toekenning=granted, eindigt_op=None, acting_user=acting_user)
        elif step == "unblock":
            actions.unblock_toekenning(toekenning=granted, acting_user=acting_user)
        else:
            leave = getattr(actions, f"{step}_toekenning")
            leave(toekenning=granted, reden="functie", acting_user=acting_user)

    before = held(account)
    with pytest.raises(DomainError) as caught:
        take(account)
    assert caught.value.code == "own_grant"
    assert held(account) == before
    take(beheerder)


def test_last_beheerder_stays(beheerder: Any) -> None:
    row = beheerder.toekenningen.get()
    assert row.eindigt_op is None
    steps = [
        lambda: actions.end_toekenning(toekenning=row, reden="functie", acting_user=None),
        lambda: actions.block_toekenning(toekenning=row, reden="functie", acting_user=None),
        lambda: actions.extend_toekenning(toekenning=row, eindigt_op=TOMORROW, acting_user=None),
        lambda: actions.deactivate_gebruiker(gebruiker=beheerder, reden="functie", acting_user=None),
    ]
    for step in steps:
        with pytest.raises(DomainError) as caught:
            step()
        assert caught.value.code == "last_beheerder"
    other = account_with("beheerder")
    steps[0]()
    with pytest.raises(DomainError):
        actions.end_toekenning(toekenning=other.toekenningen.get(), reden="functie", acting_user=None)


def test_ended_account_gets_no_grant(gemeente_utrecht: Any) -> None:
    off = GebruikerFactory(gemeente=True, uit=True)
    assert refused(gebruiker=off, rol="regievoerder_gemeente", parent=gemeente_utrecht).field == "gebruiker"


def test_same_grant_twice_is_refused_until_it_ended(
    account: Any, granted: Any, gemeente_utrecht: Any
) -> None:
    base = {"gebruiker": account, "rol": "regievoerder_gemeente", "parent": gemeente_utrecht}
    assert refused(**base).code == "duplicate"
    actions.end_toekenning(toekenning=granted, reden="fout", acting_user=None)
    actions.grant_role(**base, acting_user=None)


@pytest.mark.parametrize("first", ["beheerder", "casemanager"])
def test_beheer_goes_with_no_role_that_sees_dossiers(first: str, locatie_luttelgeest: Any) -> None:
    coa = organisatie("COA")
    both = {"beheerder": coa, "casemanager": locatie_luttelgeest}
    second = next(rol for rol in both if rol != first)
    account = account_with(first, both[first])
    assert refused(gebruiker=account, rol=second, parent=both[second]).code == "mixed"


def test_several_parents_are_granted_together_or_not_at_all(
    account: Any, granted: Any, gemeente_utrecht: Any, gemeente_zeist: Any
) -> None:
    with pytest.raises(DomainError):
        actions.grant_role_on_all(
            gebruiker=account,
            rol="regievoerder_gemeente",
            parents=[gemeente_zeist, gemeente_utrecht],
            acting_user=None,
        )
    assert held(account)["view_tier0"] == {"GM0344"}
    with pytest.raises(DomainError):
        actions.grant_role_on_all(gebruiker=account, rol="lezer_gemeente", parents=[], acting_user=None)


@pytest.mark.parametrize(("reden", "code"), [("", "reason_required"), ("zomaar", "reason_unknown")])
def test_ending_needs_a_coded_reason(account: Any, granted: Any, reden: str, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        actions.end_toekenning(toekenning=granted, reden=reden, acting_user=None)
    assert (caught.value.field, caught.value.code) == ("reden", code)
    assert set(held(account)) == REGIEVOERDER


def test_extending(granted: Any) -> None:
    actions.extend_toekenning(toekenning=granted, eindigt_op=TOMORROW, acting_user=None)
    with pytest.raises(DomainError) as caught:
        actions.extend_toekenning(toekenning=granted, eindigt_op=YESTERDAY, acting_user=None)
    assert caught.value.field == "eindigt_op"
    actions.end_toekenning(toekenning=granted, reden="fout", acting_user=None)
    with pytest.raises(DomainError) as caught:
        actions.extend_toekenning(toekenning=granted, eindigt_op=TOMORROW, acting_user=None)
    assert caught.value.code == "ended"


def past_its_end(toekenning: Any) -> None:
    toekenning.eindigt_op = YESTERDAY
    toekenning.save()


def test_expiring_is_safe_to_run_twice(account: Any, granted: Any, regievoerder_zeist: Any) -> None:
    past_its_end(granted)
    assert expire_due() == 1
    assert expire_due() == 0
    granted.refresh_from_db()
    assert granted.status == "verlopen"
    assert held(account) == {}
    assert held(regievoerder_zeist) != {}


def test_last_day_still_counts(account: Any, granted: Any) -> None:
    granted.eindigt_op = today()
    granted.save()
    expire_toekenningen()
    assert set(held(account)) == REGIEVOERDER
    with pytest.raises(DomainError):
        actions.expire_toekenning(toekenning=granted, acting_user=None)


def test_blocked_grant_expires_and_cannot_come_back(account: Any, granted: Any) -> None:
    actions.block_toekenning(toekenning=granted, reden="misbruik", acting_user=None)
    granted.refresh_from_db()
    past_its_end(granted)
    with pytest.raises(DomainError):
        actions.unblock_toekenning(toekenning=granted, acting_user=None)
    expire_due()
    granted.refresh_from_db()
    assert granted.status == "verlopen"
    assert held(account) == {}


def test_each_step_is_history_with_its_author(granted: Any, beheerder: Any) -> None:
    actions.block_toekenning(toekenning=granted, reden="misbruik", acting_user=beheerder)
    newest = granted.history.first()
    assert (newest.status, newest.status_reden, newest.history_user) == ("geblokkeerd", "misbruik", beheerder)


def test_onderdelen_are_the_sections_of_a_version(db: None) -> None:
    from overdracht.profiel import build_version_payload  # noqa: PLC0415  (a layer above accounts)
    from tests.factories.klantprofiel import VergunninghouderFactory  # noqa: PLC0415

    payload = build_version_payload(VergunninghouderFactory())
    assert [section["key"] for section in payload["sections"]] == list(ONDERDELEN)


def test_r1_a_role_that_brings_more_since_a_release_brings_it_to_running_grants(
    casemanager_luttelgeest: Any,
) -> None:
    row = Toekenning.objects.get(gebruiker=casemanager_luttelgeest, rol="casemanager")
    take(casemanager_luttelgeest, row.parent, {"plan_gesprek"})
    assert not read_grants(casemanager_luttelgeest).has("plan_gesprek", row.parent.pk)
    assert sync_grants(acting_user=None) == 1
    assert read_grants(casemanager_luttelgeest).has("plan_gesprek", row.parent.pk)
    assert sync_grants(acting_user=None) == 0
