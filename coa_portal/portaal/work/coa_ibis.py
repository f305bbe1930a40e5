"""COA's work of the feed: where IBIS and a dossier differ, somebody chooses (R16)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from coa_portal.access.policy import visible
from coa_portal.accounts.models import Gebruiker
from coa_portal.portaal.work.coa import my_people, place_of
from coa_portal.portaal.work.regels import Bron, Regel, register_bron
from klantprofiel.models import Ibisverschil, Vergunninghouder


def _differing(gebruiker: Gebruiker) -> "QuerySet[Any]":
    """Whose dossier differs from IBIS, with how many facts, and since when."""
    open_ones = Ibisverschil.objects.filter(klantprofiel__vergunninghouder=OuterRef("pk"), besluit="")
    counted = (
        open_ones.order_by().values("klantprofiel").annotate(aantal=Count("pk"), sinds=Min("created_at"))
    )
    rows: QuerySet[Any] = (
        visible(Vergunninghouder, gebruiker)
        .select_related("dossier_locatie", "plaatsingseenheid")
        .filter(Exists(open_ones.order_by()))
        .annotate(verschillen=Subquery(counted.values("aantal")), sinds=Subquery(counted.values("sinds")))
        .order_by("sinds", "pk")
    )
    return rows


def _difference_regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    return [
        Regel(
            code="verschil",
            verb="Kies wat klopt: IBIS of dossier",
            subject=person.naam,
            url=reverse("klantprofiel:verschillen", args=[person.pk]),
            context=f"{person.plaatsingseenheid.referentie}, {place_of(person)}",
            since=timezone.localdate(person.sinds),
            badge="1 verschil" if person.verschillen == 1 else f"{person.verschillen} verschillen",
            place=place_of(person),
            person=person.pk,
            is_mine=person.van_mij == "mijn",
        )
        for person in rows
    ]


def register_bronnen() -> None:
    """Called in `AppConfig.ready()`."""
    may = frozenset({"doorzetten"})
    register_bron(
        109, Bron("verschil", "Verschillen met IBIS", may, _differing, my_people, _difference_regels)
    )
