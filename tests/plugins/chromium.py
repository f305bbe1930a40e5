"""Pytest plugin: finds a Chromium for the tests marked `browser`, or leaves them out and says how to get it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOW_TO = (
    "Geen Chromium gevonden: de browsertests zijn niet gedraaid. Installeer er een "
    "(Debian/Ubuntu: sudo apt install chromium; anders: .venv/bin/python -m playwright install chromium) "
    "of wijs hem aan met CHROMIUM=/pad/naar/chromium."
)
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PLAYWRIGHT_CACHES = ("~/.cache/ms-playwright", "~/Library/Caches/ms-playwright")
_PLAYWRIGHT_PROGRAMS = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")
# nothing that calls home or writes outside its temporary profile
_ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def find_chromium() -> str | None:
    """The program to start: $CHROMIUM, one on the PATH, or one that Playwright fetched."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given
    for name in _NAMES:
        program = shutil.which(name)
        if program:
            return program
    folders = [os.environ.get("PLAYWRIGHT_BROWSERS_PATH", ""), *_PLAYWRIGHT_CACHES]
    for folder in filter(None, folders):
        for pattern in _PLAYWRIGHT_PROGRAMS:
            found = sorted(Path(folder).expanduser().glob(pattern))
            if found:
                return str(found[-1])
    return None


def chromium_arguments() -> list[str]:
    """The command line switches; Chromium's own sandbox does not work for root."""
    return [*_ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if find_chromium() is not None:
        return
    in_browser = [item for item in items if item.get_closest_marker("browser")]
    if in_browser:
        config.hook.pytest_deselected(items=in_browser)
        items[:] = [item for item in items if item not in in_browser]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if find_chromium() is None:
        terminalreporter.write_line(HOW_TO, yellow=True)


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One Chromium for this worker; make a context of your own per test (`browser.new_context(...)`)."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (starts slowly, and few tests need it)

    # Playwright's loop runs in this thread, and Django takes that for code that may not use the database
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        program = find_chromium()
        chromium = playwright.chromium.launch(executable_path=program, args=chromium_arguments())
        yield chromium
        chromium.close()
