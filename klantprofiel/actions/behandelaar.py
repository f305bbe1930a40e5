"""Whose case it is."""

import datetime as dt
from typing import Any

from coa_portal.access.grants import read_grants
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from klantprofiel.actions.dossier import allow, announce, lock_profiel, touch
from klantprofiel.models import Vergunninghouder


@action
def assign_behandelaar(
    *,
    vergunninghouder: Vergunninghouder,
    behandelaar: Gebruiker | None,
    vervanger: Gebruiker | None = None,
    vervanging_tot: dt.date | None = None,
    acting_user: Any,
) -> Vergunninghouder:
    """Set who handles the case, and who does so during an absence up to and including a day."""
    profiel = lock_profiel(vergunninghouder)
    person = profiel.vergunninghouder
    allow(acting_user, "assign_behandelaar", person)
    for field, account in (("behandelaar", behandelaar), ("vervanger", vervanger)):
        judge_handler(field, account, person)
    if vervanger and not vervanging_tot:
        raise DomainError(
            "Vul in tot en met welke dag de vervanging duurt.", field="vervanging_tot", code="required"
        )
    if vervanging_tot and not vervanger:
        raise DomainError("Kies wie vervangt.", field="vervanger", code="required")
    if vervanging_tot and vervanging_tot < today():
        raise DomainError("De vervanging eindigt in het verleden.", field="vervanging_tot", code="past")
    if vervanger and vervanger == behandelaar:
        raise DomainError("De behandelaar kan zichzelf niet vervangen.", field="vervanger", code="same")
    wanted = (getattr(behandelaar, "pk", None), getattr(vervanger, "pk", None), vervanging_tot)
    if wanted == (person.behandelaar_id, person.vervanger_id, person.vervanging_tot):
        return person
    # by key: the role of the pages may not read a whole account
    person.behandelaar_id, person.vervanger_id, person.vervanging_tot = wanted
    person.save()
    touch(profiel)
    announce(person, acting_user)
    return person


def judge_handler(field: str, account: Gebruiker | None, person: Vergunninghouder) -> None:
    """Only somebody who may keep this dossier can have it as a case."""
    if account is None:
        return
    grants = read_grants(account)
    if not grants.has("edit_profiel", person.dossier_locatie_id) and not grants.has("koppel"):
        raise DomainError(
            "Dit account werkt niet met dossiers van deze opvanglocatie.", field=field, code="not_of_locatie"
        )
