"""On the page of somebody's Voorinburgering: the profile to publish at its end (R14, moment b), and the time until the
move, with activities to fill it (B1 warns of standing still)."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from coa_portal.access.policy import visible
from coa_portal.common.dates import long_date, today
from coa_portal.organisaties.normen import STILSTAND_DAGEN, read_normen
from klantprofiel.models import Vergunninghouder
from koppeling.models import Koppeling
from overdracht.coa.standing import Standing, active_koppeling, standing_of
from overdracht.coa.views.shared import may
from overdracht.models import Verhuizing
from voorinburgering.models import Eindereden, Participatie, Participatieaanbod
from voorinburgering.panels import register_panel
from voorinburgering.programma_selectors import Traject, aanbod_for, traject_of

_OFFERS = 3


@dataclass(frozen=True)
class Gat:
    """The days between the end of the programme and the move. `tot`: the move, None while nobody knows it."""

    van: dt.date
    tot: dt.date | None

    @property
    def titel(self) -> str:
        """The heading of the banner."""
        if self.tot is None:
            return "Na de Voorinburgering is de verhuisdatum nog niet bekend"
        days = (self.tot - self.van).days
        weeks = days // 7
        length = f"{weeks} weken" if weeks > 1 else f"{days} dagen"
        return f"Er zitten {length} tussen de Voorinburgering en de verhuizing"

    @property
    def tekst(self) -> str:
        """From when until when."""
        until = f", de verhuizing is op {long_date(self.tot)}" if self.tot else ""
        ends = "eindigde" if self.van <= today() else "eindigt naar verwachting"
        return f"De Voorinburgering {ends} op {long_date(self.van)}{until}. Voorkom dat iemand stilstaat."


def gap_of(traject: Traject, person: Vergunninghouder, koppeling: Koppeling | None) -> Gat | None:
    """The gap when it is longer than somebody may stand still, and no activity fills it; None otherwise."""
    days = read_normen().of(STILSTAND_DAGEN, today())
    end = traject.einde.op if traject.einde else None
    if end is None and traject.looptijd is not None:
        end = traject.looptijd.verwacht_einde
    is_over = traject.einde is not None and traject.einde.reden != Eindereden.AFGEROND
    if days is None or end is None or is_over:
        return None
    move = Verhuizing.objects.filter(koppeling=koppeling).first() if koppeling else None
    if move is not None and move.verhuisd_op is not None:
        return None
    if Participatie.objects.running().filter(vergunninghouder=person).exists():
        return None
    moves_on = move.datum if move is not None else None
    if moves_on is None:
        return Gat(end, None) if traject.einde is not None else None
    return Gat(end, moves_on) if (moves_on - end).days > days else None


def _offers(
    request: HttpRequest, person: Vergunninghouder, koppeling: Koppeling | None
) -> list[Participatieaanbod]:
    """What has places left, that in the gemeente of the koppeling first."""
    rows = list(aanbod_for(request.user, person))
    gemeente = koppeling.gemeente_id if koppeling else None
    return sorted(rows, key=lambda row: row.gemeente_id != gemeente)[:_OFFERS]


def _to_publish(request: HttpRequest, traject: Traject, person: Vergunninghouder) -> Standing | None:
    """The sharing, when the programme was completed and something of the profile is not published since."""
    ended = traject.einde
    if ended is None or ended.reden != Eindereden.AFGEROND or not may(request, "doorzetten", person):
        return None
    standing = standing_of(person)
    return standing if standing.may_be_published else None


def programme_panel(request: HttpRequest, person: Vergunninghouder) -> SafeString | None:
    """Both, or nothing when there is neither."""
    traject = traject_of(request.user, person)
    visible_koppelingen = visible(Koppeling, request.user)
    koppeling = active_koppeling(person)
    if koppeling is not None and not visible_koppelingen.filter(pk=koppeling.pk).exists():
        koppeling = None
    gap = gap_of(traject, person, koppeling)
    publish = _to_publish(request, traject, person)
    if gap is None and publish is None:
        return None
    fill = may(request, "record_participatie", person)
    context = {
        "gat": gap,
        "aanbod": [
            (
                row,
                f"{reverse('programma:stap', args=[person.pk, 'participatie'])}?aanbod={row.pk}"
                if fill
                else "",
            )
            for row in (_offers(request, person, koppeling) if gap else [])
        ],
        "gemeente": publish.gemeente if publish else "",
        "doorzetten_url": reverse("overdracht:doorzetten", args=[person.pk]) if publish else "",
    }
    return render_to_string("overdracht/coa/_programma.html", context, request)


def register_programme_panel() -> None:
    """Called in `AppConfig.ready()`."""
    register_panel(10, programme_panel)
