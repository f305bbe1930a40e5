"""Results of tests in the demo: of the people in the NT2 groups, who are at different points of the course."""

import datetime as dt

from coa_portal.common.dates import today
from coa_portal.organisaties.models import Lesgroep
from voorinburgering.actions import correct_toets, record_toetsen
from voorinburgering.models import Deelname

_BUREAU = "Taaltoetsbureau Oost"
# days ago, kind of test, the outcomes of the people of a group in order; fewer outcomes than people: not tested yet
_TOLD: tuple[tuple[int, str, tuple[str, ...]], ...] = (
    (45, "instaptoets", ("pre_a1", "a1", "pre_a1", "a1", "pre_a1", "a2")),
    (45, "taalleerbaarheid", ("gemiddeld", "snel", "langzaam", "gemiddeld", "gemiddeld", "snel")),
    (12, "gespreksvaardigheid", ("a1", "a2", "a1")),
    (5, "eindtoets", ("a1", "a2", "a1")),
    (5, "lezen", ("a1", "a2")),
)


def record_results() -> None:
    """Write them as the groups' own, with one that was corrected."""
    for group in Lesgroep.objects.filter(soort="nt2", gesloten_op=None).order_by("pk"):
        members = Deelname.objects.running().filter(lesgroep=group)
        people = list(
            members.order_by("vergunninghouder__v_nummer").values_list("vergunninghouder", flat=True)
        )
        made = []
        for days_ago, soort, outcomes in _TOLD:
            made = record_toetsen(
                soort=soort,
                op=today() - dt.timedelta(days=days_ago),
                uitslagen=dict(zip(people, outcomes, strict=False)),
                afgenomen_door=_BUREAU,
                acting_user=None,
            )
        if made:
            row = made[0]
            correct_toets(
                toets=row, resultaat="a2", op=row.afgenomen_op, reden="herbeoordeling", acting_user=None
            )
