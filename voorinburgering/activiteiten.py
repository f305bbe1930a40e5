"""The parts of the week that activities of participation take (DESIGN §8: the person's timetable)."""

import datetime as dt
from collections.abc import Mapping

from coa_portal.common.dates import today
from klantprofiel.models import Vergunninghouder
from voorinburgering.dagdelen import Place
from voorinburgering.models import Bezetting, Participatie, Participatiesoort

# an activity that begins within this time is in the week already: a gemeente plans ahead
_AHEAD = dt.timedelta(days=28)
_WORK = (Participatiesoort.WERK, Participatiesoort.STAGE)


def activities_in_week(person: Vergunninghouder) -> Mapping[Place, str]:
    """What running activities of this person take."""
    rows = Participatie.objects.running().filter(vergunninghouder=person, van__lte=today() + _AHEAD)
    return {
        place: Bezetting.WERK.value if row.soort in _WORK else Bezetting.PARTICIPATIE.value
        for row in rows
        for place in row.places
    }
