"""The e-mail of a melding: a reference, what kind of thing happened and a link; no personal data (R11)."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse

from coa_portal.accounts.models import Gebruiker
from coa_portal.notifications.kinds import Kind, kind_of
from coa_portal.notifications.models import Delivery, Digest, Melding, Sending

# a mail server that does not answer must not hold a worker (seconds)
_TIMEOUT = 20
# more lines than this nobody reads in an e-mail; the rest stands in the portal
LINES_SHOWN = 50


def send(delivery: Delivery, melding: Melding, kind: Kind, recipient: Gebruiker) -> None:
    """Send one e-mail; raises what the mail server raises."""
    event = melding.event
    values = {**_line(melding, kind), "reference": event.reference, "preferences": _address("preferences")}
    body = render_to_string("notifications/email/melding.txt", values)
    EmailMessage(
        subject=f"COA-portaal: {kind.title} ({event.reference})",
        body=body,
        to=[recipient.email],
        headers=_headers(delivery),
        connection=get_connection(timeout=_TIMEOUT),
    ).send()


def send_digest(digest: Digest, meldingen: Sequence[Melding], recipient: Gebruiker) -> None:
    """Send the daily e-mail, as text and as HTML; raises what the mail server raises."""
    by_dossier: dict[str, list[dict[str, Any]]] = {}
    for melding in meldingen[:LINES_SHOWN]:
        line = _line(melding, kind_of(melding.event.kind))
        by_dossier.setdefault(melding.event.reference, []).append(line)
    values = {
        "number": len(meldingen),
        "dossiers": list(by_dossier.items()),
        "more": max(len(meldingen) - LINES_SHOWN, 0),
        "inbox": _address("inbox"),
        "preferences": _address("preferences"),
    }
    noun = "melding" if len(meldingen) == 1 else "meldingen"
    message = EmailMultiAlternatives(
        subject=f"COA-portaal: {len(meldingen)} {noun} voor u",
        body=render_to_string("notifications/email/dagelijks.txt", values),
        to=[recipient.email],
        headers=_headers(digest),
        connection=get_connection(timeout=_TIMEOUT),
    )
    message.attach_alternative(render_to_string("notifications/email/dagelijks.html", values), "text/html")
    message.send()


def _line(melding: Melding, kind: Kind) -> dict[str, Any]:
    link = _address("open", melding.pk)
    return {"title": kind.title, "when": melding.event.created_at, "link": link}


def _address(name: str, *keys: object) -> str:
    return f"{settings.PORTAL_BASE_URL}{reverse(f'notifications:{name}', args=keys)}"


def _headers(row: Sending) -> dict[str, str]:
    return {"Message-ID": message_id(row), "Auto-Submitted": "auto-generated"}


def message_id(row: Sending) -> str:
    """The same at every try, so that a mailbox shows an e-mail that was sent twice once."""
    return f"<{row.pk}@{urlsplit(settings.PORTAL_BASE_URL).hostname or 'localhost'}>"
