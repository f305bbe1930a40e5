"""Own account, "Inloggen en beveiliging"; confirming who one is; and what was typed before the session ended."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from coa_portal.access.declare import Audience, page
from coa_portal.accounts import (
    actions,
    brakes,
    demo_code,
    kept,
    once,
    passkeys,
    recent,
    second_factor,
    selectors,
    sign_in,
)
from coa_portal.accounts.forms import CodeForm, ConfirmForm, PasskeyNameForm
from coa_portal.accounts.models import Gebruiker
from coa_portal.accounts.once import CODES
from coa_portal.accounts.requests import AccountRequest
from coa_portal.accounts.views_second_step import app_context, check_code, set_up
from coa_portal.common.errors import DomainError
from coa_portal.web.forms import apply_domain_error


def stay_signed_in(request: HttpRequest, changed: Gebruiker) -> None:
    """Every session of the account just ended; this one goes on, under a new key."""
    update_session_auth_hash(request, changed)


@page(Audience.ACCOUNT, activity=None, wall=False)
def security(request: AccountRequest) -> HttpResponse:
    """With what the account signs in."""
    context = {
        "methods": second_factor.methods_of(request.user),
        "has_passkeys": passkeys.are_possible(),
        "most_codes": second_factor.RECOVERY_CODES,
        "attempts": selectors.recent_attempts(request.user),
    }
    return render(request, "accounts/beveiliging.html", context)


@page(Audience.ACCOUNT, activity=None, methods=("GET", "POST"), wall=False, recent=True)
@sensitive_post_parameters("code")
def change_app(request: AccountRequest) -> HttpResponse:
    """Set up an app, or another one in place of it. Ends the other sessions."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        changed = set_up(request, form, request.user, may_replace=True)
        if changed is not None:
            stay_signed_in(request, changed)
            messages.success(request, "Uw app is ingesteld. Bewaar ook de nieuwe herstelcodes.")
            return redirect("accounts:codes")
    return render(request, "accounts/app_wijzigen.html", app_context(request, form))


@page(Audience.ACCOUNT, activity=None, methods=("GET", "POST"), wall=False, recent=True)
def remove_app(request: AccountRequest) -> HttpResponse:
    """Take the app away."""
    if request.method == "POST":
        try:
            stay_signed_in(request, actions.remove_app(gebruiker=request.user, acting_user=request.user))
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "De app is verwijderd. Op andere apparaten bent u uitgelogd.")
        return redirect("accounts:security")
    return render(
        request, "accounts/weghalen.html", {"titel": "App verwijderen", "what": "de app voor inlogcodes"}
    )


@page(Audience.ACCOUNT, activity=None, methods=("GET", "POST"), wall=False, recent=True)
@sensitive_post_parameters("credential")
def add_passkey(request: AccountRequest) -> HttpResponse:
    """Make a passkey on this device."""
    if not passkeys.are_possible():
        raise Http404
    form = PasskeyNameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            credential = passkeys.verify_new(request, form.cleaned_data["credential"])
            actions.add_passkey(
                gebruiker=request.user,
                naam=form.cleaned_data["naam"],
                acting_user=request.user,
                **credential,
            )
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            messages.success(request, "De passkey is toegevoegd.")
            return redirect("accounts:security")
    context = {"form": form, "passkey_options": passkeys.ask_new(request, request.user)}
    return render(request, "accounts/passkey_toevoegen.html", context)


