"""What happened to a document, in words; of two records of its history."""

from typing import Any

from coa_portal.common.dates import short_date
from klantprofiel.documentsoorten import SOORTEN
from klantprofiel.lifecycle import INTREKREDENEN
from klantprofiel.models import Zichtbaar


def document_text(was: Any, now: Any, *, named: bool = True) -> str:
    """What changed between two records (`was` None: the first); "" when nothing that is told. `named`: with which
    document it is, for a list about several things."""
    which = f": {SOORTEN[now.soort].label}, {now.omschrijving}" if named else ""
    if now.history_type == "+":
        return f"Document toegevoegd{which}"
    if was is None:
        return ""
    if was.status != now.status:
        if now.status == "vervangen":
            return f"Document vervangen door een nieuwer{which}"
        reason = INTREKREDENEN.get(now.status_reden, "")
        return f"Document ingetrokken{which}" + (f" ({reason[0].lower()}{reason[1:]})" if reason else "")
    changes = [f"{label}: {old} → {new}" for label, old, new in _differences(was, now) if old != new]
    if not changes:
        return ""
    return f"Document gewijzigd{which}; {'; '.join(changes)}" if named else "; ".join(changes)


def _differences(was: Any, now: Any) -> list[tuple[str, str, str]]:
    return [
        ("soort", SOORTEN[was.soort].label, SOORTEN[now.soort].label),
        ("omschrijving", was.omschrijving, now.omschrijving),
        ("datum", short_date(was.datum), short_date(now.datum)),
        ("wie mag het zien", str(Zichtbaar(was.zichtbaar).label), str(Zichtbaar(now.zichtbaar).label)),
    ]
