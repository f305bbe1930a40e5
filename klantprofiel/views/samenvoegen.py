"""Two dossiers of one person side by side, making them one, and making them two again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from coa_portal.access.declare import page
from coa_portal.access.policy import get_visible_or_404, require, visible
from coa_portal.audit.reading import log_reading
from coa_portal.common.errors import DomainError
from klantprofiel.actions import merge_people, undo_merge
from klantprofiel.ibis.vergelijken import is_empty
from klantprofiel.models import Samenvoeging, Vergunninghouder
from klantprofiel.panels import register_panel
from klantprofiel.policy import WRITE
from klantprofiel.sections import FACTS
from klantprofiel.selectors import merges_of, profile_of
from klantprofiel.snapshot import Snapshot
from klantprofiel.state import model_of, take_snapshot
from klantprofiel.texts import UNKNOWN, code_names, masked_bsn, text_of
from klantprofiel.views.shared import dossier_url, get_person, may, person_marks
from klantprofiel.zoeken import possible_doubles


@page(WRITE, activity="bijhouden-klantprofiel", methods=("GET", "POST"))
def samenvoegen(request: HttpRequest, pk: UUID, ander: UUID) -> HttpResponse:
    """What the two say differently; POST merges the second into the first."""
    blijft, vervalt = get_person(request, pk), get_person(request, ander)
    for person in (blijft, vervalt):
        require(request.user, "merge", person)
    log_reading(request, what="dossiers vergelijken", subjects=[blijft.pk, vervalt.pk], object_id=blijft.pk)
    error = ""
    if request.method == "POST":
        try:
            merge_people(blijft=blijft, vervalt=vervalt, acting_user=request.user)
        except DomainError as refused:
            error = refused.message
        else:
            messages.success(request, "De dossiers zijn samengevoegd. Dit kunt u hier ongedaan maken.")
            return redirect(dossier_url(blijft))
    context = {
        "person": blijft,
        "ander": vervalt,
        "kenmerken": [blijft.naam, *person_marks(blijft)],
        "dossier_url": dossier_url(blijft),
        "regels": _side_by_side(blijft, vervalt),
        "fout": error,
    }
    return render(request, "klantprofiel/samenvoegen.html", context)


def _side_by_side(blijft: Vergunninghouder, vervalt: Vergunninghouder) -> list[dict[str, Any]]:
    """The facts that differ, with which of the two the dossier will hold."""
    names = code_names()
    here, there = (take_snapshot(profile_of(person)) for person in (blijft, vervalt))
    lines = []
    for name, fact in FACTS.items():
        if name == "v_nummer":
            continue
        texts = [_text(name, snapshot, names) for snapshot in (here, there)]
        if texts[0] != texts[1]:
            empty = [is_empty(name, snapshot.values.get(name)) for snapshot in (here, there)]
            taken = empty[0] and name not in here.unknown and not empty[1]
            lines.append({"label": fact.label, "blijft": texts[0], "vervalt": texts[1], "overgenomen": taken})
    return lines


def _text(name: str, snapshot: Snapshot, names: Any) -> str:
    if name in snapshot.unknown:
        return UNKNOWN
    value = snapshot.values.get(name)
    if FACTS[name].is_bsn:
        return masked_bsn(str(value or ""))
    return text_of(model_of(FACTS[name]), name, value, names)


@page(WRITE, activity="bijhouden-klantprofiel", methods=("POST",))
def samenvoeging_ongedaan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make two dossiers of it again."""
    row = get_visible_or_404(Samenvoeging, request.user, pk=pk)
    require(request.user, "merge", row.blijft)
    log_reading(
        request, what="samenvoeging ongedaan", subjects=[row.blijft_id, row.vervalt_id], object_id=row.pk
    )
    try:
        changed = undo_merge(samenvoeging=row, acting_user=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "De dossiers zijn weer apart.")
        if changed:
            messages.warning(
                request,
                "Iets is na het samenvoegen gewijzigd en blijft in dit dossier. Controleer beide dossiers.",
            )
    return redirect("klantprofiel:dossier", pk=row.blijft_id)


def doubles_panel(request: HttpRequest, person: Vergunninghouder) -> SafeString | None:
    """Beside the dossier: who may be the same person, and merges that can be undone."""
    if not may(request, "merge", person):
        return None
    names = {name: getattr(person, name) for name in ("voornaam", "achternaam", "geboortedatum")}
    found = possible_doubles(visible(Vergunninghouder, request.user), **names, but=person.pk)
    context = {"person": person, "dubbelen": found, "samenvoegingen": merges_of(person)}
    if not found and not context["samenvoegingen"]:
        return None
    log_reading(request, what="mogelijk dubbel", subjects=[one.pk for one in found])
    return render_to_string("klantprofiel/_dubbel.html", context, request)


def register_doubles_panel() -> None:
    """Called in `AppConfig.ready()`."""
    register_panel(80, doubles_panel, side=True)
