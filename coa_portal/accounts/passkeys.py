"""Passkeys (WebAuthn), by py_webauthn: what the browser is asked, and judging what it answers.

The challenge of a page waits in the session; it is used once. A passkey belongs to the host name of
PORTAL_BASE_URL, so a portal on a bare IP address has none.
"""

import ipaddress
import json
import time
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from coa_portal.accounts.actions import note_passkey_use
from coa_portal.accounts.factor_models import Passkey
from coa_portal.accounts.models import Gebruiker
from coa_portal.common.errors import DomainError

_KEY = "passkey_challenge"
_SECONDS = 5 * 60
_TRANSPORTS = {"usb", "nfc", "ble", "internal", "hybrid", "smart-card"}
_REFUSED = "De passkey is niet herkend. Probeer het opnieuw of kies een andere manier."


def are_possible() -> bool:
    """Whether the portal has a host name that a passkey can belong to."""
    try:
        ipaddress.ip_address(_host().strip("[]"))
    except ValueError:
        return bool(_host())
    return False


def ask_new(request: HttpRequest, account: Gebruiker) -> str:
    """Options (JSON) for making a passkey."""
    options = generate_registration_options(
        rp_id=_host(),
        rp_name="COA-portaal",
        user_id=account.pk.bytes,
        user_name=account.email,
        user_display_name=account.naam,
        exclude_credentials=_descriptors(account),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    _remember(request, "new", options.challenge)
    return options_to_json(options)


def verify_new(request: HttpRequest, answer: str) -> dict[str, Any]:
    """The fields of the new passkey. Raises DomainError when the answer does not fit what was asked."""
    challenge = _challenge(request, "new")
    try:
        found = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=_origin(),
            require_user_verification=True,
        )
        response = json.loads(answer)["response"]
        transports = [name for name in response.get("transports", []) if name in _TRANSPORTS]
    except Exception:
        # the answer is anything a browser sends, and the library's parsers raise whatever they meet in it
        raise DomainError(_REFUSED, code="passkey") from None
    return {
        "credential_id": bytes_to_base64url(found.credential_id),
        "public_key": found.credential_public_key,
        "sign_count": found.sign_count,
        "transports": transports,
    }


def ask(request: HttpRequest, account: Gebruiker | None) -> str:
    """Options (JSON) for showing a passkey of the account; of whoever, when it is not known yet who signs in."""
    options = generate_authentication_options(
        rp_id=_host(),
        allow_credentials=_descriptors(account) if account else [],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    _remember(request, "show", options.challenge)
    return options_to_json(options)


def verify(request: HttpRequest, answer: str, account: Gebruiker | None) -> Passkey:
    """The passkey that was shown; of `account` when given. Its owner was verified (finger, face, PIN), so that it
    counts for both factors. Raises DomainError."""
    challenge = _challenge(request, "show")
    try:
        passkey = Passkey.objects.get(credential_id=json.loads(answer)["id"])
        found = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=_origin(),
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except Exception:
        raise DomainError(_REFUSED, code="passkey") from None
    owner = Gebruiker.objects.filter(
        pk=passkey.gebruiker_id, is_active=True, kind=Gebruiker.Kind.MENS
    ).first()
    if owner is None or (account is not None and owner.pk != account.pk):
        raise DomainError(_REFUSED, code="passkey")
    passkey.gebruiker = owner
    return note_passkey_use(passkey=passkey, sign_count=found.new_sign_count, acting_user=owner)


def _host() -> str:
    return urlsplit(settings.PORTAL_BASE_URL).hostname or ""


def _origin() -> str:
    parts = urlsplit(settings.PORTAL_BASE_URL)
    return f"{parts.scheme}://{parts.netloc}"


def _descriptors(account: Gebruiker) -> list[PublicKeyCredentialDescriptor]:
    keys = account.passkeys.values_list("credential_id", flat=True)
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key)) for key in keys]


def _remember(request: HttpRequest, what: str, challenge: bytes) -> None:
    request.session[_KEY] = {
        "for": what,
        "challenge": bytes_to_base64url(challenge),
        "at": int(time.time()),
    }


def _challenge(request: HttpRequest, what: str) -> bytes:
    entry = request.session.pop(_KEY, None)
    if not isinstance(entry, dict) or entry["for"] != what or time.time() - entry["at"] > _SECONDS:
        raise DomainError("Dit duurde te lang. Probeer het opnieuw.", code="passkey_late")
    return base64url_to_bytes(str(entry["challenge"]))
