"""The planner: several households of one azc on one day, or in one sitting, and the page and agenda of such a day."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.grants import grants_of
from coa_portal.access.policy import visible
from coa_portal.accounts.requests import acting
from coa_portal.audit.reading import Channel
from coa_portal.common.dates import long_date, today, working_days_after
from coa_portal.common.errors import DomainError
from coa_portal.organisaties.models import Gemeente, Opvanglocatie
from koppeling.models import Koppeling
from overdracht import actions
from overdracht.actions.gesprek import party_of
from overdracht.actions.zitting import Zitting
from overdracht.gesprekken import forms, selectors
from overdracht.gesprekken.agenda import agenda_pdf, items_of
from overdracht.gesprekken.doors import ACTIVITY, PLAN, READ, WORK, attempt, found_or_404, log_names, sent
from overdracht.gesprekken.ics import place_of
from overdracht.gesprekken.proposal import SOON
from overdracht.gesprekken_policy import may_plan
from overdracht.models import Bezoekdag, Gesprek, Overdrachtssessie


@page(PLAN, activity=ACTIVITY, methods=("GET", "POST"), rate=rates.LIST)
def planner(request: HttpRequest) -> HttpResponse:
    """Choose an azc and a kind of talk; then a day for the households that still need one."""
    own = Gemeente.objects.filter(pk__in=grants_of(request.user).on("manage_overdracht")).order_by("naam")
    gemeente = next((row for row in own if row.pk == request.GET.get("gemeente")), own[0])
    soort = request.GET.get("soort", "")
    soort = soort if soort in Gesprek.Soort.values else Gesprek.Soort.DRIEGESPREK
    waiting = list(selectors.to_plan(request.user, gemeente.pk, soort))
    counts: dict[Any, int] = {}
    for kaart in waiting:
        counts[kaart.opvanglocatie] = counts.get(kaart.opvanglocatie, 0) + 1
    locatie = _chosen(request, list(counts))
    rows = [kaart for kaart in waiting if kaart.opvanglocatie == locatie]
    moments = selectors.moments_for([kaart.koppeling_id for kaart in rows], soort)
    form = _day_form(request, rows, min((moment.dag for moment in moments.values()), default=None))
    if locatie is not None and form.is_valid():
        made = _plan(request, form, gemeente, locatie, soort)
        if made is not None:
            messages.success(request, "De voorstellen zijn naar het COA gestuurd.")
            return redirect(f"gesprekken:{_name(made)}", pk=made.pk)
    context = {
        "gemeenten": own if len(own) > 1 else [],
        "gemeente": gemeente,
        "locatie": locatie,
        "soort": Gesprek.Soort(soort),
        "soorten": Gesprek.Soort,
        "locaties": sorted(counts.items(), key=lambda item: (-item[1], str(item[0]))),
        "rijen": [(kaart, moments[kaart.koppeling_id]) for kaart in rows],
        "form": form,
    }
    return render(request, "overdracht/gesprekken/planner.html", context)


def _chosen(request: HttpRequest, locaties: list[Opvanglocatie]) -> Opvanglocatie | None:
    wanted = request.GET.get("locatie", "")
    if not wanted and len(locaties) == 1:
        return locaties[0]
    return next((row for row in locaties if str(row.pk) == wanted), None)


def _day_form(request: HttpRequest, rows: list[Any], best: dt.date | None) -> forms.ZittingForm:
    """`best`: the first of the best days of these households."""
    households = [(str(kaart.koppeling_id), _label(kaart)) for kaart in rows]
    initial = {
        "dag": best or working_days_after(today(), SOON),
        "begint": dt.time(10, 0),
        "vorm": "azc",
        "koppelingen": [key for key, _ in households[:6]],
    }
    data: QueryDict | None = sent(request)
    return forms.ZittingForm(data, households=households, initial=initial)


def _label(kaart: Any) -> str:
    people = f"{kaart.aantal_personen} {'persoon' if kaart.aantal_personen == 1 else 'personen'}"
    since = long_date(timezone.localdate(kaart.definitief_op))
    return f"{kaart.referentie}, {people}, gekoppeld op {since}"


def _plan(
    request: HttpRequest, form: forms.ZittingForm, gemeente: Gemeente, locatie: Opvanglocatie, soort: str
) -> Zitting | None:
    """The day or sitting that was made; None when the form shows why not."""
    keys = form.cleaned_data["koppelingen"]
    found = {str(row.pk): row for row in visible(Koppeling, request.user).filter(pk__in=keys)}
    made: list[Zitting] = []
    attempt(
        form,
        lambda: made.append(
            actions.plan_zitting(
                gemeente_id=gemeente.pk,
                opvanglocatie=locatie,
                soort=soort,
                begint=form.moment(),
                duur=form.cleaned_data["duur"],
                vorm=form.cleaned_data["vorm"],
                koppelingen=[found[key] for key in keys if key in found],
                acting_user=acting(request),
            )
        ),
    )
    return made[0] if made else None


def _name(zitting: Zitting) -> str:
    return "bezoekdag" if isinstance(zitting, Bezoekdag) else "sessie"


@page(READ, activity=ACTIVITY)
def bezoekdag(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The talks of one visit day."""
    return _page(request, _sitting(request, Bezoekdag, pk))


