"""The gemeente's welcome page and introduction days, kept by its regievoerder. Nothing personal, but who comes."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.grants import grants_of
from coa_portal.access.policy import get_visible_or_404, policy_of, require, visible
from coa_portal.access.roles import TIER_CAPABILITIES
from coa_portal.accounts.requests import acting
from coa_portal.audit.reading import log_reading
from coa_portal.common.errors import DomainError
from coa_portal.organisaties.models import Gemeente, Taal
from coa_portal.web.forms import (
    DutchDateField,
    PortaalForm,
    Unguarded,
    apply_domain_error,
    asks_row,
    portaal_formset,
    show_as_typed,
    with_extra_row,
)
from koppeling.models import KEPT_OF_JOINED
from overdracht import actions
from overdracht.gemeente.vragen import contact_tabs
from overdracht.models import Introductieaanmelding, Introductiedag, Screeningspublicatie, Welkomstpagina
from overdracht.pdf.welkom import welkom_pdf
from overdracht.welkom import coming_days, registrations, welkom_of, with_registered

MANAGE = frozenset({"manage_overdracht"})
MAX_LINKS = 10
_HOW = "Een regel met # ervoor wordt een kop, regels met een streepje ervoor worden een lijst."


class _OwnGemeente(PortaalForm):
    """Asks for which gemeente, where the account works for more than one."""

    gemeente = forms.ModelChoiceField(Gemeente.objects.none(), label="Gemeente")

    def __init__(self, *args: Any, gebruiker: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if gebruiker is None:
            del self.fields["gemeente"]
            return
        own = Gemeente.objects.filter(pk__in=grants_of(gebruiker).on("manage_overdracht"))
        own = own.order_by("naam_sorteer")
        if len(own) == 1:
            self.only = own[0]
            del self.fields["gemeente"]
        else:
            self.fields["gemeente"].queryset = own  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """With the only gemeente filled in."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if hasattr(self, "only"):
            cleaned["gemeente"] = self.only
        return cleaned


class WelkomForm(_OwnGemeente):
    """Title and text of the draft."""

    taal = forms.ModelChoiceField(Taal.objects.filter(is_actueel=True), label="Taal")
    titel = forms.CharField(label="Titel", max_length=120, widget=forms.TextInput(attrs={"dir": "auto"}))
    tekst = forms.CharField(
        label="Tekst",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 14, "dir": "auto"}),
        help_text=f"{_HOW} Hooguit 5000 tekens.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "gebruiker" not in kwargs:
            del self.fields["taal"]


class LinkForm(PortaalForm):
    """One link below the text."""

    rijen = (("naam", "adres"),)
    naam = forms.CharField(label="Waarover", max_length=80, widget=forms.TextInput(attrs={"dir": "auto"}))
    adres = forms.URLField(
        label="Webadres", max_length=300, assume_scheme="https", widget=forms.URLInput(attrs={"dir": "ltr"})
    )


LinkRows = portaal_formset(LinkForm, titel="Links", rij_label="Link", max_num=MAX_LINKS)


class DagForm(_OwnGemeente):
    """When and where, and for how many."""

    unguarded = {"plaats": Unguarded.ADDRESS}

    rijen = (("van", "tot"),)
    datum = DutchDateField(label="Datum")
    van = forms.TimeField(
        label="Van",
        help_text="Bijvoorbeeld 10:00",
        widget=forms.TimeInput(attrs={"class": "veld__kort"}, format="%H:%M"),
    )
    tot = forms.TimeField(
        label="Tot",
        help_text="Bijvoorbeeld 12:30",
        widget=forms.TimeInput(attrs={"class": "veld__kort"}, format="%H:%M"),
    )
    plaats = forms.CharField(label="Plaats", max_length=200, help_text="Naam van het gebouw en het adres.")
    max_deelnemers = forms.IntegerField(
        label="Hoogste aantal deelnemers",
        min_value=1,
        max_value=500,
        widget=forms.NumberInput(attrs={"class": "veld__kort"}),
    )


def _manages(request: HttpRequest) -> bool:
    return grants_of(request.user).has("manage_overdracht")


