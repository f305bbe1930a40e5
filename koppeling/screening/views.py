"""The pages on which a programmabegeleider or casemanager records the screening of one adult, and takes it over into
the profile."""

from typing import Any, cast

from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from coa_portal.access.declare import page
from coa_portal.access.policy import get_visible_or_404, require
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.reading import log_reading
from coa_portal.common.errors import DomainError
from coa_portal.web.components import Gegeven
from coa_portal.web.forms import apply_domain_error, asks_row, with_extra_row
from klantprofiel.actions import Overgenomen
from klantprofiel.models import Vergunninghouder
from klantprofiel.overnemen import Stuk, compare
from klantprofiel.rules import SectionRefused
from klantprofiel.sections import FACTS, ROW_SETS
from klantprofiel.selectors import profile_of, read_profile
from klantprofiel.texts import code_names
from koppeling.screening.actions import (
    TEXTS,
    limit_gemeenten,
    save_screening,
    take_over_screening,
    token_of,
)
from koppeling.screening.facts import facts_of
from koppeling.screening.forms import ScreeningEditor
from koppeling.screening.models import Screening
from koppeling.screening.overnemen import offer_of
from koppeling.screening.rijen import ROWS, initial_rows

_SALT = "koppeling.screening.overnemen"
_TOLD = ("gesprek_op", *TEXTS, "opleidingsniveau", "ambitie_sector", "gezinshereniging")


@page({"edit_profiel", "koppel"}, activity="koppelen", methods=("GET", "POST"))
def formulier(request: HttpRequest, pk: str) -> HttpResponse:
    """Show and save the screening of one adult."""
    person = _adult(request, pk)
    known = Screening.objects.filter(vergunninghouder=person).first()
    data = with_extra_row(request.POST) if request.method == "POST" else None
    rows = {name: initial_rows(known, name) for name in ROWS} if known else {}
    editor = ScreeningEditor(_initial(known), rows, data)
    changed: list[Gegeven] = []
    if data is not None and asks_row(data):
        editor.show_as_typed()
    elif data is not None and editor.is_valid():
        try:
            _save(person, editor, cast(Gebruiker, request.user))
        except DomainError as error:
            if not editor.show_row_error(error.field or "", error.message):
                apply_domain_error(editor.form, error)
            if error.code == "conflict":
                changed = facts_of(known)
                editor.form.data = editor.form.data.copy()
                editor.form.data["base"] = token_of(known)
        else:
            messages.success(request, "De screening is opgeslagen.")
            return redirect("klantprofiel:dossier", pk=person.pk)
    log_reading(request, what="screening", subjects=[person.pk], object_id=person.pk)
    context = {
        "person": person,
        "form": editor.form,
        "editor": editor,
        "changed": changed,
        "kenmerken": [person.naam],
    }
    return render(request, "koppeling/screening.html", context)


def _adult(request: HttpRequest, pk: str) -> Vergunninghouder:
    person = get_visible_or_404(Vergunninghouder, request.user, pk=pk)
    require(request.user, "edit_profiel", person)
    if not person.is_adult:
        raise Http404
    return person


def _save(person: Vergunninghouder, editor: ScreeningEditor, who: Gebruiker) -> None:
    """What was told and which gemeenten qualify: both or neither."""
    with transaction.atomic():
        save_screening(
            vergunninghouder=person, rijen=editor.told(), acting_user=who, **editor.form.cleaned_data
        )
        limit = editor.wanted_limit()
        if limit is not None:
            limit_gemeenten(vergunninghouder=person, gemeenten=limit, acting_user=who)


def _initial(known: Screening | None) -> dict[str, object]:
    values: dict[str, object] = {"base": token_of(known)}
    if known is not None:
        values |= {name: getattr(known, name) for name in _TOLD}
    return values


@page({"edit_profiel", "koppel"}, activity="koppelen", methods=("GET", "POST"))
def overnemen(request: HttpRequest, pk: str) -> HttpResponse:
    """POST takes over what the profile does not say yet; what differs is shown side by side, to pick from."""
    person = _adult(request, pk)
    known = Screening.objects.filter(vergunninghouder=person).first()
    if known is None:
        return redirect("koppeling:screening", pk=person.pk)
    error = ""
    if request.method == "POST":
        try:
            taken = take_over_screening(
                vergunninghouder=person,
                vervang=[key for key in _keys(request) if request.POST.get(f"kies__{key}") == "screening"],
                gezien=_seen(request),
                acting_user=cast(Gebruiker, request.user),
            )
        except SectionRefused as refused:
            error = " ".join(dict.fromkeys(_words(path, message) for path, message in refused.errors))
        except DomainError as refused:
            error = refused.message
        else:
            return _taken(request, person, taken)
    fresh = read_profile(person)
    found = list(compare(profile_of(fresh), offer_of(known), code_names()))
    log_reading(request, what="screening overnemen", subjects=[person.pk], object_id=person.pk)
    context = {
        "person": person,
        "kenmerken": [person.naam],
        "nieuw": [Gegeven(one.label, one.daar) for one in found if one.is_new],
        "verschillen": [one for one in found if not one.is_new],
        "gezien": _signed(found),
        "fout": error,
    }
    return render(request, "koppeling/screening_overnemen.html", context)


def _taken(request: HttpRequest, person: Vergunninghouder, taken: Overgenomen) -> HttpResponse:
    number = "1 gegeven" if taken.aantal == 1 else f"{taken.aantal} gegevens"
    if taken.verschillen and "gezien" not in request.POST:
        if taken.aantal:
            messages.success(request, f"{number} overgenomen. Kies nog bij wat anders is.")
        return redirect("koppeling:screening_overnemen", pk=person.pk)
    if taken.aantal:
        messages.success(
            request, f"{number} overgenomen in het profiel. Verifieer ze als u de persoon spreekt."
        )
        return redirect("klantprofiel:verifieren", pk=person.pk)
    messages.info(request, "Er is niets overgenomen: het profiel blijft zoals het was.")
    return redirect("klantprofiel:dossier", pk=person.pk)


def _words(path: str, message: str) -> str:
    """A refusal at a field of the profile, named by that field."""
    name = path.partition(".")[0]
    label = FACTS[name].label if name in FACTS else ROW_SETS[name].label
    return f"{label}: {message}"


def _keys(request: HttpRequest) -> list[str]:
    return [name.removeprefix("kies__") for name in request.POST if name.startswith("kies__")]


def _signed(found: list[Stuk]) -> str:
    return signing.dumps({one.key: one.state for one in found if not one.is_new}, salt=_SALT, compress=True)


def _seen(request: HttpRequest) -> dict[str, Any]:
    try:
        seen = signing.loads(request.POST.get("gezien", ""), salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return {}
    return seen if isinstance(seen, dict) else {}
