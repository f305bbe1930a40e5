"""Who has which rights, and what changed in a period: the content of a review report (BIO2).

Frozen data with a schema number, so that what a reviewer signed off can be shown again years later.
"""

import calendar
import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from typing import Any

from coa_portal.accounts.lifecycle import RECHTENCONTROLE
from coa_portal.accounts.models import Gebruiker, Rechtencontrole, Toekenning
from coa_portal.accounts.usage import Usage, active_accounts, usage_of, with_second_factor
from coa_portal.audit.acting import action
from coa_portal.common.dates import short_date, today
from coa_portal.common.errors import DomainError

SCHEMA = 1
COLUMNS = (
    ("naam", "Naam"), ("email", "E-mailadres"), ("organisatie", "Organisatie"), ("rol", "Rol"),
    ("waarvoor", "Waarvoor"), ("laag", "Hoogste laag"), ("onderdelen", "Onderdelen"), ("status", "Status"),
    ("toegekend_op", "Toegekend op"), ("toegekend_door", "Toegekend door"), ("verlengd_op", "Laatst verlengd op"),
    ("eindigt_op", "Eindigt op"), ("laatst_ingelogd", "Laatst ingelogd"), ("tweede_stap", "Tweede stap"),
    ("aandacht", "Let op"), ("gewijzigd", "In de periode"),
)  # fmt: skip
_PERIOD = re.compile(r"^(20\d{2})(?:-K([1-4]))?$")
# a cell that a spreadsheet would run as a formula
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def period_of(text: str) -> tuple[dt.date, dt.date]:
    """First and last day of "2026" or "2026-K3"; DomainError for anything else."""
    match = _PERIOD.match(text)
    if match is None:
        raise DomainError("Vul een periode in als 2026 of 2026-K3.", field="periode", code="period")
    year = int(match[1])
    if match[2] is None:
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    last = int(match[2]) * 3
    return dt.date(year, last - 2, 1), dt.date(year, last, calendar.monthrange(year, last)[1])


def report_lines(van: dt.date, tot: dt.date) -> list[dict[str, str]]:
    """One line per grant that runs now or ended in the period, in a fixed number of questions."""
    secured = with_second_factor()
    usages = {row.pk: usage_of(row) for row in active_accounts()}
    rows = Toekenning.objects.with_parents().select_related("gebruiker", "toegekend_door")
    running = rows.running() | rows.filter(status_sinds__date__range=(van, tot))
    return [
        _line(row, usages.get(row.gebruiker_id), row.gebruiker_id in secured, van, tot)
        for row in running.order_by("gebruiker__naam", "rol", "pk")
    ]


def _line(
    row: Toekenning, usage: Usage | None, has_factor: bool, van: dt.date, tot: dt.date
) -> dict[str, str]:
    account = row.gebruiker
    return {
        "naam": account.naam,
        "email": account.email,
        "organisatie": account.organisatie_naam,
        "rol": row.role.label,
        "waarvoor": str(row.parent),
        "laag": "" if row.max_tier is None else str(row.max_tier),
        "onderdelen": ", ".join(row.onderdelen),
        "status": row.status_label,
        "toegekend_op": short_date(row.begint_op),
        "toegekend_door": row.toegekend_door.naam if row.toegekend_door else "",
        "verlengd_op": short_date(row.verlengd_op),
        "eindigt_op": short_date(row.eindigt_op),
        "laatst_ingelogd": short_date(account.last_login.date() if account.last_login else None),
        "tweede_stap": "ja" if has_factor else "nee",
        "aandacht": ", ".join(_remarks(row, usage)),
        "gewijzigd": ", ".join(_changes(row, van, tot)),
    }


def _remarks(row: Toekenning, usage: Usage | None) -> Iterator[str]:
    if row.rol == "beheerder":
        yield "beheerder"
    if row.verwerkersovereenkomst_id:
        yield "extern"
    if usage is not None and (today() - usage.last_use).days >= 60:
        yield "lang niet gebruikt"


def _changes(row: Toekenning, van: dt.date, tot: dt.date) -> Iterator[str]:
    if van <= row.begint_op <= tot:
        yield "toegekend"
    if row.verlengd_op and van <= row.verlengd_op <= tot:
        yield "verlengd"
    if row.status != "actief" and van <= row.status_sinds.date() <= tot:
        yield row.status_label.lower()


@action
def draw_up_review(*, periode: str, acting_user: Gebruiker | None) -> Rechtencontrole:
    """Freeze the rights as they stand now, with what changed in the period."""
    van, tot = period_of(periode)
    row = Rechtencontrole(
        periode=periode,
        van=van,
        tot=tot,
        inhoud={"schema": SCHEMA, "regels": report_lines(van, tot)},
        status=RECHTENCONTROLE.initial,
        status_door=acting_user if getattr(acting_user, "pk", None) else None,
    )
    row.save()
    return row


@action
def sign_off_review(
    *, controle: Rechtencontrole, opmerkingen: str, acting_user: Gebruiker | None
) -> Rechtencontrole:
    """Somebody went through the report; what they remarked is kept with it."""
    row: Rechtencontrole = Rechtencontrole.objects.select_for_update(of=("self",)).get(pk=controle.pk)
    row.opmerkingen = opmerkingen.strip()
    RECHTENCONTROLE.apply(row, "sign_off", acting_user=acting_user, save=["opmerkingen"])
    return row


def as_csv(lines: list[dict[str, Any]]) -> str:
    """The report for a spreadsheet; nothing in it can run as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([label for _, label in COLUMNS])
    for line in lines:
        cells = [str(line.get(key, "")) for key, _ in COLUMNS]
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return out.getvalue()
