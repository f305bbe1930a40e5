"""Writing down who tried to sign in, for the account itself, for the beheerder and for the log (ASVS V16)."""

import datetime as dt
import logging

from django.http import HttpRequest
from django.utils import timezone

from coa_portal.access.wall import elevated
from coa_portal.accounts import devices
from coa_portal.accounts.models import Aanmeldpoging, Gebruiker
from coa_portal.common.addresses import client_address, shortened

# a name of its own, so that an installation can send these lines where attacks are looked for
logger = logging.getLogger("coa_portal.security")

KEPT = dt.timedelta(days=365)


def record(
    request: HttpRequest,
    method: str,
    result: str,
    *,
    email: str = "",
    account: Gebruiker | None = None,
    is_new_device: bool = False,
) -> Aanmeldpoging:
    """One line in the table and one in the log, without what was typed. Give the account, or the address that
    was typed: it is looked up, known or not, at the same cost."""
    found = account or (Gebruiker.objects.filter(email__iexact=email.strip()).first() if email else None)
    row = Aanmeldpoging(
        gebruiker=found,
        method=method,
        result=result,
        netwerk=shortened(client_address(request)),
        is_new_device=is_new_device,
    )
    row.save(force_insert=True)
    level = logging.INFO if result == Aanmeldpoging.Result.GELUKT else logging.WARNING
    logger.log(
        level,
        "event=sign_in result=%s method=%s account=%s new_device=%s attempt=%s",
        result,
        method,
        found.pk if found else "-",
        "yes" if is_new_device else "no",
        row.pk,
    )
    return row


def note_signed_in(sender: object, request: HttpRequest, user: Gebruiker, **kwargs: object) -> None:
    """Receiver of `user_logged_in`, which comes after both factors: a line, a fresh name for the browser, and
    this network as one where the account is at home. The owner hears of a browser that is new, unless it is the
    very first."""
    from coa_portal.accounts.actions.security_mail import announce  # noqa: PLC0415 (Django loads apps first)
    from coa_portal.accounts.brakes import note_home  # noqa: PLC0415 (it writes lines through here)

    is_new = not devices.known_device(request, user.email)
    if is_new and client_address(request) and _signed_in_before(user):
        announce(user, "nieuw_apparaat")
    method = getattr(request, "sign_in_method", Aanmeldpoging.Method.WACHTWOORD)
    record(request, method, Aanmeldpoging.Result.GELUKT, account=user, is_new_device=is_new)
    devices.renew(request, user.email)
    note_home(request, user.email)


def _signed_in_before(user: Gebruiker) -> bool:
    return bool(user.aanmeldpogingen.filter(result=Aanmeldpoging.Result.GELUKT).exists())


def forget_old() -> int:
    """Remove attempts of more than a year ago; returns how many. PostgreSQL lets nobody remove later ones."""
    with elevated("forget-aanmeldpogingen"):
        number, _ = Aanmeldpoging.objects.filter(moment__lt=timezone.now() - KEPT).delete()
    return int(number)
