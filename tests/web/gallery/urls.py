"""Addresses of the example pages, with stand-ins for the names that other apps own."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.utils.safestring import mark_safe

from coa_portal.access.declare import Audience, page
from coa_portal.web.forms import asks_row, show_as_typed, with_extra_row
from tests.web.gallery import data
from tests.web.gallery.forms import FilterForm, LoginForm, TaalRijen, WerkForm

PAGES = Path(__file__).parent / "pages"


@dataclass
class Account:
    """Stands in for a signed-in Gebruiker: no database in the gallery."""

    naam: str = "J. de Vries"
    rol_omschrijving: str = "Casemanager, azc Voorbeeldstad"
    is_authenticated: bool = True


def _shown(
    request: HttpRequest, name: str, context: dict[str, Any], *, anonymous: bool = False
) -> HttpResponse:
    if not anonymous:
        request.user = Account()  # type: ignore[assignment]
    template = engines["django"].from_string((PAGES / f"{name}.html").read_text())
    return HttpResponse(template.render(context, request))


@page(Audience.PUBLIC, activity=None)
def home(request: HttpRequest) -> HttpResponse:
    """The work list."""
    messages.success(request, "De toestemming is vastgelegd.")
    return _shown(request, "home", {"taken": data.TAKEN, "termijnen": data.TERMIJNEN})


@page(Audience.PUBLIC, activity=None)
def dossier(request: HttpRequest) -> HttpResponse:
    """A dossier in two columns."""
    marks = [mark_safe('<span class="nl-data-badge badge badge--goed">Vergunninghouder</span>'), "Eritrea"]
    context = {
        "kenmerken": [*marks, "azc Voorbeeldstad, sinds 3 februari 2026"],
        "onderdelen": data.ONDERDELEN,
        "gegevens": data.GEGEVENS,
        "termijnen": data.TERMIJNEN,
        "mensen": data.MENSEN,
        "gebeurtenissen": data.GEBEURTENISSEN,
        "vandaag": dt.date(2017, 4, 3),
    }
    return _shown(request, "dossier", context)


@page(Audience.PUBLIC, activity=None)
def lijst(request: HttpRequest) -> HttpResponse:
    """A list with filter bar, status badges and pages."""
    pagina = Paginator(range(230), 20).get_page(request.GET.get("pagina", 4))
    context = {"filterform": FilterForm(request.GET or None), "pagina": pagina, "rijen": data.RIJEN}
    return _shown(request, "lijst", context)


@page(Audience.PUBLIC, activity=None, methods=("GET", "POST"))
def formulier(request: HttpRequest) -> HttpResponse:
    """A form with rows, the way a domain page does it."""
    post = with_extra_row(request.POST) if request.method == "POST" else None
    form = WerkForm(post, request.FILES or None)
    talen = TaalRijen(post, prefix="talen")
    if post is not None and asks_row(post):
        show_as_typed(form, talen)
    elif post is not None and all([form.is_valid(), talen.is_valid()]):
        return HttpResponse("opgeslagen")
    return _shown(request, "formulier", {"form": form, "talen": talen})


@page(Audience.PUBLIC, activity=None)
def profielversie(request: HttpRequest) -> HttpResponse:
    """A frozen payload."""
    return _shown(request, "profielversie", {"data": data.PAYLOAD, "changed": data.CHANGED})


@page(Audience.PUBLIC, activity=None, methods=("GET", "POST"))
def inloggen(request: HttpRequest) -> HttpResponse:
    """The narrow page."""
    return _shown(request, "inloggen", {"form": LoginForm(request.POST or None)}, anonymous=True)


account_urls = (
    [path("uitloggen/", home, name="logout"), path("inloggen/", inloggen, name="login")],
    "accounts",
)
portaal_urls = ([path("", home, name="home")], "portaal")
urlpatterns = [
    path("", include(portaal_urls)),
    path("account/", include(account_urls)),
    path("dossiers/", lijst, name="gallery-lijst"),
    path("dossiers/selam/", dossier, name="gallery-dossier"),
    path("dossiers/selam/werk/", formulier, name="gallery-formulier"),
    path("dossiers/selam/versie/", profielversie, name="gallery-profielversie"),
    path("meldingen/", lijst, name="gallery-meldingen"),
    path("", include("coa_portal.web.urls")),
]
handler400 = "coa_portal.web.errors.bad_request"
handler403 = "coa_portal.web.errors.permission_denied"
handler404 = "coa_portal.web.errors.page_not_found"
handler500 = "coa_portal.web.errors.server_error"
