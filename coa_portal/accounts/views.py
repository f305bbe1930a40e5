"""Sign-in and own-account pages. They run outside the wall, under the login role, which reads no dossier."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout as end_session
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from coa_portal.access import rates
from coa_portal.access.declare import Audience, page
from coa_portal.accounts import actions, brakes, passkeys, selectors, sign_in
from coa_portal.accounts.forms import ChangePasswordForm, LoginForm, NewPasswordForm, OwnDetailsForm
from coa_portal.accounts.oidc.providers import SESSION_PROVIDER, all_providers, find_provider
from coa_portal.accounts.requests import AccountRequest
from coa_portal.common.errors import DomainError
from coa_portal.web import errors
from coa_portal.web.forms import apply_domain_error
from coa_portal.web.waiting import answer_with_wait

_LINK = "password_link"


@page(Audience.PUBLIC, activity=None, methods=("GET", "POST"), rate=rates.SIGN_IN)
@sensitive_post_parameters("password")
def login(request: HttpRequest) -> HttpResponse:
    """Sign in, and go on to where the visitor wanted to be."""
    if request.user.is_authenticated:
        return redirect(sign_in.safe_next(request, request.GET.get("next", "")))
    form = LoginForm(request.POST or None, request=request, initial={"next": request.GET.get("next", "")})
    if request.method == "POST" and form.is_valid() and form.account is not None:
        next_url = form.cleaned_data["next"]
        return redirect(
            sign_in.first_factor_passed(request, form.account, method="wachtwoord", next_url=next_url)
        )
    context = {
        "form": form,
        "is_demo": settings.PORTAL_DEMO,
        "bericht": request.GET.get("bericht", ""),
        "has_passkeys": passkeys.are_possible(),
        "organisaties": all_providers(),
        "uitgelogd_bij": find_provider(request.GET.get("organisatie", "")),
    }
    return answer_with_wait(render(request, "accounts/inloggen.html", context), form.retry_after)


@page(Audience.ACCOUNT, activity=None, methods=("POST",), wall=False)
def logout(request: HttpRequest) -> HttpResponse:
    """Sign out, and have the browser forget what it kept of the portal."""
    organisation = find_provider(request.session.get(SESSION_PROVIDER, ""))
    end_session(request)
    also = f"&organisatie={organisation.code}" if organisation else ""
    response = redirect(f"{reverse('accounts:login')}?bericht=uitgelogd{also}")
    # not "cookies": Django removes the session's; the one that knows this browser protects against a lock-out
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@page(Audience.ACCOUNT, activity=None, methods=("GET", "POST"), wall=False)
def account(request: AccountRequest) -> HttpResponse:
    """The own account: what it may, until when, and how others reach it."""
    gebruiker = request.user
    initial = {name: getattr(gebruiker, name) for name in OwnDetailsForm.base_fields}
    form = OwnDetailsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_own_details(gebruiker=gebruiker, **form.cleaned_data, acting_user=gebruiker)
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            messages.success(request, "Uw gegevens zijn opgeslagen.")
            return redirect("accounts:account")
    toekenningen = selectors.own_grants(gebruiker)
    soon = {row.pk for row in toekenningen if selectors.expires_soon(row)}
    context = {"form": form, "toekenningen": toekenningen, "verloopt_snel": soon}
    if not toekenningen:
        context["geen_toegang"] = selectors.why_no_access(gebruiker)
    return render(request, "accounts/account.html", context)


@page(Audience.ACCOUNT, activity=None, methods=("GET", "POST"), wall=False, rate=rates.LINK)
@sensitive_post_parameters()
def password_change(request: AccountRequest) -> HttpResponse:
    """Choose another password. Other sessions of the account end, this one goes on under a new key."""
    form = ChangePasswordForm(request.POST or None, account=request.user, request=request)
    if request.method == "POST" and form.is_valid():
        changed = actions.set_password(
            gebruiker=request.user, password=form.cleaned_data["password"], acting_user=request.user
        )
        update_session_auth_hash(request, changed)
        messages.success(request, "Uw wachtwoord is gewijzigd. Op andere apparaten bent u uitgelogd.")
        return redirect("accounts:account")
    return render(request, "accounts/wachtwoord.html", {"form": form})


@page(Audience.PUBLIC, activity=None, rate=rates.LINK)
def set_password_link(request: HttpRequest, key: UUID, token: str) -> HttpResponse:
    """Take the token out of the address, so that it stays in no history and goes along in no link."""
    request.session[_LINK] = [str(key), token]
    return redirect("accounts:set_password")


@page(Audience.PUBLIC, activity=None, methods=("GET", "POST"), rate=rates.LINK)
@sensitive_post_parameters()
def set_password(request: HttpRequest) -> HttpResponse:
    """Choose a password by the one-time link that the beheerder handed over."""
    gebruiker = sign_in.account_of_link(*request.session.get(_LINK, [None, ""]))
    if gebruiker is None:
        attempt = brakes.judge_visitor(request, brakes.Method.LINK) if _LINK in request.session else None
        if attempt is not None and attempt.wait:
            return errors.too_many_requests(request, attempt.message, retry_after=attempt.wait)
        return render(request, "accounts/link_verlopen.html", status=404)
    form = NewPasswordForm(request.POST or None, account=gebruiker)
    if request.method == "POST" and form.is_valid():
        actions.set_password(
            gebruiker=gebruiker, password=form.cleaned_data["password"], acting_user=gebruiker
        )
        end_session(request)
        # who holds the link is at home here, also while somebody guesses at the account from elsewhere
        brakes.note_home(request, gebruiker.email)
        return redirect(f"{reverse('accounts:login')}?bericht=ingesteld")
    return render(request, "accounts/wachtwoord_instellen.html", {"form": form, "naam": gebruiker.naam})
