"""Gemeenten as COA meets them: whom to call, how they welcome people, and registering for their introduction days."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.grants import grants_of
from coa_portal.access.policy import get_visible_or_404, visible
from coa_portal.accounts.requests import acting
from coa_portal.audit.reading import log_reading
from coa_portal.common.errors import DomainError
from coa_portal.organisaties.models import Gemeente
from coa_portal.organisaties.names import sort_name
from coa_portal.web.forms import PortaalForm, Unguarded
from klantprofiel.models import Vergunninghouder
from klantprofiel.policy import locaties_with
from koppeling.lifecycle import ACTIVE_STATES
from koppeling.models import Koppeling
from overdracht.actions import deregister_from_day, register_for_day
from overdracht.coa.views.contact import WRITE, contact_tabs
from overdracht.coa.views.shared import READ, attempt, sent
from overdracht.models import Betrokkene, Introductieaanmelding, Introductiedag, Welkomstpagina
from overdracht.pdf.welkom import welkom_pdf
from overdracht.welkom import coming_days, registrations, welkom_of, with_registered
from overdracht.wie import regievoerders

ACTIVITY = "introductiedagen"
PER_PAGE = 25
MOST_PEOPLE = 300


class ZoekForm(PortaalForm):
    """Which gemeenten to show."""

    unguarded = {"zoek": Unguarded.SEARCH}

    mark_optional = False
    zoek = forms.CharField(label="Gemeente", required=False, max_length=80)
    alle = forms.ChoiceField(
        label="Toon", required=False, choices=[("", "Met lopende koppelingen"), ("ja", "Alle gemeenten")]
    )


class AanmeldForm(PortaalForm):
    """Who comes."""

    betrokkene = forms.ModelChoiceField(Betrokkene.objects.none(), label="Wie meldt u aan?")

    def __init__(self, *args: Any, people: list[Betrokkene], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["betrokkene"]
        field.queryset = Betrokkene.objects.filter(pk__in=[row.pk for row in people]).select_related(
            "koppeling", "vergunninghouder"
        )
        field.label_from_instance = lambda row: f"{row.vergunninghouder.naam}, {row.koppeling.referentie}"


@page(READ, activity="welkom-en-contact", rate=rates.LIST)
def gemeenten(request: HttpRequest) -> HttpResponse:
    """Gemeenten by name: those that people of the account are gekoppeld to, or all."""
    form = ZoekForm(request.GET or None)
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    mine = visible(Koppeling, request.user).active().filter(gemeente=OuterRef("pk")).order_by()  # type: ignore[attr-defined]
    rows: QuerySet[Any] = Gemeente.objects.filter(geldig_tot=None).annotate(heeft=Exists(mine))
    if asked.get("zoek"):
        rows = rows.filter(naam_sorteer__contains=sort_name(asked["zoek"]))
    elif not asked.get("alle"):
        rows = rows.filter(heeft=True)
    rows = rows.annotate(
        talen=Count("welkomstpaginas", filter=Q(welkomstpaginas__status="gepubliceerd"), distinct=True),
        dagen=Count(
            "introductiedagen",
            filter=Q(introductiedagen__in=coming_days(request.user).order_by().values("pk")),
            distinct=True,
        ),
    ).order_by("naam_sorteer")
    context = {
        "form": form,
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina")),
        "tabs": contact_tabs("gemeenten"),
    }
    return render(request, "overdracht/coa/gemeenten.html", context)


@page(READ, activity="welkom-en-contact")
def gemeente(request: HttpRequest, code: str) -> HttpResponse:
    """One gemeente: whom to call, its welcome pages and the introduction days that come."""
    row = Gemeente.objects.filter(pk=code).first()
    if row is None:
        raise Http404
    pages = visible(Welkomstpagina, request.user).filter(gemeente=row).select_related("taal")
    context = {
        "gemeente": row,
        "mensen": regievoerders(row),
        "paginas": pages.order_by("taal__naam"),
        "dagen": with_registered(coming_days(request.user).filter(gemeente=row)),
    }
    return render(request, "overdracht/coa/gemeente.html", context)


def _pagina_or_404(request: HttpRequest, pk: UUID) -> Welkomstpagina:
    rows = visible(Welkomstpagina, request.user).select_related("taal", "gemeente")
    return get_visible_or_404(Welkomstpagina, request.user, rows, pk=pk)


@page(READ, activity="welkom-en-contact")
def welkom(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A welcome page as the gemeente published it."""
    row = _pagina_or_404(request, pk)
    shown = welkom_of(row.gepubliceerd or {}, row.taal, row.gemeente, request.user)
    return render(request, "overdracht/coa/welkom.html", {"pagina": row, "welkom": shown})