@page(TIER_CAPABILITIES[0], activity="welkom-en-contact")
def welkom(request: HttpRequest) -> HttpResponse:
    """The welcome pages of the own gemeente, by language."""
    rows = (
        visible(Welkomstpagina, request.user)
        .select_related("taal", "gemeente")
        .order_by("gemeente__naam_sorteer", "taal__naam")
    )
    context = {
        "paginas": rows,
        "may_manage": _manages(request),
        "tabs": contact_tabs(request, "welkom"),
    }
    return render(request, "overdracht/gemeente/welkom.html", context)


@page(MANAGE, activity="welkom-en-contact", methods=("GET", "POST"))
def nieuw(request: HttpRequest) -> HttpResponse:
    """Begin a page in a language."""
    return _edit(request, None)


@page(MANAGE, activity="welkom-en-contact", methods=("GET", "POST"))
def wijzigen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change the draft; what is published stays until the draft is published."""
    row = _pagina_or_404(request, pk)
    require(request.user, "edit", row)
    return _edit(request, row)


def _pagina_or_404(request: HttpRequest, pk: UUID) -> Welkomstpagina:
    rows = visible(Welkomstpagina, request.user).select_related("taal", "gemeente")
    return get_visible_or_404(Welkomstpagina, request.user, rows, pk=pk)


def _edit(request: HttpRequest, row: Welkomstpagina | None) -> HttpResponse:
    data = with_extra_row(request.POST) if request.method == "POST" else None
    who = {} if row else {"gebruiker": request.user}
    form = WelkomForm(data, initial={"titel": row.titel, "tekst": row.tekst} if row else None, **who)
    links = LinkRows(data, initial=row.links if row else None, prefix="links")
    if data is not None and asks_row(data):
        show_as_typed(form, links)
    elif data is not None and all([form.is_valid(), links.is_valid()]):
        saved = _save(request, row, form, links)
        if saved is not None:
            messages.success(request, "De tekst is bewaard. Bekijk het voorbeeld voordat u publiceert.")
            return redirect("overdracht_gemeente:welkom_voorbeeld", pk=saved.pk)
    context = {"form": form, "links": links, "pagina": row}
    return render(request, "overdracht/gemeente/welkom_wijzigen.html", context)


def _save(
    request: HttpRequest, row: Welkomstpagina | None, form: WelkomForm, links: Any
) -> Welkomstpagina | None:
    told = [
        {"naam": link["naam"], "adres": link["adres"]}
        for link in links.cleaned_data
        if link and not link.get("DELETE")
    ]
    try:
        if row is None:
            return actions.add_welkomstpagina(links=told, acting_user=acting(request), **form.cleaned_data)
        return actions.change_welkomstpagina(
            pagina=row, links=told, acting_user=acting(request), **form.cleaned_data
        )
    except DomainError as error:
        apply_domain_error(form, error)
        return None


@page(TIER_CAPABILITIES[0], activity="welkom-en-contact")
def voorbeeld(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The draft as COA and the inburgeraar would read it."""
    row = _pagina_or_404(request, pk)
    context = {
        "pagina": row,
        "welkom": welkom_of(row.draft, row.taal, row.gemeente, request.user),
        "may_manage": bool(policy_of(Welkomstpagina).may(request.user, "edit", row)),
    }
    return render(request, "overdracht/gemeente/welkom_voorbeeld.html", context)


@page(TIER_CAPABILITIES[0], activity="welkom-en-contact", rate=rates.PDF)
def pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The draft on paper."""
    row = _pagina_or_404(request, pk)
    made = welkom_pdf(welkom_of(row.draft, row.taal, row.gemeente, request.user), timezone.now())
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="welkom-{row.gemeente_id}-{row.taal_id}.pdf"'
    return response


@page(MANAGE, activity="welkom-en-contact", methods=("POST",))
def publiceren(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the draft to COA."""
    row = _pagina_or_404(request, pk)
    actions.publish_welkomstpagina(pagina=row, acting_user=acting(request))
    messages.success(request, "De pagina is gepubliceerd. Het COA kan haar nu lezen en afdrukken.")
    return redirect("overdracht_gemeente:welkom")


