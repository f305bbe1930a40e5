"""In real browsers: what somebody typed survives a colleague, a lost connection and an expired session (R18), and the
AVG guard looks along while somebody types (R9)."""

import json

import pytest
from playwright.sync_api import Browser, expect

from coa_portal.avg.categories import BY_CODE
from coa_portal.avg.models import Reden
from tests.e2e.conftest import FilledPortal
from tests.e2e.pages import CASEMANAGER, SCREENER
from tests.e2e.people import Person, pass_second_step
from tests.e2e.running_portal import RunningPortal
from tests.factories.accounts import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
TEXT = "[name=gezinshereniging_toelichting]"
_EXPIRE = """
from coa_portal.accounts.sessions import SessionStore
session = SessionStore(session_key={key!r})
session["used_at"] = 0
session.save()
"""

_LOGGED = """
import json
from coa_portal.avg.models import Bevestiging
last = Bevestiging.objects.latest("created_at")
print(json.dumps([last.door.email, last.veld, last.categorie, last.reden]))
"""


def expire(portal: RunningPortal, person: Person) -> None:
    """The session of this person lay idle too long."""
    (cookie,) = (one for one in person.context.cookies() if "sessionid" in one["name"])
    portal.manage("shell", "--verbosity=0", "-c", _EXPIRE.format(key=cookie["value"]))


def kept(person: Person) -> list[str]:
    """The texts that wait in this tab."""
    stored = person.page.evaluate("JSON.stringify(Object.entries(sessionStorage))")
    drafts = [json.loads(value) for key, value in json.loads(stored) if key.startswith("bewaard:")]
    return [value for draft in drafts for name, value in draft["values"] if f"[name={name}]" == TEXT]


def test_nothing_that_was_typed_is_lost(filled_portal: FilledPortal, browser: Browser) -> None:
    portal = filled_portal.running
    section = next(
        page["path"] for page in filled_portal.pages if page["path"].endswith("/onderdeel/familie/")
    )
    first, second = (Person(browser, portal.url, name) for name in (CASEMANAGER, SCREENER))
    second.page.on("dialog", lambda dialog: dialog.accept())
    first.go(section)
    second.go(section)
    first.fill({"gezinshereniging_toelichting": "Van de eerste"})
    first.submit("Opslaan")

    # the second sees both, and picks with the keyboard
    second.fill({"gezinshereniging_toelichting": "Van de tweede"})
    second.submit("Opslaan")
    clash = second.page.get_by_role("group", name="Toelichting")
    expect(clash).to_contain_text("Van de eerste")
    expect(clash).to_contain_text("Van de tweede")
    clash.get_by_role("radio").first.focus()
    second.page.keyboard.press("Space")

    # the connection goes: nothing is sent, and the tab keeps the text, also when the page is opened anew
    second.context.set_offline(True)
    second.page.get_by_role("button", name="Opslaan", exact=True).last.click()
    expect(second.page.get_by_text("U hebt nu geen verbinding")).to_be_visible()
    assert kept(second) == ["Van de tweede"]
    second.context.set_offline(False)
    second.go(section)
    expect(second.page.get_by_text("staat weer in het formulier")).to_be_visible()
    assert second.page.input_value(TEXT) == "Van de tweede"

    # the session ends: signing in leads back to what was typed, and it is saved after all
    expire(portal, second)
    second.submit("Opslaan")
    assert "/inloggen/" in second.page.url
    second.fill({"email": second.email, "password": PASSWORD})
    second.submit()
    pass_second_step(second.page, second.email)
    assert "Van de tweede" in second.page.content()
    second.submit("Alsnog opslaan")
    expect(second.page.locator("#familie")).to_contain_text("Van de tweede")
    assert kept(second) == [], "saved, and still kept"

    # leaving and coming back; signing out leaves nothing on a shared computer
    second.go(section)
    second.page.locator(TEXT).fill("Nog niet opgeslagen")
    second.go("/")
    second.page.go_back()
    expect(second.page.locator(TEXT)).to_have_value("Nog niet opgeslagen")
    second.go("/")
    second.page.get_by_role("button", name="Uitloggen").click()
    second.page.wait_for_url("**/inloggen/**")
    assert kept(second) == []
    for person in (first, second):
        person.close()


def test_r9_the_guard_looks_along_while_somebody_types(filled_portal: FilledPortal, browser: Browser) -> None:
    section = next(
        page["path"] for page in filled_portal.pages if page["path"].endswith("/onderdeel/familie/")
    )
    person = Person(browser, filled_portal.running.url, CASEMANAGER)
    person.go(section)
    field, frame = person.page.locator(TEXT), person.page.locator(f"{TEXT} + [data-avg-kader]")
    asked: list[str] = []
    person.page.on("request", lambda one: asked.append(one.url) if "vrije-tekst" in one.url else None)

    # a pause, one question, and the word stands marked with its category and the reason; nothing was saved
    field.press_sequentially("Haar man is depressief.")
    expect(frame.locator("mark")).to_have_text("depressief")
    expect(frame).to_contain_text("Psychische gezondheid.")
    expect(frame).to_contain_text(BY_CODE["psychisch"].reason)
    assert len(asked) == 1 and person.page.url.endswith(section)

    # written in other words the mark goes
    field.fill("Haar man komt in het voorjaar met de kinderen.")
    expect(frame.locator("mark")).to_have_count(0)
    expect(frame.locator("select")).to_have_count(0)

    # and with a reason it stays, and that is logged
    field.fill("Haar man is depressief.")
    frame.locator("select").select_option(label=Reden.NODIG.label)
    person.submit("Opslaan")
    expect(person.page.locator("#familie")).to_contain_text("Haar man is depressief.")
    person.close()
    logged = filled_portal.running.manage("shell", "--verbosity=0", "-c", _LOGGED).strip().splitlines()[-1]
    assert json.loads(logged) == [person.email, "Toelichting", "psychisch", Reden.NODIG.value]
