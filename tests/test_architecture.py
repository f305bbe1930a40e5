"""Rules of the code that no type checker knows, read from its syntax trees (R1, R2, R13; ARCHITECTURE, "Traps").

Each exception stands here by name with its reason; an exception that is no longer used fails too.
"""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).parents[1]
PACKAGES = ("coa_portal", "klantprofiel", "voorinburgering", "koppeling", "overdracht")

# only the transition table takes a step; another `status` is set where its row is made
STATUS_ASSIGNERS = {"coa_portal/lifecycle/table.py"}
# the settings switch guardian on; nothing else outside access/ knows it
GUARDIAN_USERS = {"coa_portal/settings/__init__.py"}

# lookups past the visible querysets in a view: what the view has judged already, or what is not about a person
RAW_LOOKUPS = {
    ("overdracht/coa/views/contact.py", "Koppeling"): "the active one of the person that the policy gave",
    ("overdracht/coa/views/contact.py", "Betrokkene"): "whom the questions that the policy gave are about",
    ("overdracht/coa/views/gemeenten.py", "Betrokkene"): "of the people that the policy gave",
    ("overdracht/coa/views/gemeenten.py", "Introductieaanmelding"): "keys of who is registered already",
    ("klantprofiel/views/huishouden.py", "Vergunninghouder"): "a V-nummer exists once in the whole country",
    ("koppeling/screening/views.py", "Screening"): "of the person that the policy gave",
    ("overdracht/coa/views/versies.py", "Inzage"): "of the versions that the policy gave",
    ("overdracht/coa/views/versies.py", "Betrokkene"): "of the versions that the policy gave",
    ("overdracht/coa/views/versies.py", "Profielversie"): "the one before the version that the policy gave",
    ("overdracht/coa/views/doorzetten.py", "Profielversie"): "of the person that the policy gave",
    ("overdracht/coa/views/toestemming.py", "Toestemming"): "of the person that the policy gave",
    ("overdracht/coa/views/toestemming.py", "Klantprofiel"): "of the person that the policy gave",
    ("overdracht/coa/views/derden.py", "ToestemmingDerde"): "of the consents that the policy gave",
    ("voorinburgering/views/les.py", "Aanwezigheid"): "of the lesson that the policy gave",
    ("coa_portal/accounts/views_second_step.py", "TotpApparaat"): "the app of the account that is signing in",
    ("coa_portal/accounts/views_security.py", "get_object_or_404"): "a passkey of the own account",
}
# names of code lists: no dossier, no visibility
REFERENCE_APPS = {"organisaties"}

