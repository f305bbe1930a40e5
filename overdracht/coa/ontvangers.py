"""Who will read a version of one person, with which sections: by name and role, third parties too (DESIGN §3, §5.5).

Follows what the gate, the grants and the consents say today; a test publishes and compares with what each account
then reads.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from coa_portal.access.roles import ROLES, TIER_CAPABILITIES, Party
from coa_portal.accounts.models import Gebruiker, Toekenning
from coa_portal.accounts.onderdelen import ONDERDELEN
from koppeling.models import Koppeling
from overdracht.models import BenoemdDossier, Inzage, ToestemmingDerde

_OF_TOEKENNING = (
    "pk",
    "rol",
    "max_tier",
    "onderdelen",
    "alleen_benoemd",
    "derde_partij_id",
    "derde_partij__naam",
    "gebruiker_id",
    "gebruiker__naam",
    "gebruiker__kind",
)


@dataclass(frozen=True)
class Groep:
    """Accounts that read the same: one role, the same sections, the same members of the household.

    `onderdelen` empty: all of them. `leden`: keys of the members who are open to them.
    """

    titel: str
    onderdelen: frozenset[str]
    leden: frozenset[str]
    namen: list[str] = field(default_factory=list, compare=False)

    @property
    def welke(self) -> str:
        """The sections in words, in the order of the profile."""
        if not self.onderdelen:
            return "Alle onderdelen"
        return ", ".join(label for code, label in ONDERDELEN.items() if code in self.onderdelen)


@dataclass(frozen=True)
class Ontvangers:
    """`aantal`: how many accounts read it. `niet_genoemd`: third parties with accounts at the gemeente that the consent
    does not name: they read nothing of the version."""

    groepen: list[Groep]
    aantal: int
    niet_genoemd: list[str]


@dataclass
class _Lezer:
    """What the toekenningen of one account bring together: they add up."""

    naam: str
    titels: list[str] = field(default_factory=list)
    onderdelen: list[list[str]] = field(default_factory=list)
    leden: set[str] = field(default_factory=set)

    def groep(self) -> Groep:
        """The group it reads with; a toekenning without sections brings all of them."""
        everything = any(not codes for codes in self.onderdelen)
        codes = () if everything else (code for codes in self.onderdelen for code in codes)
        return Groep(" en ".join(dict.fromkeys(self.titels)), frozenset(codes), frozenset(self.leden))


def ontvangers_van(koppeling: Koppeling, person_id: UUID) -> Ontvangers:
    """Everybody of and for the gemeente who reads tier 2 of this person once it is published, in four queries."""
    rows: list[dict[str, Any]] = [
        row
        for row in Toekenning.objects.active()
        .filter(gemeente=koppeling.gemeente_id, gebruiker__is_active=True)
        .order_by("gebruiker__naam", "rol")
        .values(*_OF_TOEKENNING)
        if _capabilities(row) & TIER_CAPABILITIES[2]
    ]
    wie = _Wie(koppeling)
    lezers: dict[UUID, _Lezer] = {}
    silent: set[str] = set()
    for row in rows:
        leden = wie.open_to(row)
        if str(person_id) in leden:
            lezer = lezers.setdefault(row["gebruiker_id"], _Lezer(row["gebruiker__naam"]))
            lezer.titels.append(_titel(row))
            lezer.onderdelen.append(row["onderdelen"])
            lezer.leden |= leden
        elif row["derde_partij_id"] and row["derde_partij_id"] not in wie.named_for(person_id):
            silent.add(row["derde_partij__naam"])
    groups: dict[Groep, Groep] = {}
    for lezer in lezers.values():
        made = lezer.groep()
        groups.setdefault(made, made).namen.append(lezer.naam)
    return Ontvangers(list(groups.values()), len(lezers), sorted(silent))


def open_members(koppeling: Koppeling | None) -> frozenset[str]:
    """Keys of the members who gave consent for the gemeente itself; nobody without a koppeling."""
    if koppeling is None:
        return frozenset()
    rows = Inzage.objects.filter(koppeling=koppeling, tier__gte=1)
    return frozenset(str(key) for key in rows.values_list("vergunninghouder_id", flat=True))


class _Wie:
    """What is open of one household: to the gemeente, to each third party, and to who has named dossiers."""

    def __init__(self, koppeling: Koppeling) -> None:
        self.of_gemeente = open_members(koppeling)
        consents = ToestemmingDerde.objects.filter(
            toestemming__vergunninghouder__in=[UUID(key) for key in self.of_gemeente],
            toestemming__status="gegeven",
            gemeente=koppeling.gemeente_id,
            ingetrokken_op=None,
        )
        self._named: dict[str, set[UUID]] = {}
        for person, party in consents.values_list("toestemming__vergunninghouder", "derde_partij"):
            self._named.setdefault(str(person), set()).add(party)
        given = BenoemdDossier.objects.filter(koppeling=koppeling, beeindigd_op=None)
        self._given: dict[UUID, set[str]] = {}
        for grant, person in given.values_list("toekenning", "betrokkene__vergunninghouder"):
            self._given.setdefault(grant, set()).add(str(person))

    def named_for(self, person_id: UUID) -> Collection[UUID]:
        """The third parties that the consent of this person names."""
        return self._named.get(str(person_id), set())

    def open_to(self, row: dict[str, Any]) -> frozenset[str]:
        """The members who are open to one toekenning."""
        if ROLES[row["rol"]].party != Party.EXTERN:
            return self.of_gemeente
        found = {key for key in self.of_gemeente if row["derde_partij_id"] in self._named.get(key, ())}
        if row["alleen_benoemd"]:
            found &= self._given.get(row["pk"], set())
        return frozenset(found)


def _capabilities(row: dict[str, Any]) -> frozenset[str]:
    return ROLES[row["rol"]].capabilities_for(max_tier=row["max_tier"], named_only=row["alleen_benoemd"])


def _titel(row: dict[str, Any]) -> str:
    if row["gebruiker__kind"] == Gebruiker.Kind.SYSTEEM:
        return "Systeem van de gemeente"
    label = ROLES[row["rol"]].label
    return f"{label}, {row['derde_partij__naam']}" if row["derde_partij__naam"] else label
