"""The access matrix: every URL × method × role, expected from declarations and one table of who sees what (R3).

An address that is not declared, an argument that has no sample, or a kind of object without a row in `SEES`
fails: nothing is skipped because nobody thought of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from coa_portal.access.declare import Declaration
from coa_portal.access.endpoints import Endpoint, all_endpoints
from coa_portal.access.middleware import may_enter

EVERYBODY = "*"

NOT_FOUND_IS_RIGHT = {
    # only for who came in by a fresh link
    "accounts:set_password",
    # picture and codes of a new app: only for who is setting one up
    "accounts:qr",
    "accounts:codes_file",
    # the overview of whoever the privacy officer searched for: here nobody yet
    "portaal:inzage_overzicht",
    # no organisation brings its own sign-in here
    "accounts:oidc_start",
    "accounts:oidc_callback",
    "accounts:oidc_sign_out",
    # a step on several toekenningen, of which the address names none
    "admin:accounts_toekenning_extend_together",
    "admin:accounts_toekenning_block_together",
    "admin:accounts_toekenning_end_together",
}

# who sees the sample object of a kind; everybody else gets 404 (R2)
COA_DOSSIER = {
    "casemanager_luttelgeest",
    "programmabegeleider",
    "casemanager_collega",
    "casemanager_participatie",
    "regievoerder_coa",
}
GEMEENTE_TIER0 = {
    "regievoerder_utrecht_collega",
    "lezer_utrecht_werk",
    "regievoerder_utrecht",
    "lezer_utrecht",
    "contactpersoon_extern",
    "systeem_utrecht",
}
GEMEENTE_TIER2 = {
    "regievoerder_utrecht",
    "regievoerder_utrecht_collega",
    "lezer_utrecht_werk",
    "systeem_utrecht",
}

# colleagues and strangers of a role that is played in full already: they ask for the addresses that are about an
# object, because there and only there the answer could be another one
SECONDS = {"casemanager_elders", "casemanager_collega", "regievoerder_utrecht_collega", "lezer_utrecht_werk"}
SEES: dict[str, set[str]] = {
    "dossier": COA_DOSSIER,
    "household": COA_DOSSIER,
    "ibis_import": {"regievoerder_coa"},
    "koppeling": COA_DOSSIER,
    "consent": COA_DOSSIER,
    "version_coa": COA_DOSSIER,
    "request_coa": COA_DOSSIER,
    "koppeling_gemeente": GEMEENTE_TIER0,
    # what a gemeente publishes is for everybody at COA who works with dossiers
    "gemeente_coa": COA_DOSSIER | {"casemanager_elders"},
    "person_gemeente": GEMEENTE_TIER0,
    "version_gemeente": GEMEENTE_TIER2,
    "talk": COA_DOSSIER | GEMEENTE_TIER0 - {"systeem_utrecht"},
    "agreement": COA_DOSSIER | GEMEENTE_TIER2,
    "own_melding": {EVERYBODY},
    "passkey": {"casemanager_luttelgeest"},
    "melding_of_somebody_else": set(),
    "log_line": {"fg"},
    "review": {"fg", "beheerder"},
    "lesgroep": {"casemanager_luttelgeest", "casemanager_collega", "programmabegeleider"},
    "lesgroep_taught": {"nt2_docent"},
    "lesgroep_both": {"casemanager_luttelgeest", "casemanager_collega", "programmabegeleider", "nt2_docent"},
    "toets": COA_DOSSIER | {"nt2_docent"},
    "lesson": {"casemanager_luttelgeest", "casemanager_collega", "programmabegeleider", "nt2_docent"},
    "account_of_gemeente": {"accountbeheerder_utrecht"},
    "admin": {"beheerder"},
    "public": {EVERYBODY},
}


@dataclass(frozen=True)
class Sample:
    """What to put in an address, and which kind of object it then is about."""

    kind: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One cell: a role asks for an address with a method."""

    endpoint: Endpoint
    method: str
    role: str


def endpoints() -> list[Endpoint]:
    """Every address; patterns that several prefixes share are all there."""
    return all_endpoints()


def cases(role: str, account: Any) -> Iterator[Case]:
    """Every cell of one role. Methods that nobody declares are asked of who may enter, and of visitors; of
    Django admin, which is one kind of object, who may not enter asks only to read."""
    for endpoint in endpoints():
        declaration = endpoint.declaration
        if role in SECONDS and not _is_about_an_object(endpoint):
            continue
        enters = declaration is not None and (account is None or may_enter(account, declaration))
        methods = ["GET", "POST"]
        if declaration is not None and declaration.is_admin and not enters:
            methods = ["GET"]
        if enters:
            methods += ["PUT", "DELETE"]
        for method in methods:
            yield Case(endpoint, method, role)


def _is_about_an_object(endpoint: Endpoint) -> bool:
    declaration = endpoint.declaration
    return bool(endpoint.parameters) and not (declaration and (declaration.is_admin or declaration.is_public))


def judge(case: Case, account: Any, sample: Sample | None) -> set[int]:  # noqa: PLR0911  (one line per rule)
    """The answers that are right for a cell."""
    declaration = case.endpoint.declaration
    assert declaration is not None, f"{case.endpoint.route} declares no access"
    if account is not None and account.is_systeem and not declaration.is_api:
        account = None  # an API key counts under /api/ only
    if account is None and not declaration.is_public:
        return {401} if declaration.is_api else {302}
    if account is not None and not declaration.is_public and not may_enter(account, declaration):
        return {401, 403, 404} if declaration.is_api else {404}
    if not _allows(declaration, case.method):
        return {405}
    if case.endpoint.name in NOT_FOUND_IS_RIGHT:
        return {404}
    if sample is not None and not ({case.role, EVERYBODY} & SEES[sample.kind]):
        return {404}
    if declaration.is_admin:
        # Django's own views narrow the methods further
        return {200, 302, 400, 403, 405, 409}
    # seen: shown, moved on, refused with a reason, or sent back with errors at the fields
    return {200, 201, 204, 302, 400, 403, 409, 415}


def _allows(declaration: Declaration, method: str) -> bool:
    return method in declaration.methods
