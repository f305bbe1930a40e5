"""Recording who was there: for a whole group at once, and again where it was wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from coa_portal.access.policy import require
from coa_portal.audit.acting import action
from coa_portal.audit.history import create_with_history, update_with_history
from coa_portal.common.errors import DomainError
from voorinburgering.actions.meedoen import begin_by_attendance, take_back_start
from voorinburgering.lifecycle import LES
from voorinburgering.members import member_keys
from voorinburgering.models import Aanwezigheid, Les, Onderwerp, Reden, Stand, onderwerpen_of

_FIELDS = ("stand", "reden", "minuten")


@dataclass(frozen=True)
class Opgave:
    """What was said of one person: there (`reden` empty), away for a reason, or there for `minuten` of the lesson."""

    reden: str = ""
    minuten: int | None = None

    @property
    def was_there(self) -> bool:
        """For the whole lesson or part of it."""
        return self.reden in ("", Reden.DEEL)

    def values(self, les: Les, deelname: UUID) -> tuple[str, str, int]:
        """Stand, reden and minutes; DomainError at the field of this person."""
        if self.reden == "":
            return Stand.AANWEZIG, "", les.minuten
        if self.reden not in Reden.values:
            raise DomainError("Maak een keuze.", field=f"stand_{deelname}", code="unknown_reason")
        if self.reden != Reden.DEEL:
            return Stand.AFWEZIG, self.reden, 0
        if self.minuten is None or not 0 < self.minuten < les.minuten:
            raise DomainError(
                f"Vul in hoeveel minuten deze persoon er was: van 1 tot en met {les.minuten - 1}.",
                field=f"minuten_{deelname}",
                code="minutes",
            )
        return Stand.AANWEZIG, self.reden, self.minuten


@action
def record_aanwezigheid(
    *, les: Les, opgaven: Mapping[UUID, Opgave], onderwerp: str | None = None, acting_user: Any
) -> Les:
    """Say of people (by the key of their deelname) whether they were there. The lesson was given by that.

    Saying it again corrects; what stays the same is left alone. In a constant number of statements. `onderwerp` None
    leaves the subject as it is. DomainError where the lesson has not begun or fell out, or where somebody was not in
    the group on that day.
    """
    row: Les = Les.objects.select_for_update(of=("self",)).select_related("lesgroep").get(pk=les.pk)
    if acting_user is not None:
        require(acting_user, "record", row)
    if row.status == "vervallen":
        raise DomainError("Deze les is vervallen. Zet de les eerst weer open.", code="illegal_step")
    if not row.is_begun:
        raise DomainError("Deze les is nog niet begonnen.", code="not_begun")
    if not opgaven:
        raise DomainError("Er zat op deze dag niemand in de lesgroep.", code="nobody")
    if not set(opgaven) <= member_keys(acting_user, row):
        raise DomainError(
            "De groep is intussen gewijzigd. Open de les opnieuw en vul de aanwezigheid in.",
            code="not_member",
        )
    _set_stand(row, onderwerp, acting_user)
    begin_by_attendance([key for key, said in opgaven.items() if said.was_there], row.dag, acting_user)
    take_back_start(row, [key for key, said in opgaven.items() if not said.was_there], acting_user)
    _write(row, {key: said.values(row, key) for key, said in opgaven.items()})
    return row


def _set_stand(les: Les, onderwerp: str | None, acting_user: Any) -> None:
    """The lesson was given, about this."""
    if onderwerp and (
        onderwerp not in Onderwerp.values or Onderwerp(onderwerp) not in onderwerpen_of(les.lesgroep.soort)
    ):
        raise DomainError("Kies een onderwerp uit de lijst.", field="onderwerp", code="unknown_subject")
    is_new = onderwerp is not None and onderwerp != les.onderwerp
    if onderwerp is not None:
        les.onderwerp = onderwerp
    if les.status == LES.initial:
        LES.apply(les, "give", acting_user=acting_user, save={"onderwerp"})
    elif is_new:
        les.status_door = acting_user
        les.save(update_fields={"onderwerp", "status_door"})


def _write(les: Les, wanted: Mapping[UUID, tuple[str, str, int]]) -> None:
    known = {
        row.deelname_id: row
        for row in Aanwezigheid.objects.filter(les=les, deelname__in=wanted).select_for_update()
    }
    new, changed = [], []
    for key, values in wanted.items():
        row = known.get(key) or Aanwezigheid(les=les, deelname_id=key)
        if key not in known:
            new.append(row)
        elif values != tuple(getattr(row, name) for name in _FIELDS):
            changed.append(row)
        for name, value in zip(_FIELDS, values, strict=True):
            setattr(row, name, value)
    create_with_history(Aanwezigheid, new)
    update_with_history(Aanwezigheid, changed, _FIELDS)
