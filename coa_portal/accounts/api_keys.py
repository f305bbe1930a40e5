"""API keys: made, looked up and withdrawn. 256 bits of chance need no slow hash."""

import datetime as dt
import hashlib
import secrets

from django.db.models import Q
from django.utils import timezone

from coa_portal.accounts.models import ApiSleutel, Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError


def hash_key(key: str) -> str:
    """What is stored of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def find_key(key: str) -> ApiSleutel | None:
    """A usable key with its account, or None."""
    row = ApiSleutel.objects.select_related("gebruiker").filter(key_hash=hash_key(key)).first()
    if row is None or not row.is_usable or not row.gebruiker.is_systeem:
        return None
    ApiSleutel.objects.filter(pk=row.pk).filter(
        Q(laatst_gebruikt_op=None) | Q(laatst_gebruikt_op__lt=today())
    ).update(laatst_gebruikt_op=today())
    return row


@action
def make_api_key(
    *, gebruiker: Gebruiker, naam: str, geldig_tot: dt.date, acting_user: Gebruiker | None
) -> tuple[ApiSleutel, str]:
    """Make a key for a system account; returns the row and the key, which is never shown again."""
    account = Gebruiker.objects.select_for_update().get(pk=gebruiker.pk)
    if not account.is_systeem or not account.is_active:
        raise DomainError("Alleen een actief systeemaccount krijgt een API-sleutel.", field="gebruiker")
    if geldig_tot < today():
        raise DomainError("De einddatum ligt in het verleden.", field="geldig_tot")
    key = f"coa_{secrets.token_urlsafe(32)}"
    row = ApiSleutel(
        gebruiker=account, naam=naam, prefix=key[:12], key_hash=hash_key(key), geldig_tot=geldig_tot
    )
    row.save()
    return row, key


@action
def withdraw_api_key(*, sleutel: ApiSleutel, acting_user: Gebruiker | None) -> ApiSleutel:
    """Withdraw a key at once; withdrawing twice changes nothing."""
    row = ApiSleutel.objects.select_for_update().get(pk=sleutel.pk)
    if row.ingetrokken_op is None:
        row.ingetrokken_op = timezone.now()
        row.save(update_fields=["ingetrokken_op"])
    return row