@page(Audience.ACCOUNT, activity=None, methods=("GET", "POST"), wall=False, recent=True)
def remove_passkey(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Take one passkey away."""
    passkey = get_object_or_404(request.user.passkeys, pk=pk)
    if request.method == "POST":
        try:
            stay_signed_in(request, actions.remove_passkey(passkey=passkey, acting_user=request.user))
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "De passkey is verwijderd. Op andere apparaten bent u uitgelogd.")
        return redirect("accounts:security")
    return render(
        request, "accounts/weghalen.html", {"titel": "Passkey verwijderen", "what": f"de passkey “{passkey}”"}
    )


@page(Audience.ACCOUNT, activity=None, methods=("GET", "POST"), wall=False, recent=True)
def codes(request: AccountRequest) -> HttpResponse:
    """Make new recovery codes; they are shown once, until the person says to have kept them."""
    shown = once.peek(request, CODES)
    if request.method == "POST" and "bewaard" in request.POST:
        once.drop(request, CODES)
        return redirect("accounts:security")
    if request.method == "POST":
        made = actions.make_recovery_codes(gebruiker=request.user, acting_user=request.user)
        once.put(request, CODES, "\n".join(made))
        return redirect("accounts:codes")
    if shown:
        context = {"codes": shown.splitlines(), "is_new": False}
        return render(request, "accounts/herstelcodes.html", context)
    return render(request, "accounts/herstelcodes_maken.html")


@page(Audience.ACCOUNT, activity=None, methods=("POST",), wall=False)
def end_other_sessions(request: AccountRequest) -> HttpResponse:
    """Sign out everywhere else."""
    stay_signed_in(request, actions.end_sessions(gebruiker=request.user, acting_user=request.user))
    messages.success(request, "Op andere apparaten bent u uitgelogd.")
    return redirect("accounts:security")


@page(Audience.ACCOUNT, activity=None, methods=("GET", "POST"), wall=False)
@sensitive_post_parameters("password", "code", "credential")
def confirm(request: AccountRequest) -> HttpResponse:
    """Show the factors again, and go back to where that was asked."""
    methods = second_factor.methods_of(request.user)
    wanted = request.POST.get("next", request.GET.get("next", ""))
    by_passkey = request.method == "POST" and "credential" in request.POST
    # who signs in with OpenID Connect has no password here
    form_class = ConfirmForm if request.user.has_usable_password() else CodeForm
    form = form_class(request.POST if request.method == "POST" and not by_passkey else None)
    passkey_error = ""
    if by_passkey:
        try:
            passkeys.verify(request, request.POST["credential"], request.user)
        except DomainError as error:
            passkey_error = error.message
        else:
            return _confirmed(request, wanted)
    elif request.method == "POST" and form.is_valid() and _is_right(request, form):
        return _confirmed(request, wanted)
    context = {
        "form": form,
        "methods": methods,
        "next": wanted,
        "passkey_options": passkeys.ask(request, request.user) if methods.passkeys else "",
        "passkey_error": passkey_error,
        "demo_code": demo_code.code_to_show(methods.app),
        "is_demo": settings.PORTAL_DEMO,
        "has_kept": bool(kept.address(request)),
        "minutes": settings.REAUTH_SECONDS // 60,
    }
    return render(request, "accounts/bevestigen.html", context)


def _is_right(request: AccountRequest, form: CodeForm) -> bool:
    """The password first: a wrong one must not use up tries of the code."""
    account = request.user
    if "password" in form.fields:
        attempt = brakes.judge(request, account.email, brakes.Method.BEVESTIGING)
        if attempt.wait:
            form.add_error(None, attempt.message)
            return False
        if not account.check_password(form.cleaned_data["password"]):
            attempt.failed()
            form.add_error("password", "Dit is niet uw wachtwoord.")
            return False
        attempt.passed()
    return check_code(request, form, account)


def _confirmed(request: AccountRequest, wanted: str) -> HttpResponse:
    recent.mark_recent(request)
    return redirect(kept.address(request) or sign_in.safe_next(request, wanted))


@page(Audience.ACCOUNT, activity=None, methods=("GET", "POST"), wall=False)
def kept_input(request: AccountRequest) -> HttpResponse:
    """What was typed and did not arrive: send it after all, or throw it away."""
    if request.method == "POST":
        kept.drop(request, request.POST.get("weg", ""))
        messages.success(request, "Wat u had ingevuld is weggegooid.")
        if kept.kept_forms(request, request.user):
            return redirect("accounts:kept")
        return redirect(sign_in.safe_next(request, ""))
    found = kept.kept_forms(request, request.user)
    if not found:
        return redirect(sign_in.safe_next(request, ""))
    return render(request, "accounts/ingevuld.html", {"forms": found, "field": kept.FIELD})
