"""Pages for accounts of a gemeente, behind the wall of the database role `portal_gemeente`."""

from dataclasses import replace
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.policy import policy_of, require
from coa_portal.access.roles import TIER_CAPABILITIES
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.reading import Channel
from coa_portal.common.dates import long_date
from coa_portal.common.errors import DomainError
from coa_portal.web.components import Onderdeel
from coa_portal.web.forms import apply_domain_error
from koppeling.models import Koppeling
from overdracht.actions import assign_behandelaar_gemeente, confirm_destruction, request_profiel
from overdracht.gemeente import dossier, selectors
from overdracht.gemeente.doors import (
    koppeling_or_404,
    log_named,
    log_shown,
    pdf_answer,
    person_or_404,
    version_or_404,
)
from overdracht.gemeente.forms import BehandelaarForm, KoppelingFilter
from overdracht.gemeente.nieuws import news_of
from overdracht.gemeente.panels import shown_panels
from overdracht.gemeente.vragen import section_actions
from overdracht.payload import Payload

PER_PAGE = 25
TOLD_BESIDE = ("contact", "termijnen")


@page(TIER_CAPABILITIES[0], activity="raadplegen-informatieprofiel", rate=rates.LIST)
def lijst(request: HttpRequest) -> HttpResponse:
    """The koppelingen of the own gemeente(n)."""
    form = KoppelingFilter(request.GET, gebruiker=request.user)
    filters = form.filters
    rows = selectors.narrowed(selectors.koppelingen(request.user), request.user, filters)
    page_obj = Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "form": form,
        "page_obj": page_obj,
        "rijen": _rows_with_news(request, list(page_obj.object_list)),
        "is_beeindigd": filters["weergave"] == selectors.ENDED,
        "is_gefilterd": any(value for key, value in request.GET.items() if key != "pagina"),
        "toon_gemeente": "gemeente" in form.fields,
    }
    return render(request, "overdracht/gemeente/lijst.html", context)


def _rows_with_news(request: HttpRequest, rows: list[Koppeling]) -> list[selectors.Rij]:
    news = news_of([row.pk for row in rows], request.user)
    listed = selectors.list_rows(request.user, rows)
    return [replace(rij, nieuws=news.get(rij.koppeling.pk)) for rij in listed]


