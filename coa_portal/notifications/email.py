"""The e-mail of a melding: a reference, what kind of thing happened and a link; no personal data (R11)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse

from coa_portal.accounts.models import Gebruiker
from coa_portal.notifications.kinds import Kind
from coa_portal.notifications.models import Delivery, Melding

# a mail server that does not answer must not hold a worker (seconds)
_TIMEOUT = 20


def send(delivery: Delivery, melding: Melding, kind: Kind, recipient: Gebruiker) -> None:
    """Send one e-mail; raises what the mail server raises."""
    event = melding.event
    link = f"{settings.PORTAL_BASE_URL}{reverse('notifications:open', args=[melding.pk])}"
    body = render_to_string(
        "notifications/email/melding.txt",
        {"title": kind.title, "reference": event.reference, "when": event.created_at, "link": link},
    )
    EmailMessage(
        subject=f"COA-portaal: {kind.title} ({event.reference})",
        body=body,
        to=[recipient.email],
        headers={"Message-ID": message_id(delivery), "Auto-Submitted": "auto-generated"},
        connection=get_connection(timeout=_TIMEOUT),
    ).send()


def message_id(delivery: Delivery) -> str:
    """The same at every try, so that a mailbox shows an e-mail that was sent twice once."""
    return f"<{delivery.pk}@{urlsplit(settings.PORTAL_BASE_URL).hostname or 'localhost'}>"
