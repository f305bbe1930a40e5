"""The life of consents as a timeline: what was explained, asked, given, refused, withdrawn, when and by whom."""

from collections.abc import Iterable
from typing import Any

from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import long_date
from coa_portal.web.components import Gebeurtenis
from overdracht.models import Toestemming

_WAT = {
    "uitgelegd": "Toestemming uitgelegd",
    "gevraagd": "Toestemming gevraagd",
    "gegeven": "Toestemming gegeven",
    "geweigerd": "Geen toestemming gegeven",
    "ingetrokken": "Toestemming ingetrokken",
    "vervallen": "Toestemming vervallen",
}
_SOORT: Any = {"gegeven": "goed", "geweigerd": "letop", "ingetrokken": "fout"}


def consent_timeline(consents: Iterable[Toestemming]) -> list[Gebeurtenis]:
    """Every step of these consents, newest first; a row that changed no status is no step."""
    rows = list(consents)
    steps = list(
        Toestemming.history.filter(id__in=[row.pk for row in rows]).order_by("history_date", "history_id")
    )
    names = dict(
        Gebruiker.objects.filter(pk__in={step.status_door_id for step in steps}).values_list("pk", "naam")
    )
    by_key = {row.pk: row for row in rows}
    events: list[Gebeurtenis] = []
    last: dict[object, str] = {}
    for step in steps:
        if last.get(step.id) != step.status:
            last[step.id] = step.status
            who = names.get(step.status_door_id, "het portaal")
            events.append(
                Gebeurtenis(
                    step.status_sinds,
                    who,
                    _WAT[step.status],
                    _details(step, by_key[step.id]),
                    _SOORT.get(step.status, ""),
                )
            )
    return sorted(events, key=lambda event: event.wanneer, reverse=True)


def _details(step: Any, row: Toestemming) -> tuple[str, ...]:
    """What was recorded with the step; the day of the fact stands beside the moment of recording."""
    if step.status == "uitgelegd":
        with_whom = "met een tolk" if step.met_tolk else "zonder tolk"
        return (
            f"Op {long_date(step.uitgelegd_op)}, in het {row.taal} {with_whom}",
            f"Voor gemeente {row.gemeente}, tekst {step.tekst_versie}",
        )
    if step.status == "gevraagd":
        return (f"Op {long_date(step.gevraagd_op)}",)
    if step.status == "gegeven":
        signer = signed_by(row)
        return (f"Ondertekend op {long_date(step.ondertekend_op)}{f' door {signer}' if signer else ''}",)
    if step.status == "ingetrokken":
        return (f"Op {long_date(step.ingetrokken_op)}",)
    return (f"Voor gemeente {row.gemeente}",)


def signed_by(row: Toestemming) -> str:
    """The representative who signed; "" when the person did."""
    if row.vertegenwoordiger:
        return f"{row.vertegenwoordiger.naam} (ouder)"
    return f"{row.voogd_naam} (voogd)" if row.voogd_naam else ""
