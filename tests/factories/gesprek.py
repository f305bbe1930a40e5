"""Talks and agreements in every state, brought there by the actions of the portal.

talk_of(koppeling)                          a proposed driegesprek, five days from now at ten
talk_of(koppeling, stand="gepland")         accepted by COA; also gehouden, niet_gehouden, afgezegd
"""

import datetime as dt
from typing import Any

from django.utils import timezone

from overdracht import actions
from overdracht.actions import Voorstel
from overdracht.models import Afspraak, Gesprek
from tests.factories.koppeling import casemanager_of
from tests.factories.overdracht import person_of, regievoerder_of


def at(days: int = 5, hour: int = 10, minute: int = 0) -> dt.datetime:
    """A moment that many days from today, in Dutch time."""
    day = timezone.localdate() + dt.timedelta(days=days)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


def voorstel(days: int = 5, **values: Any) -> Voorstel:
    """A proposal to come."""
    return Voorstel(**{"moment": at(days), "vorm": "azc", **values})


def talk_of(
    koppeling: Any, soort: str = "driegesprek", *, stand: str = "voorgesteld", **values: Any
) -> Gesprek:
    """A talk with the hoofdpersoon. What is over was planned and then moved into the past by hand: time goes by."""
    gemeente, coa = regievoerder_of(koppeling.gemeente), casemanager_of(person_of(koppeling))
    row = actions.plan_gesprek(
        koppeling=koppeling,
        soort=soort,
        voorstel=voorstel(**values),
        betrokkenen=list(koppeling.betrokkenen.filter(volgnummer=1)),
        acting_user=gemeente,
    )
    if stand == "afgezegd":
        return actions.cancel_gesprek(gesprek=row, reden="niet_nodig", acting_user=gemeente)
    if stand != "voorgesteld":
        row = actions.accept_gesprek(gesprek=row, acting_user=coa)
    if stand in {"gehouden", "niet_gehouden", "geweest"}:
        Gesprek.objects.filter(pk=row.pk).update(moment=timezone.now() - dt.timedelta(hours=2))
        row.refresh_from_db()
    if stand == "gehouden":
        row = actions.hold_gesprek(gesprek=row, gehouden_op=timezone.localdate(), acting_user=gemeente)
    if stand == "niet_gehouden":
        row = actions.miss_gesprek(gesprek=row, reden="vergeten", acting_user=gemeente)
    return row


def agreement_of(koppeling: Any, place: int | None = None, **values: Any) -> Afspraak:
    """An open agreement; `place`: about person 1..n, who consented."""
    facts: dict[str, Any] = {
        "domein": "huisvesting",
        "tekst": "Een rondleiding in de wijk regelen.",
        "wie": "gemeente",
        "voor_op": timezone.localdate() + dt.timedelta(days=10),
        "acting_user": regievoerder_of(koppeling.gemeente),
    }
    person = koppeling.betrokkenen.get(volgnummer=place) if place else None
    return actions.make_afspraak(koppeling=koppeling, betrokkene=person, **{**facts, **values})