@page(READ, activity=ACTIVITY)
def sessie(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The households of one sitting."""
    return _page(request, _sitting(request, Overdrachtssessie, pk))


@page(READ, activity=ACTIVITY, rate=rates.PDF)
def bezoekdag_agenda(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The agenda of a visit day as PDF."""
    return _agenda(request, _sitting(request, Bezoekdag, pk))


@page(READ, activity=ACTIVITY, rate=rates.PDF)
def sessie_agenda(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The agenda of a sitting as PDF."""
    return _agenda(request, _sitting(request, Overdrachtssessie, pk))


@page(WORK, activity=ACTIVITY, methods=("POST",))
def bezoekdag_akkoord(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agree with every moment of a visit day."""
    return _accept(request, _sitting(request, Bezoekdag, pk))


@page(WORK, activity=ACTIVITY, methods=("POST",))
def sessie_akkoord(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agree with every moment of a sitting."""
    return _accept(request, _sitting(request, Overdrachtssessie, pk))


def _sitting(request: HttpRequest, model: type[Any], pk: UUID) -> Zitting:
    rows = visible(model, request.user).select_related("gemeente", "opvanglocatie")
    row: Zitting = found_or_404(request, model._meta.model_name or "", model, rows, pk)
    return row


def _talks(request: HttpRequest, zitting: Zitting) -> list[Gesprek]:
    """Those that this account sees, in the order of the day."""
    return list(selectors.talks(request.user).filter(**{_name(zitting): zitting}).order_by("moment", "pk"))


def _title(zitting: Zitting) -> str:
    if isinstance(zitting, Bezoekdag):
        return f"Bezoekdag {zitting.opvanglocatie}, {long_date(zitting.dag)}"
    return f"Overdrachtsgesprek {zitting.opvanglocatie}, {long_date(timezone.localdate(zitting.moment))}"


def _page(request: HttpRequest, zitting: Zitting) -> HttpResponse:
    talks = _talks(request, zitting)
    mine = [row for row in talks if row.beurt == party_of(request.user) and not row.is_past]
    name = _name(zitting)
    context = {
        "titel": _title(zitting),
        "kenmerken": [f"Gemeente {zitting.gemeente.naam}", str(zitting.opvanglocatie)],
        "gesprekken": [(row, selectors.turn_text(row, request.user), place_of(row)) for row in talks],
        "aantal_mijn": len(mine) if any(may_plan(request.user, row.koppeling) for row in mine[:1]) else 0,
        "agenda_url": reverse(f"gesprekken:{name}_agenda", args=[zitting.pk]),
        "akkoord_url": reverse(f"gesprekken:{name}_akkoord", args=[zitting.pk]),
        "lijst_url": reverse("gesprekken:lijst"),
    }
    return render(request, "overdracht/gesprekken/zitting.html", context)


def _agenda(request: HttpRequest, zitting: Zitting) -> HttpResponse:
    items = items_of([row for row in _talks(request, zitting) if row.is_open], request.user)
    for item in items:
        named = [person for person in item.people if person.has_consent]
        log_names(request, item.gesprek.koppeling, named, channel=Channel.PDF)
    answer = HttpResponse(
        agenda_pdf(_title(zitting), zitting.gemeente.naam, items, timezone.now()),
        content_type="application/pdf",
    )
    answer["Content-Disposition"] = f'attachment; filename="agenda-{_name(zitting)}.pdf"'
    return answer


def _accept(request: HttpRequest, zitting: Zitting) -> HttpResponse:
    try:
        number = actions.accept_zitting(zitting=zitting, acting_user=acting(request))
    except DomainError as error:
        if error.code == "not_allowed":
            raise
        messages.error(request, error.message)
    else:
        words = "1 gesprek is" if number == 1 else f"{number} gesprekken zijn"
        messages.success(request, f"{words} gepland. De gemeente krijgt een melding.")
    return redirect(f"gesprekken:{_name(zitting)}", pk=zitting.pk)
