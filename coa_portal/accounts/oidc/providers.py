"""The organisations that sign their own people in, as the installation configured them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse

# of a session that began at an organisation which can end its own session: signing out offers to
SESSION_PROVIDER = "oidc_provider"


@dataclass(frozen=True)
class Provider:
    """One identity provider and for whom it may speak.

    `party` and `gemeenten` (CBS codes): accounts of another organisation it cannot sign in, whatever it claims.
    `email_domains`: an account is found by address once, within these. `amr`, `acr`: values that count as a second
    factor; with none the portal always asks its own. `trusts_email`: the provider sends no `email_verified`
    because its own directory hands the addresses out.
    """

    code: str
    name: str
    discovery_url: str
    client_id: str
    client_secret: str = field(repr=False)
    party: str
    gemeenten: frozenset[str]
    email_domains: frozenset[str]
    trusts_email: bool
    amr: frozenset[str]
    acr: frozenset[str]

    @property
    def issuer(self) -> str:
        """Who must have signed; the discovery document must say the same (OpenID Connect Discovery §4.3)."""
        return self.discovery_url.removesuffix("/.well-known/openid-configuration")

    @property
    def redirect_uri(self) -> str:
        """Exactly the address that is registered there: never made of what a request says its host is."""
        return f"{settings.PORTAL_BASE_URL}{reverse('accounts:oidc_callback', args=[self.code])}"

    def proves_second_factor(self, claims: Mapping[str, Any]) -> bool:
        """Whether the provider says that a second factor was used."""
        amr = claims.get("amr")
        used = {str(value) for value in amr} if isinstance(amr, list) else set()
        return bool(self.amr & used) or str(claims.get("acr", "")) in self.acr


def all_providers() -> list[Provider]:
    """In the order of the setting; empty when nobody brings their own sign-in."""
    return [Provider(**fields) for fields in settings.OIDC_PROVIDERS.values()]


def find_provider(code: str) -> Provider | None:
    """The provider of a code, when it is configured."""
    fields = settings.OIDC_PROVIDERS.get(code)
    return Provider(**fields) if fields else None


def provider_or_404(code: str) -> Provider:
    """The provider of an address; 404 for one that is not configured, as for any address that does not exist."""
    found = find_provider(code)
    if found is None:
        raise Http404
    return found
