"""The page on which a programmabegeleider or casemanager records the screening of one adult."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from coa_portal.access.declare import page
from coa_portal.access.policy import get_visible_or_404, require
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.reading import log_reading
from coa_portal.common.errors import DomainError
from coa_portal.web.components import Gegeven
from coa_portal.web.forms import apply_domain_error
from klantprofiel.models import Vergunninghouder
from koppeling.screening.actions import TEXTS, save_screening, token_of
from koppeling.screening.facts import facts_of
from koppeling.screening.forms import ScreeningForm
from koppeling.screening.models import Screening


@page({"edit_profiel", "koppel"}, activity="koppelen", methods=("GET", "POST"))
def formulier(request: HttpRequest, pk: str) -> HttpResponse:
    """Show and save the screening of one adult."""
    person = get_visible_or_404(Vergunninghouder, request.user, pk=pk)
    require(request.user, "edit_profiel", person)
    if not person.is_adult:
        raise Http404
    known = Screening.objects.filter(vergunninghouder=person).first()
    form = ScreeningForm(request.POST if request.method == "POST" else None, initial=_initial(known))
    changed: list[Gegeven] = []
    if form.is_bound and form.is_valid():
        try:
            save_screening(
                vergunninghouder=person, acting_user=cast(Gebruiker, request.user), **form.cleaned_data
            )
        except DomainError as error:
            apply_domain_error(form, error)
            if error.code == "conflict":
                changed = facts_of(known)
                form.data = form.data.copy()  # type: ignore[attr-defined]
                form.data["base"] = token_of(known)  # type: ignore[index]
        else:
            messages.success(request, "De screening is opgeslagen.")
            return redirect("klantprofiel:dossier", pk=person.pk)
    log_reading(request, what="screening", subjects=[person.pk], object_id=person.pk)
    context = {"person": person, "form": form, "changed": changed, "kenmerken": [person.naam]}
    return render(request, "koppeling/screening.html", context)


def _initial(known: Screening | None) -> dict[str, object]:
    values: dict[str, object] = {"base": token_of(known)}
    if known is not None:
        values |= {name: getattr(known, name) for name in ("gesprek_op", *TEXTS)}
    return values
