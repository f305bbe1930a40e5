"""What every role does, in plain Dutch, and which facts of a person it may read: the half of DESIGN §3 that no
capability tells. Printed in docs/rollen.md; a test holds this and `access.roles` together."""

from dataclasses import dataclass

from coa_portal.access.roles import ROLES, TIER_CAPABILITIES, ScopeKind


@dataclass(frozen=True)
class Words:
    """One role. `facts`: all it may know of a person, as names of facts; None: what its tiers or dossiers hold; empty:
    nothing."""

    does: str
    facts: tuple[str, ...] | None = None


ROLE_WORDS: dict[str, Words] = {
    "regievoerder_coa": Words("Koppelt huishoudens aan gemeenten, herkoppelt, en bewaakt de taakstelling."),
    "casemanager": Words(
        "Bouwt het klantprofiel en zet het door, legt toestemming vast, biedt de Voorinburgering aan en begeleidt, is "
        "contact voor de gemeente."
    ),
    "casemanager_participatie": Words(
        "Leest dossiers van de eigen opvanglocaties, houdt participatie bij en spreekt gesprekken met gemeenten af."
    ),
    "programmabegeleider": Words(
        "Legt de screening en het huisvestingsgesprek vast en vult het klantprofiel aan."
    ),
    "nt2_docent": Words(
        "Geeft les aan de eigen lesgroepen, vult de aanwezigheid in en legt toetsuitslagen vast.",
        ("naam", "talen", "niveau", "aanwezigheid", "toetsuitslagen"),
    ),
    "woonbegeleider": Words(
        "Weet wie er wonen en wanneer zij verhuizen.", ("naam", "huishouden", "verhuisdatum")
    ),
    "regievoerder_gemeente": Words(
        "Leest wat met de gemeente is gedeeld, kiest het scenario, plant gesprekken, intake, PIP en verhuizing, en "
        "kiest welke dossiers een externe leest."
    ),
    "lezer_gemeente": Words("Leest de lagen en onderdelen die de afdeling nodig heeft."),
    "contactpersoon_extern": Words(
        "Leest voor een derde partij, van de hele gemeente of van benoemde dossiers. Laag 1 en 2 alleen met een "
        "toestemming die de partij noemt."
    ),
    "accountbeheerder_gemeente": Words("Vraagt accounts van de eigen gemeente aan en beëindigt ze.", ()),
    "regiocoordinator": Words("Leest cijfers van de regio; groepen onder 5 zijn weggelaten.", ()),
    "beheerder": Words("Kent accounts toe en beheert referentiegegevens.", ()),
    "functionaris_gegevensbescherming": Words("Leest het leeslog en het verwerkingsregister.", ()),
}

_SCOPES = {
    ScopeKind.GEMEENTE: "gemeente",
    ScopeKind.OPVANGLOCATIE: "opvanglocatie",
    ScopeKind.ARBEIDSMARKTREGIO: "arbeidsmarktregio",
    ScopeKind.ORGANISATIE: "landelijk",
    ScopeKind.LESGROEP: "lesgroep",
}
_HEAD = """# Rollen

Gemaakt door `manage.py print_roles` uit `coa_portal/access/roles.py` en `role_words.py`; een test houdt dit bestand
daaraan gelijk. Verander het niet met de hand. Een toekenning geldt hoogstens een half jaar en wordt dan opnieuw
bekeken; alleen die van een beheerder mag zonder einddatum.

| rol | toegekend op | doet | weet van een persoon | databaserol | voorwaarden |
| --- | --- | --- | --- | --- | --- |
"""


def as_markdown() -> str:
    """The table as docs/rollen.md holds it."""
    return _HEAD + "".join(f"| {' | '.join(_cells(code))} |\n" for code in ROLES)


def _cells(code: str) -> list[str]:
    role, words = ROLES[code], ROLE_WORDS[code]
    conditions = {
        "lagen en onderdelen te beperken": role.limits_tiers,
        "einddatum": role.end_date_required,
        "verwerkersovereenkomst": role.needs_verwerkersovereenkomst,
        "toestemming noemt de partij": role.needs_named_consent,
        "ook voor benoemde dossiers": role.may_name_dossiers,
    }
    wanted = ", ".join(text for text, holds in conditions.items() if holds)
    return [role.label, _SCOPES[role.scope], words.does, _known(code), f"`{role.wall}`", wanted or "–"]


def _known(code: str) -> str:
    facts = ROLE_WORDS[code].facts
    if facts is not None:
        return ", ".join(facts) or "niets"
    held = ROLES[code].capabilities
    tiers = [str(tier) for tier, codes in enumerate(TIER_CAPABILITIES) if codes & held]
    return f"laag {', '.join(tiers)}" if tiers else "het dossier"
