"""Pages of the gemeente for the move (DESIGN §5.9): house, dates, address, BRP, rest, and the checklist."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from coa_portal.access.declare import page
from coa_portal.access.policy import policy_of, require, visible
from coa_portal.access.roles import TIER_CAPABILITIES
from coa_portal.accounts.requests import acting
from coa_portal.audit.reading import log_reading
from coa_portal.common.dates import long_date, today
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.web.components import Gegeven
from coa_portal.web.forms import PortaalForm, apply_domain_error
from koppeling.models import Koppeling
from overdracht import voortgang
from overdracht.actions import Verhuisfeiten, record_brp, report_verhuisd, save_checklist, save_verhuizing
from overdracht.checklist_form import ChecklistForm
from overdracht.gemeente import traject
from overdracht.gemeente.doors import koppeling_or_404, log_named, person_or_404
from overdracht.gemeente.dossier import Persoon, personen
from overdracht.gemeente.forms_traject import BrpForm, VerhuisdForm, VerhuizingForm
from overdracht.gemeente.panels import register_panel
from overdracht.models import Huisvestingsgesprek, Logeerperiode, Overdrachtspunt, Verhuisdatum, Verhuizing

ACTIVITY = "verhuizing"
MANAGE = {"manage_overdracht"}


def move_of(koppeling: Koppeling, gebruiker: Any) -> Verhuizing | None:
    """The move of a koppeling, if anything of it is known to this account."""
    return visible(Verhuizing, gebruiker).filter(koppeling=koppeling).first()


def _talk_of(koppeling: Koppeling, gebruiker: Any) -> Huisvestingsgesprek | None:
    return visible(Huisvestingsgesprek, gebruiker).filter(koppeling=koppeling).first()


def panel(request: HttpRequest, koppeling: Koppeling, people: Sequence[Persoon]) -> SafeString | None:
    """The card on the page of the koppeling: when, where, and until when there is access."""
    row = move_of(koppeling, request.user)
    if row is None and not people:
        return None
    facts = [Gegeven("Verhuisdatum", voortgang.move_date(row))]
    if row is not None and row.straat:
        facts.append(Gegeven("Adres", voortgang.address(row)))
    if people:
        talk = _talk_of(koppeling, request.user)
        held = talk.gehouden_op if talk else None
        facts.append(Gegeven("Huisvestingsgesprek", long_date(held) or voortgang.NOT_YET))
    if koppeling.toegang_tot is not None and people:
        facts.append(Gegeven("Uw toegang", voortgang.access_text(koppeling.toegang_tot)))
    context = {
        "titel": "Verhuizing",
        "id": "verhuizing",
        "facts": facts,
        "actie": "Bekijk",
        "url": reverse("overdracht_gemeente:verhuizing", args=[koppeling.pk]),
    }
    return render_to_string("overdracht/voortgang_kaart.html", context, request)


def register_panels() -> None:
    """The cards of inburgering and move on the page of the koppeling; called in `AppConfig.ready()`."""
    register_panel(30, traject.panel)
    register_panel(40, panel)


@page(TIER_CAPABILITIES[0], activity=ACTIVITY)
def verhuizing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything about the move of one household; also of an ended koppeling, as own work."""
    row = koppeling_or_404(request, pk)
    people = personen(row, request.user)
    move = move_of(row, request.user)
    may = bool(policy_of(Koppeling).may(request.user, "manage", row))
    changes = visible(Verhuisdatum, request.user).filter(koppeling=row)
    stays = list(visible(Logeerperiode, request.user).filter(koppeling=row))
    by_key = {person.betrokkene.pk: person for person in people}
    checklists = _checklists(row, people, request.user) if may else []
    shown = [by_key[stay.betrokkene_id] for stay in stays if stay.betrokkene_id in by_key]
    log_named(request, row, [*shown, *(line["persoon"] for line in checklists)])
    context = {
        "koppeling": row,
        "facts": voortgang.move_facts(move, _talk_of(row, request.user)),
        "move": move,
        "changes": voortgang.date_changes(list(changes)),
        "stays": [
            Gegeven(by_key[stay.betrokkene_id].titel, voortgang.stay_text(stay))
            for stay in stays
            if stay.betrokkene_id in by_key
        ],
        "checklists": checklists,
        "toegang": voortgang.access_text(row.toegang_tot, row.get_toegang_reden_display()),
        "may_manage": may,
        "is_active": bool(people),
    }
    return render(request, "overdracht/gemeente/verhuizing.html", context)


