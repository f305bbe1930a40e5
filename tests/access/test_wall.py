"""R4: PostgreSQL itself refuses. These tests ask it directly, under the roles of the wall."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from coa_portal.access.roles import WallRole
from coa_portal.access.table_rights import NOBODY, TABLE_RIGHTS
from coa_portal.access.wall import ELEVATIONS, behind_wall
from coa_portal.organisaties.models import Gemeente

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
LIVING = [name for name in TABLE_RIGHTS if name.startswith(("klantprofiel_", "voorinburgering_"))]


def tables() -> set[str]:
    return set(connection.introspection.table_names(include_views=True))


def test_every_table_has_a_decided_right() -> None:
    """R4: a new table without a row in the table of rights fails here."""
    assert tables() - set(TABLE_RIGHTS) == set()
    assert set(TABLE_RIGHTS) - tables() == set()


@pytest.mark.parametrize("table", LIVING)
def test_r4_a_gemeente_has_no_right_at_all_on_a_living_table(table: str, regievoerder_utrecht: Any) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        with behind_wall(WallRole.GEMEENTE, regievoerder_utrecht.pk), connection.cursor() as cursor:
            cursor.execute(f'SELECT 1 FROM "{table}"')  # noqa: S608
    with behind_wall(WallRole.COA, None), connection.cursor() as cursor:
        cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')  # noqa: S608


@pytest.mark.parametrize("table", sorted(TABLE_RIGHTS))
def test_r4_the_database_grants_what_the_table_says(table: str) -> None:
    """Each letter of the table is a right in the database, and nothing else is."""
    letters = {"SELECT": "S", "INSERT": "I", "UPDATE": "U", "DELETE": "D"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT grantee, privilege_type FROM information_schema.table_privileges"
            " WHERE table_schema = 'public' AND table_name = %s AND grantee LIKE 'portal\\_%%'"
            " AND grantee <> 'portal_owner'"
            " UNION SELECT grantee, privilege_type FROM information_schema.column_privileges"
            " WHERE table_schema = 'public' AND table_name = %s AND grantee LIKE 'portal\\_%%'"
            " AND grantee <> 'portal_owner'",
            [table, table],
        )
        granted = {(role, letters[privilege]) for role, privilege in cursor.fetchall()}
    written = {
        (f"portal_{role}", letter)
        for role, rights in TABLE_RIGHTS[table].items()
        for letter in re.findall(r"[SIUD]", rights)
    }
    assert granted == written


@pytest.mark.parametrize(
    "role",
    [
        "portal_web",
        "portal_coa",
        "portal_gemeente",
        "portal_beheer",
        "portal_toezicht",
        "portal_docent",
        "portal_owner",
    ],
)
def test_r4_no_role_of_the_portal_is_superuser_or_bypasses_policies(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolinherit FROM pg_roles WHERE rolname = %s",
            [role],
        )
        is_superuser, bypasses, creates_roles, inherits = cursor.fetchone()
    assert not (is_superuser or bypasses or creates_roles)
    if role == "portal_web":
        assert not inherits, "with no role set the login role must hold no dossier rights"


def test_r4_the_login_role_alone_reads_no_dossier_table() -> None:
    dossier = [
        name for name in TABLE_RIGHTS if name.split("_")[0] in {"klantprofiel", "koppeling", "overdracht"}
    ]
    assert dossier
    assert [name for name in dossier if "web" in TABLE_RIGHTS[name]] == []
    assert [name for name in dossier if {"beheer", "toezicht", "docent"} & set(TABLE_RIGHTS[name])] == []


def test_r4_frozen_payloads_can_be_updated_by_nobody() -> None:
    for table in ("overdracht_profielversie", "overdracht_screeningspublicatie"):
        assert all("U" not in rights and "D" not in rights for rights in TABLE_RIGHTS[table].values())


def test_the_former_role_comes_back_after_the_wall(regievoerder_utrecht: Any) -> None:
    def now() -> tuple[str, str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, coalesce(current_setting('portal.account', true), '')")
            return tuple(cursor.fetchone())  # type: ignore[return-value]

    before = now()
    with behind_wall(WallRole.GEMEENTE, regievoerder_utrecht.pk):
        assert now() == ("portal_gemeente", str(regievoerder_utrecht.pk))
        with behind_wall(WallRole.COA, None):
            assert now() == ("portal_coa", "")
        assert now() == ("portal_gemeente", str(regievoerder_utrecht.pk))
    assert now() == before
    with pytest.raises(RuntimeError), behind_wall(WallRole.GEMEENTE, regievoerder_utrecht.pk):
        raise RuntimeError
    assert now() == before


def test_an_aborted_transaction_behind_the_wall_is_noticed(regievoerder_utrecht: Any) -> None:
    """PostgreSQL answers the COMMIT of an aborted transaction with a silent rollback; we must not."""
    with pytest.raises(Exception, match="aborted"), behind_wall(WallRole.GEMEENTE, regievoerder_utrecht.pk):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1/0")
        except Exception as error:
            assert "division" in str(error)


def test_elevations_in_the_code_are_those_of_the_list() -> None:
    """R4: every elevation is named, and every name is used."""
    used: set[str] = set()
    for path in ROOT.glob("*/**/*.py"):
        if path.parts[len(ROOT.parts)] in {"tests", ".venv", "node_modules", "frontend", "benchmarks"}:
            continue
        used |= set(re.findall(r'elevated\("([a-z-]+)"\)', path.read_text()))
    assert used == set(ELEVATIONS)
    assert [name for name, elevation in ELEVATIONS.items() if not elevation.reason.endswith(".")] == []


def test_reference_data_stays_readable_for_every_side(gemeente_utrecht: Gemeente) -> None:
    for role in WallRole:
        with behind_wall(role, None):
            assert Gemeente.objects.filter(pk=gemeente_utrecht.pk).exists()


def test_tables_for_nobody_are_named_as_such() -> None:
    assert {name for name, rights in TABLE_RIGHTS.items() if rights is NOBODY} >= {
        "django_migrations",
        "auth_group",
    }
