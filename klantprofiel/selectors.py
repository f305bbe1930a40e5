"""Reads of the living dossiers. Every list starts at the visible queryset (R2)."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from klantprofiel.models import Klantprofiel, Verblijf, Vergunninghouder
from klantprofiel.sections import ROW_SETS


def with_profile(people: QuerySet[Vergunninghouder]) -> QuerySet[Vergunninghouder]:
    """With everything a dossier page or payload shows, in a constant number of queries."""
    stays = Verblijf.objects.select_related("opvanglocatie").order_by("-van")
    members = Vergunninghouder.objects.select_related("dossier_locatie").order_by("geboortedatum", "voornaam")
    return people.select_related(
        "bsn",
        "klantprofiel",
        "nationaliteit",
        "plaatsingseenheid",
        "behandelaar",
        "vervanger",
        "dossier_locatie",
    ).prefetch_related(
        *(f"klantprofiel__{name}" for name in ROW_SETS),
        Prefetch("verblijven", queryset=stays),
        Prefetch("plaatsingseenheid__leden", queryset=members),
    )


def read_profile(vergunninghouder: Vergunninghouder) -> Vergunninghouder:
    """The person with the whole profile read anew; for use inside actions, which already decided who may."""
    person: Vergunninghouder = with_profile(Vergunninghouder.objects.all()).get(pk=vergunninghouder.pk)
    return person


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