def _checklists(row: Koppeling, people: Sequence[Persoon], gebruiker: Any) -> list[dict[str, Any]]:
    """Per person with consent how the checklist stands; for regievoerders only (DESIGN §4)."""
    points = visible(Overdrachtspunt, gebruiker).filter(koppeling=row)
    done: dict[UUID, int] = {}
    for point in points:
        done[point.betrokkene_id] = done.get(point.betrokkene_id, 0) + (point.stand != "niet")
    total = len(Overdrachtspunt.Soort.values)
    return [
        {"persoon": person, "tekst": f"{done.get(person.betrokkene.pk, 0)} van {total} geregeld"}
        for person in people
        if person.tier >= 1
    ]


def _handled(
    request: HttpRequest, row: Koppeling, form: PortaalForm, step: Callable[[], object], **shown: str
) -> HttpResponse:
    """Take the step when the form is sent and valid, else show it; `gedaan` says what was done."""
    done = shown.pop("gedaan")
    if request.method == "POST" and form.is_valid():
        try:
            step()
        except NotAllowed:
            raise
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            messages.success(request, done)
            return redirect("overdracht_gemeente:verhuizing", pk=row.pk)
    context = {
        "koppeling": row,
        "form": form,
        "kenmerken": [part for part in (row.referentie, shown.pop("voor", "")) if part],
        "terug": "Verhuizing",
        "terug_url": reverse("overdracht_gemeente:verhuizing", args=[row.pk]),
        **shown,
    }
    return render(request, "overdracht/gemeente/formulier.html", context)


def _managed(request: HttpRequest, pk: UUID) -> Koppeling:
    row = koppeling_or_404(request, pk)
    require(request.user, "manage", row)
    return row


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@page(MANAGE, activity=ACTIVITY, methods=("GET", "POST"))
def verhuizing_wijzigen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """House, dates, address and rest."""
    row = _managed(request, pk)
    known = move_of(row, request.user)
    initial = {name: getattr(known, name, None) for name in VerhuizingForm.base_fields if name != "reden"}
    form = VerhuizingForm(_sent(request), verhuizing=known, initial=initial)
    return _handled(
        request,
        row,
        form,
        lambda: save_verhuizing(
            koppeling=row,
            feiten=Verhuisfeiten(**form.facts),
            reden=form.cleaned_data.get("reden", ""),
            acting_user=acting(request),
        ),
        gedaan="De gegevens over de verhuizing zijn opgeslagen.",
        titel="Woning en verhuisdatum",
        knop="Opslaan",
    )


@page(MANAGE, activity=ACTIVITY, methods=("GET", "POST"))
def verhuisd(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Report that the household moved in."""
    row = _managed(request, pk)
    form = VerhuisdForm(_sent(request), initial={"verhuisd_op": today()})
    return _handled(
        request,
        row,
        form,
        lambda: report_verhuisd(koppeling=row, acting_user=acting(request), **form.cleaned_data),
        gedaan="De verhuizing is gemeld. Het huishouden is gehuisvest.",
        titel="Verhuizing melden",
        knop="Verhuizing melden",
        uitleg="Het huishouden wordt gehuisvest en het COA krijgt een melding. De Voorinburgering stopt. U ziet daarna "
        "tot wanneer u toegang houdt.",
    )


@page(MANAGE, activity=ACTIVITY, methods=("GET", "POST"))
def brp(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record the registration in the BRP."""
    row = _managed(request, pk)
    known = move_of(row, request.user)
    form = BrpForm(_sent(request), initial={"brp_op": known.brp_op if known else None})
    return _handled(
        request,
        row,
        form,
        lambda: record_brp(koppeling=row, acting_user=acting(request), **form.cleaned_data),
        gedaan="De inschrijving in de BRP is opgeslagen.",
        titel="Inschrijving in de BRP",
        knop="Opslaan",
    )


@page(MANAGE, activity="checklist-overdracht", methods=("GET", "POST"))
def checklist(request: HttpRequest, pk: UUID, betrokkene: UUID) -> HttpResponse:
    """What was transferred of one person: whether, when and by whom, never what."""
    row = _managed(request, pk)
    person = person_or_404(request, row, betrokkene)
    if person.tier < 1:
        raise NotAllowed("Zonder toestemming is er geen checklist.")
    points = visible(Overdrachtspunt, request.user).filter(betrokkene=person.betrokkene)
    log_reading(
        request,
        what="checklist overdracht",
        subjects=[person.betrokkene.vergunninghouder_id],
        object_id=row.pk,
    )
    form = ChecklistForm(_sent(request), punten=list(points))
    return _handled(
        request,
        row,
        form,
        lambda: save_checklist(betrokkene=person.betrokkene, punten=form.punten, acting_user=acting(request)),
        gedaan=f"De checklist van {person.titel} is opgeslagen.",
        titel="Checklist overdracht",
        voor=person.titel,
        knop="Opslaan",
        uitleg="Leg vast dat iets is overgedragen en wanneer. Schrijf niet op wat erin staat.",
    )
