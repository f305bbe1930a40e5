"""DESIGN §10: whatever goes wrong with somebody's data in hand, the log says where and not whose."""

import ast
import io
import logging
import logging.config
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.utils.log import AdminEmailHandler

from coa_portal.checks import REGISTER  # noqa: F401  (the whole portal is imported: every logger is there)
from tests.test_architecture import ROOT

NAME, BSN, MAIL = "Qwzelda Xyvrinoph", "999986004", "qwzelda@post.example"
SECRETS = (NAME, "Xyvrinoph", BSN, MAIL, "qwzelda")
PACKAGES = ("coa_portal", "klantprofiel", "koppeling", "overdracht", "voorinburgering")


@pytest.fixture
def log() -> Iterator[Callable[[], str]]:
    """The portal's own handler, writing to memory; call for what was written."""
    written = io.StringIO()
    configuration = settings.LOGGING
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter(configuration["formatters"]["line"]["format"]))
    kind = configuration["filters"]["no_data"]["()"]
    package, _, name = kind.rpartition(".")
    handler.addFilter(getattr(__import__(package, fromlist=[name]), name)())
    ways_out = [logging.getLogger(), logging.getLogger("django")]  # the second tells no further
    before = [logger.level for logger in ways_out]
    for logger in ways_out:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    yield written.getvalue
    for logger, level in zip(ways_out, before, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


def crash(how: str) -> None:
    """Fail as an action may, with a person in its hands."""
    naam, bsn = NAME, BSN
    if how == "chained":
        try:
            raise KeyError(naam)
        except KeyError as error:
            raise ValueError(f"no such person: {naam} {bsn}") from error
    if how == "context":
        try:
            raise KeyError(naam)
        except KeyError:
            int(naam)
    if how == "notes":
        broken = ValueError(naam)
        broken.add_note(f"while saving {naam}")
        raise broken
    if how == "group":
        raise ExceptionGroup(naam, [ValueError(naam), KeyError(bsn)])
    if how == "own kind":
        raise type("Kapot", (Exception,), {"__str__": lambda self: naam})
    raise Exception(f"{naam}\n{bsn}")


@pytest.mark.parametrize("how", ["chained", "context", "notes", "group", "own kind", "plain"])
@pytest.mark.parametrize("logger", ["django.request", "celery.app.trace", "coa_portal.anything"])
def test_a_crash_leaves_its_place_and_not_its_values(log: Any, how: str, logger: str) -> None:
    try:
        crash(how)
    except Exception as error:
        logging.getLogger(logger).exception("failed: %s", error)
        logging.getLogger(logger).error(f"failed: {error}", exc_info=error)
        logging.getLogger(logger).error(error)
        logging.getLogger(logger).error("failed %r", error)
    text = log()
    assert "in crash" in text, "the place is needed to repair it"
    assert not [secret for secret in SECRETS if secret in text], text


@pytest.mark.parametrize(
    "number", [BSN, "999.986.004", "999 986 004", "999-986-004", "999\u00a0986\u00a0004", "2777666551"]
)
def test_numbers_and_addresses_are_blanked(log: Any, number: str) -> None:
    logging.getLogger("x").error("found %s of %s", number, MAIL)
    assert "found [nummer] of [e-mail]" in log()


def test_a_key_that_looks_like_a_number_stays_whole(log: Any) -> None:
    """Else the line of one account in forty leads to nobody."""
    key = "20381457-0ab1-4c2d-8e3f-123456789012"
    logging.getLogger("x").error("account=%s with %s and %s-0000", key, BSN, BSN)
    assert f"account={key} with [nummer] and [nummer]-0000" in log()


def test_a_line_stays_one_line(log: Any) -> None:
    logging.getLogger("x").error("visitor said %s", "a\r\n2026-01-01 INFO forged\u2028b\x1b[31m")
    assert len(log().splitlines()) == 1
    assert "\x1b" not in log()


def test_a_line_that_cannot_be_made_does_not_show_its_values(log: Any, capsys: Any) -> None:
    logging.getLogger("x").error("%d people", NAME)
    assert "cannot be made" in log()
    assert NAME not in log() + capsys.readouterr().err


def test_a_warning_says_where_and_not_what(log: Any) -> None:
    show: Any = logging._showwarning  # type: ignore[attr-defined]  # what captureWarnings(True) puts in place
    show(RuntimeWarning(f"odd value {NAME}"), RuntimeWarning, "models.py", 7)
    assert "RuntimeWarning" in log()
    assert NAME not in log()


def test_no_report_by_mail_and_no_crash_page_with_data() -> None:
    """Django's own ways to tell of an error carry the request, its form and every local variable."""
    assert settings.DEBUG is False
    assert "DEBUG" not in (ROOT / "coa_portal/settings/__init__.py").read_text().replace(
        "DEBUG = False", ""
    ).replace("DEBUG shows data", "").replace("at DEBUG it writes", "")
    handlers = [
        h for name in ("", *logging.root.manager.loggerDict) for h in logging.getLogger(name).handlers
    ]
    assert not [handler for handler in handlers if isinstance(handler, AdminEmailHandler)]
    assert settings.ADMINS == []
    names = [handler["filters"] for handler in settings.LOGGING["handlers"].values()]
    assert names == [["no_data"]], "every way out goes through the filter"


# what is logged, wherever the portal logs: keys, counts, codes and kinds of errors
ALLOWED_VALUES = (".pk", ".code", ".__name__", ".position", ".hash", ".is_new_device", ".result", ".method")
ALLOWED = {
    "acting_user.pk if acting_user else 'command'",
    "getattr(view, '__qualname__', view)",
    "len(report.findings) + report.more_findings",
    "events",
    "deliveries",
    "expired",
    "forgotten",
    "blocked",
    "sent",
    "removed",
    "level",
    "len(lines)",  # of an import: how many the database refused, not which
    "found.pk if found else '-'",
    "'yes' if is_new_device else 'no'",
    "result",
    "method",
}


def logged_values() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and isinstance(node.func.value, ast.Name)
                    and node.func.value.id in {"logger", "logging", "log"}
                    and node.func.attr
                    in {"debug", "info", "warning", "error", "exception", "critical", "log"}
                ):
                    for value in node.args:
                        if not isinstance(value, ast.Constant):
                            yield str(path.relative_to(ROOT)), ast.unparse(value)


def test_what_the_portal_logs_is_on_a_list() -> None:
    """A filter does not know names: what goes into a line is decided where the line is written."""
    found = list(logged_values())
    assert found
    wrong = [
        f"{path}: {value}"
        for path, value in found
        if value not in ALLOWED and not value.endswith(ALLOWED_VALUES)
    ]
    assert not wrong, "\n".join(wrong)
