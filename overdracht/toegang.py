"""When the gemeente's access ends (R5, DESIGN §5.10): a pure function of the move and the PIPs."""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings

NOTICE_DAYS = 30  # both sides know the last day so long beforehand


def last_day_of_access(verhuisd: dt.date, pips: Sequence[dt.date | None], day: dt.date) -> dt.date:
    """The last day of access of a household that moved.

    `pips`: of everybody who may get a PIP its date, None while there is none. With every PIP there: a set time after
    the last of move and PIPs. Else a set time after the move, so that a PIP that never comes does not keep the access
    open; not sooner than after a PIP that did. Never within the time of notice from `day`, the day of reckoning.
    """
    known = [pip for pip in pips if pip is not None]
    after_pip = dt.timedelta(days=settings.ACCESS_DAYS_AFTER_PIP)
    ends = [day + dt.timedelta(days=NOTICE_DAYS)]
    if known:
        ends.append(max(known) + after_pip)
    if known and len(known) == len(pips):
        ends.append(verhuisd + after_pip)
    else:
        ends.append(verhuisd + dt.timedelta(days=settings.ACCESS_DAYS_AFTER_MOVE))
    return max(ends)
