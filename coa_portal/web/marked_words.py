"""What the AVG guard thinks of a text while somebody types it (R9). Nothing of it is kept or logged."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coa_portal.access import rates
from coa_portal.access.declare import Audience, page
from coa_portal.avg.guard import check
from coa_portal.avg.models import Reden
from coa_portal.web.forms.marked import REASON, marked_text

LONGEST = 20_000  # letters; longer than any field
_LONGEST_NAME = 120


@page(Audience.ACCOUNT, activity="avg-wachter", methods=("POST",), wall=False, rate=rates.TYPING)
def vrije_tekst(request: HttpRequest) -> HttpResponse:
    """The marked words of one field with their reasons, as the page shows them below it; empty when there are none.

    `tekst`: what stands in the field now; `veld`: its name in the form; `reden`: the choice made there. As POST,
    because addresses end up in logs (R11).
    """
    text, name = request.POST.get("tekst", ""), request.POST.get("veld", "")
    if len(text) > LONGEST or len(name) > _LONGEST_NAME or not name.replace("-", "_").isidentifier():
        raise BadRequest
    chosen = request.POST.get(name + REASON, "")
    found = check(text)
    marked = marked_text(text, found, name=name, chosen=chosen if chosen in Reden.values else "")
    response = render(request, "django/forms/portaal/avg.html", {"gemarkeerd": marked if found else None})
    response["Cache-Control"] = "no-store"
    return response
