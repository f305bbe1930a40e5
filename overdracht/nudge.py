"""The melding that a changed profile lies still (DESIGN §5.5): the behandelaar publishes, holds, or waits."""

from coa_portal.notifications.models import Event
from overdracht.notify import tell
from overdracht.selectors import Stil, pending_changes


def announce_resting(found: Stil) -> bool:
    """Put it in the outbox, once for the same rest; False where it was told, and where a gemeente would read nothing
    else. Inside the transaction of a task."""
    kind, key = "profiel_ligt_stil", f"{found.person.pk}:{found.sinds:%Y%m%dT%H%M%S.%f}"
    if Event.objects.filter(key=f"{kind}:{found.koppeling.pk}:{key}").exists():
        return False
    if not pending_changes(found.person, found.koppeling).has_changes:
        return False
    tell(kind, found.koppeling, key=key, acting_user=None, person_id=found.person.pk)
    return True
