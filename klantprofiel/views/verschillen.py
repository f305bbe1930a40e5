"""Where IBIS and a dossier differ: the list, and choosing (R16)."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.policy import require
from coa_portal.audit.reading import log_reading
from coa_portal.common.errors import DomainError
from coa_portal.web.forms import apply_domain_error
from klantprofiel.actions import settle_differences
from klantprofiel.forms import VerschillenForm
from klantprofiel.ibis.verschillen import differences_of
from klantprofiel.models import Vergunninghouder
from klantprofiel.panels import register_panel
from klantprofiel.policy import WRITE
from klantprofiel.selectors import has_differences, people_with_differences, profile_of
from klantprofiel.views.shared import dossier_url, get_person, may, person_marks

PER_PAGE = 25


def differences_panel(request: HttpRequest, person: Vergunninghouder) -> SafeString | None:
    """On top of the dossier: that IBIS says something else, for who may choose."""
    if not may(request, "edit_profiel", person) or not has_differences(person):
        return None
    context = {"url_verschillen": reverse("klantprofiel:verschillen", args=[person.pk])}
    return render_to_string("klantprofiel/_verschillen.html", context, request)


def register_differences_panel() -> None:
    """Called in `AppConfig.ready()`."""
    register_panel(90, differences_panel)


@page(WRITE, activity="bijhouden-klantprofiel", rate=rates.LIST)
def verschillen_lijst(request: HttpRequest) -> HttpResponse:
    """The visible people of whom IBIS says something else."""
    pagina = Paginator(people_with_differences(request.user), PER_PAGE).get_page(request.GET.get("pagina"))
    log_reading(request, what="verschillen met IBIS", subjects=[person.pk for person in pagina.object_list])
    return render(request, "klantprofiel/verschillen_lijst.html", {"pagina": pagina})


@page(WRITE, activity="bijhouden-klantprofiel", methods=("GET", "POST"))
def verschillen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The differences of one person, each with a choice."""
    person = get_person(request, pk)
    require(request.user, "edit_profiel", person)
    log_reading(request, what="verschillen met IBIS", subjects=[person.pk], object_id=person.pk)
    found = differences_of(profile_of(person))
    form = VerschillenForm(request.POST or None, verschillen=found)
    if request.method == "POST" and form.is_valid():
        try:
            number = settle_differences(
                vergunninghouder=person, choices=form.chosen(), acting_user=request.user
            )
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            messages.success(
                request, "1 verschil gekozen." if number == 1 else f"{number} verschillen afgehandeld."
            )
            return redirect(
                "klantprofiel:dossier" if number >= len(found) else "klantprofiel:verschillen", pk
            )
    context = {
        "person": person,
        "kenmerken": [person.naam, *person_marks(person)],
        "dossier_url": dossier_url(person),
        "form": form,
        "aantal": len(found),
    }
    return render(request, "klantprofiel/verschillen.html", context)
