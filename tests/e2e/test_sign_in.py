"""Signing in, in a browser: a passkey of a virtual device, and what was typed when the session ended (R18)."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.e2e.people import Person, pass_second_step
from tests.e2e.running_portal import RunningPortal, running_portal
from tests.factories.accounts import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
IDLE = 12  # seconds: long enough to fill in a form on a busy machine


@pytest.fixture(scope="module")
def portal(services: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    folder = tmp_path_factory.mktemp("inloggen")
    settings = {"SESSION_IDLE_SECONDS": str(IDLE)}
    with running_portal(services, folder, name="inloggen", worker=False, settings=settings) as running:
        running.manage("shell", "--verbosity=0", "-c", "from tests.e2e.seed import seed; seed()")
        yield running


# only in `make test-deep`: of every run, test_samen ends a session in a browser and test_recent_and_kept has the rest
@pytest.mark.deep
@pytest.mark.parametrize("javascript", [True, False])
def test_r18_typed_text_outlives_the_session(
    portal: RunningPortal, browser: Browser, javascript: bool
) -> None:
    person = Person(browser, portal.url, "utrecht", javascript=javascript)
    person.go("/account/")
    written = f"Regisseur van de wijk {'met' if javascript else 'zonder'} JavaScript"
    person.fill({"functie": written})
    time.sleep(IDLE + 4)
    person.submit()
    assert "Wat u had ingevuld is bewaard" in person.text()
    person.fill({"email": "utrecht@voorbeeld.example", "password": PASSWORD})
    person.submit()
    pass_second_step(person.page, "utrecht@voorbeeld.example")
    assert person.page.url.endswith("/ingevuld/")
    assert "Wat u had ingevuld is bewaard" in person.text()
    person.submit("Alsnog opslaan")
    assert "Uw gegevens zijn opgeslagen." in person.text()
    assert person.page.locator("[name=functie]").input_value() == written
    person.close()


def test_a_passkey_signs_in_without_password(portal: RunningPortal, browser: Browser) -> None:
    person = Person(browser, portal.url, "zeist")
    device = person.context.new_cdp_session(person.page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    person.go("/account/beveiliging/passkey/")
    person.fill({"naam": "Laptop van het werk"})
    person.submit("Passkey maken")
    person.page.wait_for_url("**/account/beveiliging/")
    assert "Laptop van het werk" in person.text()
    person.page.get_by_role("button", name="Uitloggen", exact=True).click()
    person.page.wait_for_url("**/inloggen/**")
    person.follow("Inloggen met een passkey")
    person.submit("Gebruik een passkey")
    person.page.wait_for_url(lambda url: "/inloggen/" not in url)
    assert person.go("/account/") == 200
    person.close()


def test_without_javascript_a_passkey_page_says_so(portal: RunningPortal, browser: Browser) -> None:
    context = browser.new_context(base_url=portal.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/inloggen/passkey/")
    assert "JavaScript nodig" in page.inner_text("main")
    assert page.get_by_role("button", name="Gebruik een passkey").count() == 0
    context.close()
