"""Organisations that bring their own sign-in (OpenID Connect), from the environment; none by default.

`OIDC_PROVIDERS=utrecht,coa` names them; of each, `OIDC_UTRECHT_...` says the rest (README, "Inloggen via de eigen
organisatie"). What is missing or unsafe stops the portal from starting: a half-set door is worse than none.
"""

import re
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

_CODE = re.compile(r"[a-z][a-z0-9-]{0,30}")
_PARTIES = {"coa", "gemeente", "extern", "divosa"}
_WITH_GEMEENTE = {"gemeente", "extern"}
_LOCAL = {"localhost", "127.0.0.1"}
_WELL_KNOWN = "/.well-known/openid-configuration"


def read_providers(env: environ.Env) -> dict[str, dict[str, Any]]:
    """The fields of `accounts.oidc.providers.Provider`, by code; raises ImproperlyConfigured."""
    return {code: _read(env, code) for code in env.list("OIDC_PROVIDERS", default=[])}


def _read(env: environ.Env, code: str) -> dict[str, Any]:
    if not _CODE.fullmatch(code):
        raise ImproperlyConfigured(f"OIDC_PROVIDERS: {code!r} is not a name of lower case letters and digits")
    prefix = f"OIDC_{code.upper().replace('-', '_')}_"

    def many(name: str) -> list[str]:
        return [value.strip() for value in env.list(prefix + name, default=[]) if value.strip()]

    found = {
        "code": code,
        "name": env.str(prefix + "NAME"),
        "discovery_url": env.str(prefix + "DISCOVERY_URL"),
        "client_id": env.str(prefix + "CLIENT_ID"),
        "client_secret": env.str(prefix + "CLIENT_SECRET"),
        "party": env.str(prefix + "PARTY"),
        "gemeenten": frozenset(many("GEMEENTEN")),
        "email_domains": frozenset(domain.lower() for domain in many("EMAIL_DOMAINS")),
        "trusts_email": env.bool(prefix + "TRUSTS_EMAIL", default=False),
        "amr": frozenset(many("SECOND_FACTOR_AMR")),
        "acr": frozenset(many("SECOND_FACTOR_ACR")),
    }
    _judge(prefix, found)
    return found


def _judge(prefix: str, found: dict[str, Any]) -> None:
    address = urlsplit(found["discovery_url"])
    if address.scheme != "https" and not (address.scheme == "http" and address.hostname in _LOCAL):
        raise ImproperlyConfigured(f"{prefix}DISCOVERY_URL must be https")
    if not found["discovery_url"].endswith(_WELL_KNOWN):
        raise ImproperlyConfigured(f"{prefix}DISCOVERY_URL must end in {_WELL_KNOWN}")
    if found["party"] not in _PARTIES:
        raise ImproperlyConfigured(f"{prefix}PARTY must be one of {sorted(_PARTIES)}")
    if (found["party"] in _WITH_GEMEENTE) != bool(found["gemeenten"]):
        raise ImproperlyConfigured(f"{prefix}GEMEENTEN: CBS codes, for parties {sorted(_WITH_GEMEENTE)} only")
    if not found["email_domains"]:
        raise ImproperlyConfigured(f"{prefix}EMAIL_DOMAINS must name a domain")
