"""Which people of a koppeling an external contact may read; a regievoerder of the gemeente chooses (R1)."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from coa_portal.access.declare import page
from coa_portal.access.policy import require
from coa_portal.accounts.requests import acting
from coa_portal.common.dates import long_date
from coa_portal.common.errors import DomainError
from coa_portal.web.forms import PortaalForm, apply_domain_error
from koppeling.models import Koppeling
from overdracht.actions import name_dossiers
from overdracht.gemeente.doors import koppeling_or_404
from overdracht.gemeente.dossier import Persoon, personen
from overdracht.models import BenoemdDossier, ExterneLezer


class ExternenForm(PortaalForm):
    """Per external contact with named dossiers the people that it may read. One field per contact."""

    def __init__(self, *args: Any, lezers: list[ExterneLezer], mensen: list[Persoon], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lezers = lezers
        for lezer in lezers:
            self.fields[self.field_of(lezer)] = forms.TypedMultipleChoiceField(
                label=f"{lezer.naam}, {lezer.derde_partij_naam}",
                required=False,
                coerce=UUID,
                choices=[(person.betrokkene.pk, person.titel) for person in mensen],
                widget=forms.CheckboxSelectMultiple,
                help_text=f"Toegang tot en met {long_date(lezer.eindigt_op)}.",
            )

    @staticmethod
    def field_of(lezer: ExterneLezer) -> str:
        """Name of the field of one contact."""
        return f"lezer_{lezer.pk.hex}"


@page(
    {"manage_overdracht"},
    activity="raadplegen-informatieprofiel",
    methods=("GET", "POST"),
    scope="koppelingen van de eigen gemeenten",
)
def externen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose which external contact reads whom; who reads the whole gemeente is told below."""
    row = koppeling_or_404(request, pk)
    require(request.user, "manage", row)
    everybody = list(ExterneLezer.objects.filter(gemeente_id=row.gemeente_id).order_by("naam", "pk"))
    lezers = [lezer for lezer in everybody if lezer.alleen_benoemd]
    form = ExternenForm(
        request.POST if request.method == "POST" else None,
        initial=_chosen(row),
        lezers=lezers,
        mensen=personen(row, request.user),
    )
    if request.method == "POST" and form.is_valid() and _save(request, row, form):
        messages.success(request, "Opgeslagen wie mag meelezen.")
        return redirect("overdracht_gemeente:koppeling", pk=row.pk)
    context = {
        "form": form,
        "koppeling": row,
        "lezers": lezers,
        "hele_gemeente": [lezer for lezer in everybody if not lezer.alleen_benoemd],
    }
    return render(request, "overdracht/gemeente/externen.html", context)


def _chosen(row: Koppeling) -> dict[str, list[UUID]]:
    chosen: dict[str, list[UUID]] = {}
    standing = BenoemdDossier.objects.filter(koppeling=row, beeindigd_op=None)
    for reader, person in standing.values_list("toekenning_id", "betrokkene_id"):
        chosen.setdefault(f"lezer_{reader.hex}", []).append(person)
    return chosen


def _save(request: HttpRequest, row: Koppeling, form: ExternenForm) -> bool:
    try:
        for lezer in form.lezers:
            name_dossiers(
                koppeling=row,
                toekenning=lezer.pk,
                betrokkenen=form.cleaned_data[form.field_of(lezer)],
                acting_user=acting(request),
            )
    except DomainError as error:
        apply_domain_error(form, error)
        return False
    return True
