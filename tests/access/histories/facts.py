"""What happened, as the model remembers it: plain records, in days since the history began.

Nothing here asks the portal anything. Keys of rows are kept only to compare them with what a door shows.
"""

from dataclasses import dataclass, field
from typing import Any

ACTIVE = ("definitief", "gehuisvest")


@dataclass
class Stay:
    """From `start` on at `locatie`; `end` None while it lasts."""

    locatie: str
    start: int
    end: int | None = None


@dataclass(eq=False)
class Person:
    """`sixteen`, `eighteen`: the days of those birthdays. `texts`: what the screening told, by section."""

    key: Any
    token: str
    household: "Household"
    sixteen: int
    eighteen: int
    texts: dict[str, str] = field(default_factory=dict)
    stays: list[Stay] = field(default_factory=list)


@dataclass(eq=False)
class Household:
    """`members` in the order in which the portal numbers them. `moved_on`: the last day on which somebody moved."""

    key: Any
    reference: str
    members: list[Person] = field(default_factory=list)
    moved_on: int = 0


@dataclass(eq=False)
class Match:
    """One koppeling. `words`: the ground in plain words. `was_definitive`: the gemeente ever heard of it.
    `until`: the last day of the gemeente's access, when one was set."""

    key: Any
    reference: str
    household: Household
    city: str
    words: str
    state: str = "voorgesteld"
    was_definitive: bool = False
    handler: str | None = None
    until: int | None = None

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE


@dataclass(eq=False)
class Consent:
    """`covers_until`: the first day on which a representative's signature no longer counts. `names`: the third
    parties that may read along now; `ever_named`: one for each time that a party was named, also when taken back."""

    key: Any
    person: Person
    city: str
    state: str = "uitgelegd"
    covers_until: int | None = None
    names: set[Any] = field(default_factory=set)
    ever_named: list[Any] = field(default_factory=list)


@dataclass(eq=False)
class Shared:
    """A frozen screening (tier 1) or version (tier 2), written under one koppeling and one consent.

    `words`: section → token. `members`: the rest of the household as it was written down. `sections`: of a version.
    """

    key: Any
    match: Match
    person: Person
    consent: Consent
    day: int
    number: int = 0
    words: dict[str, str] = field(default_factory=dict)
    members: tuple[Person, ...] = ()
    sections: tuple[str, ...] = ()


@dataclass(eq=False)
class Grant:
    """A toekenning of one role on one parent. `tier`: the highest; `sections` empty: all of them. `party`: the
    third party that an external works for. `named_only`: of named dossiers alone."""

    key: Any
    role: str
    parent: str
    tier: int | None = None
    sections: frozenset[str] = frozenset()
    until: int | None = None
    state: str = "actief"
    party: Any = None
    named_only: bool = False


@dataclass(eq=False)
class Named:
    """The dossier of one person that an external was given by name; `is_over`: taken back since."""

    key: Any
    grant: Grant
    match: Match
    person: Person
    is_over: bool = False


@dataclass(eq=False)
class Account:
    """`is_signed_in`: the browser of this account holds a session that should work."""

    name: str
    key: Any
    party: str
    is_system: bool = False
    is_active: bool = True
    is_signed_in: bool = False
    grants: list[Grant] = field(default_factory=list)


@dataclass(eq=False)
class News:
    """An event in the outbox, about a koppeling or a grant of somebody; `readers` gets the names of who was told, once
    it is delivered."""

    kind: str
    match: Match | None = None
    person: Person | None = None
    grant: Grant | None = None
    readers: set[str] | None = None

    @property
    def subject(self) -> Any:
        """The key of what it is about."""
        return (self.match or self.grant).key  # type: ignore[union-attr]

    @property
    def reference(self) -> str:
        """What it calls that."""
        return self.match.reference if self.match else f"TK-{self.subject.hex[:8].upper()}"


@dataclass(eq=False)
class Ask:
    """A request for a profile."""

    key: Any
    match: Match
    person: Person
    is_open: bool = True


@dataclass(eq=False)
class Destruction:
    """The gemeente confirmed that what it downloaded under one withdrawn consent is destroyed."""

    match: Match
    consent: Consent


@dataclass
class Facts:
    """A whole history."""

    day: int = 0
    households: list[Household] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    screenings: list[Shared] = field(default_factory=list)
    versions: list[Shared] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    destructions: list[Destruction] = field(default_factory=list)
    news: list[News] = field(default_factory=list)
    accounts: dict[str, Account] = field(default_factory=dict)
    named: list[Named] = field(default_factory=list)

    @property
    def people(self) -> list[Person]:
        return [person for household in self.households for person in household.members]

    def match_of(self, household: Household) -> Match | None:
        """The koppeling that is proposed or active."""
        return next(
            (m for m in self.matches if m.household is household and m.state in ("voorgesteld", *ACTIVE)),
            None,
        )

    def active_match(self, household: Household) -> Match | None:
        found = self.match_of(household)
        return found if found and found.is_active else None
