"""What COA's page of the handover shows of scenario and termijnen of one person."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from coa_portal.common.dates import today
from coa_portal.organisaties.termijnduren import read_duren
from klantprofiel.models import Vergunninghouder
from overdracht.coa.standing import active_koppeling
from overdracht.models import Betrokkene, Scenariokeuze
from overdracht.termijnen import Feiten, Termijn, feiten_van, termijnen
from overdracht.termijnen.lijn import beurt, late_badge, lijn


def scenario_panel(request: HttpRequest, person: Vergunninghouder) -> SafeString | None:
    """Which scenario the gemeente follows, since when and why, with what was followed before."""
    koppeling = active_koppeling(person)
    row = Betrokkene.objects.filter(koppeling=koppeling, vergunninghouder=person, is_lid=True).first()
    if koppeling is None or row is None or not row.may_have_traject:
        return None
    keuzes = list(
        Scenariokeuze.objects.filter(betrokkene=row).select_related("voorkeur").order_by("-gekozen_op")
    )
    return render_to_string(
        "overdracht/coa/_scenario.html", {"keuzes": keuzes, "gemeente": koppeling.gemeente.naam}, request
    )


def read_termijnen(request: HttpRequest, person: Vergunninghouder) -> tuple[Feiten, list[Termijn]] | None:
    """Facts and terms under the active koppeling; read once for all panels of a page."""
    cached: dict[object, Any] = request.__dict__.setdefault("_termijnen", {})
    if person.pk not in cached:
        koppeling = active_koppeling(person)
        rows = feiten_van([koppeling], request.user) if koppeling else []
        read = next((row for row in rows if row.betrokkene.vergunninghouder_id == person.pk), None)
        found = (read.feiten, termijnen(read.feiten, read_duren(), today())) if read else None
        cached[person.pk] = found
    shown: tuple[Feiten, list[Termijn]] | None = cached[person.pk]
    return shown


def beurt_panel(request: HttpRequest, person: Vergunninghouder) -> SafeString | None:
    """Whose turn it is now, on top of the page."""
    read = read_termijnen(request, person)
    turn = beurt(read[1], today()) if read else None
    return render_to_string("overdracht/beurt.html", {"beurt": turn}, request) if turn else None


def verloop_panel(request: HttpRequest, person: Vergunninghouder) -> SafeString | None:
    """The line through time of the person under the active koppeling."""
    read = read_termijnen(request, person)
    if read is None:
        return None
    feiten, termen = read
    context = {"titel": "Verloop", "punten": lijn(feiten, termen, today()), "badge": late_badge(termen)}
    return render_to_string("overdracht/verloop_kaart.html", context, request)
