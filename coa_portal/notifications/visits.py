"""What is new since an account last looked (R27)."""

import datetime as dt
from uuid import UUID

from django.utils import timezone

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.notifications.models import LaatsteBezoek

# a visit ends when nobody looked for this long
PAUSE = dt.timedelta(minutes=30)


@action
def note_visit(*, subject_id: UUID, acting_user: Gebruiker) -> dt.datetime | None:
    """Write down that the account looks now; returns when its visit before this one ended, None for the first.

    Two pages that are asked for together count as one visit: the second waits for the row of the first.
    """
    now = timezone.now()
    LaatsteBezoek.objects.bulk_create(
        [LaatsteBezoek(gebruiker=acting_user, subject_id=subject_id, op=now)], ignore_conflicts=True
    )
    row = LaatsteBezoek.objects.select_for_update().get(gebruiker=acting_user, subject_id=subject_id)
    if now - row.op >= PAUSE:
        row.vorig_op = row.op
    row.op = now
    row.save(update_fields=["op", "vorig_op"])
    seen: dt.datetime | None = row.vorig_op
    return seen
