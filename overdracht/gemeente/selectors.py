"""The list of koppelingen of a gemeente. Reads only what was written for it, in as many queries for 20 rows as
for 1."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import visible
from coa_portal.common.dates import today
from koppeling.models import Koppeling
from overdracht.gemeente.nieuws import Nieuws
from overdracht.models import Kaart
from overdracht.policy import gates, highest_tier

NO_BREAK = "\u00a0"  # keeps "2 volwassenen" on one line in a narrow column
MINE, TEAM, FREE, ALL, ENDED = "mijn", "team", "vrij", "alle", "beeindigd"

SORTS = {
    "nieuwste": ("-definitief_op", "referentie"),
    "oudste": ("definitief_op", "referentie"),
    "referentie": ("referentie",),
    "personen": ("-kaart__aantal_personen", "-definitief_op"),
    "locatie": ("kaart__opvanglocatie__naam", "-definitief_op"),
}

# what is told of an ended koppeling: that it ended, never why and never which gemeente came after (R7)
ENDED_LABELS = {
    "ingetrokken": "Koppeling ingetrokken",
    "herkoppeld": "Aan een andere gemeente gekoppeld",
    "afgesloten": "Toegang beëindigd",
}


@dataclass(frozen=True)
class Stand:
    """How far the sharing of one household is: people, of them with consent, of them with a profile."""

    personen: int = 0
    toestemming: int = 0
    profiel: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the gate is open at all: the koppeling is active now."""
        return self.personen > 0

    @property
    def tekst(self) -> str:
        """In words, for list and page."""
        if self.profiel:
            return _of("Profiel ontvangen", "Profiel van {} van {} ontvangen", self.profiel, self.personen)
        if self.toestemming:
            return _of("Toestemming gegeven", "Toestemming van {} van {}", self.toestemming, self.personen)
        return "Wacht op toestemming"

    @property
    def soort(self) -> str:
        """Kind of badge."""
        if self.profiel:
            return "goed"
        return "info" if self.toestemming else "letop"

    @property
    def uitleg(self) -> str:
        """The figures behind the words."""
        people = f"{self.personen} personen" if self.personen != 1 else "1 persoon"
        return f"Van {people}: {self.toestemming} met toestemming, {self.profiel} met klantprofiel"


def _of(all_of_them: str, some: str, number: int, total: int) -> str:
    return all_of_them if number == total else some.format(number, total)


@dataclass(frozen=True)
class Rij:
    """One koppeling in the list. `kaart` None: ended, only a stub is left. `stand` None: the account sees no
    more than tier 0, and how far consent is belongs to what it does not see. `nieuws`: what changed since the account
    last looked; only on the list itself."""

    koppeling: Koppeling
    kaart: Kaart | None
    stand: Stand | None
    behandelaar: str
    is_mine: bool
    nieuws: Nieuws | None = None

    @property
    def personen(self) -> str:
        """Size of the household in words."""
        number = self.kaart.aantal_personen if self.kaart else 0
        return "1 persoon" if number == 1 else f"{number} personen"

    @property
    def leden(self) -> str:
        """Adults and children in words."""
        if self.kaart is None:
            return ""
        children = self.kaart.aantal_kinderen
        adults = self.kaart.aantal_personen - children
        parts = []
        if adults:
            parts.append("1 volwassene" if adults == 1 else f"{adults} volwassenen")
        if children:
            parts.append("1 kind" if children == 1 else f"{children} kinderen")
        return ", ".join(part.replace(" ", NO_BREAK) for part in parts)

    @property
    def status_soort(self) -> str:
        """Kind of badge for the status."""
        return "goed" if self.koppeling.status == "gehuisvest" else "info"

    @property
    def ended_label(self) -> str:
        """What happened to an ended koppeling."""
        return ENDED_LABELS.get(self.koppeling.status, "Toegang beëindigd")


