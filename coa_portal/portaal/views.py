"""The home page: what needs doing now, for whoever is signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from coa_portal.access.declare import Audience, page
from coa_portal.accounts.requests import acting
from coa_portal.accounts.selectors import why_no_access
from coa_portal.audit.reading import log_reading
from coa_portal.portaal.work import gather
from coa_portal.portaal.work.base import SHOWN


@page(
    Audience.ACCOUNT,
    activity="bijhouden-klantprofiel",
    scope="het eigen werk: per blok dezelfde regel als de lijst",
)
def home(request: HttpRequest) -> HttpResponse:
    """Greeting, key figures, and each list cut at ten lines. What it shows comes from the visible rows (R2)."""
    werk = gather(request)
    if werk.subjects:
        log_reading(request, what="werklijst", subjects=werk.subjects)
    context = {
        "werk": werk,
        "groet": greeting(timezone.localtime().hour),
        "naam": _first_name(request),
        "alles_url": "?toon=alles",
        "alles_getoond": werk.shown > SHOWN,
    }
    if not (werk.cijfers or werk.bloks or werk.uitleg):
        context["geen_toegang"] = why_no_access(acting(request))
    return render(request, "portaal/home.html", context)


def greeting(hour: int) -> str:
    """What one says at that hour; "goedenacht" is how Dutch people take leave, so not here."""
    if hour < 12:
        return "Goedemorgen"
    return "Goedemiddag" if hour < 18 else "Goedenavond"


def _first_name(request: HttpRequest) -> str:
    return str(getattr(request.user, "naam", "")).split(" ", 1)[0]
