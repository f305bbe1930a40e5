"""The consent of one person: its page, the talk in one go, the text, the document."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.policy import require, visible
from coa_portal.accounts.requests import acting
from coa_portal.audit.reading import Channel, log_reading
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from coa_portal.web.vertaling import TALEN
from klantprofiel.models import Klantprofiel, Vergunninghouder
from koppeling.models import Koppeling
from overdracht.actions import explain_toestemming, give_toestemming
from overdracht.actions.derden import party_names
from overdracht.coa.forms import UitlegForm, VastleggenForm
from overdracht.coa.history import consent_timeline, signed_by
from overdracht.coa.standing import Member, active_koppeling, household_of, standing_of
from overdracht.coa.views.shared import (
    READ,
    RECORD,
    attempt,
    crumbs,
    get_person,
    get_toestemming,
    may,
    sent,
)
from overdracht.models import Toestemming
from overdracht.teksten import TEKSTEN, Tekst, current_text, filled_in

_ACTIVITY = "vastleggen-toestemming"


@page(READ, activity=_ACTIVITY)
def toestemming(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where the consent stands, what can be done now, and its whole life; earlier gemeenten below."""
    person = get_person(request, pk)
    log_reading(request, what="toestemming", subjects=[person.pk], object_id=person.pk)
    standing = standing_of(person, with_changes=False)
    consents = list(
        visible(Toestemming, request.user)
        .filter(vergunninghouder=person)
        .select_related("gemeente", "taal", "vertegenwoordiger")
    )
    here = standing.koppeling.gemeente_id if standing.koppeling else None
    members = _household(request, standing.koppeling) if standing.koppeling else []
    context = crumbs(
        person,
        standing.koppeling,
        standing=standing,
        consent=next((row for row in consents if standing.consent and row.pk == standing.consent.pk), None),
        may_record=may(request, "record_toestemming", person),
        may_withdraw=may(request, "record_withdrawal", person),
        elsewhere=[row for row in consents if row.gemeente_id != here],
        timeline=consent_timeline(consents),
        members=members,
        next_member=_next_member(members, person),
    )
    if context["next_member"]:
        context["next_label"] = f"Verder met {context['next_member'].person.voornaam}"
    if context["consent"] is not None:
        context["derden"] = list(context["consent"].derden.select_related("derde_partij"))
        context["may_add_party"] = context["may_record"] and context["consent"].status == "gegeven"
    context["signed_by"] = signed_by(context["consent"]) if context["consent"] else ""
    return render(request, "overdracht/coa/toestemming.html", context)


@page(RECORD, activity=_ACTIVITY, methods=("GET", "POST"), rate=rates.UPLOAD)
def vastleggen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Explain and sign at one talk: two steps of the table in one form, both or neither."""
    person, koppeling = _for_recording(request, pk)
    if request.method == "POST":
        form = VastleggenForm(request.POST, request.FILES, person=person, gemeente=koppeling.gemeente_id)
        if form.is_valid() and _record(request, person, form):
            messages.success(request, f"De toestemming van {person.naam} is vastgelegd.")
            return redirect("overdracht:toestemming", pk=person.pk)
    else:
        form = VastleggenForm(
            initial=_first_guess(person, koppeling, signed=True),
            person=person,
            gemeente=koppeling.gemeente_id,
        )
    return _recording_page(
        request, person, koppeling, form, "Toestemming vastleggen", "Toestemming vastleggen"
    )


def _record(request: HttpRequest, person: Vergunninghouder, form: VastleggenForm) -> bool:
    """Take both steps; a refusal of the second takes the first back."""

    def steps() -> None:
        row = explain_toestemming(vergunninghouder=person, acting_user=acting(request), **form.uitleg)
        give_toestemming(toestemming=row, acting_user=acting(request), **form.handtekening)

    return attempt(form, steps)


@page(RECORD, activity=_ACTIVITY, methods=("GET", "POST"))
def uitleg(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record the explanation alone: the person wants to think, or signs later."""
    person, koppeling = _for_recording(request, pk)
    form = UitlegForm(sent(request), initial=_first_guess(person, koppeling), gemeente=koppeling.gemeente_id)
    if form.is_valid() and attempt(
        form,
        lambda: explain_toestemming(vergunninghouder=person, acting_user=acting(request), **form.uitleg),
    ):
        messages.success(request, "De uitleg is vastgelegd.")
        return redirect("overdracht:toestemming", pk=person.pk)
    return _recording_page(request, person, koppeling, form, "Uitleg vastleggen", "Uitleg vastleggen")


