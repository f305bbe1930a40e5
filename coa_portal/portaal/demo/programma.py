"""The Voorinburgering of the demo's people: offered at the first talk, answered, begun; and what was done since."""

import datetime as dt

from coa_portal.accounts.models import Gebruiker
from coa_portal.organisaties.models import Gemeente, Opvanglocatie
from coa_portal.portaal.demo.accounts import Cast
from coa_portal.portaal.demo.clock import DemoClock
from klantprofiel.models import Vergunninghouder
from voorinburgering import actions
from voorinburgering.models import Programma

_NOT_YET = 6  # so short after the first talk nothing was offered
_THINKS = 9  # and so short after it nobody answered
_BEGINS_AFTER = 7  # days between the answer and the first day
_AGREED = (
    "Cv bijwerken",
    "Diploma laten vertalen",
    "Inschrijven bij de bibliotheek",
    "Website van de gemeente lezen",
)
_ENDS = ("afgerond", "gestopt")


def introduce(person: Vergunninghouder, answer: str, days_ago: int, clock: DemoClock, who: Gebruiker) -> None:
    """Offer the Voorinburgering in the talk of that day; who answers "ja" begins a week later."""
    if not person.is_adult or days_ago < _NOT_YET:
        return
    day = clock.day(days_ago)
    row = actions.offer_programma(vergunninghouder=person, aangeboden_op=day, acting_user=who)
    if days_ago < _THINKS:
        return
    if int(person.v_nummer) % 3:
        answer = "ja"  # most people want to
    # told to the klantprofiel at once: a later moment would change what was published meanwhile
    actions.record_instemming(programma=row, instemming=answer, instemming_op=day, acting_user=who)
    begins = days_ago - _BEGINS_AFTER
    if answer == "ja" and begins > 2 and int(person.v_nummer) % 7:
        clock.turn_to(begins, 9)
        actions.start_programma(programma=row, gestart_op=clock.day(begins), acting_user=who)
        clock.turn_to(days_ago, 12)


def keep_programmes(cast: Cast, clock: DemoClock) -> None:
    """Talks, agreements, VOORwerk, NOA, activities, a pause here and an end there; dated back from today."""
    rows = Programma.objects.filter(status="loopt").select_related("vergunninghouder__dossier_locatie")
    for number, row in enumerate(rows.order_by("vergunninghouder__v_nummer")):
        person = row.vergunninghouder
        if person.dossier_locatie is None:
            continue
        who = cast.casemanagers(person.dossier_locatie)[0]
        _guide(person, number, row.gestart_op, clock, who)
        if number % 6 == 2 and row.gestart_op < clock.day(20):
            clock.turn_to(12)
            actions.pause_programma(
                programma=row,
                van=clock.day(12),
                reden=("lesgroep", "gezin")[number // 6 % 2],
                acting_user=who,
            )
        elif number % 6 == 4 and row.gestart_op < clock.day(40):
            clock.turn_to(9)
            actions.end_programma(
                programma=row, reden=_ENDS[number // 6 % 2], op=clock.day(9), acting_user=who
            )
    clock.turn_to(0)
    _offer_activities(cast, clock)


def _guide(person: Vergunninghouder, number: int, begun: dt.date, clock: DemoClock, who: Gebruiker) -> None:
    """Talks every three weeks, but for each fourth person, with whom it went quiet."""
    quiet = 21 if number % 4 == 3 else 4
    days = (clock.today - begun).days
    for index, ago in enumerate(range(days - 2, quiet, -21)):
        clock.turn_to(ago, 15)
        talk = actions.record_gesprek(
            vergunninghouder=person,
            soort="participatie" if index % 3 == 2 else "begeleiding",
            dag=clock.day(ago),
            minuten=(45, 60, 30)[index % 3],
            acting_user=who,
        )
        if index % 2 == 0:
            agreement = actions.agree_in_gesprek(
                gesprek=talk,
                tekst=_AGREED[(number + index) % len(_AGREED)],
                wie="persoon" if index % 4 == 0 else "coa",
                voor_op=clock.day(ago - 18),
                acting_user=who,
            )
            if ago > 30:
                actions.step_begeleidingsafspraak(afspraak=agreement, step="finish", acting_user=who)
    if number % 5 == 1 and days > 20:
        clock.turn_to(days - 12)
        voorwerk = actions.register_voorwerk(
            vergunninghouder=person,
            aanbieder=("iom", "uaf")[number % 2],
            aangemeld_op=clock.day(days - 12),
            acting_user=who,
        )
        clock.turn_to(days - 18)
        actions.step_voorwerk(voorwerk=voorwerk, step="start", op=clock.day(days - 18), acting_user=who)
    if number % 6 == 2 and days > 15:
        clock.turn_to(days - 10)
        actions.record_noa(
            vergunninghouder=person,
            afgenomen_op=clock.day(days - 10),
            organisatie="NOA Amsterdam",
            acting_user=who,
        )


def _offer_activities(cast: Cast, clock: DemoClock) -> None:
    """Three activities at every locatie, with some people in them."""
    for name in cast.locaties:
        locatie = Opvanglocatie.objects.select_related("gemeente").get(naam=name)
        who = cast.casemanagers(locatie)[0]
        offers = [
            actions.add_aanbod(opvanglocatie=locatie, feiten=one, acting_user=who)
            for one in _activities(locatie.gemeente, clock)
        ]
        people = Vergunninghouder.objects.filter(dossier_locatie=locatie, programma__status="loopt")
        for number, person in enumerate(people.order_by("v_nummer")[:4]):
            actions.start_participatie(
                vergunninghouder=person,
                van=clock.day(10 + number),
                aanbod=offers[number % 2],
                dagdelen=(("2-middag",), ("4-ochtend", "4-middag"))[number % 2],
                acting_user=who,
            )


def _activities(gemeente: Gemeente, clock: DemoClock) -> list[actions.Aanbodfeiten]:
    begins = clock.day(30)
    return [
        actions.Aanbodfeiten(
            soort="aan_de_slag",
            organisatie="Vrijwilligerspunt",
            omschrijving="In een groepje een klus doen buiten de locatie, met Nederlandse vrijwilligers.",
            uren_per_week=4,
            plaatsen=6,
            van=begins,
            gemeente=gemeente,
        ),
        actions.Aanbodfeiten(
            soort="vrijwilligerswerk",
            organisatie="Buurtmoestuin",
            omschrijving="Werken in de tuin en de oogst uitdelen in de buurt.",
            uren_per_week=8,
            plaatsen=2,
            van=begins,
            gemeente=gemeente,
        ),
        actions.Aanbodfeiten(
            soort="sport",
            organisatie="Voetbalvereniging",
            omschrijving="Elke week meetrainen, schoenen zijn er.",
            uren_per_week=2,
            plaatsen=12,
            van=begins,
            gemeente=gemeente,
        ),
    ]
