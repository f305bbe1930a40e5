"""R27: what changed since the reader's own last visit, on the gemeente's page and in COA's dossier."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coa_portal.notifications.models import LaatsteBezoek
from coa_portal.notifications.visits import note_visit
from klantprofiel.actions import save_section
from tests.factories.koppeling import KoppelingFactory, household
from tests.factories.overdracht import ProfielversieFactory, change_profile, person_of

pytestmark = pytest.mark.django_db
SINCE_VISIT = "Gewijzigd sinds uw laatste bezoek"


@pytest.fixture
def koppeling(casemanager_luttelgeest: Any, regievoerder_utrecht: Any) -> Any:
    """With one version, which the gemeente has not looked at yet."""
    made = KoppelingFactory(plaatsingseenheid=household(40))
    ProfielversieFactory(vergunninghouder=person_of(made))
    return made


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Call with hours: so much later it is from now on."""
    now = timezone.now
    ahead = dt.timedelta()

    def pass_by(hours: int) -> None:
        nonlocal ahead
        ahead += dt.timedelta(hours=hours)

    monkeypatch.setattr(timezone, "now", lambda: now() + ahead)
    return pass_by


def page(browser: Any, koppeling: Any) -> str:
    return str(browser.get(f"/gemeente/koppelingen/{koppeling.pk}/").content.decode())


def test_r27_a_gemeente_sees_what_changed_since_it_last_looked_over_more_than_one_version(
    koppeling: Any, regievoerder_utrecht: Any, lezer_utrecht_werk: Any, client_of: Any, clock: Any
) -> None:
    browser, person = client_of(regievoerder_utrecht), person_of(koppeling)
    assert SINCE_VISIT not in page(browser, koppeling)
    clock(1)
    save_section(vergunninghouder=person, section="arbeid", facts={"cv_gemaakt": "ja"}, acting_user=None)
    ProfielversieFactory(vergunninghouder=person)
    ProfielversieFactory(vergunninghouder=person)
    for _ in range(2):  # reloading does not make the news old
        text = page(browser, koppeling)
        assert SINCE_VISIT in text
        assert "#arbeid" in text.split(SINCE_VISIT)[1].split("</ul>")[0]
        assert "#toekomst" in text.split(SINCE_VISIT)[1].split("</ul>")[0]
    assert SINCE_VISIT not in page(client_of(lezer_utrecht_werk), koppeling), "another reader, another visit"
    clock(1)
    text = page(browser, koppeling)
    assert SINCE_VISIT not in text
    assert "sinds versie 2" in text


def test_r27_coa_sees_what_others_changed(
    koppeling: Any, casemanager_luttelgeest: Any, casemanager_collega: Any, client_of: Any, clock: Any
) -> None:
    person = person_of(koppeling)
    browser, colleague = client_of(casemanager_luttelgeest), client_of(casemanager_collega)
    here = f"/dossiers/{person.pk}/"
    assert SINCE_VISIT not in browser.get(here).content.decode()
    colleague.get(here)
    clock(1)
    text = change_profile(person)
    save_section(
        vergunninghouder=person,
        section="toekomst",
        facts={"ambities": f"{text} En een huis."},
        acting_user=casemanager_collega,
    )

    def news(reader: Any) -> str:
        return str(reader.get(here).content.decode().split('id="nieuws"')[1].split("</section>")[0])

    shown = news(browser)
    assert "En een huis." in shown
    own = news(colleague)
    assert f"{text} En een huis." not in own
    assert text in own


def test_r27_the_list_says_whose_profile_changed_and_in_which_sections(
    koppeling: Any,
    regievoerder_utrecht: Any,
    lezer_utrecht_werk: Any,
    lezer_utrecht: Any,
    client_of: Any,
    clock: Any,
) -> None:
    """R27: by the same visit as the page; who reads some sections hears of changes in those only."""
    people = (regievoerder_utrecht, lezer_utrecht_werk, lezer_utrecht)
    full, limited, tier0 = (client_of(account) for account in people)

    def news(browser: Any) -> Any:
        with CaptureQueriesContext(connection) as log:
            rows = browser.get("/gemeente/koppelingen/").context["rijen"]
        asked.append(len(log))
        return rows[0].nieuws

    asked: list[int] = []
    assert (news(full).is_nieuw, news(limited).is_nieuw, news(tier0)) == (True, True, None)
    for browser in (full, limited):
        page(browser, koppeling)
        assert news(browser) is None
    clock(1)
    ProfielversieFactory(vergunninghouder=person_of(koppeling))
    assert (news(full).is_gewijzigd, news(full).onderdelen) == (True, ["Toekomst in Nederland"])
    assert news(limited) is None, "nothing changed in its sections"
    asked.clear()
    news(full)
    for _ in range(3):
        other = KoppelingFactory(plaatsingseenheid=household(30, 31))
        ProfielversieFactory(vergunninghouder=person_of(other))
        page(full, other)
        clock(1)
        ProfielversieFactory(vergunninghouder=person_of(other))
    news(full)
    assert asked[0] == asked[1], "as many queries for four with news as for one"
    page(full, koppeling)
    assert full.get("/gemeente/koppelingen/").text.count(SINCE_VISIT) == 3


def test_a_visit_lasts_until_nobody_looked_for_a_while(
    koppeling: Any, regievoerder_utrecht: Any, clock: Any
) -> None:
    def look() -> Any:
        return note_visit(subject_id=koppeling.pk, acting_user=regievoerder_utrecht)

    assert look() is None
    assert look() is None
    clock(1)
    seen = LaatsteBezoek.objects.get().op
    assert look() == seen
    assert look() == seen
