"""Starting a dossier, the members of a household, stays and the behandelaar."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.grants import grants_of
from coa_portal.access.policy import require, visible
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.reading import log_reading, log_refusal_later
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from coa_portal.organisaties.models import Opvanglocatie, Organisatie
from coa_portal.web.forms import PortaalForm, apply_domain_error
from klantprofiel import actions
from klantprofiel.forms import BehandelaarForm, NieuwForm, PersoonForm, VerblijfForm, VerhuisForm, VindForm
from klantprofiel.forms.persoon import OTHER_PERSON
from klantprofiel.models import Vergunninghouder
from klantprofiel.moves import moves_of
from klantprofiel.policy import WRITE, editable_locaties
from klantprofiel.selectors import current_stay, households_for_woonbegeleider, possible_handlers
from klantprofiel.views.shared import dossier_url, get_person
from klantprofiel.zoeken import possible_doubles

PER_PAGE = 50
_FOUND = "klantprofiel_v_nummer"
_KNOWN = (
    "Er is al een dossier met dit V-nummer. U kunt het niet inzien. "
    "Neem contact op met de landelijke regievoerder van het COA."
)


@page(WRITE, activity="bijhouden-klantprofiel", methods=("GET", "POST"), rate=rates.LIST)
def nieuw(request: HttpRequest) -> HttpResponse:
    """Search before create: who is already known is opened, not entered twice."""
    form = VindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["v_nummer"]
        known = visible(Vergunninghouder, request.user).filter(v_nummer=number).first()
        if known:
            messages.info(request, "Dit V-nummer heeft al een dossier. Dit is het.")
            return redirect(dossier_url(known))
        if _tell_known_later(request, number):
            form.add_error("v_nummer", _KNOWN)
        else:
            request.session[_FOUND] = number
            return redirect("klantprofiel:nieuw_persoon")
    return render(request, "klantprofiel/nieuw.html", {"form": form})


def _tell_known_later(request: HttpRequest, v_nummer: str) -> bool:
    """Whether there is a dossier with this number.

    That is something about a person, told to somebody who may not see the dossier: the reading log gets a refusal
    with the key of the person, so that a question about that person finds it (R10).
    """
    key = Vergunninghouder.objects.filter(v_nummer=v_nummer).values_list("pk", flat=True).first()
    if key is not None:
        log_refusal_later(request, what="V-nummer bekend", object_id=key)
    return key is not None


@page(WRITE, activity="bijhouden-klantprofiel", methods=("GET", "POST"))
def nieuw_persoon(request: HttpRequest) -> HttpResponse:
    """The first person of a new household, with the locatie where that person lives."""
    locaties = _locaties_to_start(request.user)
    initial = {
        "v_nummer": request.session.get(_FOUND, ""),
        "opvanglocatie": locaties[0] if len(locaties) == 1 else None,
        "van": today(),
    }
    form = NieuwForm(request.POST or None, initial=initial, locaties=locaties)
    dubbelen = _doubles(request, form)
    if request.method == "POST" and form.is_valid() and not dubbelen:
        try:
            household = actions.create_household(
                members=[form.new_person()],
                opvanglocatie=form.cleaned_data["opvanglocatie"],
                van=form.cleaned_data["van"],
                behandelaar=_own_case(request.user, form.cleaned_data["opvanglocatie"]),
                acting_user=request.user,
            )
        except DomainError as error:
            _refused(request, form, error)
        else:
            request.session.pop(_FOUND, None)
            messages.success(
                request, f"Dossier gemaakt. Het kenmerk van het gezin is {household.referentie}."
            )
            return redirect("klantprofiel:dossier", pk=household.hoofdpersoon_id)
    return render(request, "klantprofiel/nieuw_persoon.html", {"form": form, "dubbelen": dubbelen})


def _doubles(request: HttpRequest, form: PersoonForm) -> list[Vergunninghouder]:
    """Visible dossiers of who may be the same person, unless somebody looked and says that it is another one."""
    if request.method != "POST" or not form.is_valid() or request.POST.get(OTHER_PERSON):
        return []
    names = {name: form.cleaned_data[name] for name in ("voornaam", "achternaam", "geboortedatum")}
    found = possible_doubles(visible(Vergunninghouder, request.user), **names)
    if found:
        log_reading(request, what="mogelijk dubbel", subjects=[person.pk for person in found])
        form.ask_other_person()
    return found


def _refused(request: HttpRequest, form: PortaalForm, error: DomainError) -> None:
    apply_domain_error(form, error)
    if error.code == "v_nummer_known":
        _tell_known_later(request, form.cleaned_data["v_nummer"])


def _locaties_to_start(gebruiker: Any) -> Any:
    locaties = Opvanglocatie.objects.filter(gesloten_op=None)
    if grants_of(gebruiker).has("koppel", Organisatie.COA):
        return locaties
    return locaties.filter(pk__in=editable_locaties(gebruiker))


def _own_case(gebruiker: Any, locatie: Opvanglocatie) -> Gebruiker | None:
    """Who starts a dossier of the own locatie has the case, until somebody else is named."""
    return gebruiker if grants_of(gebruiker).has("doorzetten", locatie.pk) else None


@page(WRITE, activity="bijhouden-klantprofiel", methods=("GET", "POST"))
def gezinslid(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a member to the household of a person."""
    person = get_person(request, pk)
    require(request.user, "add_member", person)
    form = PersoonForm(request.POST or None, initial={"achternaam": person.achternaam})
    dubbelen = _doubles(request, form)
    if request.method == "POST" and form.is_valid() and not dubbelen:
        try:
            added = actions.add_vergunninghouder(
                plaatsingseenheid=person.plaatsingseenheid, person=form.new_person(), acting_user=request.user
            )
        except DomainError as error:
            _refused(request, form, error)
        else:
            messages.success(request, f"{added.naam} is toegevoegd aan het gezin.")
            return redirect(dossier_url(added))
    return _form_page(request, person, form, "Gezinslid toevoegen", "Toevoegen", dubbelen)


