"""Marked words in what is written: refused, or kept with a coded reason that is logged (R9).

A form asks why a marked text may stay and says so here (`keep`); the write that follows logs it in its own
transaction, whichever action that is. An action that has other doors than a form judges its texts itself
(`guard_texts`) and accepts what a form was given a reason for.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from coa_portal.audit.acting import after_writing
from coa_portal.avg.categories import BY_CODE
from coa_portal.avg.guard import Finding, check
from coa_portal.avg.models import Bevestiging, Reden
from coa_portal.common.errors import DomainError

_LONGEST_LABEL = 120


class MarkedWords(DomainError):
    """Texts hold what may not be there, and nobody said why it may stay. `by_field`: the findings per field."""

    def __init__(self, by_field: Mapping[str, Sequence[Finding]]) -> None:
        field = next(iter(by_field))
        super().__init__(in_words(by_field[field]), field=field, code="avg")
        self.by_field = by_field


@dataclass
class _Request:
    """What one request was given reasons for. Texts live as long as the request and are never stored here."""

    activity: str = ""
    trace_id: str = ""
    reasons: dict[str, str] = field(default_factory=dict)
    unlogged: dict[tuple[str, str], str] = field(default_factory=dict)


_request: ContextVar[_Request | None] = ContextVar("avg_request", default=None)


@contextmanager
def asking(*, activity: str = "", trace_id: str = "") -> Iterator[None]:
    """A request (or another unit of work) in which reasons may be given; none of another one counts."""
    token = _request.set(_Request(activity, trace_id))
    try:
        yield
    finally:
        _request.reset(token)


def keep(text: str, label: str, findings: Sequence[Finding], reden: str) -> None:
    """Say that a marked text may stay, because of a `Reden`. `label`: the field, as on the screen."""
    request = _request.get()
    if request is None or reden not in Reden.values:
        return
    request.reasons[text.strip()] = reden
    for category in {finding.category for finding in findings}:
        request.unlogged[label[:_LONGEST_LABEL], category] = reden


def named(findings: Sequence[Finding]) -> str:
    """The words and their categories: “x” (gezondheid), “y” (gedrag)."""
    pairs = dict.fromkeys((one.term, BY_CODE[one.category].label) for one in findings)
    return ", ".join(f"“{term}” ({label})" for term, label in pairs)


def in_words(findings: Sequence[Finding]) -> str:
    """The words, their categories and why, as sentences for beside a field."""
    parts = []
    for code in dict.fromkeys(finding.category for finding in findings):
        terms = dict.fromkeys(f"“{one.term}”" for one in findings if one.category == code)
        parts.append(f"{', '.join(terms)} ({BY_CODE[code].label}): {BY_CODE[code].reason}")
    return " ".join(parts)


def guard_texts(texts: Mapping[str, str], *, known: Sequence[str] = ()) -> None:
    """Refuse texts with marked words, unless the form they came by was given a reason to keep them.

    For use inside an action, before it writes. `texts`: field → text; `known`: texts that stand there already and are
    not judged again. Raises MarkedWords.
    """
    request = _request.get()
    given = request.reasons if request is not None else {}
    marked = {
        name: found
        for name, text in texts.items()
        if text not in known and text.strip() not in given and (found := check(text))
    }
    if marked:
        raise MarkedWords(marked)


def log_kept(action: str, acting_user: Any) -> None:
    """Log the texts that were kept, one line per field and category, without the text (see `after_writing`)."""
    request = _request.get()
    if request is None or not request.unlogged:
        return
    for (label, category), reden in request.unlogged.items():
        Bevestiging.objects.create(
            door=acting_user if getattr(acting_user, "pk", None) else None,
            waar=request.activity or action,
            veld=label,
            categorie=category,
            reden=reden,
            trace_id=request.trace_id,
        )
    request.unlogged.clear()


after_writing(log_kept)
