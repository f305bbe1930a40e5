"""The lesgroep of the demo: one at a locatie, with some of the people who live there."""

from coa_portal.common.dates import today
from coa_portal.organisaties.models import Lesgroep, Opvanglocatie
from klantprofiel.models import Vergunninghouder
from voorinburgering.actions import create_lesgroep, start_deelname
from voorinburgering.models import VoorinburgeringEinde

_IN_GROUP = 8


def make_lesgroep(locatie: str) -> Lesgroep:
    """A group that learns at an average speed, still without people."""
    return create_lesgroep(
        opvanglocatie=Opvanglocatie.objects.get(naam=locatie),
        naam="Ochtend 1",
        tempo="gemiddeld",
        acting_user=None,
    )


def fill_lesgroepen() -> None:
    """The first adults at each locatie come into its group today, of those whose Voorinburgering goes on."""
    ended = VoorinburgeringEinde.objects.filter(hervat_op=None).values("vergunninghouder")
    for group in Lesgroep.objects.select_related("opvanglocatie"):
        people = (
            Vergunninghouder.objects.filter(dossier_locatie=group.opvanglocatie)
            .order_by("v_nummer")
            .exclude(pk__in=ended)
        )
        adults = [person for person in people if person.is_adult]
        for person in adults[:_IN_GROUP]:
            start_deelname(lesgroep=group, vergunninghouder=person, van=today(), acting_user=None)
