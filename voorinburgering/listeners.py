"""What happens here when something happened to a dossier."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from klantprofiel import events
from klantprofiel.models import Plaatsingseenheid
from klantprofiel.samenvoegen import Moving, rows_of
from voorinburgering.actions import leave_former_aanbod, leave_former_locatie
from voorinburgering.models import Deelname, Participatie


def _household_changed(*, plaatsingseenheid: Plaatsingseenheid, acting_user: Any, **kwargs: object) -> None:
    leave_former_locatie(plaatsingseenheid=plaatsingseenheid, acting_user=acting_user)
    leave_former_aanbod(plaatsingseenheid=plaatsingseenheid, acting_user=acting_user)


def _households_imported(*, plaatsingseenheden: Sequence[UUID], acting_user: Any, **kwargs: object) -> None:
    """The feed changed many: only those with somebody in a lesgroep or activity can have to leave one."""
    units = Plaatsingseenheid.objects.filter(pk__in=plaatsingseenheden)
    here = Q(leden__deelnames__in=Deelname.objects.running())
    for unit in units.filter(here | Q(leden__participaties__in=Participatie.objects.running())).distinct():
        _household_changed(plaatsingseenheid=unit, acting_user=acting_user)


def _people_merging(*, moving: Moving, **kwargs: object) -> None:
    """Lessons, tests, talks and programme of one person come together; where only one may be, the merge is refused."""
    for column, rows in rows_of("voorinburgering", moving.vervalt):
        moving.move(rows, column, moving.blijft.pk)


def listen() -> None:
    """Called in `AppConfig.ready()`."""
    events.household_changed.connect(_household_changed, dispatch_uid="voorinburgering.household_changed")
    events.people_merging.connect(_people_merging, dispatch_uid="voorinburgering.people_merging")
    events.households_imported.connect(
        _households_imported, dispatch_uid="voorinburgering.households_imported"
    )
