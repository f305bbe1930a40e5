"""System checks of the whole: run by every command, so that a forgotten declaration never starts."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from coa_portal.access.endpoints import all_endpoints
from coa_portal.access.roles import ROLES
from coa_portal.audit.register import REGISTER
from coa_portal.common.crypto import valid_key


@register(Tags.security)
def check_declarations(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every view says who may use it (R3), with capabilities that some role has, and which activity it is (R10)."""
    known = {capability for role in ROLES.values() for capability in role.capabilities}
    errors: list[CheckMessage] = []
    for endpoint in all_endpoints():
        declaration = endpoint.declaration
        if declaration is None:
            errors.append(Error(f"{endpoint.route} declares no access", id="portaal.E001"))
            continue
        if declaration.activity is not None and declaration.activity not in REGISTER:
            errors.append(
                Error(
                    f"{endpoint.route}: activity {declaration.activity} is not registered", id="portaal.E002"
                )
            )
        if isinstance(declaration.who, frozenset) and not declaration.who <= known:
            errors.append(
                Error(f"{endpoint.route}: no role has {declaration.who - known}", id="portaal.E003")
            )
    return errors


@register(Tags.security)
def check_field_keys(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """A key that is too short or mistyped is told at the start, not when the first BSN is stored."""
    errors: list[CheckMessage] = []
    for name in ("FIELD_KEYS", "READING_LOG_KEYS"):
        keys = getattr(settings, name)
        if not keys or len(set(keys)) != len(keys) or not all(valid_key(key) for key in keys):
            hint = f"{name}: different keys of 32 bytes each, in base64, separated by commas"
            errors.append(Error(f"{name} is no ring of keys", hint=hint, id="portaal.E004"))
    return errors


@register(Tags.security, deploy=True)
def check_demo(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """The demo tells every visitor the code of the second step: no installation with real people may be one."""
    if not settings.PORTAL_DEMO:
        return []
    hint = "Zet PORTAL_DEMO uit, of laat de variabele weg."
    return [Error("PORTAL_DEMO tells the code of the second step to everybody", hint=hint, id="portaal.E005")]
