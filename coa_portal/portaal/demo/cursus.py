"""A whole NT2 course of the demo, from the first lesson to the eindtoets: what figures, hours and certificates show."""

import datetime as dt
from random import Random

from coa_portal.accounts.models import Gebruiker
from coa_portal.organisaties.models import Lesgroep, Opvanglocatie
from coa_portal.portaal.demo.accounts import Cast
from coa_portal.portaal.demo.clock import DemoClock
from klantprofiel.models import Vergunninghouder
from voorinburgering import actions
from voorinburgering.actions import Lesplan, Opgave
from voorinburgering.members import member_keys
from voorinburgering.models import Les, Programma

ARRIVED = (112, 118)  # days ago: between these the people of the course came
_AZC, _KEEPER = "Luttelgeest", "tom.visser@coa.example"
_DOCENT = "Willemijn Kok"  # without an account
_SEED = 158
OFFERED, _ANSWERED, _BEGAN, _LAST = 108, 106, 104, 18  # days ago
_TESTED, _ENDED = 16, 14
_LEVELS = ("pre_a1", "a1", "a2", "a1", "a2", "a2", "pre_a1", "a2", "a1", "a2", "pre_a1", "a1", "a2", "a1")
_COMPLETED = 8
_WAITS = 4  # one in so many said yes and waits for the next course


def offer_course(person: Vergunninghouder, clock: DemoClock, who: Gebruiker) -> None:
    """Offered soon after arrival; everybody wanted to."""
    row = actions.offer_programma(
        vergunninghouder=person, aangeboden_op=clock.turn_to(OFFERED), acting_user=who
    )
    actions.record_instemming(
        programma=row, instemming="ja", instemming_op=clock.turn_to(_ANSWERED), acting_user=who
    )


def tell_course(cast: Cast, clock: DemoClock) -> None:
    """A course of fourteen weeks: who came, the eindtoets, and the end for who completed it."""
    azc, keeper = Opvanglocatie.objects.get(naam=_AZC), cast.named(_KEEPER)
    clock.turn_to(_BEGAN, 8)
    group = actions.create_lesgroep(
        opvanglocatie=azc, naam="Zomer 1", tempo="gemiddeld", schrift="latijns", acting_user=keeper
    )
    actions.plan_lesreeks(
        lesgroep=group,
        van=clock.day(_BEGAN),
        tot=clock.day(_LAST),
        weekdagen=(1, 2, 4),
        plan=Lesplan(dt.time(9), dt.time(12), docent_naam=_DOCENT),
        acting_user=keeper,
    )
    people = _people(azc, clock)
    for person in people:
        actions.start_deelname(
            lesgroep=group, vergunninghouder=person, van=clock.day(_BEGAN), acting_user=keeper
        )
    _teach(group, clock, keeper)
    clock.turn_to(_TESTED)
    actions.record_toetsen(
        soort="eindtoets",
        op=clock.day(_TESTED),
        uitslagen=dict(zip([person.pk for person in people], _LEVELS, strict=False)),
        afgenomen_door=_DOCENT,
        acting_user=keeper,
    )
    for person in people[:_COMPLETED]:
        clock.turn_to(_ENDED, 15)
        actions.end_programma(
            programma=Programma.objects.get(vergunninghouder=person),
            reden="afgerond",
            op=clock.day(_ENDED),
            acting_user=cast.casemanagers(azc)[1],
        )
    clock.turn_to(0)


def _people(azc: Opvanglocatie, clock: DemoClock) -> list[Vergunninghouder]:
    """Who agreed on the day of this course and came into it."""
    rows = Vergunninghouder.objects.filter(
        dossier_locatie=azc, programma__aangeboden_op=clock.day(OFFERED), programma__status="ingestemd"
    )
    found = list(rows.order_by("v_nummer"))
    return [person for number, person in enumerate(found) if number % _WAITS]


def _teach(group: Lesgroep, clock: DemoClock, keeper: Gebruiker) -> None:
    chance = Random(_SEED)  # noqa: S311  (a story, no secret)
    for row in Les.objects.filter(lesgroep=group).select_related("lesgroep").order_by("dag"):
        clock.turn_to((clock.today - row.dag).days, row.eindtijd.hour)
        keys = sorted(member_keys(keeper, row))
        said = {key: Opgave("afgemeld" if chance.random() < 0.04 else "") for key in keys}
        actions.record_aanwezigheid(les=row, opgaven=said, acting_user=keeper)