def _for_recording(request: HttpRequest, pk: UUID) -> tuple[Vergunninghouder, Koppeling]:
    """The person and the koppeling to consent to; a refusal that no form could help is a page of its own."""
    person = get_person(request, pk)
    require(request.user, "record_toestemming", person)
    koppeling = active_koppeling(person)
    if koppeling is None:
        raise DomainError(
            "Er is nog geen definitieve koppeling. Toestemming is altijd voor één gemeente.",
            code="no_koppeling",
        )
    log_reading(request, what="toestemming", subjects=[person.pk], object_id=person.pk)
    return person, koppeling


def _recording_page(
    request: HttpRequest,
    person: Vergunninghouder,
    koppeling: Koppeling,
    form: UitlegForm,
    titel: str,
    knop: str,
) -> HttpResponse:
    text = current_text(today())
    context = crumbs(
        person,
        koppeling,
        form=form,
        titel=titel,
        knop=knop,
        tekst=text,
        alineas=_paragraphs(text, person, koppeling),
    )
    return render(request, "overdracht/coa/vastleggen.html", context)


def _paragraphs(text: Tekst, person: Vergunninghouder, koppeling: Koppeling) -> list[str]:
    """The text to read aloud and to sign, with a box to tick for every third party of the gemeente."""
    names = party_names(koppeling.gemeente_id)
    return filled_in(text, naam=person.naam, gemeente=koppeling.gemeente.naam, derden=names)


def _first_guess(person: Vergunninghouder, koppeling: Koppeling, *, signed: bool = False) -> dict[str, Any]:
    """What the form starts with: the talk with another member of today, else the language of the profile."""
    talk = (
        Toestemming.objects.filter(
            vergunninghouder__plaatsingseenheid=person.plaatsingseenheid_id,
            gemeente=koppeling.gemeente_id,
            created_at__date=today(),
        )
        .exclude(vergunninghouder=person)
        .order_by("-created_at")
        .first()
    )
    if talk:
        guess: dict[str, Any] = {
            "taal": talk.taal_id,
            "met_tolk": "ja" if talk.met_tolk else "nee",
            "uitgelegd_op": talk.uitgelegd_op,
        }
        return guess | ({"ondertekend_op": talk.ondertekend_op} if signed and talk.ondertekend_op else {})
    profiel = Klantprofiel.objects.filter(vergunninghouder=person).only("spreektaal", "tolk_nodig").first()
    guess = {"uitgelegd_op": today()}
    if profiel and profiel.spreektaal_id:
        guess["taal"] = profiel.spreektaal_id
    if profiel and profiel.tolk_nodig in {"ja", "nee"}:
        guess["met_tolk"] = profiel.tolk_nodig
    return guess | ({"ondertekend_op": today()} if signed else {})


def _household(request: HttpRequest, koppeling: Koppeling) -> list[Member]:
    people = visible(Vergunninghouder, request.user).filter(plaatsingseenheid=koppeling.plaatsingseenheid_id)
    return household_of(koppeling, set(people.values_list("pk", flat=True)))


def _next_member(members: list[Member], person: Vergunninghouder) -> Member | None:
    """Who of the household is to be asked next, once this person's answer is there."""
    mine = next((member for member in members if member.person.pk == person.pk), None)
    if mine is None or mine.needs_signature:
        return None
    others = [m for m in members if m.person.pk != person.pk and m.needs_signature and m.is_visible]
    return others[0] if others else None


@page(READ, activity=_ACTIVITY)
def tekst(request: HttpRequest, pk: UUID, versie: str) -> HttpResponse:
    """The declaration in full, to read aloud or to print and sign."""
    person = get_person(request, pk)
    koppeling = active_koppeling(person)
    if versie not in TEKSTEN or koppeling is None:
        raise Http404
    log_reading(request, what="toestemmingsverklaring", subjects=[person.pk], object_id=person.pk)
    text = TEKSTEN[versie]
    alineas = _paragraphs(text, person, koppeling)
    context = crumbs(person, koppeling, tekst=text, alineas=alineas, talen=TALEN.values())
    return render(request, "overdracht/coa/tekst.html", context)


@page(READ, activity=_ACTIVITY, rate=rates.PDF)
def document(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Download of the signed declaration; never shown in the page, because others made the file."""
    row = get_toestemming(request, pk)
    if not row.document:
        raise Http404
    log_reading(
        request,
        what="ondertekende verklaring",
        subjects=[row.vergunninghouder_id],
        object_id=row.pk,
        channel=Channel.FILE,
    )
    with row.document.open("rb") as file:
        response = HttpResponse(file.read(), content_type=row.document_soort)
    response["Content-Disposition"] = f'attachment; filename="{row.document_naam}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
