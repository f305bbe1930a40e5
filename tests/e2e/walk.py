"""A household that is handed over: both sides at their browsers, and time that the test moves.

Time moves by moving back what was recorded of this one household, in the database as its owner: code of the portal
knows no other clock than the real one. What beat starts at its hour is sent to the worker by the test.
"""

import datetime as dt
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg2
import pytest
from celery import Celery
from playwright.sync_api import Browser, expect
from psycopg2 import sql

from coa_portal.common.dates import today
from coa_portal.organisaties.models import Gemeente
from klantprofiel.models import Vergunninghouder
from tests.e2e.people import Person
from tests.e2e.running_portal import RunningPortal
from tests.e2e.seed import seed
from tests.factories.koppeling import KoppelingFactory, household, locatie
from tests.factories.overdracht import ProfielversieFactory

# whose days are moved: the table, how its rows belong to the koppeling, and the columns where not all of them
_BY_KOPPELING = (
    "betrokkene",
    "scenariokeuze",
    "gesprek",
    "verhuizing",
    "verhuisdatum",
    "huisvestingsgesprek",
    "inburgeringstraject",
    "profielversie",
)
_MOVED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("koppeling_koppeling", "id = %(koppeling)s", ()),
    *((f"overdracht_{name}", "koppeling_id = %(koppeling)s", ()) for name in _BY_KOPPELING),
    ("overdracht_toestemming", "vergunninghouder_id = %(person)s", ()),
    ("klantprofiel_klantprofiel", "vergunninghouder_id = %(person)s", ("updated_at",)),
)


def make_households(*surnames: str) -> None:
    """The cast, and per name an adult in Luttelgeest, koppeld to Utrecht, with consent and a published profile; prints
    what the tests need of them as JSON. Runs in a process of the portal."""
    seed()
    made = {}
    for name in surnames:
        koppeling = KoppelingFactory(
            plaatsingseenheid=household(achternaam=name, opvanglocatie=locatie()),
            gemeente=Gemeente.objects.get(pk="GM0344"),
        )
        person = Vergunninghouder.objects.get(plaatsingseenheid=koppeling.plaatsingseenheid_id)
        ProfielversieFactory(vergunninghouder=person, moment="koppeling")
        made[name] = {
            "koppeling": str(koppeling.pk),
            "referentie": koppeling.referentie,
            "person": str(person.pk),
        }
    print(json.dumps(made))


