"""Reads of the living dossiers. Every list starts at the visible queryset (R2)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from coa_portal.access.grants import accounts_holding
from coa_portal.access.policy import visible
from coa_portal.access.roles import ScopeKind
from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import today
from coa_portal.organisaties.models import Organisatie
from klantprofiel.actueel import stand_filter, staying
from klantprofiel.models import (
    Document,
    Feitherkomst,
    Ibisimport,
    Ibisverschil,
    Klantprofiel,
    Samenvoeging,
    Verblijf,
    Vergunninghouder,
)
from klantprofiel.policy import locaties_with, visible_household_members
from klantprofiel.sections import ROW_SETS, RowSet
from klantprofiel.state import row_model
from klantprofiel.zoeken import by_likeness, search_people, understand

# columns of an account that the role of COA's pages may not read (access/table_rights.py)
_SECRET = ("password", "last_login", "is_superuser", "session_epoch")
_HANDLERS = tuple(f"{account}__{column}" for account in ("behandelaar", "vervanger") for column in _SECRET)


def _rows(row_set: RowSet) -> QuerySet[Any]:
    """Rows with who verified them."""
    model: Any = row_model(row_set)
    rows: QuerySet[Any] = model.objects.select_related("geverifieerd_door")
    return rows.defer(*(f"geverifieerd_door__{column}" for column in _SECRET))


def with_profile(people: QuerySet[Vergunninghouder]) -> QuerySet[Vergunninghouder]:
    """With everything a dossier page or payload shows, in a constant number of queries."""
    stays = Verblijf.objects.select_related("opvanglocatie").order_by("-van")
    members = Vergunninghouder.objects.select_related("dossier_locatie").order_by("geboortedatum", "voornaam")
    sources = Feitherkomst.objects.select_related("geverifieerd_door").only(
        "klantprofiel", "veld", "bron", "geverifieerd_op", "geverifieerd_door__naam"
    )
    return (
        people.select_related(
            "bsn",
            "klantprofiel",
            "nationaliteit",
            "plaatsingseenheid",
            "behandelaar",
            "vervanger",
            "dossier_locatie",
        )
        .defer(*_HANDLERS)
        .prefetch_related(
            *(Prefetch(f"klantprofiel__{name}", queryset=_rows(rows)) for name, rows in ROW_SETS.items()),
            Prefetch("klantprofiel__herkomsten", queryset=sources),
            Prefetch("verblijven", queryset=stays),
            Prefetch("plaatsingseenheid__leden", queryset=members),
        )
    )


def read_profile(vergunninghouder: Vergunninghouder) -> Vergunninghouder:
    """The person with the whole profile read anew; for use inside actions, which already decided who may."""
    person: Vergunninghouder = with_profile(Vergunninghouder.objects.all()).get(pk=vergunninghouder.pk)
    return person


def documents(rows: "QuerySet[Document]") -> "QuerySet[Document]":
    """With who added each, of whom only the name is read."""
    return rows.select_related("toegevoegd_door").defer(*(f"toegevoegd_door__{column}" for column in _SECRET))


def profile_of(person: Vergunninghouder) -> Klantprofiel:
    """The profile of a person read by `with_profile`, pointing back at that same object."""
    profiel: Klantprofiel = person.klantprofiel
    profiel.vergunninghouder = person
    return profiel


def other_members(person: Vergunninghouder) -> list[Vergunninghouder]:
    """The rest of the household, oldest first."""
    return [member for member in person.plaatsingseenheid.leden.all() if member.pk != person.pk]


def current_stay(person: Vergunninghouder) -> Verblijf | None:
    """The last stay of a person, None when there never was one."""
    stays: list[Any] = list(person.verblijven.all())
    return stays[0] if stays else None


@dataclass(frozen=True)
class DossierFilter:
    """How the list of dossiers is narrowed and sorted; see `forms.lijst` for the values. `persoon`: the key of whom a
    BSN belongs to; the number itself is never kept."""

    wie: str = ""
    locatie: Any = None
    volledigheid: str = ""
    stand: str = ""
    sorteer: str = ""
    zoek: str = ""
    persoon: Any = None


_SHARE = {
    "leeg": Q(klantprofiel__volledigheid__lt=25),
    "deels": Q(klantprofiel__volledigheid__gte=25, klantprofiel__volledigheid__lt=75),
    "bijna": Q(klantprofiel__volledigheid__gte=75, klantprofiel__volledigheid__lt=100),
    "compleet": Q(klantprofiel__volledigheid=100),
}
_ORDER = {
    "": ("achternaam", "voornaam", "pk"),
    "gewijzigd": ("-klantprofiel__updated_at", "pk"),
    "volledigheid": ("klantprofiel__volledigheid", "achternaam", "voornaam", "pk"),
}


def list_dossiers(gebruiker: Any, wanted: DossierFilter) -> QuerySet[Vergunninghouder]:
    """The visible dossiers that fit, with what a line of the list shows."""
    people: QuerySet[Vergunninghouder] = visible(Vergunninghouder, gebruiker)
    if wanted.wie == "mijn":
        people = people.filter(handled_by(gebruiker))
    elif wanted.wie == "team":
        people = people.filter(dossier_locatie__in=locaties_with(gebruiker, "view_dossier"))
    if wanted.locatie:
        people = people.filter(dossier_locatie=wanted.locatie)
    if wanted.volledigheid in _SHARE:
        people = people.filter(_SHARE[wanted.volledigheid])
        if wanted.volledigheid != "compleet":
            people = people.filter(is_nareiziger=False)  # not held against them (R12)
    if wanted.stand:
        people = staying(people).filter(stand_filter(wanted.stand))
    people = search_people(people, wanted.zoek)
    if wanted.persoon is not None:
        people = people.filter(pk=wanted.persoon)
    related = people.select_related(
        "klantprofiel", "dossier_locatie", "behandelaar", "vervanger", "plaatsingseenheid"
    )
    if wanted.zoek and not wanted.sorteer and understand(wanted.zoek).soort == "naam":
        return by_likeness(related.defer(*_HANDLERS), wanted.zoek)
    return related.defer(*_HANDLERS).order_by(*_ORDER.get(wanted.sorteer, _ORDER[""]))


def handled_by(gebruiker: Any, path: str = "") -> Q:
    """ "Mine": the own cases, less those somebody else has now, and those taken over for now.

    `path`: the way to the person, "vergunninghouder__".
    """

    def of(**conditions: Any) -> Q:
        return Q(**{f"{path}{name}": value for name, value in conditions.items()})

    replaced = of(vervanger__isnull=False, vervanging_tot__gte=today())
    return (of(behandelaar=gebruiker) & ~replaced) | (of(vervanger=gebruiker) & replaced)


def possible_handlers(person: Vergunninghouder) -> QuerySet[Gebruiker]:
    """Active accounts that may keep this dossier: those of its locatie, or the national desk without one."""
    if person.dossier_locatie_id:
        keys = accounts_holding("edit_profiel", ScopeKind.OPVANGLOCATIE, person.dossier_locatie_id)
    else:
        keys = accounts_holding("koppel", ScopeKind.ORGANISATIE, Organisatie.COA)
    return Gebruiker.objects.defer(*_SECRET).filter(pk__in=keys).order_by("naam")


def households_for_woonbegeleider(gebruiker: Any) -> QuerySet[Vergunninghouder]:
    """Name, household and stay of the people at the granted locaties, and nothing else is read."""
    stays = Verblijf.objects.order_by("-van")
    return (
        visible_household_members(gebruiker)
        .select_related("plaatsingseenheid", "dossier_locatie")
        .only(
            *("voornaam", "achternaam", "is_nareiziger"),
            *("plaatsingseenheid__referentie", "plaatsingseenheid__hoofdpersoon"),
            *("dossier_locatie__naam", "dossier_locatie__soort"),
        )
        .prefetch_related(Prefetch("verblijven", queryset=stays))
        .order_by("dossier_locatie__naam", "plaatsingseenheid__referentie", "voornaam", "pk")
    )


def imports_with_account(rows: QuerySet[Ibisimport]) -> QuerySet[Ibisimport]:
    """Imports with who brought the file."""
    return (
        rows.select_related("door")
        .defer(*(f"door__{column}" for column in _SECRET))
        .order_by("-created_at", "pk")
    )


def people_with_differences(gebruiker: Any) -> QuerySet[Vergunninghouder]:
    """The visible people with open differences with IBIS, the oldest difference first."""
    rows = Ibisverschil.objects.filter(klantprofiel__vergunninghouder=OuterRef("pk"), besluit="")
    people: QuerySet[Vergunninghouder] = visible(Vergunninghouder, gebruiker)
    open_ones = Q(klantprofiel__ibisverschillen__besluit="")
    return (
        people.filter(Exists(rows))
        .annotate(verschillen=Count("klantprofiel__ibisverschillen", filter=open_ones))
        .select_related("dossier_locatie", "plaatsingseenheid")
        .order_by("achternaam", "voornaam", "pk")
    )


def has_differences(person: Vergunninghouder) -> bool:
    """Whether IBIS says something else than this dossier, and nobody has chosen yet."""
    return Ibisverschil.objects.filter(klantprofiel__vergunninghouder=person, besluit="").exists()


def merges_of(person: Vergunninghouder) -> list[Samenvoeging]:
    """Merges into this dossier that stand, the last first."""
    return list(
        Samenvoeging.objects.filter(blijft=person, ongedaan_op=None)
        .select_related("vervalt")
        .order_by("-created_at")
    )