@page(WRITE, activity="bijhouden-klantprofiel", methods=("GET", "POST"))
def verblijf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record a stay, or the move to another locatie."""
    person = get_person(request, pk)
    require(request.user, "register_verblijf", person)
    stay = current_stay(person)
    lives_here = stay is not None and (stay.tot is None or stay.tot > today())
    form_class = VerhuisForm if lives_here else VerblijfForm
    form = form_class(request.POST or None, initial={"van": today()})
    if request.method == "POST" and form.is_valid():
        values = {"opvanglocatie": form.cleaned_data["opvanglocatie"], "van": form.cleaned_data["van"]}
        try:
            if lives_here:
                actions.move_verblijf(
                    vergunninghouder=person,
                    whole_household=form.cleaned_data["hele_gezin"],
                    acting_user=request.user,
                    **values,
                )
            else:
                actions.register_verblijf(vergunninghouder=person, acting_user=request.user, **values)
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            messages.success(request, "Het verblijf is vastgelegd.")
            return _back_to(request, person)
    title = "Verplaatsing vastleggen" if lives_here else "Verblijf vastleggen"
    return _form_page(request, person, form, title, "Vastleggen")


def _back_to(request: HttpRequest, person: Vergunninghouder) -> HttpResponse:
    """The dossier, or the list when it now belongs to a locatie this account does not see."""
    seen = visible(Vergunninghouder, request.user).filter(pk=person.pk).exists()
    return redirect(dossier_url(person) if seen else reverse("klantprofiel:lijst"))


@page(WRITE, activity="bijhouden-klantprofiel", methods=("GET", "POST"))
def behandelaar(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Name whose case it is, and who replaces during an absence."""
    person = get_person(request, pk)
    require(request.user, "assign_behandelaar", person)
    initial = {
        "behandelaar": person.behandelaar_id,
        "vervanger": person.vervanger_id,
        "vervanging_tot": person.vervanging_tot,
    }
    form = BehandelaarForm(request.POST or None, initial=initial, accounts=possible_handlers(person))
    if request.method == "POST" and form.is_valid():
        try:
            actions.assign_behandelaar(vergunninghouder=person, acting_user=request.user, **form.cleaned_data)
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            messages.success(request, "De behandelaar is vastgelegd.")
            return redirect(dossier_url(person))
    return _form_page(request, person, form, "Behandelaar", "Opslaan")


def _form_page(
    request: HttpRequest,
    person: Vergunninghouder,
    form: PortaalForm,
    title: str,
    knop: str,
    dubbelen: Sequence[Vergunninghouder] = (),
) -> HttpResponse:
    log_reading(request, what="dossier", subjects=[person.pk], object_id=person.pk)
    context = {
        "person": person,
        "form": form,
        "titel": title,
        "knop": knop,
        "dubbelen": dubbelen,
        "dossier_url": dossier_url(person),
    }
    return render(request, "klantprofiel/formulier.html", context)


@page({"view_household"}, activity="huishouden-inzien", rate=rates.LIST)
def huishoudens(request: HttpRequest) -> HttpResponse:
    """The woonbegeleider's page: name, household, stay and move date, nothing else (DESIGN §3)."""
    people = households_for_woonbegeleider(request.user)
    pagina = Paginator(people, PER_PAGE).get_page(request.GET.get("pagina"))
    log_reading(request, what="huishoudens", subjects=[person.pk for person in pagina.object_list])
    moves = moves_of({person.plaatsingseenheid_id for person in pagina.object_list})
    lines = [(person, moves.get(person.plaatsingseenheid_id, "")) for person in pagina.object_list]
    return render(request, "klantprofiel/huishoudens.html", {"pagina": pagina, "lines": lines})
