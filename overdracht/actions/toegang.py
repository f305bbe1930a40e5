"""The end of the gemeente's access (R5, DESIGN §5.10): proposed after the move and each PIP, announced, carried out."""

import datetime as dt

from django.utils import timezone

from coa_portal.access.wall import elevated
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.dates import today
from koppeling.actions import plan_access_end
from koppeling.models import Koppeling
from overdracht.models import Betrokkene, Inburgeringstraject, Verhuizing
from overdracht.notify import tell
from overdracht.toegang import NOTICE_DAYS, last_day_of_access


def propose_access_end(koppeling: Koppeling) -> None:
    """Set the last day anew, inside the transaction of the fact it follows from; nothing before the move."""
    if koppeling.status != "gehuisvest":
        return
    with elevated("plan-end-of-access"):
        moved = Verhuizing.objects.filter(koppeling=koppeling).values_list("verhuisd_op", flat=True).first()
        day = moved or timezone.localtime(koppeling.status_sinds).date()
        last = last_day_of_access(day, _pips_of(koppeling), today())
        plan_access_end(koppeling=koppeling, toegang_tot=last, acting_user=None)


@action
def choose_access_end(
    *, koppeling: Koppeling, toegang_tot: dt.date, reden: str, acting_user: Gebruiker
) -> Koppeling:
    """A regievoerder COA chooses another last day than the portal reckoned; it stays, and the gemeente hears of it."""
    row = plan_access_end(koppeling=koppeling, toegang_tot=toegang_tot, reden=reden, acting_user=acting_user)
    tell("toegang_gewijzigd", row, key=f"laatste-dag:{timezone.now().isoformat()}", acting_user=acting_user)
    return row


def _pips_of(koppeling: Koppeling) -> list[dt.date | None]:
    """Per person who may get a PIP its date. Also of who turned 67 or left the household, once there is a PIP."""
    rows = Inburgeringstraject.objects.filter(koppeling=koppeling)
    known: dict[object, dt.date | None] = dict(rows.values_list("betrokkene_id", "pip_vastgesteld_op"))
    members = Betrokkene.objects.filter(koppeling=koppeling, is_lid=True)
    waiting = {row.pk: known.get(row.pk) for row in members if row.may_have_traject}
    return list((waiting | {key: day for key, day in known.items() if day is not None}).values())


def announce_access_end(koppeling: Koppeling) -> None:
    """Tell the gemeente in time that its access ends; once per last day."""
    last = koppeling.toegang_tot
    if last is not None and last <= today() + dt.timedelta(days=NOTICE_DAYS):
        tell("toegang_eindigt", koppeling, key=f"laatste-dag:{last.isoformat()}", acting_user=None)
