"""Every address of the portal with its declaration: what the system check, the access-matrix test and the
printed matrix walk (R3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from coa_portal.access.declare import Declaration, declaration_of


@dataclass(frozen=True)
class Endpoint:
    """One URL pattern. `name` is the full name with namespaces, `parameters` what `reverse` must be given."""

    name: str
    route: str
    view: Any
    declaration: Declaration | None
    parameters: tuple[str, ...]


def all_endpoints() -> list[Endpoint]:
    """Every pattern of the URLconf, included ones too."""
    return list(_walk(get_resolver().url_patterns, (), "", ()))


def _walk(
    patterns: Any, namespaces: tuple[str, ...], prefix: str, parameters: tuple[str, ...]
) -> Iterator[Endpoint]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        names = (*parameters, *(pattern.pattern.converters or pattern.pattern.regex.groupindex))
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern.url_patterns, inner, route, names)
        elif isinstance(pattern, URLPattern):
            name = ":".join((*namespaces, pattern.name or ""))
            yield Endpoint(name, route, pattern.callback, declaration_of(pattern.callback), names)
