"""What an account of COA's side reads beside what the rules say, beheer and toezicht included."""

from collections.abc import Iterator

from tests.access.histories import rules
from tests.access.histories.doors import Browser, inbox_lines
from tests.access.histories.facts import Account, Facts, Person
from tests.access.histories.judge import TITLES, Found, Look, inbox_wanted


def coa_doors(facts: Facts, account: Account, browser: Browser, look: Look) -> Iterator[Found]:
    """Every page about people of an account of COA's side, beheer included; the list and the inbox always, others
    as `look` says."""
    seen = [p for p in facts.people if rules.sees_dossier(facts, account, p)]
    names = {p.token for p in seen}
    held = rules.in_force(facts, account)
    reads = any(g.role in rules.READS_DOSSIERS or g.role == "regievoerder_coa" for g in held)
    answer = browser.get("/dossiers/")
    yield "dossiers", answer.status, 200 if reads else 404
    if reads:
        yield "dossiers names", answer.names, names
        yield "dossiers number", answer.number(r"(?:^|\D)# dossiers?"), len(seen)
        if look.most != 0:
            yield from _coa_search(facts, browser, names)
    yield "inbox", inbox_lines(browser.get("/meldingen/"), TITLES), inbox_wanted(facts, account)
    if look.most == 0:
        return
    home = browser.get("/")
    yield "home names", home.names - names, set()
    yield "home references", home.references - _references(facts, account), set()
    yield from _residents(facts, account, browser)
    yield from _coa_objects(facts, account, browser, look, reads=reads)


def _references(facts: Facts, account: Account) -> set[str]:
    return {m.reference for m in facts.matches if rules.may_see(facts, account, m)}


def _coa_search(facts: Facts, browser: Browser, names: set[str]) -> Iterator[Found]:
    for person in (facts.people[0], facts.people[-1]):
        browser.post("/dossiers/", {"zoek": person.token})
        found = browser.get("/dossiers/").after(f"gevonden met “ {person.token} ”")
        # a search forgives misspellings: names that look alike come too, of dossiers of the account alone
        yield f"search {person.token}", found.names & {person.token}, {person.token} & names
        yield f"search {person.token}, others", found.names - names, set()
    browser.post("/dossiers/", {"zoek": ""})


def _residents(facts: Facts, account: Account, browser: Browser) -> Iterator[Found]:
    answer = browser.get("/dossiers/huishoudens/")
    roles = (*rules.READS_DOSSIERS, "woonbegeleider")
    if not any(g.role in roles for g in rules.in_force(facts, account)):
        yield "huishoudens", answer.status, 404
        return
    seen = {p.token for p in facts.people if rules.sees_household(facts, account, p)}
    yield "huishoudens", answer.names, seen
    yield "huishoudens number", answer.number(r"(?:^|\D)# perso[no]+e?n?"), len(seen)


def _coa_objects(
    facts: Facts, account: Account, browser: Browser, look: Look, *, reads: bool
) -> Iterator[Found]:
    for household in look.some(facts.households):
        person = household.members[facts.day % len(household.members)]
        yield from _coa_person(facts, account, browser, person, person is household.members[0])
    for match in look.some(facts.matches):
        right = 200 if reads and rules.may_see(facts, account, match) else 404
        yield f"koppelen {match.reference}", browser.get(f"/koppelen/{match.key}/").status, right
    for version in facts.versions[-2:]:
        right = 200 if rules.sees_dossier(facts, account, version.person) else 404
        path = f"/overdracht/versie/{version.key}/"
        yield f"coa version {version.number}", browser.get(path).status, right


def _coa_person(
    facts: Facts, account: Account, browser: Browser, person: Person, is_head: bool
) -> Iterator[Found]:
    sees = rules.sees_dossier(facts, account, person)
    answer = browser.get(f"/dossiers/{person.key}/")
    yield f"dossier {person.token}", answer.status, 200 if sees else 404
    if sees:
        family = {m.token for m in person.household.members}
        yield f"dossier {person.token} names", answer.names & family, family
        # beside them only who may be the same person, as far as the account sees that dossier too
        seen = {p.token for p in facts.people if rules.sees_dossier(facts, account, p)}
        yield f"dossier {person.token}, other names", answer.names - family - seen, set()
    if is_head:
        right = 200 if sees else 404
        yield f"versions of {person.token}", browser.get(f"/overdracht/versies/{person.key}/").status, right
