"""Scope rules in words: which objects a capability reaches (R1, R2).

For people who read the printed matrix. The rules themselves are the policies (`access.policy`); a test fails on a
capability or a view without words.
"""

from coa_portal.access.declare import Audience, Declaration

OF_CAPABILITY = {
    "view_all_dossiers": "alle dossiers van het COA",
    "koppel": "alle huishoudens en koppelingen van het COA",
    "view_dossier": "dossiers van mensen die nu (of het laatst) op een locatie van de toekenning wonen",
    "edit_profiel": "dossiers van mensen die nu (of het laatst) op een locatie van de toekenning wonen",
    "doorzetten": "dossiers van mensen die nu (of het laatst) op een locatie van de toekenning wonen",
    "record_toestemming": "dossiers van mensen die nu (of het laatst) op een locatie van de toekenning wonen",
    "view_household": "naam, huishouden en verhuisdatum van mensen op een locatie van de toekenning",
    "plan_gesprek": "gesprekken over mensen die nu (of het laatst) op een locatie van de toekenning wonen",
    "record_huisvesting": "dossiers van mensen die nu (of het laatst) op een locatie van de toekenning wonen",
    "record_programma": "dossiers van mensen die nu (of het laatst) op een locatie van de toekenning wonen",
    "record_participatie": "dossiers van mensen op een locatie van de toekenning, en het aanbod van die locatie",
    "view_deelname": "deelnemers van een lesgroep van de toekenning: naam, talen en niveau",
    "view_tier0": "koppelingen aan een gemeente van de toekenning: laag 0",
    "view_tier1": "mensen met toestemming, gekoppeld aan een gemeente van de toekenning: laag 1",
    "view_tier2": "mensen met toestemming, gekoppeld aan een gemeente van de toekenning: laag 2",
    "view_named_tier0": "benoemde dossiers van een gemeente van de toekenning: laag 0",
    "view_extern_tier1": "mensen met een toestemming die de derde partij noemt, in gemeenten van de toekenning: laag 1",
    "view_extern_tier2": "mensen met een toestemming die de derde partij noemt, in gemeenten van de toekenning: laag 2",
    "manage_overdracht": "actieve koppelingen aan een gemeente van de toekenning",
    "request_accounts": "accounts van een gemeente van de toekenning",
    "view_figures": "cijfers van een arbeidsmarktregio van de toekenning, nooit een persoon",
    "manage_accounts": "accounts en referentiegegevens, geen dossier",
    "view_reading_log": "de inzagelog en het verwerkingsregister, geen dossier",
}
EVERYBODY = "iedereen, zonder in te loggen"
OWN_ACCOUNT = "het eigen account"


def scope_of(declaration: Declaration, capabilities: frozenset[str] | None = None) -> list[str]:
    """The scope rules of a view in words; with `capabilities` only those that somebody who holds them comes in by.

    What the view itself declares goes before the words of its capabilities. Empty: nobody wrote the rule down.
    """
    if declaration.scope:
        return [declaration.scope]
    if declaration.is_public:
        return [EVERYBODY]
    if isinstance(declaration.who, Audience):
        # such a page works under the login role, which reads the tables of the own account only
        return [] if declaration.wall else [OWN_ACCOUNT]
    entered_by = declaration.who if capabilities is None else declaration.who & capabilities
    return list(dict.fromkeys(OF_CAPABILITY.get(name, "") for name in sorted(entered_by)))
