"""Stays, and the locatie of the dossier that follows from them (R1)."""

import datetime as dt
from typing import Any

from django.db.models import Q

from coa_portal.audit.acting import action
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from coa_portal.organisaties.models import Opvanglocatie
from klantprofiel.actions.dossier import allow, announce, announce_household, lock_household, touch
from klantprofiel.models import Klantprofiel, Plaatsingseenheid, Verblijf, Vergunninghouder


@action
def register_verblijf(
    *,
    vergunninghouder: Vergunninghouder,
    opvanglocatie: Opvanglocatie,
    van: dt.date,
    tot: dt.date | None = None,
    acting_user: Any,
) -> Verblijf:
    """Record a stay that started on `van`. Refused while it overlaps another stay of the person."""
    members = lock_household(vergunninghouder.plaatsingseenheid)
    person = next(member for member in members if member.pk == vergunninghouder.pk)
    allow(acting_user, "register_verblijf", person)
    stay = start_stay(person, opvanglocatie, van, tot)
    _follow(person.plaatsingseenheid, members, {person.pk}, acting_user)
    return stay


@action
def move_verblijf(
    *,
    vergunninghouder: Vergunninghouder,
    opvanglocatie: Opvanglocatie,
    van: dt.date,
    whole_household: bool = False,
    acting_user: Any,
) -> Verblijf:
    """Overplaatsing: end the current stay on `van` and start one at `opvanglocatie`.

    With `whole_household` every member with the same current locatie moves along.
    """
    members = lock_household(vergunninghouder.plaatsingseenheid)
    person = next(member for member in members if member.pk == vergunninghouder.pk)
    allow(acting_user, "register_verblijf", person)
    origin = _current(person)
    moving = [person]
    if whole_household and origin:
        moving += [
            member
            for member in members
            if member.pk != person.pk
            and (stay := _current(member))
            and stay.opvanglocatie_id == origin.opvanglocatie_id
        ]
    moved = [_move(member, opvanglocatie, van) for member in moving]
    _follow(person.plaatsingseenheid, members, {member.pk for member in moving}, acting_user)
    return moved[0]


@action
def end_verblijf(*, vergunninghouder: Vergunninghouder, tot: dt.date, acting_user: Any) -> Verblijf:
    """End the current stay (the person moved out). The dossier stays with the last locatie (R1)."""
    members = lock_household(vergunninghouder.plaatsingseenheid)
    person = next(member for member in members if member.pk == vergunninghouder.pk)
    allow(acting_user, "register_verblijf", person)
    stay = _current(person)
    if stay is None:
        raise DomainError("Er is geen verblijf dat nu loopt.", code="no_stay")
    _end(stay, tot)
    _follow(person.plaatsingseenheid, members, {person.pk}, acting_user)
    return stay


def _current(person: Vergunninghouder) -> Verblijf | None:
    day = today()
    stays = Verblijf.objects.filter(vergunninghouder=person, van__lte=day)
    return stays.filter(Q(tot=None) | Q(tot__gt=day)).order_by("-van").first()


def start_stay(
    person: Vergunninghouder, locatie: Opvanglocatie, van: dt.date, tot: dt.date | None
) -> Verblijf:
    """Write the row of a stay of a locked person; DomainError at the field that is wrong."""
    if van > today():
        raise DomainError("Een verblijf begint niet na vandaag.", field="van", code="future")
    if van < person.geboortedatum:
        raise DomainError("Een verblijf begint niet voor de geboortedatum.", field="van", code="before_birth")
    if tot and tot < van:
        raise DomainError("De einddatum ligt voor de begindatum.", field="tot", code="order")
    if locatie.gesloten_op and locatie.gesloten_op <= van:
        raise DomainError("Deze opvanglocatie is gesloten.", field="opvanglocatie", code="closed")
    others = Verblijf.objects.filter(vergunninghouder=person).filter(Q(tot=None) | Q(tot__gt=van))
    if tot:
        others = others.filter(van__lt=tot)
    if others.exists():
        raise DomainError(
            "In deze periode is er al een verblijf. Verplaats het verblijf, of beëindig het eerst.",
            field="van",
            code="overlap",
        )
    return Verblijf.objects.create(vergunninghouder=person, opvanglocatie=locatie, van=van, tot=tot)


def _end(stay: Verblijf, tot: dt.date) -> None:
    if tot < stay.van:
        raise DomainError("De einddatum ligt voor het begin van het verblijf.", field="tot", code="order")
    if tot > today():
        raise DomainError("Een verblijf eindigt niet na vandaag.", field="tot", code="future")
    stay.tot = tot
    stay.save()


def _move(person: Vergunninghouder, locatie: Opvanglocatie, van: dt.date) -> Verblijf:
    current = _current(person)
    if current:
        if current.opvanglocatie_id == locatie.pk:
            raise DomainError("De persoon verblijft hier al.", field="opvanglocatie", code="same")
        if van <= current.van:
            raise DomainError(
                "De verhuizing ligt niet na het begin van het huidige verblijf.", field="van", code="order"
            )
        if van > today():
            raise DomainError("Een verblijf begint niet na vandaag.", field="van", code="future")
        _end(current, van)
    return start_stay(person, locatie, van, None)


def derive_locaties(plaatsingseenheid: Plaatsingseenheid, members: list[Vergunninghouder]) -> set[Any]:
    """Set every member's `dossier_locatie`: that of the current stay, or of the household's last stay (R1).

    Returns the keys of the members for whom it changed.
    """
    day = today()
    stays = list(Verblijf.objects.filter(vergunninghouder__plaatsingseenheid=plaatsingseenheid, van__lte=day))
    last = max(stays, key=lambda stay: (stay.tot or dt.date.max, stay.van), default=None)
    own = {
        stay.vergunninghouder_id: stay
        for stay in sorted(stays, key=lambda stay: stay.van)
        if stay.tot is None or stay.tot > day
    }
    changed = set()
    for member in members:
        stay = own.get(member.pk, last)
        locatie = stay.opvanglocatie_id if stay else None
        if member.dossier_locatie_id != locatie:
            member.dossier_locatie_id = locatie
            member.save()
            changed.add(member.pk)
    return changed


def _follow(
    plaatsingseenheid: Plaatsingseenheid, members: list[Vergunninghouder], stayed: set[Any], acting_user: Any
) -> None:
    """Derive the locaties again and tell what changed."""
    changed = derive_locaties(plaatsingseenheid, members) | stayed
    for member in members:
        if member.pk in changed:
            touch(Klantprofiel.objects.select_for_update().get(vergunninghouder=member))
            announce(member, acting_user)
    announce_household(plaatsingseenheid, acting_user)