@dataclass
class Walk:
    """One household on its way, with the regievoerder of Utrecht and the casemanager in Luttelgeest."""

    portal: RunningPortal
    koppeling: str
    referentie: str
    person: str
    utrecht: Person
    coa: Person
    # what must be gone from whose list when that is looked at next: each page of it is looked at for two steps
    _done: list[tuple[Person, str]] = field(default_factory=list)

    def forward(self, days: int) -> None:
        """So many days go by for this household."""
        url = self.portal.environment["DATABASE_OWNER_URL"]
        with psycopg2.connect(url) as connection, connection.cursor() as cursor:
            for table, belongs, only in _MOVED:
                cursor.execute(
                    "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
                    " AND is_generated = 'NEVER' AND data_type IN ('date', 'timestamp with time zone')",
                    [table],
                )
                columns = only or tuple(name for (name,) in cursor.fetchall())
                earlier = sql.SQL(", ").join(
                    sql.SQL("{0} = {0} - %(days)s * interval '1 day'").format(sql.Identifier(name))
                    for name in columns
                )
                moved = sql.SQL("UPDATE {} SET {} WHERE ").format(sql.Identifier(table), earlier)
                cursor.execute(
                    moved + sql.SQL(belongs),
                    {"days": days, "koppeling": self.koppeling, "person": self.person},
                )

    def beat(self, task: str = "overdracht.remind_termijnen") -> None:
        """The hour comes at which beat starts this task: a message to the worker."""
        broker = Celery(broker=self.portal.environment["REDIS_URL"], set_as_current=False)
        broker.send_task(task)
        broker.close()

    def asked(self, who: Person) -> dict[str, str]:
        """What the work list asks of this account about this household: verb -> heading under which it stands.

        What it was seen to do before is gone from it.
        """
        who.go("/?wie=alle")
        found: dict[str, str] = {}
        for card in who.page.locator("#werk section.kaart").all():
            for text in card.locator(".taak__titel").all_inner_texts():
                verb, _, subject = text.partition(": ")
                if self.referentie in subject:
                    found[verb] = str(card.get_attribute("aria-label"))
        still = [verb for side, verb in self._done if side is who and verb in found]
        assert not still, f"done, and still asked: {still}"
        self._done = [row for row in self._done if row[0] is not who]
        return found

    def done(self, who: Person, verb: str, *, says: str = "") -> None:
        """The page answers so, and the row that asked for it will be gone."""
        if says:
            self.says(who, says)
        self._done.append((who, verb))

    def finish(self) -> None:
        """Look at what nobody looked at since."""
        for side in {id(side): side for side, _ in self._done}.values():
            self.asked(side)

    def take(self, who: Person, verb: str, *, under: str | None = None) -> None:
        """Follow the row of the work list that asks for this."""
        asked = self.asked(who)
        assert verb in asked, (verb, asked)
        assert under in (None, asked[verb]), (verb, asked)
        who.page.locator("#werk").get_by_role("link", name=f"{verb}: {self.referentie}").click()
        who.page.wait_for_load_state()

    def says(self, who: Person, words: str) -> None:
        """The page says this."""
        expect(who.page.locator("body")).to_contain_text(
            re.compile(re.escape(words), re.IGNORECASE), timeout=20_000
        )

    def hears(self, who: Person, title: str, times: int = 1) -> None:
        """The inbox holds so many meldingen of this household with this title, or more: they came through outbox and
        worker, and beat may strike on its own too."""
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            who.go(f"/meldingen/?dossier={self.referentie}")
            found = who.page.locator("main tbody th").filter(has_text=title).count()
            if found >= times:
                return
            who.page.wait_for_timeout(800)
        pytest.fail(f"no melding {title!r}: {who.text()}")

    def page_of(self, noun: str = "") -> str:
        """An address of the gemeente about this household."""
        return f"/gemeente/koppelingen/{self.koppeling}/{noun}"

    # what both sides do more than once

    def choose(self, scenario: int, reden: str = "", *, under: str | None = None) -> None:
        """The gemeente chooses a scenario from its work list."""
        self.take(self.utrecht, "Kies een scenario", under=under)
        self.utrecht.fill({"scenario": scenario})
        self.utrecht.submit("Scenario vastleggen")
        self.done(self.utrecht, "Kies een scenario", says="Het scenario is vastgelegd.")
        self.hears(self.coa, "De gemeente heeft een scenario gekozen")

    def inform(self) -> None:
        """The gemeente records that the inburgeraar was told."""
        self.take(self.utrecht, "Vertel welk scenario het wordt")
        self.utrecht.follow("Vastleggen dat de inburgeraar het weet")
        self.utrecht.fill({"hoe": "gesprek"})
        self.utrecht.submit("Vastleggen")
        told = "Vastgelegd dat de inburgeraar is geïnformeerd."
        self.done(self.utrecht, "Vertel welk scenario het wordt", says=told)

    def plan(self, **values: Any) -> dt.date:
        """The gemeente sends the proposal on the page for it, as it stands or changed; its day."""
        self.utrecht.fill(values)
        day = dt.datetime.strptime(self.utrecht.page.input_value("[name=dag]"), "%d-%m-%Y").date()  # noqa: DTZ007
        if self.utrecht.page.locator("[name=soort][value=driegesprek]").is_checked():
            self.done(self.utrecht, "Plan een driegesprek")
        self.utrecht.submit("Voorstel sturen")
        self.says(self.utrecht, "Het voorstel is naar het COA gestuurd.")
        return day

    def agree(self, who: Person) -> None:
        """The side whose turn it is agrees with the moment, from its work list."""
        self.take(who, "Reageer op het moment")
        who.follow("Akkoord met dit moment")
        who.submit("Akkoord met dit moment")
        self.done(who, "Reageer op het moment", says="Het gesprek is gepland.")

    def until(self, day: dt.date) -> None:
        """Time goes on to the day after this one, a day as it was before."""
        self.forward((day - today()).days + 1)

    def held(self, who: Person) -> None:
        """Somebody records from the work list that the talk was held; nobody is asked any more."""
        self.take(who, "Leg vast of het gesprek is gehouden", under="Te laat")
        who.follow("Gehouden")
        who.submit("Gehouden")
        for side in (self.utrecht, self.coa):
            self.done(side, "Leg vast of het gesprek is gehouden")
        self.says(who, "Vastgelegd dat het gesprek is gehouden.")

    def traject(self, verb: str, **values: Any) -> None:
        """The gemeente fills in intake and PIP, from the row that asks for it."""
        self.take(self.utrecht, verb)
        self.utrecht.fill(values)
        self.utrecht.submit("Opslaan")
        self.done(self.utrecht, verb, says="De gegevens over de inburgering zijn opgeslagen.")

    def reads_at_coa(self, *words: str) -> None:
        """COA's page of intake and move says this."""
        self.coa.go(f"/overdracht/voortgang/{self.person}/")
        for text in words:
            self.says(self.coa, text)


@contextmanager
def walking(portal: RunningPortal, browser: Browser, household: dict[str, str]) -> Iterator[Walk]:
    """Both sides sign in; at the end no page has failed."""
    utrecht, coa = Person(browser, portal.url, "utrecht"), Person(browser, portal.url, "casemanager")
    walk = Walk(portal, **household, utrecht=utrecht, coa=coa)
    yield walk
    walk.finish()
    for person in (utrecht, coa):
        person.close()
    assert "Traceback" not in portal.log.read_text()
