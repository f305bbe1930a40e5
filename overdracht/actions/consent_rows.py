"""What every act on a consent does first: hold the rows still, always in the same order, and judge a date."""

import datetime as dt

from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from coa_portal.common.locks import lock_until_commit
from klantprofiel.models import Vergunninghouder
from koppeling.models import Koppeling
from overdracht.models import Toestemming


def locked_person(person: Vergunninghouder) -> Vergunninghouder:
    row: Vergunninghouder = Vergunninghouder.objects.select_for_update().get(pk=person.pk)
    return row


def locked(toestemming: Toestemming) -> Toestemming:
    """Person, koppeling, then the row: the same order everywhere, so that two acts never wait for each other.

    Ending a koppeling holds its lock and then takes the rows that nobody signed.
    """
    person = locked_person(toestemming.vergunninghouder)
    _lock_koppeling(person)
    row: Toestemming = (
        Toestemming.objects.select_for_update(of=("self",))
        .select_related("vergunninghouder")
        .get(pk=toestemming.pk)
    )
    return row


def _lock_koppeling(person: Vergunninghouder) -> None:
    """Hold still what decides about the gate, when there is a koppeling at all."""
    active = Koppeling.objects.active().filter(plaatsingseenheid=person.plaatsingseenheid_id)
    for key in active.values_list("pk", flat=True):
        lock_until_commit("koppeling", key)


def active_koppeling(person: Vergunninghouder) -> Koppeling:
    _lock_koppeling(person)
    koppeling = (
        Koppeling.objects.active()
        .select_related("besluit", "plaatsingseenheid")
        .filter(plaatsingseenheid=person.plaatsingseenheid_id)
        .first()
    )
    if koppeling is None:
        raise DomainError(
            "Er is nog geen definitieve koppeling. Toestemming is altijd voor één gemeente.",
            code="no_koppeling",
        )
    row: Koppeling = koppeling
    return row


def judge_date(day: dt.date, field: str, *, not_before: dt.date | None = None) -> None:
    if day > today():
        raise DomainError("Deze datum ligt in de toekomst.", field=field, code="future")
    if not_before is not None and day < not_before:
        raise DomainError("Deze datum ligt voor de vorige stap.", field=field, code="before_previous")
