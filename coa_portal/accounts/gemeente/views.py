"""Pages of the accountbeheerder, behind the wall of `portal_gemeente`: the accounts of the own gemeente(n)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.policy import get_visible_or_404, policy_of, require
from coa_portal.accounts import actions
from coa_portal.accounts.gemeente import selectors
from coa_portal.accounts.gemeente.forms import AanvraagForm, AccountFilter, EindeForm, VerlengForm
from coa_portal.accounts.models import Accountaanvraag, Gebruiker, Toekenning
from coa_portal.accounts.requests import acting
from coa_portal.common.dates import long_date
from coa_portal.common.errors import DomainError
from coa_portal.web.forms import apply_domain_error

PER_PAGE = 25
_WHO = {"request_accounts"}
_ACTIVITY = "beheren-accounts"
_SCOPE = "accounts van de eigen gemeente"


@page(_WHO, activity=_ACTIVITY, scope=_SCOPE, rate=rates.LIST)
def lijst(request: HttpRequest) -> HttpResponse:
    """Who may do what for the own gemeente(n), until when."""
    form = AccountFilter(request.GET)
    rows = selectors.narrowed(selectors.managed(request.user), form.filters)
    page_obj = Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "form": form,
        "page_obj": page_obj,
        "rijen": selectors.rijen(acting(request), list(page_obj.object_list)),
        "is_gefilterd": any(value for key, value in request.GET.items() if key != "pagina"),
        "is_voorbij": form.filters.get("weergave") == selectors.OVER,
        "te_verlengen": len(selectors.to_certify(acting(request))),
        "overeenkomsten": selectors.agreements(request.user),
    }
    return render(request, "accounts/gemeente/lijst.html", context)


@page(_WHO, activity=_ACTIVITY, scope=_SCOPE)
def toekenning(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One grant, with the steps that this accountbeheerder may take."""
    row = _find(request, pk)
    policy, account = policy_of(Toekenning), acting(request)
    may_renew, may_end = policy.may(account, "renew", row), policy.may(account, "end", row)
    context = {
        "rij": selectors.rijen(account, [row])[0],
        "kenmerken": [row.parent, row.role.label],
        "may_renew": may_renew,
        "may_end": may_end,
        "waarom_niet": "" if may_renew else may_renew.reason,
        "url_rol": f"{reverse('accounts_gemeente:nieuw')}?voor={row.pk}",
    }
    return render(request, "accounts/gemeente/toekenning.html", context)


