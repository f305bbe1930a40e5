"""Koppelen, for the regievoerder COA; casemanagers read the koppelingen of their dossiers."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.policy import get_visible_or_404, policy_of, require, visible
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.reading import log_reading
from coa_portal.common.errors import DomainError
from coa_portal.organisaties.models import Gemeente
from coa_portal.organisaties.termijnduren import read_duren
from coa_portal.web.forms import apply_domain_error, show_as_typed
from klantprofiel.models import Plaatsingseenheid
from koppeling import pages, selectors
from koppeling.actions import make_koppeling, propose_koppeling
from koppeling.forms import BesluitForm, FilterForm
from koppeling.lifecycle import KOPPELING
from koppeling.models import Koppeling
from koppeling.steps import STAPPEN, Stap, possible_steps

PAGE_SIZE = 25
DECIDE = {"koppel"}
READ = {"koppel", "view_dossier"}


def _account(request: HttpRequest) -> Gebruiker:
    return cast(Gebruiker, request.user)


@page(DECIDE, activity="koppelen", rate=rates.LIST)
def lijst(request: HttpRequest) -> HttpResponse:
    """Households and koppelingen in four lists. No names here: the reference is enough to choose one."""
    tab = pages.TABS.get(request.GET.get("lijst", ""), pages.TABS["te-koppelen"])
    form = FilterForm(request.GET or None, with_gemeente=bool(tab.states))
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows: QuerySet[Any] = (
        selectors.koppelingen_in(request.user, tab.states)
        if tab.states
        else selectors.households_to_match(request.user)
    )
    found = _filtered(rows, wanted, is_koppeling=bool(tab.states))
    page_obj = Paginator(found, PAGE_SIZE).get_page(request.GET.get("pagina"))
    make_lines = pages.koppeling_lines if tab.states else pages.waiting_lines
    context = {
        "tab": tab,
        "tabs": pages.tab_bar(reverse("koppeling:lijst"), tab),
        "form": form,
        "lines": make_lines(page_obj.object_list),
        "page_obj": page_obj,
        "wis_url": f"{reverse('koppeling:lijst')}?lijst={tab.code}" if any(wanted.values()) else "",
    }
    return render(request, "koppeling/lijst.html", context)


def _filtered(rows: "QuerySet[Any]", wanted: dict[str, Any], *, is_koppeling: bool) -> "QuerySet[Any]":
    household = "plaatsingseenheid__" if is_koppeling else ""
    if mark := wanted.get("kenmerk"):
        match = Q(**{f"{household}referentie__icontains": mark.strip()})
        rows = rows.filter(match | Q(referentie__icontains=mark.strip()) if is_koppeling else match)
    if locatie := wanted.get("locatie"):
        rows = rows.filter(**{f"{household}hoofdpersoon__dossier_locatie": locatie})
    if gemeente := wanted.get("gemeente"):
        rows = rows.filter(gemeente=gemeente)
    return rows


@page(DECIDE, activity="koppelen", methods=("GET", "POST"))
def nieuw(request: HttpRequest, pk: str) -> HttpResponse:
    """Choose a gemeente for a household: look, propose, or decide at once."""
    household = _household(request, pk)
    running = household.koppelingen.filter(status__in=selectors.OPEN_STATES).first()
    if running is not None:
        return redirect("koppeling:detail", pk=running.pk)
    form = BesluitForm(
        request.POST or None, initial={"gemeente": _gemeente(request), "grondslag": "huisvestingswet"}
    )
    step = request.POST.get("stap", "bekijk")
    if form.is_bound and step == "bekijk":
        show_as_typed(form)
    elif form.is_bound and form.is_valid():
        act = make_koppeling if step == "definitief" else propose_koppeling
        try:
            koppeling = act(
                plaatsingseenheid=household,
                gemeente=form.cleaned_data["gemeente"],
                besluit=form.besluit(),
                acting_user=_account(request),
            )
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            done = "De koppeling is definitief. De gemeente krijgt een melding."
            messages.success(request, done if koppeling.is_active else "Het voorstel is opgeslagen.")
            return redirect("koppeling:detail", pk=koppeling.pk)
    return _show_choice(request, household, form, "koppeling/nieuw.html", {})


def _household(request: HttpRequest, pk: object) -> Any:
    return get_visible_or_404(Plaatsingseenheid, request.user, selectors.with_household(request.user), pk=pk)


def _gemeente(request: HttpRequest) -> Gemeente | None:
    """The gemeente being looked at: typed in the form, or from a link of the list of near ones."""
    code = request.POST.get("gemeente") or request.GET.get("gemeente", "")
    return Gemeente.objects.filter(pk=code[:6], geldig_tot=None).first()


def _show_choice(
    request: HttpRequest, household: Any, form: Any, template: str, extra: dict[str, Any]
) -> HttpResponse:
    """A page on which a gemeente is chosen: household, form, and room of the chosen and the near gemeenten."""
    members = pages.members_of(household, request.user)
    locatie = next((lid.person.dossier_locatie for lid in members if lid.is_hoofdpersoon), None)
    gemeente = _gemeente(request)
    place = selectors.place_in(gemeente, locatie, len(members)) if gemeente else None
    log_reading(
        request,
        what="huishouden bij koppelen",
        subjects=[lid.person.pk for lid in members if lid.is_visible],
        object_id=household.pk,
    )
    context = {
        "household": household,
        "members": members,
        "locatie": locatie,
        "terms": [pages.koppel_term(household, read_duren())],
        "kenmerken": [
            pages.size_text(household.personen, household.volwassenen),
            str(locatie or "Geen opvanglocatie"),
        ],
        "form": form,
        "place": place,
        "place_facts": pages.place_facts(place) if place else [],
        "nearby": selectors.nearby_places(locatie, len(members)),
        **extra,
    }
    return render(request, template, context)


@page(READ, activity="koppelen")
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    """One koppeling: where it stands, the decision, the people, and the steps that are allowed."""
    rows = visible(Koppeling, request.user).select_related("gemeente", "besluit", "plaatsingseenheid")
    koppeling = get_visible_or_404(Koppeling, request.user, rows, pk=pk)
    household = _household(request, koppeling.plaatsingseenheid_id)
    members = pages.members_of(household, request.user)
    log_reading(
        request,
        what="koppeling",
        subjects=[lid.person.pk for lid in members if lid.is_visible],
        object_id=koppeling.pk,
    )
    may_decide = bool(policy_of(Koppeling).may(request.user, "decide", koppeling))
    context = {
        "koppeling": koppeling,
        "kenmerken": pages.marks_of(koppeling),
        "may_decide": may_decide,
        "household": household,
        "members": members,
        "decision": pages.decision_facts(koppeling),
        "story": pages.story_of(koppeling),
        "steps": possible_steps(koppeling) if may_decide else [],
        "others": [one for one in household.koppelingen.all() if one.pk != koppeling.pk],
        "may_rematch": may_decide and not _runs(household),
    }
    return render(request, "koppeling/detail.html", context)


def _runs(household: Plaatsingseenheid) -> bool:
    return any(one.status in selectors.OPEN_STATES for one in household.koppelingen.all())


@page(DECIDE, activity="koppelen", methods=("GET", "POST"))
def stap(request: HttpRequest, pk: str, code: str) -> HttpResponse:
    """One step of a koppeling on its own page; what the table does not allow now is refused in words."""
    found = STAPPEN.get(code)
    if found is None:
        raise Http404
    rows = visible(Koppeling, request.user).select_related("gemeente", "besluit", "plaatsingseenheid")
    koppeling = get_visible_or_404(Koppeling, request.user, rows, pk=pk)
    require(request.user, "decide", koppeling)
    if request.method == "GET" and not KOPPELING.allows(koppeling.status, found.action):
        messages.error(request, f"Dit kan niet: de koppeling is al '{koppeling.status_label}'.")
        return redirect("koppeling:detail", pk=koppeling.pk)
    form: Any = found.form(
        request.POST if request.method == "POST" else None, initial=_initial(request, koppeling)
    )
    if form.is_bound and found.action == "move" and request.POST.get("stap") == "bekijk":
        show_as_typed(form)
    elif form.is_bound and form.is_valid():
        try:
            shown = found.take(koppeling, form, _account(request))
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            messages.success(request, found.gedaan)
            return redirect("koppeling:detail", pk=shown.pk)
    return _show_step(request, koppeling, found, form)


def _initial(request: HttpRequest, koppeling: Koppeling) -> dict[str, Any]:
    """What a new decision takes over from the old one."""
    besluit = koppeling.besluit
    return {
        "gemeente": _gemeente(request),
        "grondslag": koppeling.grondslag,
        "woonbehoeften": besluit.woonbehoeften,
        "afwijking_reden": besluit.afwijking_reden if koppeling.status == KOPPELING.initial else "",
    }


def _show_step(request: HttpRequest, koppeling: Koppeling, found: Stap, form: Any) -> HttpResponse:
    extra: dict[str, Any] = {"koppeling": koppeling, "stap": found, "kenmerken": pages.marks_of(koppeling)}
    if found.action == "move":
        household = _household(request, koppeling.plaatsingseenheid_id)
        return _show_choice(request, household, form, "koppeling/herkoppelen.html", extra)
    if found.action == "confirm":
        head = koppeling.plaatsingseenheid.hoofdpersoon
        place = selectors.place_in(
            koppeling.gemeente,
            head.dossier_locatie if head else None,
            koppeling.plaatsingseenheid.leden.count(),
        )
        extra |= {"place": place, "place_facts": pages.place_facts(place)}
    return render(request, "koppeling/stap.html", {"form": form, **extra})
