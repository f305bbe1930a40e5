"""Starting a household and adding people to it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from coa_portal.access.grants import grants_of
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from coa_portal.common.references import next_reference
from coa_portal.organisaties.models import Opvanglocatie, Organisatie
from klantprofiel.actions.behandelaar import judge_handler
from klantprofiel.actions.bsn import write_bsn
from klantprofiel.actions.dossier import allow, announce, announce_household, lock_household, touch
from klantprofiel.actions.verblijf import derive_locaties, start_stay
from klantprofiel.models import Klantprofiel, Plaatsingseenheid, Vergunninghouder

REFERENCE_SEQUENCE = "klantprofiel_referentie_seq"


@dataclass(frozen=True)
class NewPerson:
    """Who a new dossier is about. `nationaliteit`: code of the BRP table."""

    v_nummer: str
    voornaam: str
    achternaam: str
    geboortedatum: dt.date
    geslacht: str = "o"
    nationaliteit: str | None = None
    is_nareiziger: bool = False
    bsn: str = ""


@action
def create_household(
    *,
    members: Sequence[NewPerson],
    opvanglocatie: Opvanglocatie | None = None,
    van: dt.date | None = None,
    behandelaar: Gebruiker | None = None,
    acting_user: Any,
) -> Plaatsingseenheid:
    """A new plaatsingseenheid; the first of `members` is the hoofdpersoon.

    With `opvanglocatie` a stay from `van` on (default today) is recorded for each who is no nareiziger.
    """
    _allow_start(acting_user, opvanglocatie)
    if not members:
        raise DomainError("Een plaatsingseenheid heeft ten minste één lid.", code="empty")
    household = Plaatsingseenheid(referentie=next_reference(REFERENCE_SEQUENCE, "PE"))
    household.save()
    people = [_create(household, person) for person in members]
    household.hoofdpersoon = people[0]
    household.save()
    for person in people:
        if opvanglocatie and not person.is_nareiziger:
            start_stay(person, opvanglocatie, van or today(), None)
    derive_locaties(household, people)
    if behandelaar:
        for person in people:
            judge_handler("behandelaar", behandelaar, person)
            person.behandelaar = behandelaar
            person.save()
    for person in people:
        announce(person, acting_user)
    announce_household(household, acting_user)
    return household


@action
def add_vergunninghouder(
    *, plaatsingseenheid: Plaatsingseenheid, person: NewPerson, acting_user: Any
) -> Vergunninghouder:
    """Add a member; the dossier belongs to the locatie of the household's last stay until there is an own stay.

    The behandelaar of the hoofdpersoon becomes the behandelaar of the new member too.
    """
    members = lock_household(plaatsingseenheid)
    if members:
        allow(acting_user, "add_member", members[0])
    added = _create(plaatsingseenheid, person)
    derive_locaties(plaatsingseenheid, [*members, added])
    hoofd = next((member for member in members if member.pk == plaatsingseenheid.hoofdpersoon_id), None)
    if hoofd and hoofd.behandelaar_id:
        added.behandelaar_id = hoofd.behandelaar_id
        added.save()
    for member in (*members, added):
        announce(member, acting_user)
    announce_household(plaatsingseenheid, acting_user)
    return added


def _allow_start(acting_user: Any, opvanglocatie: Opvanglocatie | None) -> None:
    if acting_user is None or grants_of(acting_user).has("koppel", Organisatie.COA):
        return
    if opvanglocatie is None:
        raise DomainError("Kies de opvanglocatie.", field="opvanglocatie", code="required")
    if not grants_of(acting_user).has("edit_profiel", opvanglocatie.pk):
        raise DomainError(
            "U werkt niet met dossiers van deze opvanglocatie.", field="opvanglocatie", code="not_allowed"
        )


def _create(household: Plaatsingseenheid, new: NewPerson) -> Vergunninghouder:
    person = Vergunninghouder(
        plaatsingseenheid=household,
        v_nummer=new.v_nummer.replace(" ", ""),
        voornaam=new.voornaam.strip(),
        achternaam=new.achternaam.strip(),
        geboortedatum=new.geboortedatum,
        geslacht=new.geslacht,
        nationaliteit_id=new.nationaliteit,
        is_nareiziger=new.is_nareiziger,
    )
    judge_person(person)
    save_person(person)
    profiel = Klantprofiel.objects.create(vergunninghouder=person)
    if new.bsn.strip():
        write_bsn(person, new.bsn)
    touch(profiel)
    return person


def judge_person(person: Vergunninghouder) -> None:
    """Refuse a person whose own fields are wrong; DomainError at the first field that is."""
    try:
        person.clean_fields(exclude=["plaatsingseenheid", "behandelaar", "vervanger", "dossier_locatie"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise DomainError(messages[0], field=field, code="invalid") from None
    if person.geboortedatum > today():
        raise DomainError("Vul een datum in die niet na vandaag ligt.", field="geboortedatum", code="future")


def save_person(person: Vergunninghouder) -> None:
    """Save; a V-nummer that is already known is refused without telling whose it is."""
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        if "v_nummer" not in str(error):
            raise
        raise DomainError(
            "Dit V-nummer staat al bij een ander dossier. Controleer het nummer, of vraag de landelijke "
            "regievoerder van het COA.",
            field="v_nummer",
            code="v_nummer_known",
        ) from None
