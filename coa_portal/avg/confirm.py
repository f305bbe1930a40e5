"""The guard inside an action: marked words are refused, or kept with a coded reason that is logged (R9)."""

from collections.abc import Mapping, Sequence
from typing import Any

from coa_portal.avg.categories import BY_CODE
from coa_portal.avg.guard import Finding, check
from coa_portal.avg.models import Bevestiging, Reden
from coa_portal.common.errors import DomainError


class MarkedWords(DomainError):
    """Texts hold what may not be there, and nobody said why it may stay. `by_field`: the findings per field."""

    def __init__(self, by_field: Mapping[str, Sequence[Finding]]) -> None:
        field = next(iter(by_field))
        super().__init__(in_words(by_field[field]), field=field, code="avg")
        self.by_field = by_field


def in_words(findings: Sequence[Finding]) -> str:
    """The words, their categories and why, as sentences for beside a field."""
    parts = []
    for code in dict.fromkeys(finding.category for finding in findings):
        terms = dict.fromkeys(f"“{one.term}”" for one in findings if one.category == code)
        parts.append(f"{', '.join(terms)} ({BY_CODE[code].label}): {BY_CODE[code].reason}")
    return " ".join(parts)


def guard_texts(
    texts: Mapping[str, str], *, waar: str, acting_user: Any, confirmed: str = "", known: Sequence[str] = ()
) -> None:
    """Refuse texts with marked words, unless `confirmed` is a `Reden`: then log that they were kept.

    For use inside an action, before it writes: when the action fails afterwards, the log line goes too. `texts`:
    field → text; `known`: texts that stand there already and are not judged again. The log holds no text. Raises
    MarkedWords.
    """
    marked = {name: found for name, text in texts.items() if text not in known and (found := check(text))}
    if not marked:
        return
    if confirmed not in Reden.values:
        raise MarkedWords(marked)
    Bevestiging.objects.create(
        door=acting_user if getattr(acting_user, "pk", None) else None,
        waar=waar,
        velden=sorted(marked),
        categorieen=sorted({finding.category for found in marked.values() for finding in found}),
        reden=confirmed,
    )
