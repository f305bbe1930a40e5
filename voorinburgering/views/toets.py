"""Pages of results of tests. A docent gets a `Deelnemer` and never a `Vergunninghouder`; COA's side the dossier."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from coa_portal.access.declare import page
from coa_portal.access.policy import get_visible_or_404, policy_of, require, visible
from coa_portal.audit.reading import log_reading
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from coa_portal.organisaties.models import Lesgroep
from coa_portal.web.forms import PortaalForm, apply_domain_error
from klantprofiel.models import Vergunninghouder
from klantprofiel.policy import ENTER
from voorinburgering import actions
from voorinburgering.models import Deelnemer, Toetsresultaat, Toetssoort
from voorinburgering.policy import KEEP, TEACH
from voorinburgering.samenvatting import has_certificate
from voorinburgering.toets_forms import CorrectieForm, GroepForm, IntrekkenForm, SoortForm, UitslagForm
from voorinburgering.toetsen import group_to_test, is_docent, name_of, results_shown

ACTIVITY = "toetsen"
SCOPE = "uitslagen van mensen in de eigen lesgroepen, of van dossiers op opvanglocaties van de toekenning"
_BOTH = frozenset({KEEP, TEACH})


@page(_BOTH, activity=ACTIVITY, methods=("GET", "POST"), scope=SCOPE)
def groep(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The results of one test for everybody in a group, on one page."""
    rows = visible(Lesgroep, request.user).select_related("opvanglocatie")
    group = get_visible_or_404(Lesgroep, request.user, rows, pk=pk)
    soort = request.GET.get("soort", "")
    soort = soort if soort in Toetssoort.values else Toetssoort.EINDTOETS.value
    mensen = group_to_test(request.user, group, soort)
    log_reading(
        request, what="toetsen lesgroep", subjects=[one.persoon for one in mensen], object_id=group.pk
    )
    form = GroepForm(
        request.POST or None,
        soort=soort,
        mensen=mensen,
        door=not is_docent(request.user),
        initial={"op": today()},
    )
    if request.method == "POST" and form.is_valid() and _is_recorded(request, form, soort):
        return redirect(f"{reverse('toetsen:groep', args=[group.pk])}?soort={soort}")
    context = {
        "lesgroep": group,
        "kenmerken": [f"Lesgroep {group.naam}", str(group.opvanglocatie)],
        "groep_url": _group_url(request, group),
        "keuze": SoortForm(initial={"soort": soort}),
        "soort": Toetssoort(soort).label,
        "form": form,
    }
    return render(request, "voorinburgering/toetsen/groep.html", context)


def _is_recorded(request: HttpRequest, form: GroepForm, soort: str) -> bool:
    """Keep what was filled in and say how much; a refusal is said at the form."""
    try:
        made = actions.record_toetsen(
            soort=soort,
            op=form.cleaned_data["op"],
            uitslagen=form.outcomes(),
            afgenomen_door=form.cleaned_data.get("afgenomen_door", ""),
            acting_user=request.user,
        )
    except DomainError as error:
        apply_domain_error(form, error)
        return False
    number = len(made)
    said = f"{number} {'uitslag' if number == 1 else 'uitslagen'} opgeslagen."
    messages.success(request, said if number else "Deze uitslagen waren al opgeslagen.")
    return True


def _group_url(request: HttpRequest, group: Lesgroep) -> str:
    name = "voorinburgering:mijn_lesgroep" if is_docent(request.user) else "voorinburgering:lesgroep"
    return reverse(name, args=[group.pk])


@dataclass(frozen=True)
class _Onderwerp:
    """Whose results a page shows, and the way back from it."""

    persoon: UUID
    naam: str
    terug: str
    terug_url: str
    hier: str


@page({TEACH}, activity=ACTIVITY, methods=("GET", "POST"), scope=SCOPE)
def deelnemer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The results of somebody in an own lesgroep."""
    row = get_visible_or_404(
        Deelnemer, request.user, visible(Deelnemer, request.user).select_related("lesgroep"), pk=pk
    )
    back = reverse("voorinburgering:mijn_lesgroep", args=[row.lesgroep_id])
    here = reverse("toetsen:deelnemer", args=[row.pk])
    return _results(request, _Onderwerp(row.persoon, row.naam, row.lesgroep.naam, back, here))


@page(ENTER, activity=ACTIVITY, methods=("GET", "POST"), scope=SCOPE)
def persoon(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The results of one person, beside the dossier."""
    person = get_visible_or_404(
        Vergunninghouder, request.user, visible(Vergunninghouder, request.user), pk=pk
    )
    if request.method == "POST":
        require(request.user, "edit_profiel", person)
    back = reverse("klantprofiel:dossier", args=[person.pk])
    here = reverse("toetsen:persoon", args=[person.pk])
    may_add = bool(policy_of(Vergunninghouder).may(request.user, "edit_profiel", person))
    return _results(
        request, _Onderwerp(person.pk, person.naam, person.naam, back, here), may_add=may_add, prints=True
    )


