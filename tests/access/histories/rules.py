"""R1-R7 over the facts of a history, written from DESIGN and from nothing else."""

from tests.access.histories.facts import Account, Consent, Facts, Grant, Match, News, Person, Shared, Stay

# DESIGN §3, as far as these histories play it: highest tier of a gemeente role, and who may write
TIER_OF_ROLE = {"regievoerder_gemeente": 2, "lezer_gemeente": 2, "contactpersoon_extern": 2}
READS_DOSSIERS = ("casemanager", "programmabegeleider", "casemanager_participatie")
# DESIGN §6
SECTIONS = (
    "persoonlijk", "familie", "status", "inburgering", "educatief", "uaf", "idw", "arbeid", "toekomst",
    "contactpersoon",
)  # fmt: skip
OF_ADULTS = ("voorinburgering",)
EVERYTHING: None = None  # sections: no limit


def in_force(facts: Facts, account: Account) -> list[Grant]:
    """R1: what an account holds today. An ended account holds nothing, a last day still counts."""
    if not account.is_active:
        return []
    return [g for g in account.grants if g.state == "actief" and (g.until is None or facts.day <= g.until)]


def _tier(grant: Grant) -> int:
    highest = TIER_OF_ROLE.get(grant.role, -1)
    return highest if grant.tier is None else min(highest, grant.tier)


def tier_on(facts: Facts, account: Account, city: str) -> int:
    """The highest tier that an account may see of a gemeente; -1: nothing at all."""
    return max((_tier(g) for g in in_force(facts, account) if g.parent == city), default=-1)


def _reaches(facts: Facts, grant: Grant, match: Match, person: Person) -> bool:
    """R1: whether a grant on this gemeente covers a person; with named dossiers alone only those."""
    if grant.parent != match.city:
        return False
    return not grant.named_only or any(
        n.grant is grant and n.match is match and n.person is person and not n.is_over for n in facts.named
    )


def people_seen(facts: Facts, account: Account, match: Match) -> list[Person]:
    """Of whom at least tier 0 is shown, while the koppeling is open."""
    held = [g for g in in_force(facts, account) if _tier(g) >= 0]
    return [p for p in match.household.members if any(_reaches(facts, g, match, p) for g in held)]


def sections_on(facts: Facts, account: Account, city: str, tier: int) -> frozenset[str] | None:
    """The sections of a tier an account may see; None: all. Two grants add up."""
    found = [g.sections for g in in_force(facts, account) if g.parent == city and _tier(g) >= tier]
    if any(not sections for sections in found):
        return EVERYTHING
    return frozenset().union(*found)


def reads_section(facts: Facts, account: Account, city: str, tier: int, section: str) -> bool:
    """Whether the grants that read a tier bring this section of it."""
    limit = sections_on(facts, account, city, tier)
    return limit is None or section in limit


def manages(facts: Facts, account: Account, city: str) -> bool:
    """Regievoerder of the gemeente."""
    return any(g.role == "regievoerder_gemeente" and g.parent == city for g in in_force(facts, account))


def consent_of(facts: Facts, person: Person, city: str) -> Consent | None:
    """R5: a signature for this gemeente that counts today: given, not withdrawn, and still covering the person."""
    for consent in facts.consents:
        if consent.person is person and consent.city == city and consent.state == "gegeven":
            return consent if consent.covers_until is None or facts.day < consent.covers_until else None
    return None


def versions_of(facts: Facts, match: Match, person: Person) -> list[Shared]:
    """R5, R6: the versions that are open: of this koppeling, published under the signature that counts today."""
    consent = consent_of(facts, person, match.city)
    return [
        v
        for v in facts.versions
        if v.match is match and v.person is person and v.consent is consent is not None
    ]


def is_open(facts: Facts, match: Match) -> bool:
    """R5: definitive or gehuisvest, until access ends."""
    return match.is_active and (match.until is None or facts.day <= match.until)


def open_tier(facts: Facts, match: Match, person: Person) -> int:
    """R5, R7: what stands open for the gemeente of a koppeling about one person; -1: not even tier 0."""
    if not is_open(facts, match) or person.household is not match.household:
        return -1
    if consent_of(facts, person, match.city) is None:
        return 0
    return 2 if versions_of(facts, match, person) else 1


def tier_seen(facts: Facts, account: Account, match: Match, person: Person) -> int:
    """What this account sees of one person: what is open, as far as its grants go; a third party sees no more than
    tier 0 unless the consent names it (DESIGN §3)."""
    opened, consent = open_tier(facts, match, person), consent_of(facts, person, match.city)
    seen = -1
    for grant in in_force(facts, account):
        if _reaches(facts, grant, match, person):
            is_named = grant.party is None or (consent is not None and grant.party in consent.names)
            seen = max(seen, min(opened, _tier(grant), 2 if is_named else 0))
    return seen


