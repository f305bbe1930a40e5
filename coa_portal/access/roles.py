"""DESIGN §3 as one table: every role, whom it belongs to, on what it is granted and what it brings.

Code, Django admin, the access-matrix test and the printed documentation read this table; nothing else knows
what a role may do. `capabilities` are django-guardian permissions on the parent object (R1), each declared
in the `Meta.permissions` of that parent.
"""

import enum
from dataclasses import dataclass


class Party(enum.StrEnum):
    """The kind of organisation an account belongs to; it decides on which side of the wall it works."""

    COA = "coa"
    GEMEENTE = "gemeente"
    EXTERN = "extern"
    DIVOSA = "divosa"


class ScopeKind(enum.StrEnum):
    """The kind of parent object a role is granted on."""

    GEMEENTE = "gemeente"
    OPVANGLOCATIE = "opvanglocatie"
    ARBEIDSMARKTREGIO = "arbeidsmarktregio"
    ORGANISATIE = "organisatie"
    LESGROEP = "lesgroep"


class WallRole(enum.StrEnum):
    """The database roles behind the second wall (R4); the names are those of roles.sql."""

    COA = "portal_coa"
    GEMEENTE = "portal_gemeente"
    BEHEER = "portal_beheer"
    TOEZICHT = "portal_toezicht"
    DOCENT = "portal_docent"


# what reads tier 0, 1 and 2 of a gemeente: by the gemeente's own consents, of named dossiers only, or as far as a
# consent names the third party of the account
TIER_CAPABILITIES: tuple[frozenset[str], ...] = (
    frozenset({"view_tier0", "view_named_tier0"}),
    frozenset({"view_tier1", "view_extern_tier1"}),
    frozenset({"view_tier2", "view_extern_tier2"}),
)


@dataclass(frozen=True)
class Role:
    """One role. `capabilities` are guardian codenames on the object of the grant."""

    code: str
    label: str
    party: Party
    scope: ScopeKind
    capabilities: frozenset[str]
    wall: WallRole
    end_date_required: bool = False
    needs_verwerkersovereenkomst: bool = False
    limits_tiers: bool = False
    may_name_dossiers: bool = False
    needs_named_consent: bool = False

    @property
    def by_kind_of_grant(self) -> dict[str, str]:
        """Every capability a grant of this role can bring, as SQL: on named dossiers only, on the whole, or both."""
        if not self.may_name_dossiers:
            return dict.fromkeys(self.capabilities, "NULL")
        whole = self.capabilities_for(max_tier=None, named_only=False)
        named = self.capabilities_for(max_tier=None, named_only=True)
        return {
            code: "NULL" if code in whole & named else str(code in named).upper() for code in whole | named
        }

    @property
    def capabilities_of_any_grant(self) -> frozenset[str]:
        """Every capability a grant of this role can bring."""
        return frozenset(self.by_kind_of_grant)

    def capabilities_for(self, *, max_tier: int | None, named_only: bool) -> frozenset[str]:
        """What a grant brings: up to its highest tier, and of named dossiers when it holds for those only."""
        held = self.capabilities
        if max_tier is not None:
            held -= frozenset().union(*TIER_CAPABILITIES[max_tier + 1 :])
        if named_only:
            held = held - {"view_tier0"} | {"view_named_tier0"}
        return held


def _role(
    code: str, label: str, party: Party, scope: ScopeKind, capabilities: str, wall: WallRole, **limits: bool
) -> Role:
    return Role(code, label, party, scope, frozenset(capabilities.split()), wall, **limits)


_COA, _GEM, _BEHEER = WallRole.COA, WallRole.GEMEENTE, WallRole.BEHEER
_ORG, _LOC = ScopeKind.ORGANISATIE, ScopeKind.OPVANGLOCATIE

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        _role("regievoerder_coa", "Regievoerder COA", Party.COA, _ORG, "view_all_dossiers koppel", _COA),
        _role(
            "casemanager",
            "Casemanager",
            Party.COA,
            _LOC,
            "view_dossier edit_profiel doorzetten record_toestemming view_household plan_gesprek record_huisvesting "
            "record_programma record_participatie",
            _COA,
        ),
        _role(
            "casemanager_participatie",
            "Casemanager participatie",
            Party.COA,
            _LOC,
            "view_dossier view_household plan_gesprek record_participatie",
            _COA,
        ),
        _role(
            "programmabegeleider",
            "Programmabegeleider",
            Party.COA,
            _LOC,
            "view_dossier edit_profiel view_household record_huisvesting",
            _COA,
        ),
        _role("nt2_docent", "NT2-docent", Party.COA, ScopeKind.LESGROEP, "view_deelname", WallRole.DOCENT),
        _role("woonbegeleider", "Woonbegeleider", Party.COA, _LOC, "view_household", _COA),
        _role(
            "regievoerder_gemeente",
            "Regievoerder gemeente",
            Party.GEMEENTE,
            ScopeKind.GEMEENTE,
            "view_tier0 view_tier1 view_tier2 manage_overdracht",
            _GEM,
        ),
        _role(
            "lezer_gemeente",
            "Lezer gemeente",
            Party.GEMEENTE,
            ScopeKind.GEMEENTE,
            "view_tier0 view_tier1 view_tier2",
            _GEM,
            limits_tiers=True,
        ),
        _role(
            "contactpersoon_extern",
            "Contactpersoon extern",
            Party.EXTERN,
            ScopeKind.GEMEENTE,
            "view_tier0 view_extern_tier1 view_extern_tier2",
            _GEM,
            limits_tiers=True,
            end_date_required=True,
            needs_verwerkersovereenkomst=True,
            may_name_dossiers=True,
            needs_named_consent=True,
        ),
        _role(
            "accountbeheerder_gemeente",
            "Accountbeheerder gemeente",
            Party.GEMEENTE,
            ScopeKind.GEMEENTE,
            "request_accounts",
            _GEM,
        ),
        _role(
            "regiocoordinator",
            "Regiocoördinator",
            Party.DIVOSA,
            ScopeKind.ARBEIDSMARKTREGIO,
            "view_figures",
            _GEM,
        ),
        _role("beheerder", "Beheerder", Party.COA, _ORG, "manage_accounts", _BEHEER),
        _role(
            "functionaris_gegevensbescherming",
            "Functionaris gegevensbescherming",
            Party.COA,
            _ORG,
            "view_reading_log",
            WallRole.TOEZICHT,
        ),
    )
}

ROLE_CHOICES = [(role.code, role.label) for role in ROLES.values()]

# which tier of the gate a capability opens: a toekenning may go less far than its role (`max_tier`)
TIER_OF_CAPABILITY = {code: tier for tier, codes in enumerate(TIER_CAPABILITIES) for code in codes}