def _results(
    request: HttpRequest, wie: _Onderwerp, *, may_add: bool = True, prints: bool = False
) -> HttpResponse:
    log_reading(request, what="toetsen", subjects=[wie.persoon], object_id=wie.persoon)
    form = UitslagForm(request.POST or None, door=not is_docent(request.user), initial={"op": today()})
    if request.method == "POST" and form.is_valid() and _add(request, wie, form):
        messages.success(request, "De uitslag is opgeslagen.")
        return redirect(wie.hier)
    policy = policy_of(Toetsresultaat)
    rows = [
        (row, may_add and bool(policy.may(request.user, "change", row)) if row.is_standing else False)
        for row in results_shown(request.user, wie.persoon)
    ]
    context = {"wie": wie, "form": form, "rijen": rows, "may_add": may_add, "prints": prints}
    context["kenmerken"] = [wie.naam]
    context["has_certificate"] = prints and has_certificate(wie.persoon)
    return render(request, "voorinburgering/toetsen/persoon.html", context)


def _add(request: HttpRequest, wie: _Onderwerp, form: UitslagForm) -> bool:
    values = form.cleaned_data
    try:
        actions.record_toetsen(
            soort=values["soort"],
            op=values["op"],
            uitslagen={wie.persoon: values["uitslag"]},
            afgenomen_door=values.get("afgenomen_door", ""),
            acting_user=request.user,
        )
    except DomainError as error:
        at_result = DomainError(error.message, field="uitslag", code=error.code)
        apply_domain_error(form, at_result if error.field == str(wie.persoon) else error)
        return False
    return True


@page(_BOTH, activity=ACTIVITY, methods=("GET", "POST"), scope=SCOPE)
def verbeteren(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct a result, with a reason."""
    row = _toets(request, pk)
    form = CorrectieForm(
        request.POST or None,
        soort=row.soort,
        initial={"resultaat": row.resultaat, "op": row.afgenomen_op},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_toets(toets=row, acting_user=request.user, **form.cleaned_data)
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            messages.success(request, "De uitslag is verbeterd.")
            return redirect(_back(request, row))
    return _step(request, row, form, "Uitslag verbeteren", "Verbeteren")


@page(_BOTH, activity=ACTIVITY, methods=("GET", "POST"), scope=SCOPE)
def intrekken(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a result back, with a reason."""
    row = _toets(request, pk)
    form = IntrekkenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_toets(toets=row, acting_user=request.user, **form.cleaned_data)
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            messages.success(request, "De uitslag is ingetrokken.")
            return redirect(_back(request, row))
    return _step(request, row, form, "Uitslag intrekken", "Intrekken")


def _toets(request: HttpRequest, pk: UUID) -> Toetsresultaat:
    """A result that the account may change. A docent's is read without the dossier"""
    rows = visible(Toetsresultaat, request.user)
    if not is_docent(request.user):
        rows = rows.select_related("vergunninghouder")
    row = get_visible_or_404(Toetsresultaat, request.user, rows, pk=pk)
    require(request.user, "change", row)
    return row


def _back(request: HttpRequest, row: Toetsresultaat) -> str:
    if not is_docent(request.user):
        return reverse("toetsen:persoon", args=[row.vergunninghouder_id])
    own = visible(Deelnemer, request.user).filter(persoon=row.vergunninghouder_id).first()
    return reverse("toetsen:deelnemer", args=[own.pk]) if own else reverse("voorinburgering:mijn")


def _step(
    request: HttpRequest, row: Toetsresultaat, form: PortaalForm, titel: str, knop: str
) -> HttpResponse:
    log_reading(request, what="toets", subjects=[row.vergunninghouder_id], object_id=row.pk)
    context = {
        "naam": name_of(request.user, row),
        "toets": row,
        "form": form,
        "titel": titel,
        "knop": knop,
        "terug_url": _back(request, row),
    }
    return render(request, "voorinburgering/toetsen/stap.html", context)