@page(_WHO, activity=_ACTIVITY, methods=("POST",), scope=_SCOPE, recent=True)
def verleng(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Certify one grant for another half year."""
    row = _find(request, pk)
    require(request.user, "renew", row)
    try:
        renewed = actions.renew_by_gemeente(toekenning=row, acting_user=acting(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Verlengd tot en met {long_date(renewed.eindigt_op)}.")
    return redirect("accounts_gemeente:toekenning", pk=row.pk)


@page(_WHO, activity=_ACTIVITY, methods=("GET", "POST"), scope=_SCOPE, recent=True)
def beeindigen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End one grant at once, with a reason."""
    row = _find(request, pk)
    require(request.user, "end", row)
    form = EindeForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_by_gemeente(toekenning=row, acting_user=acting(request), **form.cleaned_data)
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            messages.success(request, "De toegang is beëindigd.")
            return redirect("accounts_gemeente:lijst")
    context = {"form": form, "toekenning": row, "account": _account_of(row), "kenmerken": [row.parent]}
    return render(request, "accounts/gemeente/beeindigen.html", context)


@page(_WHO, activity=_ACTIVITY, methods=("GET", "POST"), scope=_SCOPE, recent=True)
def verlengen(request: HttpRequest) -> HttpResponse:
    """ "Klopt dit nog?": certify what ends within thirty days, as many at once as still hold good (R14)."""
    rows = selectors.to_certify(acting(request))
    form = VerlengForm(_posted(request), rows=rows)
    if request.method == "POST" and form.is_valid():
        _renew_all(request, list(form.cleaned_data["toekenningen"]))
        return redirect("accounts_gemeente:verlengen")
    chosen = set(request.POST.getlist("toekenningen"))
    context = {"form": form, "rijen": selectors.rijen(acting(request), rows), "gekozen": chosen}
    return render(request, "accounts/gemeente/verlengen.html", context)


def _renew_all(request: HttpRequest, rows: list[Toekenning]) -> None:
    """Each by its action: one that is refused does not hold up the others, and is told by name."""
    renewed = 0
    for row in rows:
        try:
            actions.renew_by_gemeente(toekenning=row, acting_user=acting(request))
        except DomainError as error:
            messages.error(request, f"{_account_of(row).naam}: {error.message}")
        else:
            renewed += 1
    if renewed:
        said = "1 toegang is" if renewed == 1 else f"{renewed} toegangen zijn"
        messages.success(request, f"{said} verlengd.")


@page(_WHO, activity=_ACTIVITY, scope=_SCOPE, rate=rates.LIST)
def aanvragen(request: HttpRequest) -> HttpResponse:
    """Requests of the own gemeente(n) and what COA answered."""
    page_obj = Paginator(selectors.aanvragen(request.user), PER_PAGE).get_page(request.GET.get("pagina"))
    return render(request, "accounts/gemeente/aanvragen.html", {"page_obj": page_obj})


@page(_WHO, activity=_ACTIVITY, methods=("GET", "POST"), scope=_SCOPE)
def nieuw(request: HttpRequest) -> HttpResponse:
    """Ask for an account, or with `?voor=` for another role of somebody who has one here."""
    account = acting(request)
    form = AanvraagForm(_posted(request), gebruiker=account, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.request_account(**form.terms, acting_user=account)
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            messages.success(request, f"Uw aanvraag {row.referentie} is naar het COA gestuurd.")
            return redirect("accounts_gemeente:aanvragen")
    return render(request, "accounts/gemeente/nieuw.html", {"form": form})


def _initial(request: HttpRequest) -> dict[str, object]:
    """The person of a grant that this accountbeheerder sees; nothing for any other key."""
    key = request.GET.get("voor", "")
    if not key:
        return {}
    row = get_visible_or_404(Toekenning, request.user, selectors.managed(request.user), pk=key)
    known = _account_of(row)
    fields = ("naam", "email", "functie", "telefoon")
    return {"gemeente": row.gemeente_id, **{name: getattr(known, name) for name in fields}}


@page(_WHO, activity=_ACTIVITY, scope=_SCOPE)
def aanvraag(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One request, with the answer."""
    row = get_visible_or_404(Accountaanvraag, request.user, selectors.aanvragen(request.user), pk=pk)
    may_withdraw = policy_of(Accountaanvraag).may(request.user, "withdraw", row)
    context = {"aanvraag": row, "may_withdraw": may_withdraw, "kenmerken": [row.referentie, row.gemeente]}
    return render(request, "accounts/gemeente/aanvraag.html", context)


@page(_WHO, activity=_ACTIVITY, methods=("POST",), scope=_SCOPE)
def intrekken(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take an open request back."""
    row = get_visible_or_404(Accountaanvraag, request.user, pk=pk)
    try:
        actions.withdraw_aanvraag(aanvraag=row, acting_user=acting(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "De aanvraag is ingetrokken.")
    return redirect("accounts_gemeente:aanvraag", pk=row.pk)


def _posted(request: HttpRequest) -> Any:
    """What was sent, also when that is nothing at all; None on a first look."""
    return request.POST if request.method == "POST" else None


def _find(request: HttpRequest, pk: UUID) -> Toekenning:
    row: Toekenning = get_visible_or_404(Toekenning, request.user, selectors.managed(request.user), pk=pk)
    return row


def _account_of(row: Toekenning) -> Gebruiker:
    return Gebruiker.contact.get(pk=row.gebruiker_id)
