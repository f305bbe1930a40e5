"""What the acts of a history share: the stage, what was written down, and how to find rows again."""

import itertools
from typing import Any

from coa_portal.accounts.models import Gebruiker
from klantprofiel.models import Vergunninghouder
from koppeling.models import Koppeling
from tests.access.histories import rules
from tests.access.histories.doors import Browser
from tests.access.histories.facts import Account, Facts, Grant, Household, Match, Person, Stay
from tests.access.histories.stage import Stage

_numbers = itertools.count(1)


def next_number() -> int:
    """A number that no other person or text has."""
    return next(_numbers)


def token(kind: str) -> str:
    """A text that occurs nowhere else (see `doors.TOKEN`)."""
    return f"{kind}q{next(_numbers) % 10_000:04d}z"


def one_of(things: list[Any], which: int) -> Any:
    """One of those there are."""
    return things[which % len(things)]


class Play:
    """The base of the acts."""

    stage: Stage

    def __init__(self) -> None:
        super().__init__()
        self.facts = Facts()
        self.browsers = {
            name: Browser(cookies=self.stage.cookies.get(name), key=self.stage.api_keys.get(name, ""))
            for name in self.stage.accounts
        }
        self.stale: list[Browser] = []

    def _coupled(self) -> list[tuple[Match, Person]]:
        return [(m, p) for m in self.facts.matches if m.is_active for p in m.household.members]

    def _publishable(self) -> list[tuple[Match, Person]]:
        return [(m, p) for m, p in self._coupled() if rules.open_tier(self.facts, m, p) >= 1]

    def _askers(self) -> list[tuple[Account, Match]]:
        return [
            (a, m)
            for a in self.facts.accounts.values()
            for m in self.facts.matches
            if rules.is_open(self.facts, m) and rules.manages(self.facts, a, m.city)
        ]

    def _namers(self) -> list[tuple[Account, Match, Grant]]:
        """Who may give which external dossiers by name."""
        held = [
            g for a in self.facts.accounts.values() for g in rules.in_force(self.facts, a) if g.named_only
        ]
        return [(a, m, g) for a, m in self._askers() for g in held if g.parent == m.city]

    def _keeps_others_out(self, account: Account) -> bool:
        """Beheer and the functionaris go with no other role."""
        return any(
            g.role in ("beheerder", "functionaris_gegevensbescherming") for g in self._running(account)
        )

    def _running(self, account: Account) -> list[Grant]:
        return [g for g in account.grants if g.state in ("actief", "geblokkeerd")]

    def _current(self, person: Person) -> Stay | None:
        return next((s for s in person.stays if s.end is None), None)

    def _row(self, household: Household) -> Any:
        return Vergunninghouder.objects.get(pk=household.members[0].key).plaatsingseenheid

    def _person(self, person: Person) -> Any:
        return Vergunninghouder.objects.get(pk=person.key)

    def _koppeling(self, match: Match) -> Any:
        return Koppeling.objects.get(pk=match.key)

    def _account(self, account: Account) -> Gebruiker:
        return Gebruiker.objects.get(pk=account.key)
