"""What an account of a gemeente reads beside what the rules say: its pages, its PDF and the API of its systems."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.access.histories import rules
from tests.access.histories.doors import Browser, inbox_lines
from tests.access.histories.facts import Account, Facts, Match, Person, Shared
from tests.access.histories.judge import TITLES, Found, Look, inbox_wanted

NEW_DAYS = 14


def gemeente_doors(facts: Facts, account: Account, browser: Browser, look: Look) -> Iterator[Found]:
    """Every page of a gemeente account; the list and the inbox always, others as `look` says."""
    answer = browser.get("/meldingen/")
    yield "inbox", inbox_lines(answer, TITLES), inbox_wanted(facts, account)
    enters = any(rules.tier_on(facts, account, city) >= 0 for city in {g.parent for g in account.grants})
    known, opened = rules.known_matches(facts, account), rules.open_matches(facts, account)
    active = browser.get("/gemeente/koppelingen/")
    yield "list", active.status, 200 if enters else 404
    if enters:
        yield from _lists(facts, account, active)
    if look.most == 0:
        return
    yield from _home(facts, account, browser)
    if enters:
        yield from _searches(facts, account, browser, look)
    for match in look.some(facts.matches):
        path = f"/gemeente/koppelingen/{match.key}/"
        if match not in known:
            yield f"{match.reference} page", browser.get(path).status, 404
        elif match not in opened:
            yield f"{match.reference} stub", browser.get(path).tokens, {match.reference}
        else:
            yield from _dossier(facts, account, browser, match, path)
    yield from _versions(facts, account, browser, look)


def _lists(facts: Facts, account: Account, active: Any) -> Iterator[Found]:
    opened = rules.open_matches(facts, account)
    yield "list texts", active.tokens, {m.reference for m in opened}
    yield "list number", active.number(r"(?:^|\D)# koppelinge?n?"), len(opened)
    yield "list stands", active.stands(), _stands(facts, account, opened)


def _searches(facts: Facts, account: Account, browser: Browser, look: Look) -> Iterator[Found]:
    known, opened = rules.known_matches(facts, account), rules.open_matches(facts, account)
    ended = browser.get("/gemeente/koppelingen/", {"weergave": "beeindigd"})
    yield "list ended", ended.tokens, {m.reference for m in known if m not in opened}
    for household in look.some(facts.households):
        found = browser.get("/gemeente/koppelingen/", {"zoek": household.reference})
        here = {m.reference for m in opened if m.household is household}
        yield f"search {household.reference}", found.references, here
    for match in look.some(facts.matches[-3:]):
        found = browser.get("/gemeente/koppelingen/", {"zoek": match.reference})
        here = {match.reference} if match in opened else set()
        yield f"search {match.reference}", found.references, here


def _stands(facts: Facts, account: Account, opened: list[Match]) -> Counter[str]:
    """Consent and profiles of a household in words, for who sees more than tier 0."""
    texts: Counter[str] = Counter()
    for match in opened:
        if rules.tier_on(facts, account, match.city) < 1:
            continue
        # whom a grant with named dossiers leaves out is not counted either (R1)
        tiers = [rules.tier_seen(facts, account, match, p) for p in rules.people_seen(facts, account, match)]
        all_of_them, one, two = len(tiers), sum(t >= 1 for t in tiers), sum(t >= 2 for t in tiers)
        if two:
            whole = (
                "Profiel ontvangen"
                if two == all_of_them
                else f"Profiel van {two} van {all_of_them} ontvangen"
            )
            texts[whole] += 1
        elif one:
            given = (
                "Toestemming gegeven" if one == all_of_them else f"Toestemming van {one} van {all_of_them}"
            )
            texts[given] += 1
        else:
            texts["Wacht op toestemming"] += 1
    return texts


def _home(facts: Facts, account: Account, browser: Browser) -> Iterator[Found]:
    answer = browser.get("/")
    yield "home", answer.status, 200
    opened = rules.open_matches(facts, account)
    cities = {g.parent for g in account.grants}
    if not any(rules.tier_on(facts, account, city) >= 0 for city in cities):
        yield "home texts", answer.tokens, frozenset()
        return
    yield "home number", answer.number(r"Koppelingen # lopen nu"), len(opened)
    if any(rules.manages(facts, account, city) for city in cities):
        free = [m for m in opened if rules.manages(facts, account, m.city) and m.handler is None]
        yield "home free", answer.number(r"Zonder behandelaar #"), len(free)
        own = sum(m.handler == account.name for m in opened)
        yield "home mine", answer.number(r"Mijn koppelingen #"), own
    if any(rules.tier_on(facts, account, city) >= 2 for city in cities):
        fresh = _fresh_versions(facts, account)
        yield "home versions", answer.number(r"Nieuwe versies #"), len(fresh)
    # which of them ask for work is not a matter of access; a name is never told here
    known = {m.reference for m in rules.known_matches(facts, account)}
    yield "home texts", answer.tokens - known, frozenset()


def numbers_at_home(facts: Facts, account: Account) -> tuple[int, int]:
    """What the pages show that changes as days go by though nothing else does."""
    return len(_fresh_versions(facts, account)), len(rules.in_force(facts, account))


def _fresh_versions(facts: Facts, account: Account) -> list[Shared]:
    newest: dict[tuple[int, int], Shared] = {}
    for version in rules.versions_seen(facts, account):
        newest[id(version.match), id(version.person)] = version
    return [v for v in newest.values() if facts.day - v.day < NEW_DAYS]


def _names(facts: Facts, account: Account, match: Match) -> set[str]:
    """Names of the household that are open to this account."""
    return {p.token for p in match.household.members if rules.tier_seen(facts, account, match, p) >= 1}


def _screening_words(facts: Facts, account: Account, match: Match, person: Person) -> set[str]:
    """The latest frozen screening, in the sections of the grant; its ground in words goes with all of them."""
    frozen = [s for s in facts.screenings if s.match is match and s.person is person]
    limit = rules.sections_on(facts, account, match.city, 1)
    words = frozen[-1].words if frozen else {}
    return {text for section, text in words.items() if limit is None or section in limit}


def _version_words(facts: Facts, account: Account, version: Shared) -> set[str]:
    """A version as it reads now: household members only as far as they are open (R5)."""
    limit = rules.sections_on(facts, account, version.match.city, 2)
    words = {text for section, text in version.words.items() if limit is None or section in limit}
    if limit is None or "familie" in limit:
        words |= {m.token for m in version.members if rules.tier_seen(facts, account, version.match, m) >= 1}
    return words


def _dossier(facts: Facts, account: Account, browser: Browser, match: Match, path: str) -> Iterator[Found]:
    always = {match.reference, match.household.reference, *_names(facts, account, match)}
    seen = rules.people_seen(facts, account, match)
    for number, person in enumerate(match.household.members, 1):
        answer = browser.get(path, {"persoon": str(number)})
        words = always | _of_person(facts, account, match, person) if person in seen else set()
        yield f"{match.reference} person {number}", answer.tokens, words


def _of_person(facts: Facts, account: Account, match: Match, person: Person) -> set[str]:
    tier = rules.tier_seen(facts, account, match, person)
    words: set[str] = set()
    if tier >= 1:
        words |= _screening_words(facts, account, match, person)
    if tier >= 2:
        words |= _version_words(facts, account, rules.versions_of(facts, match, person)[-1])
    return words


def _versions(facts: Facts, account: Account, browser: Browser, look: Look) -> Iterator[Found]:
    seen = rules.versions_seen(facts, account)
    for version in look.some(facts.versions):
        path = f"/gemeente/koppelingen/{version.match.key}/versies/{version.key}/"
        page, pdf = browser.get(path), browser.get(f"{path}pdf/")
        name = f"{version.match.reference} version {version.number}"
        if version not in seen:
            yield f"{name} page", page.status, 404
            yield f"{name} pdf", pdf.status, 404
            continue
        words = {version.match.reference, *_version_words(facts, account, version)}
        yield f"{name} page", page.tokens, words | {version.person.token}
        limit = rules.sections_on(facts, account, version.match.city, 2)
        if limit is None or "persoonlijk" in limit:
            words.add(version.person.token)
        yield f"{name} pdf", pdf.tokens, words


def system_doors(facts: Facts, account: Account, browser: Browser, look: Look) -> Iterator[Found]:
    """Every operation of the API that reads; the list always, others as `look` says."""
    if not account.is_active:
        yield "api list", browser.get("/api/v1/koppelingen").status, 401
        return
    known, opened = rules.known_matches(facts, account), rules.open_matches(facts, account)
    listed = browser.get("/api/v1/koppelingen")
    if not any(rules.tier_on(facts, account, g.parent) >= 0 for g in account.grants):
        yield "api list", listed.status in (401, 403, 404), True
        return
    yield "api list", listed.references, {m.reference for m in opened}
    yield "api shares", _api_shares(listed.data), _shares(facts, account, opened)
    if look.most == 0:
        return
    ended = browser.get("/api/v1/koppelingen", {"toon": "beeindigd"})
    yield "api ended", ended.tokens, {m.reference for m in known if m not in opened}
    for match in look.some(facts.matches):
        answer = browser.get(f"/api/v1/koppelingen/{match.key}")
        if match not in known:
            yield f"api {match.reference}", answer.status, 404
            continue
        words = {match.reference}
        if match in opened:
            words |= {match.household.reference, *_names(facts, account, match)}
            for person in match.household.members:
                if rules.tier_seen(facts, account, match, person) >= 1:
                    words |= _screening_words(facts, account, match, person)
        yield f"api {match.reference}", answer.tokens, words
    yield from _api_versions(facts, account, browser, look)


def _shares(facts: Facts, account: Account, opened: list[Match]) -> Any:
    rows: list[tuple[str, Any]] = []
    for match in opened:
        if rules.tier_on(facts, account, match.city) < 1:
            rows.append((match.reference, None))
            continue
        # whom a grant with named dossiers leaves out is not counted either (R1)
        tiers = [rules.tier_seen(facts, account, match, p) for p in rules.people_seen(facts, account, match)]
        rows.append((match.reference, (len(tiers), sum(t >= 1 for t in tiers), sum(t >= 2 for t in tiers))))
    return sorted(rows)


def _api_shares(data: Any) -> Any:
    rows = []
    for row in data["resultaten"]:
        share = row["delen"]
        numbers = ("aantalPersonen", "aantalMetToestemming", "aantalMetKlantprofiel")
        rows.append((row["referentie"], tuple(share[name] for name in numbers) if share else None))
    return sorted(rows)


def _api_versions(facts: Facts, account: Account, browser: Browser, look: Look) -> Iterator[Found]:
    if not any(rules.tier_on(facts, account, g.parent) >= 2 for g in account.grants):
        return
    seen = rules.versions_seen(facts, account)
    for version in look.some(facts.versions):
        answer = browser.get(f"/api/v1/profielversies/{version.key}")
        pdf = browser.get(f"/api/v1/profielversies/{version.key}/pdf")
        name = f"api {version.match.reference} version {version.number}"
        if version not in seen:
            yield name, (answer.status, pdf.status), (404, 404)
            continue
        words = {version.person.token, *_version_words(facts, account, version)}
        yield name, answer.tokens, words
        yield f"{name} pdf", pdf.tokens - {version.match.reference}, words
