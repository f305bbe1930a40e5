"""What happens here when something happened to a dossier."""

from typing import Any

from klantprofiel import events
from klantprofiel.models import Plaatsingseenheid
from voorinburgering.actions import leave_former_aanbod, leave_former_locatie


def _household_changed(*, plaatsingseenheid: Plaatsingseenheid, acting_user: Any, **kwargs: object) -> None:
    leave_former_locatie(plaatsingseenheid=plaatsingseenheid, acting_user=acting_user)
    leave_former_aanbod(plaatsingseenheid=plaatsingseenheid, acting_user=acting_user)


def listen() -> None:
    """Called in `AppConfig.ready()`."""
    events.household_changed.connect(_household_changed, dispatch_uid="voorinburgering.household_changed")