def koppelingen(gebruiker: Any) -> "QuerySet[Any]":
    """Every visible koppeling, with the gemeente, the Kaart while it is open, and whose case it is."""
    kaarten = visible(Kaart, gebruiker).select_related("opvanglocatie")
    rows: QuerySet[Any] = (
        visible(Koppeling, gebruiker)
        .select_related("gemeente")
        .prefetch_related(Prefetch("kaart", queryset=kaarten))
        .annotate(
            is_open=Exists(gates(gebruiker).filter(koppeling=OuterRef("pk"))),
            behandelaar_id=F("behandelaar_gemeente__behandelaar"),
            behandelaar_naam=F("behandelaar_gemeente__behandelaar__naam"),
            vervanger_id=F("behandelaar_gemeente__vervanger"),
            vervanging_tot=F("behandelaar_gemeente__vervanging_tot"),
        )
    )
    return rows


def narrowed(rows: "QuerySet[Any]", gebruiker: Any, filters: dict[str, Any]) -> "QuerySet[Any]":
    """The list as the filter asks; `filters` is the cleaned data of the form or of the API's query."""
    which = filters.get("weergave") or ALL
    rows = rows.filter(is_open=which != ENDED)
    if which == MINE:
        rows = rows.filter(_mine(gebruiker))
    elif which == TEAM:
        rows = rows.filter(behandelaar_id__isnull=False).exclude(behandelaar_id=gebruiker.pk)
    elif which == FREE:
        rows = rows.filter(behandelaar_id=None)
    if filters.get("status"):
        rows = rows.filter(status=filters["status"])
    if filters.get("gemeente"):
        rows = rows.filter(gemeente=filters["gemeente"])
    if filters.get("zoek"):
        rows = rows.filter(_reference(filters["zoek"], with_household=which != ENDED))
    return rows.order_by(*SORTS[filters.get("sorteer") or "nieuwste"], "pk")


def _mine(gebruiker: Any) -> Q:
    replacing = Q(vervanger_id=gebruiker.pk, vervanging_tot__gte=today())
    return Q(behandelaar_id=gebruiker.pk) | replacing


def _reference(typed: str, *, with_household: bool) -> Q:
    """ "KOP-000123", "kop 123" and "123" all find KOP-000123; "PE-…" the household of an open Kaart."""
    text = "".join(typed.upper().split())
    digits = text.removeprefix("KOP").removeprefix("-")
    exact = digits.isascii() and digits.isdigit()
    found = Q(referentie=f"KOP-{int(digits):06d}") if exact else Q(referentie__contains=text)
    return found | Q(kaart__huishouden=text) if with_household else found


def list_rows(gebruiker: Any, rows: Sequence[Koppeling]) -> list[Rij]:
    """One page of the list."""
    stands = stands_of([row.pk for row in rows], gebruiker)
    return [_rij(gebruiker, row, stands) for row in rows]


def _rij(gebruiker: Any, row: Any, stands: dict[UUID, Stand]) -> Rij:
    is_replacing = row.vervanger_id == gebruiker.pk and (row.vervanging_tot or today()) >= today()
    may_know = highest_tier(gebruiker, row.gemeente_id) >= 1
    return Rij(
        koppeling=row,
        kaart=getattr(row, "kaart", None) if row.is_open else None,
        stand=stands.get(row.pk, Stand()) if may_know else None,
        behandelaar=row.behandelaar_naam or "",
        is_mine=row.behandelaar_id == gebruiker.pk or is_replacing,
    )


def stands_of(keys: Sequence[UUID], gebruiker: Any) -> dict[UUID, Stand]:
    """How far the sharing is for this reader, per koppeling; closed ones are not in the answer."""
    rows = (
        gates(gebruiker)
        .filter(koppeling__in=keys)
        .values("koppeling")
        .annotate(
            personen=Count("betrokkene"),
            een=Count("betrokkene", filter=Q(shown_tier__gte=1)),
            twee=Count("betrokkene", filter=Q(shown_tier__gte=2)),
        )
        .order_by()
    )
    return {row["koppeling"]: Stand(row["personen"], row["een"], row["twee"]) for row in rows}


def without_behandelaar(gebruiker: Any) -> int:
    """Number of active koppelingen that wait for a behandelaar, where the account may say who it is."""
    mine = grants_of(gebruiker).on("manage_overdracht")
    if not mine:
        return 0
    waiting = visible(Koppeling, gebruiker).filter(gemeente__in=mine, behandelaar_gemeente=None)
    return int(waiting.filter(Exists(gates(gebruiker).filter(koppeling=OuterRef("pk")))).count())
