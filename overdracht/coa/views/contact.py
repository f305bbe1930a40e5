"""Questions and answers as COA reads and writes them, and whom to call at the gemeente (DESIGN §4, row "vragen")."""

from typing import Any
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
from coa_portal.access.policy import get_visible_or_404, require, visible
from coa_portal.accounts.requests import acting
from coa_portal.audit.reading import log_reading
from coa_portal.common.errors import DomainError
from coa_portal.web.components import Onderdeel
from klantprofiel.models import Vergunninghouder
from koppeling.models import Koppeling
from overdracht.actions import answer_vraag, ask_vraag, close_vraag
from overdracht.coa.sectievragen import MAY_ANSWER, section_asked
from overdracht.coa.views.shared import READ, attempt, sent
from overdracht.gesprekken_policy import may_plan, require_plan
from overdracht.models import Betrokkene, Vraag
from overdracht.policy import tiers_open
from overdracht.vragen import (
    AntwoordForm,
    Gesprokene,
    VraagForm,
    of_koppeling,
    questions,
    to_answer,
    with_answers,
)
from overdracht.wie import gemeente_contacts

ACTIVITY = "vragen-over-dossier"
WRITE = MAY_ANSWER
PER_PAGE = 20
LAST = 2


def contact_tabs(current: str) -> list[Onderdeel]:
    """The pages under "Contact"."""
    pages = (("contact", "Vragen"), ("gemeenten", "Gemeenten"))
    return [
        Onderdeel(label, reverse(f"overdracht:{name}"), is_current=name == current) for name, label in pages
    ]


def _names(rows: list[Vraag], request: HttpRequest) -> dict[UUID, str]:
    """Names of the people these questions are about; a reader who sees the question sees the dossier."""
    keys = [row.betrokkene_id for row in rows if row.betrokkene_id]
    known = Betrokkene.objects.filter(pk__in=keys).select_related("vergunninghouder")
    return {row.pk: row.vergunninghouder.naam for row in known}


def _log(request: HttpRequest, lines: list[Gesprokene], koppeling: UUID | None = None) -> None:
    people = {str(line.vraag.betrokkene.vergunninghouder_id) for line in lines if line.vraag.betrokkene}
    if people:
        log_reading(request, what="vragen", subjects=sorted(people), object_id=koppeling)


@page(READ, activity=ACTIVITY, rate=rates.LIST)
def contact(request: HttpRequest) -> HttpResponse:
    """The questions about every dossier the account sees: what waits for COA first, then the others."""
    mine = to_answer(request.user).values("pk")
    waiting = Paginator(
        questions(request.user).filter(pk__in=mine).order_by("created_at", "pk"), PER_PAGE
    ).get_page(request.GET.get("pagina"))
    rows, others = list(waiting), list(questions(request.user).exclude(pk__in=mine)[:PER_PAGE])
    names = _names(rows + others, request)
    lines = with_answers(rows, request.user, names)
    rest = with_answers(others, request.user, names)
    _log(request, lines + rest)
    context = {
        "page_obj": waiting,
        "wachtend": lines,
        "overig": rest,
        "tabs": contact_tabs("contact"),
        "adres": "overdracht:vragen",
    }
    return render(request, "overdracht/vragen/overzicht.html", context)


def _people(row: Koppeling, request: HttpRequest) -> list[tuple[Betrokkene, str]]:
    """Members of the household that the account sees and whose consent stands, with their names."""
    opened = {key for key, tier in tiers_open(row, request.user).items() if tier >= 1}
    seen = visible(Vergunninghouder, request.user).filter(pk__in=opened).order_by()
    members = (
        visible(Betrokkene, request.user)
        .filter(koppeling=row, vergunninghouder__in=seen)
        .select_related("vergunninghouder")
        .order_by("volgnummer")
    )
    return [(member, member.vergunninghouder.naam) for member in members]


