"""The second step of signing in: a code, a passkey or a recovery code; the first time, setting up the app.

All of them are public addresses, because nobody is signed in yet: the session says who passed the first step.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from coa_portal.access import rates
from coa_portal.access.declare import Audience, page
from coa_portal.accounts import actions, brakes, demo_code, once, passkeys, second_factor, sign_in
from coa_portal.accounts.attempts import record
from coa_portal.accounts.factor_models import TotpApparaat, totp_of
from coa_portal.accounts.forms import CodeForm, RecoveryForm
from coa_portal.accounts.models import Aanmeldpoging, Gebruiker
from coa_portal.accounts.once import CODES, SECRET
from coa_portal.accounts.pending import Pending, mark_proved, pending_of
from coa_portal.common.errors import DomainError
from coa_portal.web.forms import apply_domain_error

P = ParamSpec("P")
_WRONG_CODE = "Deze code klopt niet of is al gebruikt. Vul de code in die uw app nu toont."
_WRONG_RECOVERY = "Deze herstelcode klopt niet of is al gebruikt."
_LATE = "bericht=opnieuw"


def _between_factors(
    view: Callable[Concatenate[HttpRequest, Pending, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Only for who passed the first step, not too long ago; anybody else starts at the beginning."""

    @wraps(view)
    def run(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        found = pending_of(request)
        if found is None:
            if request.user.is_authenticated:
                return redirect(sign_in.safe_next(request, ""))
            return redirect(f"{reverse('accounts:login')}?{_LATE}")
        return view(request, found, *args, **kwargs)

    return run


def _go_on(request: HttpRequest, found: Pending) -> HttpResponse:
    return redirect(sign_in.finish(request, found.account, method=found.method, next_url=found.next_url))


@page(Audience.PUBLIC, activity=None, methods=("GET", "POST"), rate=rates.SIGN_IN)
@sensitive_post_parameters("code", "credential")
@_between_factors
def second_step(request: HttpRequest, found: Pending) -> HttpResponse:
    """A code from the app, or a passkey."""
    methods = second_factor.methods_of(found.account)
    if not methods.is_any or found.is_proved:
        return redirect("accounts:enrol")
    by_passkey = request.method == "POST" and "credential" in request.POST
    form = CodeForm(request.POST if request.method == "POST" and not by_passkey else None)
    passkey_error = ""
    if by_passkey:
        try:
            passkeys.verify(request, request.POST["credential"], found.account)
        except DomainError as error:
            passkey_error = error.message
            record(request, Aanmeldpoging.Method.PASSKEY, Aanmeldpoging.Result.MISLUKT, account=found.account)
        else:
            return _go_on(request, found)
    elif request.method == "POST" and form.is_valid() and check_code(request, form, found.account):
        return _go_on(request, found)
    context = {
        "form": form,
        "methods": methods,
        "passkey_options": passkeys.ask(request, found.account) if methods.passkeys else "",
        "passkey_error": passkey_error,
        "demo_code": demo_code.code_to_show(methods.app),
        "is_demo": settings.PORTAL_DEMO,
    }
    return render(request, "accounts/tweede_stap.html", context)


def check_code(
    request: HttpRequest, form: CodeForm, account: Gebruiker, method: str = brakes.Method.CODE
) -> bool:
    """Whether the code of a valid form is right; else the reason stands at its field."""
    app = TotpApparaat.objects.filter(user=account).first()
    if app is None:
        form.add_error("code", "U hebt geen app ingesteld.")
        return False
    if not settings.PORTAL_DEMO and demo_code.is_demo_secret(account.email, app.plain_secret):
        form.add_error("code", "Dit is een demo-account. Het werkt alleen in de demo.")
        return False
    attempt = brakes.judge(request, account.email, method)
    if attempt.wait:
        form.add_error("code", attempt.message)
        return False
    if actions.use_code(gebruiker=account, code=form.cleaned_data["code"], acting_user=account):
        attempt.passed()
        return True
    attempt.failed()
    form.add_error("code", _WRONG_CODE)
    return False


@page(Audience.PUBLIC, activity=None, methods=("GET", "POST"), rate=rates.SIGN_IN)
@sensitive_post_parameters("code")
@_between_factors
def recovery(request: HttpRequest, found: Pending) -> HttpResponse:
    """A recovery code, for who has neither app nor passkey at hand."""
    form = RecoveryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        attempt = brakes.judge(request, found.account.email, brakes.Method.HERSTELCODE)
        if attempt.wait:
            form.add_error("code", attempt.message)
        elif actions.use_recovery_code(gebruiker=found.account, code=code, acting_user=found.account):
            attempt.passed()
            return _go_on(request, found)
        else:
            attempt.failed()
            form.add_error("code", _WRONG_RECOVERY)
    return render(request, "accounts/herstelcode.html", {"form": form})


@page(Audience.PUBLIC, activity=None, methods=("GET", "POST"), rate=rates.SIGN_IN)
@sensitive_post_parameters("code")
@_between_factors
def enrol(request: HttpRequest, found: Pending) -> HttpResponse:
    """The first time: set up the app, prove it with a code, and get recovery codes. Without it nobody gets in."""
    if found.is_proved:
        return redirect("accounts:enrol_codes")
    if second_factor.methods_of(found.account).is_any:
        return redirect("accounts:second_step")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = set_up(request, form, found.account, may_replace=False)
        if account is not None:
            mark_proved(request, account)
            return redirect("accounts:enrol_codes")
    return render(request, "accounts/app_instellen.html", app_context(request, form))


def app_context(request: HttpRequest, form: CodeForm) -> dict[str, Any]:
    """What the page with the picture shows; the secret stays the same while the person is busy with it."""
    secret = once.peek(request, SECRET)
    if not secret:
        secret = second_factor.new_secret()
        once.put(request, SECRET, secret)
    return {
        "form": form,
        "secret": second_factor.in_groups(secret),
        "demo_code": demo_code.code_of_secret(secret),
    }


def set_up(
    request: HttpRequest, form: CodeForm, account: Gebruiker, *, may_replace: bool
) -> Gebruiker | None:
    """Make the shown secret the account's app when the code fits it, with a new set of recovery codes to show;
    else the reason stands at the field and the answer is None."""
    secret = once.peek(request, SECRET)
    totp = totp_of(secret) if secret else None
    if totp is None or not totp.verify(int(form.cleaned_data["code"]), tolerance=1):
        form.add_error("code", _WRONG_CODE)
        return None
    try:
        changed = actions.set_app(
            gebruiker=account, secret=secret, used_t=totp.t(), may_replace=may_replace, acting_user=account
        )
    except DomainError as error:
        apply_domain_error(form, error)
        return None
    codes = actions.make_recovery_codes(gebruiker=account, acting_user=account)
    once.drop(request, SECRET)
    once.put(request, CODES, "\n".join(codes))
    return changed


@page(Audience.PUBLIC, activity=None, rate=rates.LINK)
def qr(request: HttpRequest) -> HttpResponse:
    """The picture of the secret in this session, for who is setting up an app; 404 for everybody else."""
    found = pending_of(request)
    account = request.user if isinstance(request.user, Gebruiker) else (found.account if found else None)
    secret = once.peek(request, SECRET)
    if account is None or not secret:
        raise Http404
    return HttpResponse(second_factor.qr_svg(account, secret), content_type="image/svg+xml")


@page(Audience.PUBLIC, activity=None, methods=("GET", "POST"), rate=rates.SIGN_IN)
@_between_factors
def enrol_codes(request: HttpRequest, found: Pending) -> HttpResponse:
    """The recovery codes, once; who says to have kept them is signed in."""
    codes = once.peek(request, CODES)
    if not found.is_proved:
        return redirect("accounts:second_step")
    if request.method == "POST" or not codes:
        return _go_on(request, found)
    return render(request, "accounts/herstelcodes.html", {"codes": codes.splitlines(), "is_new": True})


@page(Audience.PUBLIC, activity=None, rate=rates.LINK)
def codes_file(request: HttpRequest) -> HttpResponse:
    """The codes that the page shows, as a text file without anything personal."""
    codes = once.peek(request, CODES)
    if not codes:
        raise Http404
    text = f"Herstelcodes voor het COA-portaal\nElke code werkt één keer.\n\n{codes}\n"
    response = HttpResponse(text.replace("\n", "\r\n"), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="herstelcodes.txt"'
    return response


@page(Audience.PUBLIC, activity=None, methods=("GET", "POST"), rate=rates.SIGN_IN)
@sensitive_post_parameters("credential")
def passkey_login(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey alone: its owner was verified by the device, so it is both factors."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(sign_in.safe_next(request, wanted))
    if not passkeys.are_possible():
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            shown = passkeys.verify(request, request.POST.get("credential", ""), None)
        except DomainError as refusal:
            # nobody can guess a passkey; what is braked is filling the list of attempts, before any first factor
            attempt = brakes.judge_visitor(request, brakes.Method.PASSKEY)
            error = attempt.message if attempt.wait else refusal.message
        else:
            return redirect(
                sign_in.first_factor_passed(
                    request, shown.gebruiker, method="passkey", second_factor_done=True, next_url=wanted
                )
            )
    context = {"passkey_options": passkeys.ask(request, None), "passkey_error": error, "next": wanted}
    return render(request, "accounts/passkey_inloggen.html", context)
