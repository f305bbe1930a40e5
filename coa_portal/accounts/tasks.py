"""What Celery calls."""

import logging

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from coa_portal.accounts import upkeep
from coa_portal.accounts.attempts import forget_old
from coa_portal.accounts.expiry import expire_due
from coa_portal.accounts.security_mail import send_due

logger = logging.getLogger(__name__)


@shared_task(name="accounts.expire_toekenningen")
def expire_toekenningen() -> None:
    """Let grants past their end date expire."""
    expired = expire_due()
    if expired:
        logger.info("%s toekenningen expired", expired)


@shared_task(name="accounts.look_after_accounts")
def look_after_accounts() -> None:
    """Remind of what ends, and block what nobody uses."""
    blocked = upkeep.look_after_accounts()
    if blocked:
        logger.info("%s accounts blocked after disuse", blocked)


@shared_task(name="accounts.clear_sessions")
def clear_sessions() -> None:
    """Forget sessions that ended: what somebody searched for stands in them."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


@shared_task(name="accounts.forget_aanmeldpogingen")
def forget_aanmeldpogingen() -> None:
    """Forget who signed in more than a year ago."""
    forgotten = forget_old()
    if forgotten:
        logger.info("%s aanmeldpogingen forgotten", forgotten)


@shared_task(name="accounts.send_security_mails")
def send_security_mails() -> None:
    """Tell accounts what changed in their signing in. A message is only a hint: the work is in the database."""
    sent = send_due()
    if sent:
        logger.info("%s security e-mails", sent)
