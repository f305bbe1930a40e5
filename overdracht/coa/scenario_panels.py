"""What COA's dossier page shows of scenario and termijnen of one person."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from coa_portal.common.dates import today
from coa_portal.organisaties.termijnduren import read_duren
from klantprofiel.models import Vergunninghouder
from klantprofiel.panels import register_panel
from overdracht.coa.standing import active_koppeling
from overdracht.models import Betrokkene, Scenariokeuze
from overdracht.termijnen import feiten_van, termijnen
from overdracht.termijnen.lijn import late_badge, lijn


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


def verloop_panel(request: HttpRequest, person: Vergunninghouder) -> SafeString | None:
    """The line through time of the person under the active koppeling."""
    koppeling = active_koppeling(person)
    if koppeling is None:
        return None
    read = [g for g in feiten_van([koppeling], request.user) if g.betrokkene.vergunninghouder_id == person.pk]
    if not read:
        return None
    termen = termijnen(read[0].feiten, read_duren(), today())
    context = {
        "titel": "Verloop",
        "punten": lijn(read[0].feiten, termen, today()),
        "badge": late_badge(termen),
    }
    return render_to_string("overdracht/verloop_kaart.html", context, request)


def register_panels() -> None:
    """Called in `AppConfig.ready()`."""
    register_panel(20, scenario_panel, side=True)
    register_panel(5, verloop_panel, side=True)
