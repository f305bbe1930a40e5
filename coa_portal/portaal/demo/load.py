"""Loading the whole demo: accounts, the sample person of source B2, and about sixty invented households."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from django.db import transaction
from django.db.models import F

from coa_portal.common.dates import add_years
from coa_portal.notifications import engine
from coa_portal.notifications.models import Delivery, Event, Melding
from coa_portal.organisaties.models import Gemeente, Opvanglocatie, Taakstelling
from coa_portal.portaal.demo.accounts import (
    UTRECHT,
    Cast,
    certify_accounts,
    load_accounts,
)
from coa_portal.portaal.demo.beheer import ask_for_accounts, review_rights
from coa_portal.portaal.demo.clock import DemoClock
from coa_portal.portaal.demo.contact import keep_contact
from coa_portal.portaal.demo.cursus import tell_course
from coa_portal.portaal.demo.documenten import keep_papers, keep_sample_papers
from coa_portal.portaal.demo.gesprekken import tell_talks
from coa_portal.portaal.demo.ibis import read_ibis
from coa_portal.portaal.demo.lessen import tell_lessons
from coa_portal.portaal.demo.lezen import look, name_externals, seal
from coa_portal.portaal.demo.people import Inventor
from coa_portal.portaal.demo.programma import introduce, keep_programmes
from coa_portal.portaal.demo.scenario import agree_on_scenarios, choose_scenarios
from coa_portal.portaal.demo.screening import tell_screenings
from coa_portal.portaal.demo.stories import STAGES, Stage
from coa_portal.portaal.demo.teller import Teller
from coa_portal.portaal.demo.toetsen import record_results
from coa_portal.portaal.demo.verhuizen import tell_handovers
from coa_portal.portaal.demo.volgen import follow_some
from coa_portal.portaal.demo.wachter import keep_words
from klantprofiel.demo_sample import create_sample
from koppeling.taakstelling import half_year

SEED = 2017_04_03  # the day of the sample form
SAMPLE_LOCATIE = "Luttelgeest"
READ_AFTER_DAYS = 6


@transaction.atomic
def load_demo() -> Counter[str]:
    """Load everything or nothing; returns how many households each stage has."""
    clock = DemoClock()
    told: Counter[str] = Counter()
    with clock.running():
        clock.turn_to(400)
        cast = load_accounts()
        certify_accounts(clock)
        clock.turn_to(400)
        _set_taakstelling(clock.today)
        agree_on_scenarios(cast, clock)
        _tell_sample(cast, clock)
        told["voorbeeld"] += 1
        inventor = Inventor(SEED, clock.today)
        for stage, gemeente, locatie in _plan(cast):
            _tell(stage, gemeente, locatie, cast, clock, inventor)
            told[stage.code] += 1
        choose_scenarios(cast, clock)
        tell_handovers(cast, clock)
        tell_course(cast, clock)
        keep_programmes(cast, clock)
        tell_screenings(cast, clock, SAMPLE_LOCATIE)
        clock.turn_to(0)
        tell_lessons(cast, clock)
        record_results()
        name_externals(cast, clock)
        tell_talks(cast, clock)
        keep_contact(cast, clock)
        keep_papers(cast, clock, SAMPLE_LOCATIE)
        read_ibis(cast)
        keep_words(cast, clock)
        look(cast, clock)
        ask_for_accounts(cast, clock)
        review_rights(cast, clock)
    seal()
    _deliver()
    follow_some(cast)
    return told


def _set_taakstelling(day: dt.date) -> None:
    """Where none is known for this half year, the numbers of the last known one hold, as if entered by hand."""
    now = half_year(day)
    if Taakstelling.objects.filter(halfjaar=now).exists():
        return
    last = Taakstelling.objects.order_by("-halfjaar").values_list("halfjaar", flat=True).first()
    Taakstelling.objects.bulk_create(
        Taakstelling(gemeente_id=row.gemeente_id, halfjaar=now, aantal=row.aantal, is_berekend=False)
        for row in Taakstelling.objects.filter(halfjaar=last)
    )


def _tell_sample(cast: Cast, clock: DemoClock) -> None:
    """The person of the form at azc Luttelgeest: koppeld to Utrecht, consent given, published."""
    locatie = Opvanglocatie.objects.get(naam=SAMPLE_LOCATIE)
    teller = Teller(cast, clock, locatie, cast.casemanagers(locatie)[0])
    clock.turn_to(120, 9)
    unit = create_sample(
        opvanglocatie=locatie, behandelaar=teller.casemanager, acting_user=teller.casemanager
    )
    teller.take(unit)
    introduce(teller.head, "ja", 120, clock, teller.casemanager)
    teller.match(40, Gemeente.objects.get(pk=UTRECHT), 0)
    teller.handle(36)
    keep_sample_papers(teller.head, teller.casemanager, clock)
    teller.consent(28)
    teller.publish(27)


def _plan(cast: Cast) -> Iterator[tuple[Stage, Gemeente, Opvanglocatie]]:
    """Each stage as often as it is told. The first of each is Luttelgeest's and Utrecht's, so that the accounts
    people try first meet all of them; the others are spread."""
    gemeenten = {row.pk: row for row in Gemeente.objects.filter(pk__in=cast.gemeenten)}
    locaties = {row.naam: row for row in Opvanglocatie.objects.filter(naam__in=cast.locaties)}
    others = [code for code in cast.gemeenten if code != UTRECHT]
    elsewhere = [name for name in cast.locaties if name != SAMPLE_LOCATIE]
    number = 0
    for stage in STAGES:
        for time in range(stage.times):
            code = UTRECHT if time % 2 == 0 and not stage.is_course else others[number % len(others)]
            here = time == 0 or stage.is_course
            name = SAMPLE_LOCATIE if here else elsewhere[number % len(elsewhere)]
            number += 1
            yield stage, gemeenten[code], locaties[name]


def _tell(
    stage: Stage, gemeente: Gemeente, locatie: Opvanglocatie, cast: Cast, clock: DemoClock, inventor: Inventor
) -> None:
    chance: Random = inventor.chance
    arrived = chance.randint(*stage.arrived)
    permit = clock.day(arrived + chance.randint(2, 20)) if stage.has_permit else None
    people = inventor.household(ages=stage.ages, arrived=clock.day(arrived), permit=permit)
    if stage.sixteen_in_days is not None:
        born = add_years(clock.day(-stage.sixteen_in_days), -16)
        people[0].new = replace(people[0].new, geboortedatum=born)
    teller = Teller(cast, clock, locatie, cast.casemanagers(locatie)[1 if stage.is_course else 0])
    teller.arrive(arrived, people, has_handler=stage.has_handler)
    stage.story(teller, gemeente, arrived, inventor)


def _deliver() -> None:
    """Bring the meldingen to the inboxes, dated as they happened, the old ones read. Nothing is mailed."""
    engine.spread()
    Delivery.objects.filter(sent_at=None).update(sent_at=F("created_at"), next_try_at=None)
    for event in Event.objects.filter(drained_at__isnull=False):
        Event.objects.filter(pk=event.pk).update(drained_at=event.created_at)
        Melding.objects.filter(event=event).update(created_at=event.created_at)
    border = DemoClock().day(READ_AFTER_DAYS)
    Melding.objects.filter(created_at__date__lt=border).update(read_at=F("created_at"))
