"""Several talks of one gemeente at one azc together: a visit day, or one sitting about several households."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from coa_portal.access.grants import grants_of
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.organisaties.models import Opvanglocatie
from koppeling.models import Koppeling
from overdracht.actions.gesprek import Voorstel, accept_gesprek, party_of, plan_gesprek
from overdracht.models import Betrokkene, Bezoekdag, Gesprek, Kaart, Overdrachtssessie

Zitting = Bezoekdag | Overdrachtssessie
MOST = 12  # households in one day or sitting


@action
def plan_zitting(
    *,
    gemeente_id: str,
    opvanglocatie: Opvanglocatie,
    soort: str,
    begint: dt.datetime,
    duur: int,
    vorm: str,
    koppelingen: Sequence[Koppeling],
    acting_user: Gebruiker,
) -> Zitting:
    """Propose talks to several households at once. `duur`: minutes per household; all of them or none.

    An overdrachtsgesprek becomes one sitting, in which the households follow one another just the same.
    """
    if not grants_of(acting_user).has("manage_overdracht", gemeente_id):
        raise NotAllowed("Alleen een regievoerder van de gemeente kan dit doen.")
    kaarten = _kaarten_at(opvanglocatie, gemeente_id, koppelingen)
    _fits_one_day(begint, duur, len(koppelingen))
    zitting = _made(gemeente_id, opvanglocatie, soort, begint, acting_user)
    for place, row in enumerate(koppelingen):
        moment = begint + dt.timedelta(minutes=duur * place)
        wants = interpreter_wanted(kaarten[row.pk])
        try:
            plan_gesprek(
                koppeling=row,
                soort=soort,
                voorstel=Voorstel(moment, vorm, duur, tolk=wants),
                betrokkenen=list(Betrokkene.objects.filter(koppeling=row, is_lid=True)),
                bezoekdag=zitting if isinstance(zitting, Bezoekdag) else None,
                sessie=zitting if isinstance(zitting, Overdrachtssessie) else None,
                acting_user=acting_user,
            )
        except DomainError as error:
            field = "koppelingen" if error.code == "already_open" else error.field
            raise DomainError(f"{row.referentie}: {error.message}", field=field, code=error.code) from error
    return zitting


def _kaarten_at(
    opvanglocatie: Opvanglocatie, gemeente_id: str, koppelingen: Sequence[Koppeling]
) -> dict[UUID, Kaart]:
    """The Kaart of each household; refused when one does not stay there, or when they are none or too many."""
    if not koppelingen:
        raise DomainError("Kies minstens één huishouden.", field="koppelingen", code="nobody")
    if len(koppelingen) > MOST:
        raise DomainError(
            f"Kies hooguit {MOST} huishoudens voor één dag.", field="koppelingen", code="too_many"
        )
    kaarten = {row.koppeling_id: row for row in Kaart.objects.filter(koppeling__in=koppelingen)}
    for row in koppelingen:
        kaart = kaarten.get(row.pk)
        if kaart is None or row.gemeente_id != gemeente_id or kaart.opvanglocatie_id != opvanglocatie.pk:
            raise DomainError(
                f"{row.referentie} woont niet op {opvanglocatie}.", field="koppelingen", code="elsewhere"
            )
    return kaarten


@action
def accept_zitting(*, zitting: Zitting, acting_user: Gebruiker) -> int:
    """Agree with every moment of a day or sitting that waits for this side; returns how many."""
    waiting = [
        row
        for row in Gesprek.objects.filter(**{_field(zitting): zitting}, status="voorgesteld").order_by(
            "moment"
        )
        if row.beurt == party_of(acting_user)
    ]
    if not waiting:
        raise DomainError("Er is niets om akkoord mee te gaan.", code="nothing_to_accept")
    for row in waiting:
        accept_gesprek(gesprek=row, acting_user=acting_user)
    return len(waiting)


def _field(zitting: Zitting) -> str:
    return "bezoekdag" if isinstance(zitting, Bezoekdag) else "sessie"


def _made(
    gemeente_id: str, opvanglocatie: Opvanglocatie, soort: str, begint: dt.datetime, acting_user: Gebruiker
) -> Zitting:
    zitting: Zitting
    if soort == Gesprek.Soort.OVERDRACHTSGESPREK:
        zitting = Overdrachtssessie(
            gemeente_id=gemeente_id, opvanglocatie=opvanglocatie, moment=begint, gepland_door=acting_user
        )
    else:
        zitting = Bezoekdag(
            gemeente_id=gemeente_id,
            opvanglocatie=opvanglocatie,
            dag=timezone.localdate(begint),
            gepland_door=acting_user,
        )
    zitting.save(force_insert=True)
    return zitting


def _fits_one_day(begint: dt.datetime, duur: int, number: int) -> None:
    last = timezone.localtime(begint + dt.timedelta(minutes=duur * number))
    if last.date() != timezone.localdate(begint) or last.hour >= 22:
        raise DomainError(
            "Dit past niet op één dag. Kies minder huishoudens, een kortere duur of een eerder begin.",
            field="duur",
            code="too_long",
        )


def interpreter_wanted(kaart: Kaart) -> bool:
    """Whether the informatieprofiel says that an interpreter is needed."""
    facts = (fact for part in kaart.payload["sections"] for fact in part["facts"] if part["key"] == "taal")
    return any(fact["key"] == "tolk" and fact["text"] == "Ja" for fact in facts)
