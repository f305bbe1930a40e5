"""Signing in by the own organisation. Without configured organisations every address here is a 404."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from coa_portal.access import rates
from coa_portal.access.declare import Audience, page
from coa_portal.accounts import sign_in
from coa_portal.accounts.attempts import record
from coa_portal.accounts.models import Aanmeldpoging
from coa_portal.accounts.oidc import client
from coa_portal.accounts.oidc.identities import NoAccount, find_account
from coa_portal.accounts.oidc.providers import SESSION_PROVIDER, Provider, provider_or_404

logger = logging.getLogger("coa_portal.security")

_NEXT = "oidc_next"
_SCOPE = "bezoekers van een organisatie die met OpenID Connect is ingesteld; anders 404"


@page(Audience.PUBLIC, activity=None, rate=rates.SIGN_IN, scope=_SCOPE)
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Go to the organisation. A link, not a form: Chromium would hold every redirect there to our form-action."""
    provider = provider_or_404(code)
    if request.user.is_authenticated:
        return redirect(sign_in.safe_next(request, request.GET.get("next", "")))
    request.session[_NEXT] = request.GET.get("next", "")[:2000]
    try:
        return client.ask(request, provider)
    except client.ProviderAway as error:
        return _away(request, provider, error)


@page(Audience.PUBLIC, activity=None, rate=rates.SIGN_IN, scope=_SCOPE)
def callback(request: HttpRequest, code: str) -> HttpResponse:
    """Back from the organisation: judge the answer, find the account, and go on as after a password."""
    provider = provider_or_404(code)
    if request.user.is_authenticated:
        return redirect(sign_in.safe_next(request, ""))
    try:
        claims = client.answer(request, provider)
        account = find_account(provider, claims)
    except client.ProviderAway as error:
        return _away(request, provider, error)
    except client.AnswerRefused as error:
        logger.warning("event=oidc result=refused provider=%s reason=%s", provider.code, error.code)
        why = "afgebroken" if error.denied else "verlopen"
        return _sorry(request, provider, why, status=400)
    except NoAccount as error:
        logger.warning("event=oidc result=no_account provider=%s reason=%s", provider.code, error.code)
        record(request, Aanmeldpoging.Method.ORGANISATIE, Aanmeldpoging.Result.MISLUKT, account=error.account)
        return _sorry(request, provider, "onbekend", status=403)
    address = sign_in.first_factor_passed(
        request,
        account,
        method=Aanmeldpoging.Method.ORGANISATIE.value,
        second_factor_done=provider.proves_second_factor(claims),
        next_url=request.session.pop(_NEXT, ""),
    )
    if client.offers_sign_out(provider):
        request.session[SESSION_PROVIDER] = provider.code
    return redirect(address)


@page(Audience.PUBLIC, activity=None, rate=rates.SIGN_IN, scope=_SCOPE)
def sign_out_there(request: HttpRequest, code: str) -> HttpResponse:
    """After signing out here: end the session at the organisation too, where it offers that."""
    provider = provider_or_404(code)
    back = f"{reverse('accounts:login')}?bericht=uitgelogd"
    try:
        address = client.sign_out_address(provider, f"{settings.PORTAL_BASE_URL}{back}")
    except client.ProviderAway as error:
        return _away(request, provider, error)
    return redirect(address or back)


def _away(request: HttpRequest, provider: Provider, error: client.ProviderAway) -> HttpResponse:
    logger.error("event=oidc result=away provider=%s reason=%s", provider.code, error.code)
    return _sorry(request, provider, "storing", status=503)


def _sorry(request: HttpRequest, provider: Provider, why: str, *, status: int) -> HttpResponse:
    context = {"organisatie": provider, "waarom": why, "next": request.session.get(_NEXT, "")}
    return render(request, "accounts/organisatie_lukt_niet.html", context, status=status)
