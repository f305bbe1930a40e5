"""What an account reads beside what the rules say: with SQL, in the inbox and without a session.

`wanted` comes from `rules` alone; `got` from a door. A difference names the account and the door.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.access.histories import rules
from tests.access.histories.doors import Browser
from tests.access.histories.facts import Account, Facts, News

Found = tuple[str, Any, Any]  # door, got, wanted


@dataclass(frozen=True)
class Look:
    """How well an account looks: through its lists and inbox, and at `most` objects of each kind, other ones each
    `turn`. None: all of them."""

    most: int | None = None
    turn: int = 0

    def some(self, things: Sequence[Any]) -> list[Any]:
        """Those that are looked at this time."""
        if self.most is None or len(things) <= self.most:
            return list(things)
        first = self.turn % len(things)
        return [*things[first:], *things[:first]][: self.most]


TITLES = {
    "koppeling_gemaakt": "Er is een huishouden gekoppeld",
    "koppeling_ingetrokken": "Een koppeling is ingetrokken",
    "koppeling_verplaatst": "Een huishouden is aan een andere gemeente gekoppeld",
    "koppeling_gehuisvest": "Een huishouden is gehuisvest",
    "toestemming_gegeven": "Er is toestemming gegeven om gegevens te delen",
    "toestemming_ingetrokken": "Toestemming is beëindigd: vernietig wat u hebt gedownload",
    "derde_ingetrokken": "Een derde partij mag niet meer meelezen: laat vernietigen",
    "profiel_doorgezet": "Er is een nieuwe versie van een klantprofiel",
    "profiel_opgevraagd": "De gemeente vraagt om een klantprofiel",
    "toegang_beeindigd": "Een toegang is gestopt of geblokkeerd",
}


def raw_wanted(facts: Facts, account: Account) -> dict[str, list[str]]:
    """R4: the keys of every row that SQL may give to a gemeente account."""
    known, opened = rules.known_matches(facts, account), rules.open_matches(facts, account)
    pairs = [(m, p) for m in opened for p in rules.people_seen(facts, account, m)]
    own = {id(m) for m in known}
    consents = rules.consents_seen(facts, account)
    return {
        "koppeling_koppeling": sorted(str(m.key) for m in known),
        "overdracht_betrokkene": sorted(f"{m.key} {p.key}" for m, p in pairs),
        "overdracht_inzage": sorted(
            f"{m.key} {p.key} {rules.tier_seen(facts, account, m, p)}" for m, p in pairs
        ),
        "overdracht_doorgezet": sorted(
            f"{m.key} {p.key}" for m, p in pairs if rules.tier_seen(facts, account, m, p) == 2
        ),
        "overdracht_kaart": sorted(str(m.key) for m in opened),
        "overdracht_screeningspublicatie": sorted(str(s.key) for s in rules.screenings_seen(facts, account)),
        "overdracht_profielversie": sorted(str(v.key) for v in rules.versions_seen(facts, account)),
        "overdracht_versiegezinslid": sorted(
            f"{v.key} {m.key}"
            for v in rules.versions_seen(facts, account)
            for m in v.members
            if rules.tier_seen(facts, account, v.match, m) >= 1
            and rules.reads_section(facts, account, v.match.city, 2, "familie")
        ),
        "overdracht_toestemming": sorted(str(c.key) for c in consents),
        "overdracht_behandelaargemeente": sorted(str(m.key) for m in known if m.handler),
        "overdracht_opvraging": sorted(
            str(a.key)
            for a in facts.asks
            if id(a.match) in own and rules.reads_consents(facts, account, a.match.city)
        ),
        "overdracht_vernietigingsbevestiging": sorted(
            f"{d.match.key} {d.consent.key}"
            for d in facts.destructions
            if rules.reads_consents(facts, account, d.match.city) or d.consent in consents
        ),
        **_parts(facts, account),
        **_of_externs(facts, account),
        **_of_accounts(facts, account),
    }


def _parts(facts: Facts, account: Account) -> dict[str, list[str]]:
    """DESIGN §3: the sections of a grant. Of a screening, of which a person without one has the ground only, the name,
    the ground and the day go with all of them; the ground in words with none of them alone."""
    screenings = []
    for row in rules.screenings_seen(facts, account):
        told = ["altijd", "arbeid", "educatief", "toekomst", "familie"] if "arbeid" in row.words else []
        for part in ["altijd", "altijd", "geheel", *told]:
            if part == "altijd" or rules.reads_section(facts, account, row.match.city, 1, part):
                screenings.append(f"{row.key} {part}")
    return {
        "overdracht_screeningonderdeel": sorted(screenings),
        "overdracht_versieonderdeel": sorted(
            f"{v.key} {part}"
            for v in rules.versions_seen(facts, account)
            for part in v.sections
            if rules.reads_section(facts, account, v.match.city, 2, part)
        ),
    }


def _of_externs(facts: Facts, account: Account) -> dict[str, list[str]]:
    """Which consents name a third party, for itself and for who reads those consents; and which dossiers it was given,
    for itself and for who gives them."""
    held = rules.in_force(facts, account)
    parties = {(g.parent, g.party) for g in held if g.party is not None}
    return {
        "overdracht_toestemmingderde": sorted(
            f"{c.key} {party}"
            for c in rules.consents_seen(facts, account)
            for party in c.ever_named
            if (c.city, party) in parties or rules.reads_consents(facts, account, c.city)
        ),
        "overdracht_niet_ontgroeide_toestemming": sorted(
            str(c.key)
            for c in facts.consents
            if c is rules.consent_of(facts, c.person, c.city) and rules.tier_on(facts, account, c.city) >= 1
        ),
        "overdracht_benoemddossier": sorted(
            str(n.key)
            for n in facts.named
            if rules.manages(facts, account, n.match.city) or (n.grant in held and not n.is_over)
        ),
        "overdracht_externe_lezer": sorted(
            str(g.key)
            for other in facts.accounts.values()
            for g in rules.in_force(facts, other)
            if g.party is not None and rules.manages(facts, account, g.parent)
        ),
    }


def _of_accounts(facts: Facts, account: Account) -> dict[str, list[str]]:
    """The own account and grants; for an accountbeheerder those of the whole gemeente."""
    news = sorted(f"{n.kind} {n.subject}" for n in news_of(facts, account))
    return {
        "notifications_event": news,
        "notifications_melding": news,
        "accounts_toekenning": sorted(
            str(g.key)
            for other in facts.accounts.values()
            for g in other.grants
            if other is account or rules.keeps_accounts(facts, account, g.parent)
        ),
    }


def gate_wanted(facts: Facts) -> list[str]:
    """The whole gate."""
    return sorted(
        f"{m.key} {p.key} {rules.open_tier(facts, m, p)}"
        for m in facts.matches
        if rules.is_open(facts, m)
        for p in m.household.members
    )


def news_of(facts: Facts, account: Account) -> list[News]:
    """What was delivered to an account."""
    return [n for n in facts.news if n.readers is not None and account.name in n.readers]


def inbox_wanted(facts: Facts, account: Account) -> Counter[str]:
    """R26: what may no longer be seen shows that there was something, not what."""
    lines: Counter[str] = Counter()
    for news in news_of(facts, account):
        seen = rules.may_see_news(facts, account, news)
        lines[f"{news.kind} {news.reference}" if seen else "silent"] += 1
    return lines


def signed_out(browser: Browser) -> Iterator[Found]:
    """R2: without a session every page leads to the sign-in page, and an old one counts for nothing."""
    for path in ("/", "/gemeente/koppelingen/", "/dossiers/", "/meldingen/"):
        yield f"{path} without a session", browser.get(path).status, 302
