"""Pages of lesgroepen, for who keeps them."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.policy import get_visible_or_404, policy_of, require, visible
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from coa_portal.organisaties.models import Lesgroep
from coa_portal.web.forms import PortaalForm, apply_domain_error
from klantprofiel.models import Vergunninghouder
from voorinburgering import actions
from voorinburgering.forms import DeelnemerForm, EindeForm, LesgroepForm
from voorinburgering.lessenlijst import as_taak
from voorinburgering.models import Deelname
from voorinburgering.policy import KEEP, kept_locaties
from voorinburgering.rooster import as_leerlingen, coming, grid, series_of
from voorinburgering.selectors import deelnames_of, kept_lesgroepen
from voorinburgering.views.shared import ACTIVITY, KEPT, PER_PAGE, kept_lesgroep, log_lesgroep


@page({KEEP}, activity=ACTIVITY, rate=rates.LIST, scope=KEPT)
def lijst(request: HttpRequest) -> HttpResponse:
    """The groups of the own locaties. No names, so nothing for the reading log."""
    pagina = Paginator(kept_lesgroepen(request.user), PER_PAGE).get_page(request.GET.get("pagina"))
    return render(request, "voorinburgering/lijst.html", {"pagina": pagina})


@page({KEEP}, activity=ACTIVITY, methods=("GET", "POST"), scope=KEPT)
def nieuw(request: HttpRequest) -> HttpResponse:
    """Start a group."""
    locaties = kept_locaties(request.user)
    own = list(locaties[:2])
    initial = {"opvanglocatie": own[0] if len(own) == 1 else None}
    form = LesgroepForm(request.POST or None, initial=initial, locaties=locaties)
    if request.method == "POST" and form.is_valid():
        try:
            group = actions.create_lesgroep(acting_user=request.user, **form.cleaned_data)
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            messages.success(
                request, "De lesgroep is gemaakt. De beheerder van het COA geeft de docent toegang."
            )
            return redirect("voorinburgering:lesgroep", pk=group.pk)
    return render(request, "voorinburgering/nieuw.html", {"form": form})


@page({KEEP}, activity=ACTIVITY, scope=KEPT)
def lesgroep(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who is in a group, and who was."""
    group = kept_lesgroep(request, pk)
    now, former = deelnames_of(request.user, group)
    log_lesgroep(request, group, [row.vergunninghouder_id for row in (*now, *former)])
    context = {
        "lesgroep": group,
        "nu": now,
        "eerder": former,
        "reeksen": series_of(request.user, group),
        "komend": [as_taak(row, with_day=True, with_group=False) for row in coming(request.user, group)],
        "raster": grid(request.user, group, as_leerlingen([*now, *former])),
        "may_change": bool(policy_of(Lesgroep).may(request.user, "change", group)),
    }
    return render(request, "voorinburgering/lesgroep.html", context)


@page({KEEP}, activity=ACTIVITY, methods=("GET", "POST"), scope=KEPT)
def toevoegen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put somebody in a group."""
    group = kept_lesgroep(request, pk)
    require(request.user, "change", group)
    form, verder = DeelnemerForm(request.POST or None, initial={"van": today()}), ""
    if request.method == "POST" and form.is_valid() and (person := _found(request, form)):
        try:
            actions.start_deelname(
                lesgroep=group,
                vergunninghouder=person,
                van=form.cleaned_data["van"],
                acting_user=request.user,
            )
        except DomainError as error:
            apply_domain_error(form, error)
            if error.code in actions.NO_PROGRAMME:
                verder = reverse("programma:persoon", args=[person.pk])
        else:
            log_lesgroep(request, group, [person.pk])
            messages.success(request, f"{person.naam} zit nu in de lesgroep.")
            return redirect("voorinburgering:lesgroep", pk=group.pk)
    context = {
        "lesgroep": group,
        "form": form,
        "titel": "Deelnemer toevoegen",
        "knop": "Toevoegen",
        "verder_url": verder,
    }
    return render(request, "voorinburgering/stap.html", context)


def _found(request: HttpRequest, form: PortaalForm) -> Vergunninghouder | None:
    """The visible person of the typed number; an error at the field says the same of unknown and of unseen (R2)."""
    number = form.cleaned_data["v_nummer"]
    person: Vergunninghouder | None = visible(Vergunninghouder, request.user).filter(v_nummer=number).first()
    if person is None:
        form.add_error("v_nummer", "Op uw opvanglocaties is er niemand met dit V-nummer.")
    return person


@page({KEEP}, activity=ACTIVITY, methods=("POST",), scope=KEPT)
def sluiten(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close an empty group."""
    group = kept_lesgroep(request, pk)
    try:
        actions.close_lesgroep(lesgroep=group, acting_user=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "De lesgroep is gesloten.")
    return redirect("voorinburgering:lesgroep", pk=group.pk)


@page({KEEP}, activity=ACTIVITY, methods=("GET", "POST"), scope=KEPT)
def beeindigen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take somebody out of a group."""
    rows = visible(Deelname, request.user).select_related("lesgroep__opvanglocatie", "vergunninghouder")
    row = get_visible_or_404(Deelname, request.user, rows, pk=pk)
    require(request.user, "end", row)
    form = EindeForm(request.POST or None, initial={"tot": today()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_deelname(deelname=row, acting_user=request.user, **form.cleaned_data)
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            messages.success(request, f"{row.vergunninghouder.naam} is uit de lesgroep.")
            return redirect("voorinburgering:lesgroep", pk=row.lesgroep_id)
    log_lesgroep(request, row.lesgroep, [row.vergunninghouder_id])
    titel = f"Uit de lesgroep: {row.vergunninghouder.naam}"
    context = {"lesgroep": row.lesgroep, "form": form, "titel": titel, "knop": "Uit de groep halen"}
    return render(request, "voorinburgering/stap.html", context)
