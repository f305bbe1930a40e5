"""Sends the e-mails that `actions.security_mail` wrote."""

import datetime as dt
import logging

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from coa_portal.access.wall import elevated
from coa_portal.accounts.actions.security_mail import MOVED, TEXTS
from coa_portal.accounts.factor_models import Beveiligingsbericht
from coa_portal.accounts.models import Gebruiker

logger = logging.getLogger(__name__)

_MAX_TRIES = 8
_TIMEOUT = 20  # seconds


def send_due() -> int:
    """Send what is due; returns how many were sent. A row that fails is tried later, so the loop ends."""
    sent = 0
    while (done := _take_one()) is not None:
        sent += done
    return sent


def _take_one() -> int | None:
    with elevated("send-security-mails"):
        row = (
            Beveiligingsbericht.objects.select_for_update(skip_locked=True)
            .filter(next_try_at__lte=timezone.now())
            .order_by("next_try_at")
            .first()
        )
        if row is None:
            return None
        try:
            _send(row)
        except Exception as error:
            # only the name: what a mail server says may quote the address
            logger.warning("security e-mail %s failed: %s", row.pk, type(error).__name__)
            row.attempts += 1
            is_given_up = row.attempts >= _MAX_TRIES
            row.next_try_at = None if is_given_up else timezone.now() + dt.timedelta(minutes=2**row.attempts)
            row.save(update_fields=["attempts", "next_try_at"])
            return 0
        row.sent_at, row.next_try_at = timezone.now(), None
        row.save(update_fields=["sent_at", "next_try_at"])
        return 1


def _send(row: Beveiligingsbericht) -> None:
    context = {
        "what": TEXTS[row.soort],
        "when": row.created_at,
        "link": f"{settings.PORTAL_BASE_URL}{reverse('accounts:security')}",
    }
    EmailMessage(
        subject="COA-portaal: wijziging in het inloggen",
        body=render_to_string("accounts/email/beveiliging.txt", context),
        to=[_address(row)],
        headers={"Auto-Submitted": "auto-generated"},
        connection=get_connection(timeout=_TIMEOUT),
    ).send()


def _address(row: Beveiligingsbericht) -> str:
    """Where the owner reads mail: that the address changed is told at the one from before, or a beheerder who changes
    it and then resets the sign-in would be the only one to hear of either."""
    account = Gebruiker.contact.get(pk=row.gebruiker_id)
    if row.soort == MOVED:
        former = Gebruiker.history.filter(id=account.pk, history_date__lt=row.created_at)
        found = former.order_by("-history_date").values_list("email", flat=True).first()
        return str(found or account.email)
    return account.email