@page(READ, activity=ACTIVITY, methods=("GET", "POST"))
def vragen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The questions of one koppeling, and asking the gemeente one."""
    rows = visible(Koppeling, request.user).select_related("gemeente", "plaatsingseenheid")
    row = get_visible_or_404(Koppeling, request.user, rows, pk=pk)
    if request.method == "POST":
        require_plan(request.user, row)
    may_ask = bool(may_plan(request.user, row))
    people = _people(row, request)
    form = VraagForm(sent(request), mensen=people) if may_ask else None
    if (
        form is not None
        and form.is_valid()
        and attempt(form, lambda: ask_vraag(koppeling=row, acting_user=acting(request), **form.cleaned_data))
    ):
        messages.success(request, f"Uw vraag is naar gemeente {row.gemeente} gestuurd.")
        return redirect("overdracht:vragen", pk=row.pk)
    found = list(questions(request.user).filter(koppeling=row))
    lines = of_koppeling(row, request.user, _names(found, request))
    _log(request, lines, row.pk)
    context = {
        "koppeling": row,
        "regels": lines,
        "form": form,
        "may_write": may_ask,
        "mensen": gemeente_contacts(row),
    }
    return render(request, "overdracht/coa/vragen.html", context)


def _vraag_or_404(request: HttpRequest, pk: UUID) -> Vraag:
    return get_visible_or_404(Vraag, request.user, questions(request.user), pk=pk)


@page(WRITE, activity=ACTIVITY, methods=("GET", "POST"))
def antwoorden(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer a question of the gemeente."""
    vraag = _vraag_or_404(request, pk)
    require(request.user, "answer", vraag)
    form = AntwoordForm(sent(request))
    if form.is_valid() and attempt(
        form, lambda: answer_vraag(vraag=vraag, acting_user=acting(request), **form.cleaned_data)
    ):
        messages.success(request, "Uw antwoord is naar de gemeente gestuurd.")
        return redirect("overdracht:vragen", pk=vraag.koppeling_id)
    lines = with_answers([vraag], request.user, _names([vraag], request))
    _log(request, lines, vraag.koppeling_id)
    section = section_asked(vraag, request.user)
    if section is not None:
        version = section["versie"]
        log_reading(
            request,
            what="profielversie",
            subjects=[version.vergunninghouder_id],
            object_id=version.pk,
            version=str(version.nummer),
        )
    context = {"koppeling": vraag.koppeling, "regels": lines, "form": form, "sectie": section}
    return render(request, "overdracht/coa/antwoord.html", context)


@page(WRITE, activity=ACTIVITY, methods=("POST",))
def vraag_sluiten(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that an own question needs no answer any more."""
    vraag = _vraag_or_404(request, pk)
    try:
        close_vraag(vraag=vraag, acting_user=acting(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "De vraag is gesloten.")
    return redirect("overdracht:vragen", pk=vraag.koppeling_id)


def panel(request: HttpRequest, person: Vergunninghouder) -> SafeString | None:
    """The card on the dossier page: questions about this person and the household, and whom to call."""
    koppeling = Koppeling.objects.active().filter(plaatsingseenheid=person.plaatsingseenheid_id).first()
    if koppeling is None:
        return None
    found = list(questions(request.user).filter(koppeling=koppeling)[: LAST + 1])
    lines = with_answers(found[:LAST], request.user, _names(found, request))
    others: Any = [line for line in lines if line.vraag.betrokkene]
    _log(request, others, koppeling.pk)
    context = {
        "regels": lines,
        "meer": len(found) > LAST,
        "url": reverse("overdracht:vragen", args=[koppeling.pk]),
        "may_ask": bool(may_plan(request.user, koppeling)),
    }
    return render_to_string("overdracht/vragen/paneel.html", context, request)


def contacts_panel(request: HttpRequest, person: Vergunninghouder) -> SafeString | None:
    """The card beside it: whom to call at the gemeente."""
    koppeling = Koppeling.objects.active().filter(plaatsingseenheid=person.plaatsingseenheid_id).first()
    if koppeling is None:
        return None
    context = {
        "titel": "Contact bij de gemeente",
        "mensen": gemeente_contacts(koppeling),
        "url": reverse("overdracht:gemeente", args=[koppeling.gemeente_id]),
    }
    return render_to_string("overdracht/vragen/contacten.html", context, request)
