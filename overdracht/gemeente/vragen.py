"""Questions and answers as the gemeente reads and writes them, and whom to call at COA (DESIGN §4, row "vragen")."""

from collections import Counter
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
from coa_portal.access.policy import get_visible_or_404, policy_of, require
from coa_portal.access.roles import TIER_CAPABILITIES
from coa_portal.accounts.onderdelen import ONDERDELEN
from coa_portal.accounts.requests import acting
from coa_portal.audit.reading import log_reading
from coa_portal.common.errors import DomainError
from coa_portal.web.components import Onderdeel
from coa_portal.web.forms import apply_domain_error
from coa_portal.web.payload import Sectieactie
from koppeling.models import Koppeling
from overdracht.actions import answer_vraag, ask_vraag, close_vraag
from overdracht.gemeente.doors import koppeling_or_404, log_frozen
from overdracht.gemeente.dossier import Persoon, personen
from overdracht.models import Vraag
from overdracht.payload import only_section
from overdracht.readers import payloads_for_reader
from overdracht.vragen import (
    AntwoordForm,
    Gesprokene,
    VraagForm,
    of_koppeling,
    questions,
    to_answer,
    with_answers,
)
from overdracht.wie import coa_contacts, locatie_contacts

ACTIVITY = "vragen-over-dossier"
PER_PAGE = 20
LAST = 2  # questions in the panel


def contact_tabs(request: HttpRequest, current: str) -> list[Onderdeel]:
    """The pages under "Contact"."""
    pages = (
        ("contact", "Vragen"),
        ("wie_is_wie", "Wie is wie"),
        ("welkom", "Welkomstpagina"),
        ("introductiedagen", "Introductiedagen"),
    )
    return [
        Onderdeel(label, reverse(f"overdracht_gemeente:{name}"), is_current=name == current)
        for name, label in pages
    ]


def _log(request: HttpRequest, lines: list[Gesprokene], koppeling: UUID | None = None) -> None:
    people = {str(line.vraag.betrokkene.vergunninghouder_id) for line in lines if line.vraag.betrokkene}
    if people:
        log_reading(request, what="vragen", subjects=sorted(people), object_id=koppeling)


@page(TIER_CAPABILITIES[0], activity=ACTIVITY, rate=rates.LIST)
def contact(request: HttpRequest) -> HttpResponse:
    """The questions about every koppeling: what waits for the gemeente first, then the others."""
    waiting = Paginator(to_answer_rows(request), PER_PAGE).get_page(request.GET.get("pagina"))
    others = questions(request.user).exclude(pk__in=to_answer(request.user).values("pk"))[:PER_PAGE]
    lines = with_answers(list(waiting), request.user, {})
    rest = with_answers(list(others), request.user, {})
    _log(request, lines + rest)
    context = {
        "page_obj": waiting,
        "wachtend": lines,
        "overig": rest,
        "tabs": contact_tabs(request, "contact"),
        "adres": "overdracht_gemeente:vragen",
    }
    return render(request, "overdracht/vragen/overzicht.html", context)


def to_answer_rows(request: HttpRequest) -> Any:
    """What waits for the gemeente, the oldest first."""
    waiting = to_answer(request.user).values("pk")
    return questions(request.user).filter(pk__in=waiting).order_by("created_at", "pk")


@page(TIER_CAPABILITIES[0], activity="welkom-en-contact")
def wie_is_wie(request: HttpRequest) -> HttpResponse:
    """Whom to call per opvanglocatie where people of the own koppelingen live."""
    context = {"locaties": locatie_contacts(), "tabs": contact_tabs(request, "wie_is_wie")}
    return render(request, "overdracht/gemeente/wie_is_wie.html", context)


