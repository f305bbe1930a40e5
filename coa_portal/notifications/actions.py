"""Writes on meldingen, their delivery, and who wants to hear what."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.errors import DomainError
from coa_portal.notifications.kinds import followable, kind_of
from coa_portal.notifications.models import Delivery, Digest, Melding, Meldingsvoorkeur, Volgen, Wijze
from coa_portal.notifications.preferences import choices_of, own_defaults

SendingRow = TypeVar("SendingRow", Delivery, Digest)


@action
def mark_read(*, melding: Melding, acting_user: Gebruiker) -> None:
    """Note when the recipient first read it; reading again changes nothing."""
    _mark([melding.pk], acting_user=acting_user)


@action
def mark_all_read(*, acting_user: Gebruiker, rows: "QuerySet[Melding] | None" = None) -> int:
    """Mark every melding of the account as read, or those of `rows`; returns how many were not."""
    return _mark(None if rows is None else rows.order_by().values("pk"), acting_user=acting_user)


def _mark(keys: Any, *, acting_user: Gebruiker) -> int:
    rows = Melding.objects.filter(recipient=acting_user, read_at=None)
    if keys is not None:
        rows = rows.filter(pk__in=keys)
    now = timezone.now()
    return int(rows.update(read_at=now, updated_at=now))


@action
def retry_sending(*, sending: SendingRow, acting_user: Gebruiker | None) -> SendingRow:
    """Try an undeliverable e-mail again, with as many tries as a new one."""
    row: SendingRow = type(sending).objects.select_for_update().get(pk=sending.pk)
    if row.sent_at or row.silenced_at or row.next_try_at:
        raise DomainError("Deze e-mail staat niet meer stil.", code="not_stuck")
    row.attempts, row.error, row.next_try_at = 0, "", timezone.now()
    row.save(update_fields=["attempts", "error", "next_try_at"])
    return row


@action
def choose_preferences(*, choices: Mapping[str, str], acting_user: Gebruiker) -> None:
    """How the account hears of each kind. What equals the default of its roles is not kept, so that it goes along with
    a later default. A kind that may not be switched off is refused."""
    defaults = own_defaults(acting_user)
    for code, wijze in choices.items():
        if code not in defaults or Wijze(wijze) not in choices_of(kind_of(code)):
            raise DomainError("Kies een antwoord uit de lijst.", field=code, code="not_offered")
    own = {code: wijze for code, wijze in choices.items() if wijze != defaults[code]}
    Meldingsvoorkeur.objects.filter(gebruiker=acting_user, kind__in=set(choices) - set(own)).delete()
    rows = [Meldingsvoorkeur(gebruiker=acting_user, kind=code, wijze=wijze) for code, wijze in own.items()]
    Meldingsvoorkeur.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["gebruiker", "kind"],
        update_fields=["wijze", "updated_at"],
    )


@action
def follow(*, subject_id: UUID, wijze: Wijze, acting_user: Gebruiker) -> None:
    """Follow a dossier, or hear nothing of it ("uit"). Only what the account sees; whether it still does is asked
    again at every melding (R26)."""
    if subject_id not in followable(acting_user, [subject_id]):
        raise DomainError("U kunt dit dossier niet volgen.", code="not_seen")
    Volgen.objects.bulk_create(
        [Volgen(gebruiker=acting_user, subject_id=subject_id, wijze=wijze)],
        update_conflicts=True,
        unique_fields=["gebruiker", "subject_id"],
        update_fields=["wijze", "updated_at"],
    )


@action
def unfollow(*, subject_id: UUID, acting_user: Gebruiker) -> None:
    """Hear of a dossier by the preferences per kind again, if it is the account's case."""
    Volgen.objects.filter(gebruiker=acting_user, subject_id=subject_id).delete()