# writes of many rows at once, which django-simple-history does not see
BULK_WRITES = {
    ("coa_portal/access/grants.py", "bulk_create"): "guardian's rows; the toekenning has the history",
    (
        "coa_portal/accounts/actions/second_factor.py",
        "bulk_create",
    ): "recovery codes are hashes, without history",
    ("coa_portal/accounts/actions/second_factor.py", "update"): "the count that ends sessions is no history",
    ("coa_portal/audit/seal.py", "bulk_create"): "seals have no history: they are one",
    ("coa_portal/common/rotation.py", "update"): "the same value under another key",
    ("coa_portal/portaal/demo/accounts.py", "update"): "the demo says that its accounts signed in",
    ("klantprofiel/actions/ibis.py", "bulk_create"): "blocks of a file that wait to be read",
    ("klantprofiel/actions/ibis.py", "copy_rows"): "the report of an import is no history",
    ("klantprofiel/ibis/schrijven.py", "copy_rows"): "BSNs have no history",
    ("klantprofiel/ibis/schrijven.py", "copy_with_history"): "the feed: history is written with the rows",
    ("klantprofiel/ibis/schrijven.py", "delete_with_history"): "the feed: history is written with the rows",
    ("overdracht/actions/termijnen.py", "bulk_create"): "counts, made anew every hour",
    ("overdracht/actions/frozen_rows.py", "bulk_create"): "frozen with the version, never changed",
    ("coa_portal/accounts/api_keys.py", "update"): "last use of a key, not a change of it",
    ("coa_portal/accounts/sign_in.py", "update"): "last sign-in, not a change of the account",
    ("coa_portal/audit/reading.py", "bulk_create"): "the reading log has no history: it is one",
    ("coa_portal/notifications/actions.py", "update"): "read or not is no history",
    ("coa_portal/notifications/actions.py", "bulk_create"): "what somebody wants to hear is no history",
    ("coa_portal/notifications/digests.py", "bulk_create"): "e-mails have no history",
    ("coa_portal/notifications/digests.py", "update"): "in which e-mail a melding stands is no history",
    ("coa_portal/notifications/engine.py", "bulk_create"): "meldingen have no history",
    ("coa_portal/notifications/outbox.py", "bulk_create"): "events have no history",
    ("coa_portal/notifications/visits.py", "bulk_create"): "when somebody looked is no history",
    ("coa_portal/organisaties/actions.py", "update"): "reference data carries its source and dates itself",
    ("coa_portal/organisaties/sync.py", "bulk_create"): "reference data carries its source and dates itself",
    ("coa_portal/organisaties/sync.py", "bulk_update"): "reference data carries its source and dates itself",
    ("coa_portal/portaal/demo/load.py", "bulk_create"): "the demo's taakstelling",
    ("coa_portal/portaal/demo/load.py", "update"): "the demo puts its meldingen in the past",
}
BULK_METHODS = {"update", "bulk_create", "bulk_update", "update_or_create", "abulk_create", "aupdate"}
BULK_METHODS |= {"copy_rows", "copy_with_history", "delete_with_history"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the portal by its path, without migrations."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def is_view_module(path: str) -> bool:
    """Modules that answer requests."""
    return "/views" in path and not path.startswith("coa_portal/web/")


def test_only_the_transition_table_assigns_a_status() -> None:
    """R13."""
    found = {
        path
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and target.attr == "status"
    }
    assert found == STATUS_ASSIGNERS


def test_a_new_row_starts_in_the_first_state_of_its_table() -> None:
    """R13: a status given to a row that is made is the initial state, never a later one."""
    wrong = [
        f"{path}:{node.lineno}"
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _creates(node)
        for word in node.keywords
        if word.arg == "status"
        and not (isinstance(word.value, ast.Attribute) and word.value.attr == "initial")
    ]
    assert wrong == []


@functools.cache
def _with_a_life() -> frozenset[str]:
    return frozenset(model.__name__ for model in apps.get_models() if hasattr(model, "status_sinds"))


def _creates(call: ast.Call) -> bool:
    """`Model(...)` of a model with a lifecycle, or `Model.objects.create(...)`."""
    if isinstance(call.func, ast.Name):
        return call.func.id in _with_a_life()
    return isinstance(call.func, ast.Attribute) and call.func.attr in {"create", "get_or_create"}


def test_only_access_talks_to_guardian() -> None:
    """R1: permissions come and go through toekenningen, never by a call of one's own."""
    found = {
        path
        for path, tree in modules()
        for node in ast.walk(tree)
        if any(name.split(".")[0] == "guardian" for name in _imported(node))
    }
    assert {path for path in found if not path.startswith("coa_portal/access/")} <= GUARDIAN_USERS


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_views_find_objects_through_the_policy() -> None:
    """R2: a view that looks up a row by itself would be one more decision about visibility."""
    reference = {
        model.__name__ for label in REFERENCE_APPS for model in apps.get_app_config(label).get_models()
    }
    found = set()
    for path, tree in modules():
        if not is_view_module(path):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}:
                found.add((path, ast.unparse(node.value)))
            elif isinstance(node, ast.Name) and node.id in {"get_object_or_404", "get_list_or_404"}:
                found.add((path, node.id))
    assert {one for one in found if one[1] not in reference} == set(RAW_LOOKUPS)


def test_many_rows_at_once_are_written_in_named_places_only() -> None:
    """Bulk writes leave no history: on a tracked model nobody could say who changed what."""
    found = {
        (path, node.func.attr)
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        # `update` with one unnamed argument is the one of a dict
        if node.func.attr in BULK_METHODS and (node.func.attr != "update" or node.keywords)
    }
    assert found == set(BULK_WRITES)