@page(TIER_CAPABILITIES[0], activity=ACTIVITY, methods=("GET", "POST"))
def vragen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The questions of one koppeling, and asking one."""
    row = koppeling_or_404(request, pk)
    people = personen(row, request.user)
    may_ask = bool(policy_of(Koppeling).may(request.user, "manage", row))
    known = [(person.betrokkene, person.titel) for person in people if person.tier >= 1]
    if request.method == "POST":
        require(request.user, "manage", row)
    about, key = _asked_about(request, people)
    form = _form(request, people, known, about, key) if may_ask else None
    if form is not None and form.is_valid():
        try:
            ask_vraag(koppeling=row, acting_user=acting(request), **form.cleaned_data)
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            messages.success(request, "Uw vraag is naar het COA gestuurd.")
            return redirect("overdracht_gemeente:vragen", pk=row.pk)
    lines = of_koppeling(row, request.user, _titles(people))
    _log(request, lines, row.pk)
    context = {
        "koppeling": row,
        "regels": lines,
        "form": form,
        "may_write": may_ask,
        "mensen": coa_contacts(row, request.user),
        "sectie": _section_shown(request, about, key) if form is not None else None,
    }
    return render(request, "overdracht/gemeente/vragen.html", context)


def _asked_about(request: HttpRequest, people: list[Persoon]) -> tuple[Persoon | None, str]:
    """The person and the section from which somebody came here, or whom the form that was sent names."""
    wanted, number = request.POST.get("betrokkene", ""), request.GET.get("persoon", "")
    for person in people:
        row = person.betrokkene
        if str(row.pk) == wanted or (not wanted and str(row.volgnummer) == number):
            return person, request.POST.get("onderdeel", request.GET.get("onderdeel", ""))
    return None, ""


def _form(
    request: HttpRequest, people: list[Persoon], known: list[Any], about: Persoon | None, key: str
) -> VraagForm:
    initial = {"betrokkene": about.betrokkene.pk if about else "", "onderdeel": key}
    sections = ONDERDELEN if any(person.versies for person in people) else {}
    data = request.POST if request.method == "POST" else None
    return VraagForm(data, mensen=known, onderdelen=sections, initial=initial)


def _section_shown(request: HttpRequest, person: Persoon | None, key: str) -> dict[str, Any] | None:
    """The section that a question is about, as this account reads it now; reading it is logged."""
    if person is None or not person.versies or not key:
        return None
    version = person.versies[0]
    data = only_section(payloads_for_reader([version], request.user)[0], key)
    if not data["sections"]:
        return None
    log_frozen(request, "profielversie", version, data)
    return {"versie": version, "payload": data, "titel": person.titel}


def section_actions(request: HttpRequest, koppeling: Koppeling, person: Persoon) -> dict[str, Sectieactie]:
    """Per section of the profile: the way to ask something about it, and how many of its questions are open."""
    rows = questions(request.user).filter(betrokkene=person.betrokkene, status="open").exclude(onderdeel="")
    waiting = Counter(rows.order_by().values_list("onderdeel", flat=True))
    may_ask = bool(policy_of(Koppeling).may(request.user, "manage", koppeling))
    address = reverse("overdracht_gemeente:vragen", args=[koppeling.pk])
    number = person.betrokkene.volgnummer
    return {
        key: Sectieactie(
            label="Stel een vraag" if may_ask else "",
            url=f"{address}?persoon={number}&onderdeel={key}#stel" if may_ask else "",
            badge=_open_words(waiting[key]),
        )
        for key in ONDERDELEN
    }


def _open_words(number: int) -> str:
    return "" if not number else "1 open vraag" if number == 1 else f"{number} open vragen"


def _titles(people: list[Persoon]) -> dict[UUID, str]:
    return {person.betrokkene.pk: person.titel for person in people}


def _vraag_or_404(request: HttpRequest, pk: UUID) -> Vraag:
    return get_visible_or_404(Vraag, request.user, questions(request.user), pk=pk)


@page({"manage_overdracht"}, activity=ACTIVITY, methods=("GET", "POST"))
def antwoorden(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer a question of COA."""
    vraag = _vraag_or_404(request, pk)
    require(request.user, "answer", vraag)
    row = koppeling_or_404(request, vraag.koppeling_id)
    form = AntwoordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            answer_vraag(vraag=vraag, acting_user=acting(request), **form.cleaned_data)
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            messages.success(request, "Uw antwoord is naar het COA gestuurd.")
            return redirect("overdracht_gemeente:vragen", pk=row.pk)
    line = with_answers([vraag], request.user, _titles(personen(row, request.user)))
    _log(request, line, row.pk)
    context = {"koppeling": row, "regels": line, "form": form}
    return render(request, "overdracht/gemeente/antwoord.html", context)


@page({"manage_overdracht"}, activity=ACTIVITY, methods=("POST",))
def vraag_sluiten(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that an own question needs no answer any more."""
    vraag = _vraag_or_404(request, pk)
    try:
        close_vraag(vraag=vraag, acting_user=acting(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "De vraag is gesloten.")
    return redirect("overdracht_gemeente:vragen", pk=vraag.koppeling_id)


def panel(request: HttpRequest, koppeling: Koppeling, people: Any) -> SafeString:
    """The card on the page of the koppeling: the last questions, and whose turn it is."""
    rows = list(questions(request.user).filter(koppeling=koppeling)[: LAST + 1])
    lines = with_answers(rows[:LAST], request.user, _titles(people))
    _log(request, lines, koppeling.pk)
    url = reverse("overdracht_gemeente:vragen", args=[koppeling.pk])
    context = {
        "regels": lines,
        "url": url,
        "meer": len(rows) > LAST,
        "may_ask": bool(policy_of(Koppeling).may(request.user, "manage", koppeling)),
    }
    return render_to_string("overdracht/vragen/paneel.html", context, request)


def contacts_panel(request: HttpRequest, koppeling: Koppeling, people: Any) -> SafeString | None:
    """The card beside it: whom to call at COA."""
    if not people:
        return None
    context = {
        "titel": "Contact bij het COA",
        "mensen": coa_contacts(koppeling, request.user),
        "url": reverse("overdracht_gemeente:wie_is_wie"),
    }
    return render_to_string("overdracht/vragen/contacten.html", context, request)