@page(TIER_CAPABILITIES[0], activity="raadplegen-doorgezet-profiel")
def koppeling(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One koppeling: the Kaart, and of one person at a time (`?persoon=2`) what is open now."""
    row = koppeling_or_404(request, pk)
    kaart = dossier.kaart_of(row, request.user)
    found = dossier.behandelaar_of(row, request.user)
    context: dict[str, Any] = {
        "koppeling": row,
        "behandelaar": found,
        "mensen": dossier.shown_people(found),
        "may_manage": bool(policy_of(Koppeling).may(request.user, "manage", row)),
        "kenmerken": [row.gemeente.naam, f"Gekoppeld op {long_date(timezone.localdate(row.definitief_op))}"],
    }
    if kaart is None:
        requests = [found["aanvraag"] for found in dossier.requests_of(row, request.user)]
        label = selectors.ENDED_LABELS.get(row.status, "Toegang beëindigd")
        context |= {"aanvragen": requests, "afloop": label, "panelen": shown_panels(request, row, [])}
        return render(request, "overdracht/gemeente/beeindigd.html", context)
    people = dossier.personen(row, request.user)
    person = _chosen(request, people)
    log_named(request, row, [other for other in people if other is not person])
    rij = selectors.list_rows(request.user, [row])[0]
    context["kenmerken"].insert(0, _badge(row.status_label, rij.status_soort))
    context |= {
        "kaart": kaart,
        "kaart_hoofd": _lasting(kaart.payload),
        "rij": rij,
        "personen": _person_bar(row, people, person) if len(people) > 1 else [],
        "persoon": person,
        "panelen": shown_panels(request, row, people),
        "panelen_zij": shown_panels(request, row, people, side=True),
        **_opened(request, row, person),
    }
    return render(request, "overdracht/gemeente/koppeling.html", context)


def _account(request: HttpRequest) -> Gebruiker:
    return cast(Gebruiker, request.user)  # the declaration let nobody else in


def _badge(text: str, kind: str) -> SafeString:
    return render_to_string("components/badge.html", {"tekst": text, "soort": kind})


def _opened(request: HttpRequest, row: Koppeling, person: dossier.Persoon) -> dict[str, Any]:
    """Tiers 1 and 2 of the chosen person, as far as open; reading them is logged."""
    opened: dict[str, Any] = {"screening": None, "versie": None}
    if person.tier >= 1:
        opened["screening"] = dossier.screening_shown(row, person, request.user)
    if person.tier >= 2 and person.versies:
        opened["versie"] = dossier.latest_shown(person, request.user)
        opened["acties"] = section_actions(request, row, person)
    for what, noun in (("screening", "screening"), ("versie", "profielversie")):
        if opened[what] is not None:
            log_shown(request, noun, opened[what])
    return opened


def _chosen(request: HttpRequest, people: list[dossier.Persoon]) -> dossier.Persoon:
    wanted = request.GET.get("persoon", "")
    for person in people:
        if wanted in ("", str(person.betrokkene.volgnummer)):
            return person
    raise Http404


def _person_bar(row: Koppeling, people: list[dossier.Persoon], chosen: dossier.Persoon) -> list[Onderdeel]:
    address = reverse("overdracht_gemeente:koppeling", args=[row.pk])
    return [
        Onderdeel(
            person.titel,
            f"{address}?persoon={person.betrokkene.volgnummer}#persoon",
            is_current=person is chosen,
        )
        for person in people
    ]


def _lasting(payload: Payload) -> Payload:
    """The Kaart without contact and terms: the cards beside tell those as they are today, with who is there and what
    was done since."""
    parts = [part for part in payload["sections"] if part["key"] not in TOLD_BESIDE]
    return {**payload, "sections": parts}


@page(TIER_CAPABILITIES[2], activity="raadplegen-doorgezet-profiel")
def versie(request: HttpRequest, pk: UUID, versie: UUID) -> HttpResponse:
    """One version, with what changed since the one before it."""
    version = version_or_404(request, versie, koppeling=pk)
    people = dossier.personen(version.koppeling, request.user)
    person = next(p for p in people if p.betrokkene.vergunninghouder_id == version.vergunninghouder_id)
    is_latest = person.versies[0].pk == version.pk
    shown = (
        dossier.latest_shown(person, request.user)
        if is_latest
        else dossier.version_shown(version, request.user)
    )
    log_shown(request, "profielversie", shown)
    label = f"Klantprofiel, versie {version.nummer}"
    context = {
        "koppeling": version.koppeling,
        "versie": shown,
        "acties": section_actions(request, version.koppeling, person) if is_latest else {},
        "persoon": person,
        "versietitel": label,
        "kenmerken": [label, version.koppeling.referentie, person.omschrijving],
        "is_laatste": is_latest,
        "url_laatste": reverse("overdracht_gemeente:versie", args=[pk, person.versies[0].pk]),
    }
    return render(request, "overdracht/gemeente/versie.html", context)


@page(TIER_CAPABILITIES[2], activity="raadplegen-doorgezet-profiel", rate=rates.PDF)
def versie_pdf(request: HttpRequest, pk: UUID, versie: UUID) -> HttpResponse:
    """The PDF of one version, always as a download."""
    version = version_or_404(request, versie, koppeling=pk, channel=Channel.PDF)
    shown = dossier.version_shown(version, request.user)
    log_shown(request, "profielversie", shown, channel=Channel.PDF)
    return pdf_answer(version, request.user)


@page({"manage_overdracht"}, activity="opvragen-profiel", methods=("POST",))
def opvragen(request: HttpRequest, pk: UUID, betrokkene: UUID) -> HttpResponse:
    """Ask COA for the profile of one person."""
    row = koppeling_or_404(request, pk)
    person = person_or_404(request, row, betrokkene)
    try:
        request_profiel(koppeling=row, betrokkene=person.betrokkene, acting_user=_account(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Uw vraag is naar het COA gestuurd.")
    return _back(row, person)


@page({"manage_overdracht"}, activity="raadplegen-doorgezet-profiel", methods=("POST",))
def vernietiging_bevestigen(request: HttpRequest, pk: UUID, betrokkene: UUID) -> HttpResponse:
    """Confirm that what was downloaded about one person is destroyed."""
    row = koppeling_or_404(request, pk)
    person = person_or_404(request, row, betrokkene)
    try:
        confirm_destruction(koppeling=row, betrokkene=person.betrokkene, acting_user=_account(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Vastgelegd: u hebt alles vernietigd wat u hebt gedownload.")
    return _back(row, person)


def _back(row: Koppeling, person: dossier.Persoon) -> HttpResponse:
    address = reverse("overdracht_gemeente:koppeling", args=[row.pk])
    return redirect(f"{address}?persoon={person.betrokkene.volgnummer}")


@page({"manage_overdracht"}, activity="raadplegen-informatieprofiel", methods=("GET", "POST"))
def behandelaar(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say whose koppeling it is, and who replaces them."""
    row = koppeling_or_404(request, pk)
    require(request.user, "manage", row)
    known = dossier.behandelaar_of(row, request.user) or {
        "behandelaar_id": request.user.pk,
        "vervanger_id": None,
        "vervanging_tot": None,
    }
    initial = {
        "behandelaar": known["behandelaar_id"],
        "vervanger": known["vervanger_id"],
        "vervanging_tot": known["vervanging_tot"],
    }
    form = BehandelaarForm(request.POST or None, koppeling=row, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            assign_behandelaar_gemeente(koppeling=row, acting_user=_account(request), **form.cleaned_data)
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            messages.success(request, "De behandelaar is opgeslagen.")
            return redirect("overdracht_gemeente:koppeling", pk=row.pk)
    return render(request, "overdracht/gemeente/behandelaar.html", {"form": form, "koppeling": row})
