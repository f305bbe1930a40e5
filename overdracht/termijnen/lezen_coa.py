"""What only COA knows of the termijnen: permit, arrival at the azc, day of the consent, end of Voorinburgering."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Min
from django.utils.timezone import localdate

from coa_portal.organisaties.models import Opvanglocatie
from klantprofiel.models import Klantprofiel, Verblijf
from overdracht.models import Betrokkene, Profielversie, Toestemming
from voorinburgering.models import Eindereden, VoorinburgeringEinde

Columns = dict[str, Any]


def _people(rows: Sequence[Betrokkene]) -> set[UUID]:
    return {row.vergunninghouder_id for row in rows}


def _profiles(rows: Sequence[Betrokkene]) -> dict[UUID, Columns]:
    """Permit, and whether the profile was left alone since the last publication: then there is nothing to publish."""
    known = {
        person: (permit, changed)
        for person, permit, changed in Klantprofiel.objects.filter(vergunninghouder__in=_people(rows))
        .order_by()
        .values_list("vergunninghouder", "vergunning_datum", "updated_at")
    }
    sent: dict[tuple[UUID, UUID], Any] = {}
    for koppeling, person, moment in (
        Profielversie.objects.filter(koppeling__in={row.koppeling_id for row in rows})
        .order_by("doorgezet_op")
        .values_list("koppeling", "vergunninghouder", "doorgezet_op")
    ):
        sent[koppeling, person] = moment
    found: dict[UUID, Columns] = {}
    for row in rows:
        permit, changed = known.get(row.vergunninghouder_id, (None, None))
        last = sent.get((row.koppeling_id, row.vergunninghouder_id))
        found[row.pk] = {
            "vergunning_op": permit,
            "niets_te_delen": last is not None and (changed is None or changed <= last),
        }
    return found


def _arrivals(rows: Sequence[Betrokkene]) -> dict[UUID, Columns]:
    """The first stay at an azc: a move between azc's does not start the term anew."""
    first = dict(
        Verblijf.objects.filter(
            vergunninghouder__in=_people(rows), opvanglocatie__soort=Opvanglocatie.Soort.AZC
        )
        .order_by()
        .values("vergunninghouder")
        .annotate(first=Min("van"))
        .values_list("vergunninghouder", "first")
    )
    return {row.pk: {"aankomst_azc_op": first.get(row.vergunninghouder_id)} for row in rows}


def _consents(rows: Sequence[Betrokkene]) -> dict[UUID, Columns]:
    """The day on which the consent that holds now was recorded."""
    given = {
        (person, gemeente): localdate(since)
        for person, gemeente, since in Toestemming.objects.filter(
            vergunninghouder__in=_people(rows), status="gegeven"
        )
        .order_by("status_sinds")
        .values_list("vergunninghouder", "gemeente", "status_sinds")
    }
    return {row.pk: {"toestemming_op": given.get((row.vergunninghouder_id, row.gemeente_id))} for row in rows}


def _ends(rows: Sequence[Betrokkene]) -> dict[UUID, Columns]:
    done = dict(
        VoorinburgeringEinde.objects.filter(
            vergunninghouder__in=_people(rows), reden=Eindereden.AFGEROND, hervat_op=None
        )
        .order_by()
        .values_list("vergunninghouder", "op")
    )
    return {row.pk: {"voorinburgering_klaar_op": done.get(row.vergunninghouder_id)} for row in rows}


READERS = (_profiles, _arrivals, _consents, _ends)
