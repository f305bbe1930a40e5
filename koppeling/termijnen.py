"""The term for koppelen, as a pure function of recorded facts (R14). Nothing is stored or counted down."""

import datetime as dt

KOPPEL_DAYS = 14  # working agreement of COA (DESIGN §5.3); kind: streef


def koppelen_due(vergunning: dt.date | None, aankomst_azc: dt.date | None) -> dt.date | None:
    """The last day for koppelen: 14 days after the later of permit and arrival at the azc.

    None while either is not known: the term has not started then.
    """
    if vergunning is None or aankomst_azc is None:
        return None
    return max(vergunning, aankomst_azc) + dt.timedelta(days=KOPPEL_DAYS)


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
