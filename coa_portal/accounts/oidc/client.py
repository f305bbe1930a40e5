"""Talking to a provider, by Authlib: authorization code with PKCE, state and nonce; the ID token judged whole."""

import time
from collections.abc import Mapping
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.common.urls import add_params_to_uri
from authlib.integrations.django_client import DjangoIntegration, DjangoOAuth2App
from django.http import HttpRequest, HttpResponse
from joserfc.errors import JoseError
from requests import RequestException

from coa_portal.accounts.oidc.providers import Provider

# asymmetric only: a key that everybody can read signs nothing
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_TIMEOUT_SECONDS = 5
_LEEWAY_SECONDS = 60
# discovery document and keys; a key that we do not know yet is fetched at once in any case
_KEPT_SECONDS = 3600


# RFC 6749 §4.1.2.1 and OpenID Connect Core §3.1.2.6; anything else comes from whoever typed the address
_ERRORS = {
    "access_denied",
    "account_selection_required",
    "consent_required",
    "interaction_required",
    "invalid_request",
    "invalid_scope",
    "login_required",
    "server_error",
    "temporarily_unavailable",
    "unauthorized_client",
    "unsupported_response_type",
}


class ProviderAway(Exception):
    """The provider does not answer, or not as OpenID Connect says. `code` is for the log: words of ours alone."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class AnswerRefused(Exception):
    """What came back is not the answer to what this browser asked; `denied`: the person said no there.

    `code` is for the log: words of ours alone.
    """

    def __init__(self, code: str, *, denied: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.denied = denied


class _App(DjangoOAuth2App):  # type: ignore[misc]
    """Authlib's, which takes over what the discovery document says: we take no other issuer and no weak signature."""

    expected_issuer = ""

    def load_server_metadata(self) -> Any:
        """The discovery document, once it is judged; raises ValueError."""
        metadata = super().load_server_metadata()
        if metadata.get("issuer") != self.expected_issuer:
            metadata.pop("_loaded_at", None)  # or it would pass the next time
            raise ValueError("issuer")
        offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        metadata["id_token_signing_alg_values_supported"] = [name for name in offered if name in _ALGORITHMS]
        return metadata


_apps: dict[Provider, tuple[float, _App]] = {}


def _app(provider: Provider) -> _App:
    since, app = _apps.get(provider, (0.0, None))
    if app is None or time.monotonic() - since > _KEPT_SECONDS:
        app = _App(
            DjangoIntegration(provider.code),
            name=provider.code,
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            server_metadata_url=provider.discovery_url,
            client_kwargs={
                "scope": "openid email",
                "code_challenge_method": "S256",
                "default_timeout": _TIMEOUT_SECONDS,
            },
        )
        app.expected_issuer = provider.issuer
        _apps[provider] = (time.monotonic(), app)
    return app


def ask(request: HttpRequest, provider: Provider) -> HttpResponse:
    """Send the browser to the provider; state, nonce and verifier wait in the session. Raises ProviderAway."""
    wanted = {"acr_values": " ".join(sorted(provider.acr))} if provider.acr else {}
    try:
        response: HttpResponse = _app(provider).authorize_redirect(request, provider.redirect_uri, **wanted)
    except (RequestException, AuthlibBaseError, ValueError, RuntimeError) as error:
        raise ProviderAway(type(error).__name__) from error
    return response


def answer(request: HttpRequest, provider: Provider) -> Mapping[str, Any]:
    """The claims about the person who came back, judged: state, code, signature, issuer, audience, times, nonce.

    Raises AnswerRefused for what does not fit, ProviderAway when the provider cannot be asked. State works once.
    """
    _judge_issuer(request, provider)
    app = _app(provider)
    expected = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "sub": {"essential": True},
        "exp": {"essential": True},
    }
    try:
        token = app.authorize_access_token(request, claims_options=expected, leeway=_LEEWAY_SECONDS)
        claims = dict(token["userinfo"])
        if "email" not in claims and "userinfo_endpoint" in app.load_server_metadata():
            more = app.userinfo(token=token)
            if more.get("sub") != claims["sub"]:
                raise AnswerRefused("userinfo of somebody else")
            claims |= {name: more[name] for name in ("email", "email_verified") if name in more}
    except RequestException as error:
        raise ProviderAway(type(error).__name__) from error
    except AuthlibBaseError as error:
        told = error.error if error.error in _ERRORS else type(error).__name__
        raise AnswerRefused(told, denied=told == "access_denied") from error
    except (JoseError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise AnswerRefused(type(error).__name__) from error
    return claims


def _judge_issuer(request: HttpRequest, provider: Provider) -> None:
    """RFC 9207: an answer that says whose it is must be of who was asked (mix-up of two providers)."""
    if request.GET.get("iss", provider.issuer) != provider.issuer:
        raise AnswerRefused("iss")


def offers_sign_out(provider: Provider) -> bool:
    """Whether the provider can end its own session (RP-Initiated Logout); asks it nothing new after `answer`."""
    return bool(_app(provider).load_server_metadata().get("end_session_endpoint"))


def sign_out_address(provider: Provider, back_to: str) -> str:
    """Where the browser also signs out at the provider; empty when it offers none. Raises ProviderAway.

    By client, without the ID token as a hint: the portal keeps no token of anybody.
    """
    try:
        endpoint = _app(provider).load_server_metadata().get("end_session_endpoint", "")
    except (RequestException, AuthlibBaseError, ValueError, RuntimeError) as error:
        raise ProviderAway(type(error).__name__) from error
    if not endpoint:
        return ""
    query = [("client_id", provider.client_id), ("post_logout_redirect_uri", back_to)]
    return str(add_params_to_uri(endpoint, query))
