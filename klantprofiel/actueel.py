"""Which profiles are thin or lie still, per opvanglocatie (R17). A nareiziger is in none of them (R12)."""

import datetime as dt
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from coa_portal.access.policy import visible
from coa_portal.organisaties.models import Opvanglocatie
from klantprofiel.models import Verblijf, Vergunninghouder

THIN_BELOW = 50  # per cent complete
STALE_DAYS = 42  # nothing was written for six weeks, of the fourteen that the Voorinburgering takes

DUN, OUD, VERIFIEREN = "dun", "oud", "verifieren"
STANDEN = {
    DUN: f"Minder dan {THIN_BELOW}% ingevuld",
    OUD: f"{STALE_DAYS // 7} weken niet gewijzigd",
    VERIFIEREN: "Nog te verifiëren",
}
SORTEER = {
    "": ("dossier_locatie__naam",),
    DUN: ("-dun", "dossier_locatie__naam"),
    OUD: ("-oud", "dossier_locatie__naam"),
    VERIFIEREN: ("-verifieren", "dossier_locatie__naam"),
}


def stand_filter(stand: str) -> Q:
    """The people whose profile stands so; empty for everybody."""
    own = Q(is_nareiziger=False)
    if stand == DUN:
        return own & Q(klantprofiel__volledigheid__lt=THIN_BELOW)
    if stand == OUD:
        return own & Q(klantprofiel__updated_at__lt=timezone.now() - dt.timedelta(days=STALE_DAYS))
    if stand == VERIFIEREN:
        return Q(klantprofiel__te_verifieren__gt=0)
    return Q()


def staying(people: "QuerySet[Vergunninghouder]") -> "QuerySet[Vergunninghouder]":
    """Who lives at a locatie now: the profile of who moved out need not grow any more."""
    return people.filter(Exists(Verblijf.objects.filter(vergunninghouder=OuterRef("pk"), tot=None)))


def per_locatie(gebruiker: object, *, soort: str = "", sorteer: str = "") -> "QuerySet[Any]":
    """One row per locatie that the account sees, counted in one query."""
    people = staying(visible(Vergunninghouder, gebruiker)).exclude(dossier_locatie=None)
    if soort in Opvanglocatie.Soort.values:
        people = people.filter(dossier_locatie__soort=soort)
    rows: QuerySet[Any] = (
        people.order_by()
        .values("dossier_locatie", "dossier_locatie__naam", "dossier_locatie__soort")
        .annotate(
            dossiers=Count("pk"),
            dun=Count("pk", filter=stand_filter(DUN)),
            oud=Count("pk", filter=stand_filter(OUD)),
            verifieren=Count("pk", filter=stand_filter(VERIFIEREN)),
            nareizigers=Count("pk", filter=Q(is_nareiziger=True)),
        )
    )
    return rows.order_by(*SORTEER.get(sorteer, SORTEER[""]))
