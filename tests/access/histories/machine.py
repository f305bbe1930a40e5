"""The state machine: each rule lets the portal act and writes down what happened; after each step every account looks
through every door."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.access.histories import judge, judge_coa, judge_gemeente, rules
from tests.access.histories.account_acts import AccountActs
from tests.access.histories.facts import Account, Household
from tests.access.histories.gemeente_acts import GemeenteActs
from tests.access.histories.people_acts import PeopleActs
from tests.access.histories.play import one_of
from tests.access.histories.raw import gate_as_coa, read_as_gemeente
from tests.access.histories.sharing_acts import CITIES, SharingActs
from tests.access.histories.stage import FAR, NEAR, recorded

some = st.integers(min_value=0, max_value=11)  # "one of those there are": taken modulo their number
begin = st.sampled_from(["nothing", "koppeld", "signed", "shared"])


class History(PeopleActs, SharingActs, GemeenteActs, AccountActs, RuleBasedStateMachine):
    """After each step every account is asked with SQL, and who can read something else than before looks at its lists
    and in the inbox. One of those, in turn, looks at home too, searches, and opens two objects of each kind; at the end
    of a history several more do, accounts of COA first, which SQL says nothing of.

    `everything`: everybody through every door after every step, whatever SQL says. `doors_are_open` False: SQL alone.
    `quick`, for every run: SQL is asked as always, but of those whom it tells something else one looks at its lists
    after every other step and the others later, every sixth step one goes through every door, and two at the end.
    """

    AT_ONCE, AT_END = 1, 9
    everything = False
    doors_are_open = True
    quick = False

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.read: dict[str, Any] = {}
        self.waiting: set[str] = set()  # who did not look through every door since something changed
        self.steps = 0

    def teardown(self) -> None:
        try:
            if self.facts.households and not self.everything:
                self._forget_some()
                self.AT_ONCE = 2 if self.quick else self.AT_END
                self.look()
        finally:
            self.close()

    def close(self) -> None:
        """Take everything back that this history wrote."""
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize(family=begin, single=begin, city=st.sampled_from(CITIES))
    def arrive(self, family: str, single: str, city: str) -> None:
        """A family and somebody alone, at two locaties, each somewhere on the way."""
        self.facts.accounts = recorded(self.stage)
        self.new_household(["parent", "teenager", "child"], NEAR)
        self.new_household(["parent"], FAR)
        for household, stand in zip(self.facts.households, (family, single), strict=True):
            self._bring(household, stand, city)

    def _bring(self, household: Household, stand: str, city: str) -> None:
        if stand == "nothing":
            return
        self.propose(household, city)
        match = self.facts.matches[-1]
        self.confirm(match)
        for person in household.members[:2] if stand in ("signed", "shared") else ():
            consent = self.explain(match, person)
            assert consent is not None
            self.give(match, consent)
            if stand == "shared":
                self.doorzetten(match, person)

    # --- COA

    @rule(which=some, city=st.sampled_from(CITIES), at_once=st.booleans())
    def koppel(self, which: int, city: str, at_once: bool) -> None:
        household = one_of(self.facts.households, which)
        match = self.facts.match_of(household)
        if match is None:
            self.propose(household, city)
            match = self.facts.matches[-1]
            if not at_once:
                return
        if match.state == "voorgesteld":
            self.confirm(match)

    @precondition(lambda self: any(self.facts.match_of(h) for h in self.facts.households))
    @rule(which=some, step=st.sampled_from(["withdraw", "herkoppel", "herkoppel", "house", "until", "end"]))
    def koppeling_goes_on(self, which: int, step: str) -> None:
        match = one_of([m for h in self.facts.households if (m := self.facts.match_of(h))], which)
        if step == "withdraw" and match.state in ("voorgesteld", "definitief"):
            self.withdraw_koppeling(match)
        elif step == "herkoppel" and match.state == "definitief":
            self.herkoppel(match)
        elif step == "house" and match.state == "definitief":
            self.house(match)
        elif step == "until" and match.was_definitive:
            self.set_last_day(match)
        elif step == "end" and match.state == "gehuisvest":
            self.end_access(match)

    @precondition(lambda self: self._coupled())
    @rule(
        which=some, goes=st.sampled_from(["give", "give", "give", "explain", "refuse"]), names=st.booleans()
    )
    def sign(self, which: int, goes: str, names: bool) -> None:
        match, person = one_of(self._coupled(), which)
        consent = self.explain(match, person, names_party=names)
        if consent and goes == "give":
            self.give(match, consent)
        elif consent and goes == "refuse":
            self.refuse(consent)

    @precondition(lambda self: any(c.state == "gegeven" for c in self.facts.consents))
    @rule(which=some, what=st.sampled_from(["all", "all", "name back", "name"]))
    def consent_changes(self, which: int, what: str) -> None:
        """Withdrawn, or for one third party; or one is named later."""
        consent = one_of([c for c in self.facts.consents if c.state == "gegeven"], which)
        if what == "name":
            self.add_name(consent)
        elif what == "name back" and consent.names:
            self.take_back_name(consent)
        else:
            self.withdraw_consent(consent)

    @precondition(lambda self: self._publishable())
    @rule(which=some)
    def publish(self, which: int) -> None:
        self.doorzetten(*one_of(self._publishable(), which))

    @rule(which=some, who=some, what=st.sampled_from(["near", "far", "near all", "far all", "out", "join"]))
    def somebody_moves(self, which: int, who: int, what: str) -> None:
        household = one_of(self.facts.households, which)
        person = one_of(household.members, who)
        if what == "join":
            if len(self.facts.people) < 6:
                self.add_member(household, ("parent", "child")[who % 2])
        elif what == "out":
            self.move_out(person)
        else:
            place = NEAR if what.startswith("near") else FAR
            self.move_stay(person, place, together=what.endswith("all"))

    # --- gemeente

    @precondition(lambda self: self._askers())
    @rule(who=some, which=some, what=st.sampled_from(["ask", "take", "destroy"]))
    def gemeente_works(self, who: int, which: int, what: str) -> None:
        account, match = one_of(self._askers(), who)
        person = one_of(match.household.members, which)
        if what == "ask":
            self.ask(account, match, person)
        elif what == "take":
            self.take_case(account, match)
        else:
            self.destroy(account, match, person)

    @precondition(lambda self: self._namers())
    @rule(who=some, which=some, several=st.booleans())
    def name_dossiers(self, who: int, which: int, several: bool) -> None:
        """For an external with named dossiers alone: somebody, the first of the household too, or nobody."""
        account, match, grant = one_of(self._namers(), who)
        members = match.household.members
        people = {id(p): p for p in (members[:1] if several else []) + members[which : which + 1]}
        self.name(account, match, grant, list(people.values()))

    # --- accounts, and time

    @rule(
        party=st.sampled_from(["gemeente", "gemeente", "coa"]),
        who=some,
        what=some,
        days=st.sampled_from([None, 0, 2, 60]),
    )
    def grant(self, party: str, who: int, what: int, days: int | None) -> None:
        self.give_grant(party, who, what, days)

    @rule(who=some, step=st.sampled_from(["end", "block", "unblock", "last_day"]))
    def grant_changes(self, who: int, step: str) -> None:
        self.change_grant(who, step)

    @rule(who=some, what=st.sampled_from(["in", "out", "out", "off", "on"]))
    def account_changes(self, who: int, what: str) -> None:
        """Signs in or out; is switched off, or on again."""
        acts = {"in": self.log_in, "out": self.log_out, "off": self.switch_off, "on": self.switch_on}
        acts[what](who)

    @rule(days=st.sampled_from([1, 1, 2, 3, 5, 14, 40]))
    def days_go_by(self, days: int) -> None:
        self.pass_days(days)

    @rule(beat_first=st.booleans())
    def worker_and_beat(self, beat_first: bool) -> None:
        """Both come when they come; nothing that anybody reads may depend on when."""
        if beat_first:
            self.run_beat()
        self.run_worker()

    # --- looking

    @invariant()
    def everybody_reads_what_the_rules_open(self) -> None:
        if self.facts.households:
            self.look()

    def look(self) -> None:
        """Compare every account through every door with the rules."""
        wrong = list(self.differences())
        assert not wrong, "\n" + "\n".join(wrong[:12])

    def differences(self) -> Iterator[str]:
        """What anybody reads else than the rules say, one after the other, so that who asks may stop at the first."""
        if gate_as_coa() != judge.gate_wanted(self.facts):
            yield f"the gate at COA: {gate_as_coa()}, right: {judge.gate_wanted(self.facts)}"
        self.steps += 1
        self.turns, self.fresh = self.AT_ONCE, len(self.facts.accounts)
        if self.quick and self.AT_ONCE == 1:
            self.turns, self.fresh = int(self.steps % 6 == 0), int(self.steps % 2 == 0)
        accounts = list(self.facts.accounts.values())
        first = self.steps % len(accounts)
        turned = accounts[first:] + accounts[:first]
        for account in turned if self.quick else sorted(turned, key=lambda one: one.party != "coa"):
            yield from self._differences_of(account)
        if self.doors_are_open:
            for number, browser in enumerate(self.stale[-2:]):
                for door, got, wanted in judge.signed_out(browser):
                    if got != wanted:
                        yield f"stale session {number}, {door}: {got}, right: {wanted}"

    def _differences_of(self, account: Account) -> list[str]:
        wrong, mark = [], ""
        if account.party != "coa":
            rows, mark = read_as_gemeente(account.key)
            wanted_rows = judge.raw_wanted(self.facts, account)
            wrong = [
                f"{account.name}, SQL {table}: {rows[table]}, right: {wanted}"
                for table, wanted in wanted_rows.items()
                if rows[table] != wanted
            ]
        if self.doors_are_open and self._must_look(account, mark):
            for door, got, wanted in self._doors(account):
                if got != wanted:
                    wrong.append(f"{account.name}, {door}: {_plain(got)}, right: {_plain(wanted)}")
        return wrong

    def _forget_some(self) -> None:
        """Let COA's accounts, of which no SQL is asked, and two others look again though nothing changed for them."""
        names = sorted(self.read)
        turn = self.facts.day + len(self.facts.news)
        other = [names[turn % len(names)], names[(turn * 5 + 3) % len(names)]] if names else []
        for account in self.facts.accounts.values():
            if account.party == "coa" or account.name in other:
                self.read.pop(account.name, None)

    def _must_look(self, account: Account, mark: str) -> bool:
        """Pages of a gemeente account read nothing that its SQL cannot: what reads the same, shows the same.

        At the end of a history some look all the same, and with `everything` all of them after every step.
        """
        if account.party == "coa":
            mark = self._coa_mark(account)
        numbers = judge_gemeente.numbers_at_home(self.facts, account)
        now = (mark, numbers, account.is_signed_in, account.is_active)
        if self.everything or self.read.get(account.name) != now:
            self.waiting.add(account.name)
            if self.fresh <= 0:
                return False  # it reads something else, and looks after a later step
            self.fresh -= 1
            self.read[account.name] = now
            return True
        return account.name in self.waiting and self.turns > 0

    def _look_of(self, account: Account) -> judge.Look:
        if self.everything:
            return judge.Look()
        if self.turns <= 0:
            return judge.Look(most=0)
        self.turns -= 1
        self.waiting.discard(account.name)
        return judge.Look(most=2, turn=self.steps)

    def _coa_mark(self, account: Account) -> str:
        facts = self.facts
        seen = [p.token for p in facts.people if rules.sees_dossier(facts, account, p)]
        lives = [p.token for p in facts.people if rules.sees_household(facts, account, p)]
        counts = (len(facts.matches), len(facts.versions), len(facts.people))
        told = judge.inbox_wanted(facts, account)
        return f"{seen} {lives} {counts} {sorted(told.items())}"

    def _doors(self, account: Account) -> Any:
        browser = self.browsers[account.name]
        if account.is_system:
            return judge_gemeente.system_doors(self.facts, account, browser, self._look_of(account))
        if not account.is_signed_in:
            self.waiting.discard(account.name)
            return judge.signed_out(browser)
        if account.party == "coa":
            return judge_coa.coa_doors(self.facts, account, browser, self._look_of(account))
        return judge_gemeente.gemeente_doors(self.facts, account, browser, self._look_of(account))


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, set | frozenset) else value