@page(MANAGE, activity="welkom-en-contact", methods=("POST",))
def intrekken(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the page off the portal."""
    row = _pagina_or_404(request, pk)
    try:
        actions.withdraw_welkomstpagina(pagina=row, acting_user=acting(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Het COA ziet deze pagina niet meer. De tekst is bewaard.")
    return redirect("overdracht_gemeente:welkom")


@page(TIER_CAPABILITIES[0], activity="welkom-en-contact")
def introductiedagen(request: HttpRequest) -> HttpResponse:
    """The days that come, and how many people are registered."""
    context = {
        "dagen": with_registered(coming_days(request.user)).select_related("gemeente"),
        "may_manage": _manages(request),
        "tabs": contact_tabs(request, "introductiedagen"),
        "toon_gemeente": len(grants_of(request.user).on("view_tier0")) > 1,
    }
    return render(request, "overdracht/gemeente/introductiedagen.html", context)


@page(MANAGE, activity="welkom-en-contact", methods=("GET", "POST"))
def dag_nieuw(request: HttpRequest) -> HttpResponse:
    """Announce a day."""
    form = DagForm(request.POST if request.method == "POST" else None, gebruiker=request.user)
    if form.is_valid():
        try:
            made = actions.add_introductiedag(acting_user=acting(request), **form.cleaned_data)
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            messages.success(request, "De introductiedag staat op het portaal.")
            return redirect("overdracht_gemeente:introductiedag", pk=made.pk)
    return render(request, "overdracht/gemeente/introductiedag_wijzigen.html", {"form": form, "dag": None})


def _dag_or_404(request: HttpRequest, pk: UUID) -> Introductiedag:
    rows = visible(Introductiedag, request.user).select_related("gemeente")
    return get_visible_or_404(Introductiedag, request.user, rows, pk=pk)


@page(TIER_CAPABILITIES[0], activity="introductiedagen")
def dag(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One day with who comes: a name where tier 1 is open for this account, else a number."""
    row = _dag_or_404(request, pk)
    people = list(
        registrations(row, request.user).select_related("koppeling", "betrokkene").defer(*KEPT_OF_JOINED)
    )
    names = _names(request, people)
    named = [p.betrokkene.vergunninghouder_id for p in people if p.pk in names]
    if named:
        log_reading(request, what="introductiedag", subjects=named, object_id=row.pk)
    context = {
        "dag": row,
        "deelnemers": [(p, names.get(p.pk) or f"Persoon {p.betrokkene.volgnummer}") for p in people],
        "may_manage": bool(policy_of(Introductiedag).may(request.user, "edit", row)) and row.is_coming(),
    }
    return render(request, "overdracht/gemeente/introductiedag.html", context)


def _names(request: HttpRequest, people: list[Introductieaanmelding]) -> dict[UUID, str]:
    rows = visible(Screeningspublicatie, request.user).filter(
        koppeling__in={p.koppeling_id for p in people},
        vergunninghouder__in={p.betrokkene.vergunninghouder_id for p in people},
    )
    known = {
        (koppeling, person): naam
        for koppeling, person, naam in rows.values_list("koppeling_id", "vergunninghouder_id", "naam")
    }
    found = {p.pk: known.get((p.koppeling_id, p.betrokkene.vergunninghouder_id), "") for p in people}
    return {key: naam for key, naam in found.items() if naam}


@page(MANAGE, activity="welkom-en-contact", methods=("GET", "POST"))
def dag_wijzigen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a day that is to come."""
    row = _dag_or_404(request, pk)
    require(request.user, "edit", row)
    initial = {name: getattr(row, name) for name in ("datum", "van", "tot", "plaats", "max_deelnemers")}
    form = DagForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            actions.change_introductiedag(dag=row, acting_user=acting(request), **form.cleaned_data)
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            messages.success(
                request, "De introductiedag is gewijzigd. Wie iemand aanmeldde, krijgt een melding."
            )
            return redirect("overdracht_gemeente:introductiedag", pk=row.pk)
    return render(request, "overdracht/gemeente/introductiedag_wijzigen.html", {"form": form, "dag": row})


@page(MANAGE, activity="welkom-en-contact", methods=("POST",))
def dag_vervalt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The day does not go on."""
    row = _dag_or_404(request, pk)
    try:
        actions.cancel_introductiedag(dag=row, acting_user=acting(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(
            request, "De introductiedag gaat niet door. Wie iemand aanmeldde, krijgt een melding."
        )
    return redirect("overdracht_gemeente:introductiedagen")
