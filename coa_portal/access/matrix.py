"""The access matrix: every address × method × role, from the declarations and the table of roles (R3).

Printed by `manage.py print_access_matrix`; a test holds it against what the addresses really answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from coa_portal.access.declare import Audience, Declaration
from coa_portal.access.endpoints import Endpoint, all_endpoints
from coa_portal.access.roles import ROLES, Role, ScopeKind, WallRole
from coa_portal.access.scopes import OF_CAPABILITY, scope_of
from coa_portal.access.wall import ELEVATIONS

LOGIN_ROLE = "portal_web"
SIGN_IN, UNKNOWN, NOT_FOUND, WRONG_METHOD = 302, 401, 404, 405
_WORDS = {
    SIGN_IN: "naar inloggen (302)",
    UNKNOWN: "geen geldige sleutel (401)",
    NOT_FOUND: "bestaat niet voor deze rol (404)",
    WRONG_METHOD: "methode bestaat hier niet (405)",
}


@dataclass(frozen=True)
class Player:
    """Somebody who asks: a visitor, a person with a role, or a system of a gemeente with a role."""

    code: str
    label: str
    role: Role | None = None
    is_systeem: bool = False


@dataclass(frozen=True)
class Verdict:
    """One cell. `answer`: the HTTP status of a refusal; None when the player may enter, and then `scope` says for
    which objects; every other object answers 404 (R2)."""

    answer: int | None
    scope: tuple[str, ...] = ()
    wall: str = ""

    @property
    def is_allowed(self) -> bool:
        """Whether the player may enter."""
        return self.answer is None

    @property
    def text(self) -> str:
        """The cell in words."""
        return "; ".join(self.scope) if self.is_allowed else _WORDS[self.answer or NOT_FOUND]


@dataclass(frozen=True)
class Row:
    """One address with one method."""

    endpoint: Endpoint
    declaration: Declaration
    method: str
    cells: dict[str, Verdict]


def players() -> list[Player]:
    """Everybody the matrix asks for. A system only ever holds roles of a gemeente, and only uses the API."""
    people = [Player(role.code, role.label, role) for role in ROLES.values()]
    systems = [
        Player(f"systeem:{role.code}", f"Systeem als {role.label}", role, is_systeem=True)
        for role in ROLES.values()
        if role.scope == ScopeKind.GEMEENTE
    ]
    return [Player("anoniem", "Bezoeker zonder account"), *people, *systems]


def verdict(declaration: Declaration, method: str, player: Player) -> Verdict:
    """What a view answers a player, before it looks at which object is asked for."""
    role = player.role
    if player.is_systeem and not declaration.is_api:
        role = None  # an API key counts under /api/ only
    if role is None and not declaration.is_public:
        return Verdict(UNKNOWN if declaration.is_api else SIGN_IN)
    if role is not None and not declaration.is_public and not _may_enter(declaration, role, player):
        return Verdict(NOT_FOUND)
    if method not in declaration.methods:
        return Verdict(WRONG_METHOD)
    scope = scope_of(declaration, role.capabilities if role else frozenset())
    behind = str(role.wall) if role is not None and declaration.wall else LOGIN_ROLE
    return Verdict(None, tuple(scope), behind)


def _may_enter(declaration: Declaration, role: Role, player: Player) -> bool:
    if declaration.is_api != player.is_systeem:
        return False
    return isinstance(declaration.who, Audience) or bool(declaration.who & role.capabilities)


def rows() -> Iterator[Row]:
    """Every declared address with each method it knows, in the order of the URLconf."""
    everybody = players()
    for endpoint in all_endpoints():
        declaration = endpoint.declaration
        if declaration is None:
            continue  # refused for everybody; a test fails on it
        for method in declaration.methods:
            cells = {player.code: verdict(declaration, method, player) for player in everybody}
            yield Row(endpoint, declaration, method, cells)


def as_data() -> dict[str, Any]:
    """The whole matrix as plain data, for JSON."""
    return {
        "spelers": [
            {"code": player.code, "naam": player.label, "is_systeem": player.is_systeem}
            for player in players()
        ],
        "rollen": [_role_data(role) for role in ROLES.values()],
        "bereik": OF_CAPABILITY,
        "databaserollen": [LOGIN_ROLE, *(str(role) for role in WallRole)],
        "verheffingen": [
            {"naam": name, "databaserol": str(elevation.role), "reden": elevation.reason}
            for name, elevation in ELEVATIONS.items()
        ],
        "regels": [_row_data(row) for row in rows()],
    }


def _role_data(role: Role) -> dict[str, Any]:
    return {
        "code": role.code,
        "naam": role.label,
        "organisatie": str(role.party),
        "toegekend_op": str(role.scope),
        "rechten": sorted(role.capabilities),
        "databaserol": str(role.wall),
        "einddatum_verplicht": role.end_date_required,
        "verwerkersovereenkomst_verplicht": role.needs_verwerkersovereenkomst,
    }


def _row_data(row: Row) -> dict[str, Any]:
    declaration = row.declaration
    return {
        "naam": row.endpoint.name,
        "adres": "/" + row.endpoint.route,
        "methode": row.method,
        "is_api": declaration.is_api,
        "is_beheer": declaration.is_admin,
        "activiteit": declaration.activity,
        "recent_ingelogd": declaration.recent,
        "hoogstens": declaration.rate,
        "bereik": scope_of(declaration),
        "rollen": {
            code: {
                "mag": cell.is_allowed,
                "antwoord": cell.answer,
                "bereik": list(cell.scope),
                "databaserol": cell.wall or None,
            }
            for code, cell in row.cells.items()
        },
    }


@dataclass(frozen=True)
class Line:
    """One address on the printed page: its methods together, and who may enter, by scope rule."""

    address: str
    methods: str
    declaration: Declaration
    entering: list[tuple[str, str]]

    @property
    def walls(self) -> str:
        """Under which database role the page works."""
        return LOGIN_ROLE if not self.declaration.wall else "van de rol"


@dataclass(frozen=True)
class Group:
    """One table of the printed page."""

    key: str
    label: str
    lines: list[Line]


def as_groups() -> list[Group]:
    """The matrix as tables to read: pages, API, Django admin."""
    found: dict[str, list[Line]] = {"paginas": [], "api": [], "beheer": []}
    for endpoint in all_endpoints():
        declaration = endpoint.declaration
        if declaration is None:
            continue
        kind = "beheer" if declaration.is_admin else "api" if declaration.is_api else "paginas"
        line = Line("/" + endpoint.route, ", ".join(declaration.methods), declaration, _entering(declaration))
        found[kind].append(line)
    labels = {"paginas": "Pagina's", "api": "API", "beheer": "Beheer (Django admin)"}
    return [Group(key, labels[key], lines) for key, lines in found.items()]


def _entering(declaration: Declaration) -> list[tuple[str, str]]:
    """Who may enter and for which objects, those with the same scope together."""
    if declaration.is_public:
        return [("Iedereen", "ook zonder in te loggen")]
    by_scope: dict[str, list[str]] = {}
    for player in players():
        cell = verdict(declaration, declaration.methods[0], player)
        if cell.is_allowed:
            by_scope.setdefault(cell.text, []).append(player.label)
    people = sum(1 for player in players() if player.role and player.is_systeem == declaration.is_api)
    return [
        ("Iedereen die is ingelogd" if len(names) == people else ", ".join(names), scope)
        for scope, names in by_scope.items()
    ]
