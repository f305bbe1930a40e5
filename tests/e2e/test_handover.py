"""Three households from koppeling to PIP, one by each scenario of B1, with both sides at work (DESIGN §5.6-10, R14).

Each step starts at the row of the work list that asks for it, and the row is gone when the step is done.
"""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from coa_portal.common.dates import long_date, today
from tests.e2e.running_portal import RunningPortal, running_portal
from tests.e2e.walk import Walk, walking

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
DAY = dt.timedelta(days=1)
NEAR, PASSED = "Een termijn loopt bijna af", "Een termijn is voorbij"
SEED = "from tests.e2e.walk import make_households; make_households('Snel', 'Samen', 'Straks')"


@pytest.fixture(scope="module")
def portal(services: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    with running_portal(services, tmp_path_factory.mktemp("overdracht"), name="overdracht") as running:
        yield running


@pytest.fixture(scope="module")
def households(portal: RunningPortal) -> dict[str, dict[str, str]]:
    printed = portal.manage("shell", "--verbosity=0", "-c", SEED).strip().splitlines()[-1]
    found: dict[str, dict[str, str]] = json.loads(printed)
    return found


@pytest.mark.deep
def test_scenario_1_a_quick_start_after_a_talk_that_was_not_held(
    portal: RunningPortal, households: dict[str, dict[str, str]], browser: Browser
) -> None:
    with walking(portal, browser, households["Snel"]) as walk:
        utrecht, coa = walk.utrecht, walk.coa
        walk.hears(utrecht, "Er is een huishouden gekoppeld")
        walk.forward(10)
        walk.beat()
        walk.hears(utrecht, NEAR)
        assert walk.asked(utrecht)["Kies een scenario"] == "Komende zeven dagen"
        walk.choose(1)
        walk.inform()

        walk.take(utrecht, "Plan een driegesprek")
        first = walk.plan(vorm="video", video_link="https://video.voorbeeld.example/1")
        walk.agree(coa)
        walk.hears(utrecht, "Een gesprek is gepland")
        walk.until(first)
        miss_the_talk(walk)
        walk.hears(coa, "Een gesprek is niet gehouden")
        walk.forward(15 - (first - today()).days)
        walk.beat()
        walk.hears(utrecht, PASSED)

        walk.take(utrecht, "Plan een driegesprek", under="Te laat")
        walk.plan()
        second = propose_another_moment(walk)
        walk.agree(utrecht)
        walk.until(second)
        walk.held(coa)
        walk.hears(utrecht, "Een gesprek is gehouden")

        walk.traject("Start de brede intake", intake_gestart_op=today(), intake_afgerond_op=today())
        walk.traject("Stel het PIP vast", pip_vastgesteld_op=today(), leerroute="B")
        start_early(walk)
        assert walk.asked(utrecht).keys() <= {"Kies een behandelaar"}, "nothing of the handover is left to do"


def miss_the_talk(walk: Walk) -> None:
    """Both sides are asked what became of it; the gemeente says why it was not held."""
    assert walk.asked(walk.coa)["Leg vast of het gesprek is gehouden"] == "Te laat"
    walk.take(walk.utrecht, "Leg vast of het gesprek is gehouden", under="Te laat")
    walk.utrecht.follow("Niet gehouden")
    walk.utrecht.fill({"reden": "tolk"})
    walk.utrecht.submit("Niet gehouden")
    walk.says(walk.utrecht, "Vastgelegd dat het gesprek niet is gehouden.")
    for side in (walk.utrecht, walk.coa):
        walk.done(side, "Leg vast of het gesprek is gehouden")
    walk.says(walk.utrecht, "Er was geen tolk")
    assert "Plan een driegesprek" in walk.asked(walk.utrecht)


def propose_another_moment(walk: Walk) -> dt.date:
    """COA cannot come then: its own proposal, which the gemeente has to answer."""
    day = today() + 3 * DAY
    walk.take(walk.coa, "Reageer op het moment")
    walk.coa.follow("Ander moment voorstellen")
    walk.coa.fill({"dag": day})
    walk.coa.page.locator("[name=tolk]").check()
    walk.coa.submit("Ander moment voorstellen")
    walk.done(walk.coa, "Reageer op het moment", says="Uw voorstel is verstuurd.")
    return day


def start_early(walk: Walk) -> None:
    """The regular programme starts before the move, which ends the Voorinburgering at COA (DESIGN §5.6)."""
    walk.utrecht.go(walk.page_of("inburgering/"))
    walk.utrecht.follow("Start melden")
    walk.says(walk.utrecht, "stoppen de Voorinburgering en de individuele begeleiding")
    walk.utrecht.submit("Start melden")
    walk.says(walk.utrecht, "De start is gemeld.")
    walk.hears(walk.coa, "De gemeente is gestart met het reguliere inburgeringstraject")
    walk.hears(walk.coa, "Het PIP is vastgesteld")
    walk.reads_at_coa("voor de verhuizing", f"Gestopt op {long_date(today())}")


@pytest.mark.deep
def test_scenario_2_after_a_choice_that_was_late_and_changed(
    portal: RunningPortal, households: dict[str, dict[str, str]], browser: Browser
) -> None:
    with walking(portal, browser, households["Samen"]) as walk:
        utrecht, coa = walk.utrecht, walk.coa
        walk.forward(15)
        walk.beat()
        walk.hears(utrecht, PASSED)
        walk.choose(3, under="Te laat")
        walk.inform()
        walk.finish()  # the change asks the same again
        walk.forward(4)
        change_to_scenario_2(walk)
        walk.hears(coa, "De gemeente heeft een ander scenario gekozen")
        walk.inform()

        walk.take(utrecht, "Plan een driegesprek")
        day = walk.plan()
        walk.agree(coa)
        walk.until(day)
        walk.held(utrecht)
        walk.traject("Start de brede intake", intake_gestart_op=today(), kennisgeving_op=today())
        walk.forward(20)
        walk.traject(
            "Stel het PIP vast",
            intake_afgerond_op=today() - 5 * DAY,
            toets_op=today() - 9 * DAY,
            toets_uitkomst="haalbaar",
            pip_vastgesteld_op=today(),
            leerroute="O",
        )
        walk.hears(coa, "De brede intake is afgerond")
        walk.hears(coa, "Het PIP is vastgesteld")
        walk.reads_at_coa(f"Vastgesteld op {long_date(today())}, Onderwijsroute")


def change_to_scenario_2(walk: Walk) -> None:
    """It needs a reason; what was chosen before stays to be read, on both sides."""
    utrecht = walk.utrecht
    utrecht.go(walk.page_of("scenario/"))
    utrecht.fill({"scenario": 2})
    utrecht.submit("Scenario vastleggen")
    walk.says(utrecht, "Schrijf waarom u van scenario wisselt")
    utrecht.fill({"reden": "De woning is pas later klaar."})
    utrecht.submit("Scenario vastleggen")
    walk.says(utrecht, "Het scenario is vastgelegd.")
    utrecht.go(walk.page_of("scenario/"))
    rows = utrecht.page.locator(".tijdlijn > li")
    assert [text.splitlines()[0][:10] for text in rows.all_inner_texts()] == ["Scenario 2", "Scenario 3"]
    walk.says(utrecht, "Reden: De woning is pas later klaar.")
    walk.coa.go(f"/dossiers/{walk.person}/overdracht/")
    walk.says(walk.coa, "Reden: De woning is pas later klaar.")


# the steps of all three have tests of their own in tests/overdracht, and the main line its walk, in every run
@pytest.mark.deep
def test_scenario_3_after_a_move_whose_date_changed_twice(
    portal: RunningPortal, households: dict[str, dict[str, str]], browser: Browser
) -> None:
    with walking(portal, browser, households["Straks"]) as walk:
        utrecht, coa = walk.utrecht, walk.coa
        walk.choose(3)
        walk.inform()
        get_acquainted(walk)
        move = find_a_house(walk)

        walk.take(utrecht, "Plan een driegesprek")
        walk.says(utrecht, "Scenario 3: twee weken voor de verhuizing.")
        day = walk.plan()
        assert 14 <= (move - day).days <= 16, "about two weeks before the move, on a working day"
        walk.agree(coa)
        walk.until(day)
        move -= (day - today()).days * DAY + DAY
        walk.held(utrecht)
        assert "Start de brede intake" not in walk.asked(utrecht), "in scenario 3 it comes after the move"

        walk.until(move - DAY)
        move_in(walk)
        walk.traject("Start de brede intake", intake_gestart_op=today(), kennisgeving_op=today())
        finish_in_time_at_last(walk)


def get_acquainted(walk: Walk) -> None:
    """A kennismaking soon after the koppeling, moved by nobody."""
    walk.utrecht.go(f"/gesprekken/koppelingen/{walk.koppeling}/nieuw/?soort=kennismaking")
    day = walk.plan(vorm="telefoon")
    walk.agree(walk.coa)
    walk.until(day)
    walk.held(walk.coa)
    walk.hears(walk.utrecht, "Een gesprek is gehouden")


def find_a_house(walk: Walk) -> dt.date:
    """The definite date of the move changes twice, each time with a reason; the last one holds."""
    utrecht, coa = walk.utrecht, walk.coa
    dates = [today() + days * DAY for days in (30, 44, 37)]
    for date, reden in zip(dates, ("", "later", "eerder"), strict=True):
        utrecht.go(walk.page_of("verhuizing/"))
        utrecht.page.locator("#woning").get_by_role("link", name="Wijzig").click()
        utrecht.fill({"woning_gevonden_op": today(), "definitief_op": date})
        if reden:
            utrecht.submit("Opslaan")
            walk.says(utrecht, "Kies waarom de datum verandert.")
            utrecht.fill({"reden": reden})
        utrecht.submit("Opslaan")
        walk.says(utrecht, f"{long_date(date)}")
    walk.hears(coa, "Er is een verhuisdatum")
    walk.hears(coa, "De verhuisdatum is gewijzigd", times=2)
    walk.reads_at_coa(
        *(f"gewijzigd naar {long_date(date)}" for date in dates[1:]), "De woning is later klaar."
    )

    walk.take(coa, "Leg het huisvestingsgesprek vast")
    coa.submit("Vastleggen")
    walk.done(coa, "Leg het huisvestingsgesprek vast", says="Het huisvestingsgesprek is vastgelegd.")
    walk.hears(utrecht, "Het huisvestingsgesprek is gehouden")
    return dates[-1]


def move_in(walk: Walk) -> None:
    """The day is there: the gemeente reports the move and the registration in the BRP."""
    utrecht = walk.utrecht
    walk.take(utrecht, "Meld de verhuizing")
    utrecht.submit("Verhuizing melden")
    walk.done(utrecht, "Meld de verhuizing", says="Het huishouden is gehuisvest.")
    walk.says(utrecht, "Tot en met")
    walk.hears(walk.coa, "Een huishouden is gehuisvest")
    walk.take(utrecht, "Leg de inschrijving in de BRP vast")
    utrecht.fill({"brp_op": today()})
    utrecht.submit("Opslaan")
    told = "De inschrijving in de BRP is opgeslagen."
    walk.done(utrecht, "Leg de inschrijving in de BRP vast", says=told)


def finish_in_time_at_last(walk: Walk) -> None:
    """Ten weeks after kennisgeving and BRP the PIP is late, and both are told; then it is there, and so is the last day
    of access."""
    utrecht = walk.utrecht
    walk.forward(60)
    walk.beat()
    walk.hears(utrecht, NEAR)
    walk.forward(11)
    walk.beat()
    walk.hears(utrecht, PASSED)
    assert walk.asked(utrecht)["Stel het PIP vast"] == "Te laat"
    walk.traject("Stel het PIP vast", intake_afgerond_op=today(), pip_vastgesteld_op=today(), leerroute="Z")
    walk.hears(walk.coa, "Het PIP is vastgesteld")
    utrecht.go(walk.page_of("verhuizing/"))
    ends = utrecht.page.inner_text("#toegang")
    assert "Tot en met" in ends
    walk.reads_at_coa(
        "Z-route", "Verhuisd op", next(line for line in ends.splitlines() if "Tot en met" in line)
    )