def consents_seen(facts: Facts, account: Account) -> list[Consent]:
    """Signatures of open koppelingen that open something, or ended what was shared, to who may read tier 1: never a
    refusal, or a talk about one. A third party sees those that name or named it."""
    found = []
    for consent in facts.consents:
        match = next((m for m in facts.matches if is_open(facts, m) and _is_of(m, consent)), None)
        if match is None or consent.state not in ("gegeven", "ingetrokken"):
            continue
        held = [g for g in in_force(facts, account) if _tier(g) >= 1]
        reading = [g for g in held if _reaches(facts, g, match, consent.person)]
        if any(g.party is None or g.party in consent.ever_named for g in reading):
            found.append(consent)
    return found


def reads_consents(facts: Facts, account: Account, city: str) -> bool:
    """Whether somebody of the gemeente itself may know who signed, and withdrew: from tier 1 on."""
    return any(g.parent == city and _tier(g) >= 1 and g.party is None for g in in_force(facts, account))


def _is_of(match: Match, consent: Consent) -> bool:
    return match.city == consent.city and consent.person.household is match.household


def known_matches(facts: Facts, account: Account) -> list[Match]:
    """Koppelingen of which a gemeente account sees at least that they were (DESIGN §4: a stub). Who was given people by
    name keeps no stub of what went to another gemeente, was withdrawn or is closed."""
    held = [g for g in in_force(facts, account) if _tier(g) >= 0]
    return [
        m
        for m in facts.matches
        if m.was_definitive
        and any(
            g.parent == m.city
            and (
                not g.named_only
                or (m.is_active and any(_reaches(facts, g, m, p) for p in m.household.members))
            )
            for g in held
        )
    ]


def open_matches(facts: Facts, account: Account) -> list[Match]:
    """Those of which it sees the Kaart."""
    return [m for m in known_matches(facts, account) if is_open(facts, m)]


def screenings_seen(facts: Facts, account: Account) -> list[Shared]:
    """Frozen screenings that are open to a gemeente account: those of the signature that holds now (R6)."""
    return [
        s
        for s in facts.screenings
        if tier_seen(facts, account, s.match, s.person) >= 1
        and s.consent is consent_of(facts, s.person, s.match.city)
    ]


def versions_seen(facts: Facts, account: Account) -> list[Shared]:
    """Versions that are open to a gemeente account."""
    return [
        v
        for v in facts.versions
        if tier_seen(facts, account, v.match, v.person) >= 2 and v in versions_of(facts, v.match, v.person)
    ]


def _lasts(stay: Stay, day: int) -> bool:
    return stay.start <= day and (stay.end is None or day < stay.end)


def locatie_of(facts: Facts, person: Person) -> str | None:
    """R1: where the dossier belongs: the current stay, else the household's last stay, else nowhere."""
    for stay in person.stays:
        if _lasts(stay, facts.day):
            return stay.locatie
    stays = [stay for member in person.household.members for stay in member.stays]
    last = max(stays, key=lambda s: (s.end is None, s.end or 0, s.start), default=None)
    return last.locatie if last else None


def is_national(facts: Facts, account: Account) -> bool:
    """COA's national desk."""
    return any(g.role == "regievoerder_coa" for g in in_force(facts, account))


def sees_dossier(facts: Facts, account: Account, person: Person) -> bool:
    """R1: COA's own dossiers, by locatie."""
    if is_national(facts, account):
        return True
    mine = {g.parent for g in in_force(facts, account) if g.role in READS_DOSSIERS}
    return locatie_of(facts, person) in mine


def sees_household(facts: Facts, account: Account, person: Person) -> bool:
    """A woonbegeleider (and who reads dossiers of a locatie) sees who lives there."""
    roles = (*READS_DOSSIERS, "woonbegeleider")
    mine = {g.parent for g in in_force(facts, account) if g.role in roles}
    return locatie_of(facts, person) in mine


def keeps_accounts(facts: Facts, account: Account, city: str) -> bool:
    """Accountbeheerder of the gemeente."""
    return any(g.role == "accountbeheerder_gemeente" and g.parent == city for g in in_force(facts, account))


def sees_grant(facts: Facts, account: Account, grant: Grant) -> bool:
    """The own ones, those of the gemeente for its accountbeheerder, and all of them for the beheerder."""
    if grant in account.grants or keeps_accounts(facts, account, grant.parent):
        return True
    return any(g.role == "beheerder" for g in in_force(facts, account))


def may_see_news(facts: Facts, account: Account, news: News) -> bool:
    """R26: whether a melding may still say what it is about."""
    if news.grant:
        return sees_grant(facts, account, news.grant)
    return news.match is not None and may_see(facts, account, news.match)


def may_see(facts: Facts, account: Account, match: Match) -> bool:
    """R2, R26: whether a koppeling may be spoken of to an account at all."""
    if account.party == "coa":
        return any(sees_dossier(facts, account, person) for person in match.household.members)
    return match in known_matches(facts, account)
