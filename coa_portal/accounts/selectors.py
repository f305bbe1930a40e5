"""Reads on accounts."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from coa_portal.accounts.models import RUNNING, Aanmeldpoging, Accountaanvraag, Gebruiker, Toekenning
from coa_portal.common.dates import long_date, today

SOON = dt.timedelta(days=30)


def own_grants(gebruiker: Gebruiker) -> Sequence[Toekenning]:
    """What the account holds now and what is blocked, with the parents read along."""
    rows = gebruiker.toekenningen.filter(status__in=["actief", "geblokkeerd"])
    return list(rows.with_parents().order_by("rol", "created_at"))


def why_no_access(gebruiker: Gebruiker) -> str:
    """For somebody without access: what became of the last grant, and whom to ask (a sentence or two)."""
    ask = "Vraag de beheerder van het COA."
    if gebruiker.party in {"gemeente", "extern"}:
        ask = "Vraag de accountbeheerder van de gemeente."
    row = gebruiker.toekenningen.with_parents().order_by("-status_sinds", "-created_at").first()
    if row is None:
        return f"Uw account heeft nog geen rol in het portaal. {ask}"
    if row.status == "geblokkeerd":
        return f"Uw toegang ({row.description}) is geblokkeerd. {ask}"
    if row.status == "beeindigd":
        ended = long_date(timezone.localdate(row.status_sinds))
        return f"Uw toegang ({row.description}) is beëindigd op {ended}. {ask}"
    return f"Uw toegang ({row.description}) liep tot en met {long_date(row.eindigt_op)}. {ask}"


def expires_soon(toekenning: Toekenning) -> bool:
    """Whether a running grant ends within 30 days."""
    ends = toekenning.eindigt_op
    return toekenning.status == "actief" and ends is not None and ends <= today() + SOON


def recent_attempts(gebruiker: Gebruiker, limit: int = 10) -> Sequence[Aanmeldpoging]:
    """The last attempts to sign in to the own account, the newest first, right and wrong ones."""
    return list(gebruiker.aanmeldpogingen.order_by("-moment")[:limit])


def beheer_work(limit: int = 10) -> dict[str, Any]:
    """What waits for the beheerder: the oldest open requests, and running grants that end within 30 days."""
    waiting = Accountaanvraag.objects.filter(status="aangevraagd").select_related("gemeente")
    border = (today(), today() + SOON)
    ending = Toekenning.objects.filter(status__in=RUNNING, eindigt_op__range=border).with_parents()
    return {
        "aanvragen": list(waiting.order_by("created_at")[:limit]),
        "aantal_aanvragen": waiting.count(),
        "verloopt": list(ending.select_related("gebruiker").order_by("eindigt_op", "pk")[:limit]),
        "aantal_verloopt": ending.count(),
    }
