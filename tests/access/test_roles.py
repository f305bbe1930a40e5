"""DESIGN §3 as one table: what is printed is what the portal does (R1)."""

from pathlib import Path
from typing import Any

from coa_portal.access.role_words import ROLE_WORDS, as_markdown
from coa_portal.access.roles import ROLES, TIER_CAPABILITIES, Party, WallRole
from coa_portal.access.scopes import OF_CAPABILITY

DOCUMENT = Path(__file__).parents[2] / "docs" / "rollen.md"


def test_the_printed_table_is_the_table_of_the_code() -> None:
    """When it differs: `manage.py print_roles > docs/rollen.md`."""
    assert list(ROLE_WORDS) == list(ROLES)
    assert DOCUMENT.read_text() == as_markdown()


def test_who_knows_no_dossier_holds_nothing_that_reads_one() -> None:
    reads = frozenset().union(*TIER_CAPABILITIES) | {"view_dossier", "view_all_dossiers", "edit_profiel"}
    for code, words in ROLE_WORDS.items():
        assert (words.facts is None) == bool(reads & ROLES[code].capabilities), code


def test_an_external_never_reads_by_the_consent_of_the_gemeente_alone() -> None:
    for role in ROLES.values():
        assert role.needs_named_consent == (role.party == Party.EXTERN)
        if role.needs_named_consent:
            brought: Any = set(role.by_kind_of_grant)
            assert not brought & {"view_tier1", "view_tier2"}
            assert role.needs_verwerkersovereenkomst
            assert role.end_date_required


def test_every_capability_is_explained_and_each_side_has_its_wall() -> None:
    for role in ROLES.values():
        assert set(role.by_kind_of_grant) <= set(OF_CAPABILITY), role.code
        if role.party != Party.COA:
            assert role.wall == WallRole.GEMEENTE
