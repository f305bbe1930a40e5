"""What all writes on a dossier share: one lock per person, and telling that it changed."""

from typing import Any

from coa_portal.access.policy import require
from klantprofiel import events
from klantprofiel.completeness import measure
from klantprofiel.herkomst import count_open
from klantprofiel.models import Klantprofiel, Plaatsingseenheid, Vergunninghouder
from klantprofiel.sections import ROW_SETS
from klantprofiel.state import take_snapshot


def allow(acting_user: Any, step: str, person: Vergunninghouder) -> None:
    """Raise NotAllowed when the account may not do this to the dossier; None is the system itself."""
    if acting_user is not None:
        require(acting_user, step, person)


def lock_profiel(vergunninghouder: Vergunninghouder) -> Klantprofiel:
    """The profile with its person, both locked until the transaction ends; always the person first."""
    person = Vergunninghouder.objects.select_for_update().get(pk=vergunninghouder.pk)
    profiel = Klantprofiel.objects.select_for_update().get(vergunninghouder=person)
    profiel.vergunninghouder = person
    return profiel


def lock_household(plaatsingseenheid: Plaatsingseenheid) -> list[Vergunninghouder]:
    """All members, locked in a fixed order, so that two writers of one household never wait for each other."""
    Plaatsingseenheid.objects.select_for_update().get(pk=plaatsingseenheid.pk)
    members = Vergunninghouder.objects.select_for_update().filter(plaatsingseenheid=plaatsingseenheid)
    return list(members.order_by("pk"))


def touch(profiel: Klantprofiel) -> None:
    """Save the profile with its completeness and what waits to be verified counted anew; `updated_at` moves, whatever
    changed."""
    rows = Klantprofiel.objects.select_related("vergunninghouder__bsn")
    fresh = _with_facts_of(profiel, rows.prefetch_related("herkomsten", *ROW_SETS).get(pk=profiel.pk))
    profiel.volledigheid = measure(take_snapshot(fresh)).percentage
    profiel.te_verifieren = count_open(fresh)
    profiel.save()


def _with_facts_of(profiel: Klantprofiel, fresh: Klantprofiel) -> Klantprofiel:
    """`fresh` (whose rows are read anew) with the facts that `profiel` is about to save."""
    for field in Klantprofiel._meta.concrete_fields:
        setattr(fresh, field.attname, getattr(profiel, field.attname))
    return fresh


def announce(person: Vergunninghouder, acting_user: Any) -> None:
    """Tell upper apps that the dossier changed, inside the transaction."""
    events.dossier_changed.send(sender=Vergunninghouder, vergunninghouder=person, acting_user=acting_user)


def announce_household(plaatsingseenheid: Plaatsingseenheid, acting_user: Any) -> None:
    """Tell upper apps that the household changed (members, stays), inside the transaction."""
    events.household_changed.send(
        sender=Plaatsingseenheid, plaatsingseenheid=plaatsingseenheid, acting_user=acting_user
    )
