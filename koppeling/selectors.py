"""Reads of koppelen: which households wait, where a koppeling stands, where a gemeente has room."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Greatest

from coa_portal.access.policy import visible
from coa_portal.common.dates import add_years, today
from coa_portal.organisaties.distance import distance_km
from coa_portal.organisaties.models import Gemeente, Opvanglocatie
from coa_portal.organisaties.termijnduren import read_duren
from klantprofiel.models import Klantprofiel, Plaatsingseenheid, Verblijf, Vergunninghouder
from klantprofiel.models.persoon import ADULT
from koppeling.lifecycle import ACTIVE_STATES, FINAL_WITHDRAW_REASONS
from koppeling.models import Koppeling, Screening
from koppeling.taakstelling import Ruimte, room_of, rooms_of
from koppeling.termijnen import KOPPELEN

OPEN_STATES = ("voorgesteld", *ACTIVE_STATES)
ENDED_STATES = ("ingetrokken", "herkoppeld", "afgesloten")


def waiting_households(gebruiker: object) -> "QuerySet[Plaatsingseenheid]":
    """Households that still need a koppeling.

    Not those with one that runs or was completed, nor those whose koppeling was withdrawn for a reason that
    ends the search (left, own home, permit withdrawn).
    """
    settled = Koppeling.objects.filter(plaatsingseenheid=OuterRef("pk")).filter(
        Q(status__in=[*OPEN_STATES, "afgesloten"])
        | Q(status="ingetrokken", status_reden__in=FINAL_WITHDRAW_REASONS)
    )
    rows: QuerySet[Plaatsingseenheid] = visible(Plaatsingseenheid, gebruiker)
    return rows.filter(~Exists(settled.order_by()), hoofdpersoon__isnull=False)


def with_term(rows: "QuerySet[Plaatsingseenheid]") -> "QuerySet[Any]":
    """With `vergunning`, `aankomst`, `term_start` (None: not started), `personen` and `volwassenen`.

    Permit and arrival are those of the hoofdpersoon. The first stay at an azc counts: a move between azc's
    does not start the term anew. `koppeling.termijnen` says what follows from them.
    """
    permit = Klantprofiel.objects.filter(vergunninghouder=OuterRef("hoofdpersoon")).values("vergunning_datum")
    arrival = (
        Verblijf.objects.filter(
            vergunninghouder=OuterRef("hoofdpersoon"), opvanglocatie__soort=Opvanglocatie.Soort.AZC
        )
        .order_by()
        .values("vergunninghouder")
        .annotate(first=Min("van"))
        .values("first")
    )
    adult_since = add_years(today(), -ADULT)
    return rows.annotate(
        vergunning=Subquery(permit[:1], output_field=DateField()),
        aankomst=Subquery(arrival[:1], output_field=DateField()),
        personen=Count("leden"),
        volwassenen=Count("leden", filter=Q(leden__geboortedatum__lte=adult_since)),
    ).annotate(
        # GREATEST of PostgreSQL skips NULL, but without both dates the term has not started
        term_start=Case(
            When(
                Q(vergunning__isnull=False, aankomst__isnull=False), then=Greatest("vergunning", "aankomst")
            ),
            output_field=DateField(null=True),
        )
    )


def households_to_match(gebruiker: object) -> "QuerySet[Any]":
    """`waiting_households` as a list shows them: the longest waiting first, not started last."""
    rows = with_term(waiting_households(gebruiker)).select_related("hoofdpersoon__dossier_locatie")
    return rows.order_by(F("term_start").asc(nulls_last=True), "referentie")


def overdue(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Of rows with their term: those past it (R14), by the length that holds today."""
    duur = read_duren().of(KOPPELEN, today())
    return rows.filter(term_start__lt=duur.before(today())) if duur else rows.none()


def koppelingen_in(gebruiker: object, states: Sequence[str]) -> "QuerySet[Koppeling]":
    """Visible koppelingen in these states as a list shows them, the latest step first."""
    rows: QuerySet[Koppeling] = (
        visible(Koppeling, gebruiker)
        .filter(status__in=states)
        .select_related("gemeente", "plaatsingseenheid__hoofdpersoon__dossier_locatie")
        .annotate(personen=Count("plaatsingseenheid__leden"))
    )
    return rows.order_by("-status_sinds", "-referentie")


def with_household(gebruiker: object) -> "QuerySet[Any]":
    """Visible households with what deciding about them needs: members, locatie, screenings, koppelingen."""
    members = Vergunninghouder.objects.select_related(
        "dossier_locatie__gemeente", "nationaliteit", "klantprofiel__spreektaal", "screening"
    ).order_by("geboortedatum")
    past = Koppeling.objects.select_related("gemeente").order_by("-created_at")
    return with_term(visible(Plaatsingseenheid, gebruiker)).prefetch_related(
        Prefetch("leden", queryset=members), Prefetch("koppelingen", queryset=past)
    )


def screening_of(person: Vergunninghouder) -> Screening | None:
    """The screening of one person, None when there was none."""
    return Screening.objects.filter(vergunninghouder=person).first()


@dataclass(frozen=True)
class Plek:
    """A gemeente as a place for one household: how far from the azc, and how much room."""

    gemeente: Gemeente
    afstand_km: int | None
    ruimte: Ruimte
    personen: int

    @property
    def fits(self) -> bool:
        """Whether the household fits in the open taakstelling (R21)."""
        return self.ruimte.fits(self.personen)

    @property
    def room_text(self) -> str:
        """Open places in words."""
        if self.ruimte.open is None:
            return "geen taakstelling bekend"
        left = max(self.ruimte.open, 0)
        return "1 plaats" if left == 1 else f"{left} plaatsen"


def place_in(gemeente: Gemeente, locatie: Opvanglocatie | None, personen: int) -> Plek:
    """One gemeente for one household; two queries."""
    return Plek(gemeente, _km(gemeente, locatie), room_of(gemeente.pk), personen)


def nearby_places(locatie: Opvanglocatie | None, personen: int, number: int = 6) -> list[Plek]:
    """The nearest gemeenten where the household fits; empty without a locatie. Three queries."""
    if locatie is None:
        return []
    gemeenten = list(Gemeente.objects.filter(geldig_tot=None))
    rooms = rooms_of([gemeente.pk for gemeente in gemeenten])
    places = [Plek(one, _km(one, locatie), rooms[one.pk], personen) for one in gemeenten]
    fitting = [place for place in places if place.fits]
    return sorted(fitting, key=lambda place: (place.afstand_km or 0, place.gemeente.naam))[:number]


def _km(gemeente: Gemeente, locatie: Opvanglocatie | None) -> int | None:
    if locatie is None:
        return None
    return round(distance_km(gemeente.lat, gemeente.lon, locatie.lat, locatie.lon))


def decided_by(koppeling: Koppeling) -> list[Any]:
    """The history rows in which the status of a koppeling changed, newest first."""
    rows = list(koppeling.history.prefetch_related("history_user").order_by("history_date", "history_id"))
    changed = [row for n, row in enumerate(rows) if n == 0 or rows[n - 1].status != row.status]
    return changed[::-1]
