"""Signing in by the own organisation, in a browser: there, back, and out again; with the portal's own policy on."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.accounts.real_provider import RealProvider, real_provider
from tests.e2e.running_portal import RunningPortal, running_portal

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def provider() -> Iterator[RealProvider]:
    with real_provider() as running:
        running.knows("p1", email="utrecht@voorbeeld.example", email_verified=True, amr=["pwd", "mfa"])
        running.knows("p2", email="zeist@voorbeeld.example", email_verified=True, amr=["pwd", "mfa"])
        running.knows("p3", email="utrecht@voorbeeld.example", email_verified=True)
        yield running


@pytest.fixture(scope="module")
def portal(
    services: Any, provider: RealProvider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningPortal]:
    settings = {
        "OIDC_PROVIDERS": "utrecht",
        "OIDC_UTRECHT_NAME": "Gemeente Utrecht",
        "OIDC_UTRECHT_DISCOVERY_URL": f"{provider.url}/.well-known/openid-configuration",
        "OIDC_UTRECHT_CLIENT_ID": "coa-portaal",
        "OIDC_UTRECHT_CLIENT_SECRET": "geheim-van-de-test",
        "OIDC_UTRECHT_PARTY": "gemeente",
        "OIDC_UTRECHT_GEMEENTEN": "GM0344",
        "OIDC_UTRECHT_EMAIL_DOMAINS": "voorbeeld.example",
        "OIDC_UTRECHT_SECOND_FACTOR_AMR": "mfa",
    }
    folder = tmp_path_factory.mktemp("organisatie")
    with running_portal(services, folder, name="oidc", worker=False, settings=settings) as running:
        running.manage("shell", "--verbosity=0", "-c", "from tests.e2e.seed import seed; seed()")
        yield running


@pytest.fixture
def page(browser: Browser, portal: RunningPortal) -> Iterator[Page]:
    context = browser.new_context(base_url=portal.url, java_script_enabled=False)
    yield context.new_page()
    context.close()


def sign_in_there(page: Page, sub: str) -> None:
    page.goto("/inloggen/?next=/account/")
    page.get_by_role("link", name="Inloggen met Gemeente Utrecht").click()
    page.locator("input[name=sub]").fill(sub)
    page.get_by_role("button", name="Authorize").click()


def test_there_and_back_and_out_again(page: Page, portal: RunningPortal, provider: RealProvider) -> None:
    sign_in_there(page, "p1")
    page.wait_for_url(f"{portal.url}/account/")
    assert "utrecht@voorbeeld.example" in page.inner_text("main")
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies(portal.url)}
    assert cookies["apparaat"]["httpOnly"] and cookies["apparaat"]["sameSite"] == "Lax"
    page.get_by_role("button", name="Uitloggen").first.click(force=True)
    page.wait_for_url("**/inloggen/?bericht=uitgelogd&organisatie=utrecht")
    assert "apparaat" in {cookie["name"] for cookie in page.context.cookies(portal.url)}
    page.get_by_role("link", name="Ook uitloggen bij Gemeente Utrecht").click()
    assert page.url.startswith(f"{provider.url}/oauth2/end_session")
    assert page.goto("/account/").url.startswith(f"{portal.url}/inloggen/")  # type: ignore[union-attr]


def test_somebody_of_another_gemeente_stays_outside(page: Page, portal: RunningPortal) -> None:
    sign_in_there(page, "p2")
    assert "Inloggen lukt niet" in page.inner_text("main")
    assert page.goto("/account/").url.startswith(f"{portal.url}/inloggen/")  # type: ignore[union-attr]


def test_saying_no_there_leads_back_in_dutch(page: Page) -> None:
    page.goto("/inloggen/")
    page.get_by_role("link", name="Inloggen met Gemeente Utrecht").click()
    page.get_by_role("button", name="Deny").click()
    assert "afgebroken" in page.inner_text("main")
    page.get_by_role("link", name="Opnieuw proberen").click()
    assert page.locator("input[name=sub]").is_visible()
