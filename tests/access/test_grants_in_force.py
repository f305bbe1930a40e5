"""R1: a toekenning past its last day counts for nothing, also before beat tidied the permissions behind it."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from coa_portal.access.grants import accounts_holding, read_grants
from coa_portal.access.roles import ROLES, TIER_OF_CAPABILITY, ScopeKind, WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.accounts.actions import end_toekenning
from coa_portal.accounts.models import Toekenning
from coa_portal.common.dates import today
from tests.factories.accounts import PASSWORD, account_with, grant
from tests.factories.koppeling import KoppelingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def koppeling(regievoerder_utrecht: Any) -> Any:
    return KoppelingFactory()


def koppelingen_read_by(account: Any) -> int:
    """What raw SQL reads under the gemeente's role."""
    with behind_wall(WallRole.GEMEENTE, account.pk), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM koppeling_koppeling")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        ({"eindigt_op": None}, True),
        ({"eindigt_op": today()}, True),
        ({"eindigt_op": today() - dt.timedelta(days=1)}, False),
        ({"status": "geblokkeerd"}, False),
        ({"status": "beeindigd"}, False),
    ],
)
def test_r1_only_a_toekenning_in_force_opens_anything(
    change: dict[str, Any], holds: bool, koppeling: Any, regievoerder_utrecht: Any, client: Any
) -> None:
    """Rules, recipients, policies and pages give one answer; guardian's rows are there in every case."""
    assert client.login(username=regievoerder_utrecht.email, password=PASSWORD)
    Toekenning.objects.filter(gebruiker=regievoerder_utrecht).update(**change)
    assert bool(read_grants(regievoerder_utrecht).parents) is holds
    recipients = accounts_holding("manage_overdracht", ScopeKind.GEMEENTE, "GM0344")
    assert (regievoerder_utrecht.pk in recipients) is holds
    assert koppelingen_read_by(regievoerder_utrecht) == (1 if holds else 0)
    page = client.get(f"/gemeente/koppelingen/{koppeling.pk}/")
    assert page.status_code == (200 if holds else 404)


def test_r1_a_grant_elsewhere_does_not_keep_an_ended_one_alive(
    koppeling: Any, regievoerder_utrecht: Any, gemeente_zeist: Any
) -> None:
    grant(regievoerder_utrecht, "regievoerder_gemeente", gemeente_zeist)
    Toekenning.objects.filter(gebruiker=regievoerder_utrecht, gemeente="GM0344").update(
        eindigt_op=today() - dt.timedelta(days=1)
    )
    assert read_grants(regievoerder_utrecht).on("view_tier0") == {"GM0355"}
    assert koppelingen_read_by(regievoerder_utrecht) == 0


def test_reading_the_grants_is_one_query(regievoerder_utrecht: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        read_grants(regievoerder_utrecht)


def test_r4_a_gemeente_account_reads_grants_of_its_own_gemeenten_only(
    regievoerder_utrecht: Any, lezer_utrecht: Any, regievoerder_zeist: Any, casemanager_luttelgeest: Any
) -> None:
    """Colleagues must be there, because one of them is made behandelaar."""
    with behind_wall(WallRole.GEMEENTE, lezer_utrecht.pk), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT user_id FROM access_grant_in_force")
        assert {key for (key,) in cursor.fetchall()} == {regievoerder_utrecht.pk, lezer_utrecht.pk}
    with behind_wall(WallRole.COA, casemanager_luttelgeest.pk):
        assert accounts_holding("view_tier0", ScopeKind.GEMEENTE, "GM0355") == [regievoerder_zeist.pk]


def test_r1_an_expired_role_brings_nothing_beside_a_running_one(
    koppeling: Any, regievoerder_utrecht: Any, gemeente_utrecht: Any, client: Any
) -> None:
    """Both roles lie on one gemeente; until beat tidies, guardian's rows of the ended one are still there."""
    grant(regievoerder_utrecht, "lezer_gemeente", gemeente_utrecht, max_tier=1)
    before = read_grants(regievoerder_utrecht)
    assert before.has("manage_overdracht", "GM0344") and before.has("view_tier2", "GM0344")
    Toekenning.objects.filter(gebruiker=regievoerder_utrecht, rol="regievoerder_gemeente").update(
        eindigt_op=today() - dt.timedelta(days=1)
    )
    grants = read_grants(regievoerder_utrecht)
    assert set(grants.parents) == {"view_tier0", "view_tier1"}
    assert accounts_holding("manage_overdracht", ScopeKind.GEMEENTE, "GM0344") == []
    assert koppelingen_read_by(regievoerder_utrecht) == 1
    client.force_login(regievoerder_utrecht)
    assert client.get(f"/gemeente/koppelingen/{koppeling.pk}/").status_code == 200
    assert client.get(f"/gemeente/koppelingen/{koppeling.pk}/behandelaar/").status_code == 404


def test_r1_the_database_knows_the_table_of_roles() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rol, capability, tier FROM access_role_capability")
        known = set(cursor.fetchall())
    assert known == {
        (role.code, capability, TIER_OF_CAPABILITY.get(capability))
        for role in ROLES.values()
        for capability in role.by_kind_of_grant
    }


def test_r4_a_gemeente_account_reads_colleagues_and_nobody_else(
    regievoerder_utrecht: Any,
    lezer_utrecht: Any,
    regievoerder_zeist: Any,
    casemanager_luttelgeest: Any,
    gemeente_utrecht: Any,
) -> None:
    """Contact data of COA and of other gemeenten is no business of a gemeente's role; a former colleague is."""
    former = account_with("regievoerder_gemeente", gemeente_utrecht)
    end_toekenning(toekenning=former.toekenningen.get(), reden="uit_dienst", acting_user=None)
    colleagues = {regievoerder_utrecht.pk, lezer_utrecht.pk, former.pk}
    assert accounts_read_by(lezer_utrecht) == colleagues
    assert accounts_read_by(regievoerder_zeist) == {regievoerder_zeist.pk}
    Toekenning.objects.filter(gebruiker=lezer_utrecht).update(eindigt_op=today() - dt.timedelta(days=1))
    assert accounts_read_by(lezer_utrecht) == {lezer_utrecht.pk}
    with behind_wall(WallRole.COA, casemanager_luttelgeest.pk), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_gebruiker WHERE id = %s", [regievoerder_zeist.pk])
        assert cursor.fetchone() is not None


def accounts_read_by(account: Any) -> set[Any]:
    with behind_wall(WallRole.GEMEENTE, account.pk), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_gebruiker")
        return {key for (key,) in cursor.fetchall()}
