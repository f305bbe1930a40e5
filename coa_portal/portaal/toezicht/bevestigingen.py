"""What was kept although the AVG guard had marked words, for the functionaris gegevensbescherming. Never the text."""

import datetime as dt

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.audit.reading import log_reading
from coa_portal.audit.register import REGISTER, activity_name
from coa_portal.audit.selectors import start_of
from coa_portal.avg.categories import CATEGORIES
from coa_portal.avg.models import Bevestiging, Reden
from coa_portal.portaal.toezicht.views import ACTIVITY, PER_PAGE, WHO
from coa_portal.web.forms import DutchDateField, PortaalForm

_READER = ("door__naam", "door__organisatie_naam")


class BevestigingFilter(PortaalForm):
    """What may stand in an address: nothing personal."""

    mark_optional = False

    van = DutchDateField(label="Van", required=False)
    tot = DutchDateField(label="Tot en met", required=False)
    categorie = forms.ChoiceField(
        label="Categorie",
        required=False,
        choices=[("", "Alle categorieën"), *((one.code, one.label.capitalize()) for one in CATEGORIES)],
    )
    reden = forms.ChoiceField(label="Reden", required=False, choices=[("", "Alle redenen"), *Reden.choices])
    waar = forms.ChoiceField(
        label="Activiteit",
        required=False,
        choices=[("", "Alle activiteiten"), *((item.code, item.naam) for item in REGISTER.values())],
    )


def kept_lines(form: BevestigingFilter) -> "QuerySet[Bevestiging]":
    """The lines that fit, newest first, with who kept the words."""
    form.is_valid()
    values = form.cleaned_data
    own = [field.name for field in Bevestiging._meta.concrete_fields]
    rows = Bevestiging.objects.select_related("door").only(*own, *_READER)
    for name in ("categorie", "reden", "waar"):
        if values.get(name):
            rows = rows.filter(**{name: values[name]})
    if values.get("van"):
        rows = rows.filter(created_at__gte=start_of(values["van"]))
    if values.get("tot"):
        rows = rows.filter(created_at__lt=start_of(values["tot"] + dt.timedelta(days=1)))
    return rows.order_by("-created_at", "-id")


@page(WHO, activity=ACTIVITY, scope="alle bevestigingen, zonder de tekst", rate=rates.LIST)
def bevestigingen(request: HttpRequest) -> HttpResponse:
    """In which kind of field, which category, why, who and when; the reading log tells the rest of the request."""
    form = BevestigingFilter(request.GET)
    rows = kept_lines(form)
    per_category = dict(rows.order_by().values_list("categorie").annotate(n=Count("pk")))
    pagina = Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    log_reading(request, what="bevestigingen bij de AVG-wachter", subjects=[])
    context = {
        "form": form,
        "is_filtered": any(form.cleaned_data.values()),
        "pagina": pagina,
        "regels": [(row, activity_name(row.waar)) for row in pagina.object_list],
        "tellingen": [(one.label, per_category[one.code]) for one in CATEGORIES if one.code in per_category],
    }
    return render(request, "portaal/toezicht/bevestigingen.html", context)
