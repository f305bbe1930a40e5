"""The way from the dossier page, and from that of the Voorinburgering, to results of tests and what is printed."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from klantprofiel import panels as dossier_panels
from klantprofiel.models import Vergunninghouder
from voorinburgering import panels
from voorinburgering.models import Toetsresultaat
from voorinburgering.samenvatting import standing_results

_SHOWN = 3


def toetsen_panel(request: HttpRequest, person: Vergunninghouder) -> SafeString | None:
    """A card with the latest results; none for a child without any, who has no Voorinburgering."""
    rows: list[Toetsresultaat] = sorted(
        standing_results(person), key=lambda row: row.afgenomen_op, reverse=True
    )
    if not rows and not person.is_adult:
        return None
    return render_to_string(
        "voorinburgering/toetsen/_paneel.html", {"person": person, "rijen": rows[:_SHOWN]}, request
    )


def register_toetsen_panel() -> None:
    """Called in `AppConfig.ready()`."""
    dossier_panels.register_panel(45, toetsen_panel, side=True)
    panels.register_panel(60, toetsen_panel)
