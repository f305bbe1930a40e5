"""On which days somebody works, in words."""

import datetime as dt
from collections.abc import Sequence

# as `date.isoweekday`
WEEKDAYS: dict[int, tuple[str, str]] = {
    1: ("maandag", "ma"),
    2: ("dinsdag", "di"),
    3: ("woensdag", "wo"),
    4: ("donderdag", "do"),
    5: ("vrijdag", "vr"),
    6: ("zaterdag", "za"),
    7: ("zondag", "zo"),
}
CHOICES = [(number, long.capitalize()) for number, (long, _) in WEEKDAYS.items()]


def works_on(werkdagen: Sequence[int], day: dt.date) -> bool:
    """Whether somebody works on `day`; who told no days counts as there."""
    return not werkdagen or day.isoweekday() in werkdagen


def days_text(werkdagen: Sequence[int]) -> str:
    """ "Werkt op ma, di en do"; empty for who told no days."""
    short = [WEEKDAYS[number][1] for number in sorted(werkdagen) if number in WEEKDAYS]
    if not short:
        return ""
    return "Werkt op " + (" en ".join([", ".join(short[:-1]), short[-1]]) if len(short) > 1 else short[0])
