"""Reads of lesgroepen. Every list starts at the visible queryset (R2)."""

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from coa_portal.access.policy import visible
from coa_portal.common.dates import today
from coa_portal.organisaties.models import Lesgroep
from voorinburgering.models import Deelname, Deelnemer
from voorinburgering.uren import Uren, hours_of, hours_of_people

__all__ = [
    "Uren",
    "deelnames_of",
    "hours_of",
    "hours_of_people",
    "kept_lesgroepen",
    "taught_lesgroepen",
]


def _number(rows: "QuerySet[Any]") -> Coalesce:
    """How many of `rows` each group has, in the same query."""
    of_group = rows.filter(lesgroep=OuterRef("pk")).order_by().values("lesgroep")
    return Coalesce(Subquery(of_group.annotate(aantal=Count("pk")).values("aantal")), Value(0))


def kept_lesgroepen(gebruiker: Any) -> "QuerySet[Lesgroep]":
    """The groups of the own locaties, the open ones first, with how many people are in them."""
    running = visible(Deelname, gebruiker) & Deelname.objects.running()
    rows = visible(Lesgroep, gebruiker).select_related("opvanglocatie")
    return rows.annotate(deelnemers=_number(running)).order_by(
        "-gesloten_op", "opvanglocatie__naam", "naam", "pk"
    )


def taught_lesgroepen(gebruiker: Any) -> "QuerySet[Lesgroep]":
    """The open groups that a docent teaches, with how many people are in them today."""
    rows = visible(Lesgroep, gebruiker).filter(gesloten_op=None).select_related("opvanglocatie")
    return rows.annotate(deelnemers=_number(visible(Deelnemer, gebruiker))).order_by(
        "opvanglocatie__naam", "naam", "pk"
    )


def deelnames_of(gebruiker: Any, lesgroep: Lesgroep) -> "tuple[list[Deelname], list[Deelname]]":
    """Who is in a group, or will be, and who was; of each the name and nothing more of the dossier."""
    rows = visible(Deelname, gebruiker).filter(lesgroep=lesgroep).select_related("vergunninghouder")
    shown = rows.only(
        "van", "tot", "lesgroep_id", "vergunninghouder__voornaam", "vergunninghouder__achternaam"
    )
    found = list(shown.order_by("vergunninghouder__achternaam", "vergunninghouder__voornaam", "pk"))
    day = today()
    now = [row for row in found if row.tot is None or row.tot > day]
    return now, [row for row in found if row not in now]