@page(READ, activity="welkom-en-contact", rate=rates.PDF)
def welkom_pdf_view(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same on paper, to give to the inburgeraar."""
    row = _pagina_or_404(request, pk)
    made = welkom_pdf(welkom_of(row.gepubliceerd or {}, row.taal, row.gemeente, request.user), timezone.now())
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="welkom-{row.gemeente_id}-{row.taal_id}.pdf"'
    return response


def _candidates(request: HttpRequest, day: Introductiedag) -> list[Betrokkene]:
    """People gekoppeld to the gemeente of the day whom the account may register, and who are not yet."""
    seen = visible(Vergunninghouder, request.user).filter(_registers_at(request)).order_by()
    rows = Betrokkene.objects.filter(
        is_lid=True,
        gemeente=day.gemeente_id,
        koppeling__status__in=ACTIVE_STATES,
        vergunninghouder__in=seen,
    ).exclude(_is_registered(day))
    return list(rows.order_by("koppeling__referentie", "volgnummer")[:MOST_PEOPLE])


def _registers_at(request: HttpRequest) -> Q:
    """Dossiers for which the account plans; as `gesprekken_policy.may_plan`, which the action asks, for a list."""
    found = Q(dossier_locatie__in=locaties_with(request.user, "plan_gesprek"))
    return found | Q(dossier_locatie=None) if grants_of(request.user).has("koppel") else found


def _is_registered(day: Introductiedag) -> Q:
    """Who is registered for the day already."""
    taken = Introductieaanmelding.objects.filter(dag=day, afgemeld_op=None)
    return Q(pk__in=taken.values("betrokkene"))


@page(READ, activity=ACTIVITY, methods=("GET", "POST"))
def introductiedag(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One day: who of the own people comes, and registering somebody."""
    rows = with_registered(visible(Introductiedag, request.user)).select_related("gemeente")
    day: Any = get_visible_or_404(Introductiedag, request.user, rows, pk=pk)
    candidates = _candidates(request, day) if day.is_coming() else []
    form = AanmeldForm(sent(request), people=candidates) if candidates else None
    if (
        form is not None
        and form.is_valid()
        and attempt(
            form,
            lambda: register_for_day(
                dag=day, betrokkene=form.cleaned_data["betrokkene"], acting_user=acting(request)
            ),
        )
    ):
        messages.success(request, "De aanmelding is opgeslagen. De gemeente krijgt een melding.")
        return redirect("overdracht:introductiedag", pk=day.pk)
    people = list(
        registrations(day, request.user).select_related("koppeling", "betrokkene__vergunninghouder")
    )
    shown = {row.betrokkene.vergunninghouder_id for row in people}
    shown |= {row.vergunninghouder_id for row in candidates}
    if shown:
        log_reading(request, what="introductiedag", subjects=sorted(map(str, shown)), object_id=day.pk)
    context = {
        "dag": day,
        "form": form,
        "deelnemers": people,
        "anderen": day.aangemeld - len(people),
        "vrij": max(day.max_deelnemers - day.aangemeld, 0),
    }
    return render(request, "overdracht/coa/introductiedag.html", context)


@page(WRITE, activity=ACTIVITY, methods=("POST",))
def afmelden(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one registration back."""
    rows = visible(Introductieaanmelding, request.user).select_related("koppeling", "dag")
    row = get_visible_or_404(Introductieaanmelding, request.user, rows, pk=pk)
    try:
        deregister_from_day(aanmelding=row, acting_user=acting(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "De aanmelding is ingetrokken.")
    return redirect("overdracht:introductiedag", pk=row.dag_id)
