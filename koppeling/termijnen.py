"""The term for koppelen, as a pure function of recorded facts (R14). Nothing is stored or counted down; the length is
reference data (`organisaties.Termijnduur`, code "koppelen")."""

import datetime as dt

from coa_portal.organisaties.termijnduren import Duren

KOPPELEN = "koppelen"


def koppelen_due(vergunning: dt.date | None, aankomst_azc: dt.date | None, duren: Duren) -> dt.date | None:
    """The last day for koppelen, counted from the later of permit and arrival at the azc.

    None while either is not known: the term has not started then; and where no length is known.
    """
    if vergunning is None or aankomst_azc is None:
        return None
    start = max(vergunning, aankomst_azc)
    duur = duren.of(KOPPELEN, start)
    return duur.after(start) if duur else None


def term_text(due: dt.date | None, day: dt.date) -> str:
    """How a term stands on `day`, in words: "nog 3 dagen", "vandaag", "2 dagen te laat"."""
    if due is None:
        return ""
    left = (due - day).days
    if left == 0:
        return "vandaag"
    number = abs(left)
    days = "1 dag" if number == 1 else f"{number} dagen"
    return f"nog {days}" if left > 0 else f"{days} te laat"


def is_overdue(due: dt.date | None, day: dt.date) -> bool:
    """Whether the last day has passed."""
    return due is not None and due < day
