"""Pages of a docent, which get a `Deelnemer` and never a `Vergunninghouder`."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.policy import get_visible_or_404
from coa_portal.organisaties.models import Lesgroep
from voorinburgering.lessenlijst import as_taak
from voorinburgering.policy import TEACH
from voorinburgering.rooster import as_leerlingen, coming, grid, taught_people
from voorinburgering.selectors import taught_lesgroepen
from voorinburgering.views.shared import ACTIVITY, PER_PAGE, log_lesgroep


@page({TEACH}, activity=ACTIVITY, rate=rates.LIST)
def mijn(request: HttpRequest) -> HttpResponse:
    """The groups that a docent teaches. No names, so nothing for the reading log."""
    pagina = Paginator(taught_lesgroepen(request.user), PER_PAGE).get_page(request.GET.get("pagina"))
    return render(request, "voorinburgering/mijn.html", {"pagina": pagina})


@page({TEACH}, activity=ACTIVITY)
def mijn_lesgroep(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Name, languages and level of who is in the group today (DESIGN §3)."""
    group = get_visible_or_404(Lesgroep, request.user, taught_lesgroepen(request.user), pk=pk)
    people = taught_people(request.user, group)
    log_lesgroep(request, group, [row.persoon for row in people])
    context = {
        "lesgroep": group,
        "deelnemers": people,
        "komend": [
            as_taak(row, with_day=True, with_group=False, is_docent=True)
            for row in coming(request.user, group)
        ],
        "raster": grid(request.user, group, as_leerlingen(people)),
    }
    return render(request, "voorinburgering/mijn_lesgroep.html", context)
