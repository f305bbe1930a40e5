"""What a page of the log is about: the filter of the address, and whom the session says it is about."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from coa_portal.audit.selectors import LogFilter
from coa_portal.common.dates import today
from coa_portal.portaal.toezicht.forms import LogFilterForm
from coa_portal.portaal.toezicht.personen import Gezocht

DEFAULT_DAYS = 30
_SESSION = "toezicht_zoek"
_SUBJECTS = ("persoon", "medewerker")


def remember(request: HttpRequest, name: str, found: Gezocht | None) -> None:
    """Keep (or with None forget) in the session what a search is about; `name`: persoon or medewerker."""
    kept = dict(request.session.get(_SESSION, {}))
    kept.pop(name, None)
    if found is not None:
        kept[name] = {"tekst": found.tekst, "keys": [str(key) for key in found.keys]}
    request.session[_SESSION] = kept


def remembered(request: HttpRequest, name: str) -> Gezocht | None:
    """What the session says a search is about."""
    kept = request.session.get(_SESSION, {}).get(name)
    return Gezocht(kept["tekst"], tuple(UUID(key) for key in kept["keys"])) if kept else None


@dataclass(frozen=True)
class Zoekvraag:
    """One question to the log, as a page shows and asks it."""

    form: LogFilterForm
    wanted: LogFilter
    persoon: Gezocht | None
    medewerker: Gezocht | None
    is_filtered: bool
    is_recent_only: bool


def question(request: HttpRequest, data: Any) -> Zoekvraag:
    """Read from `data` (of GET, or POST for an export) and the session. Without any day: the last thirty days,
    unless it is about one person or one number, which is asked of the whole log."""
    form = LogFilterForm(data)
    form.is_valid()
    values = {name: value for name, value in form.cleaned_data.items() if value}
    persoon, medewerker = (remembered(request, name) for name in _SUBJECTS)
    days = {name: values[name] for name in ("van", "tot") if name in values}
    is_recent_only = not days and not persoon and "nummer" not in values
    if is_recent_only:
        days = {"van": today() - dt.timedelta(days=DEFAULT_DAYS)}
    accounts = (
        [values["medewerker"]] if "medewerker" in values else list(medewerker.keys) if medewerker else None
    )
    wanted = LogFilter(
        **days,
        gebruikers=accounts,
        organisatie=values.get("organisatie", ""),
        activity=values.get("activiteit", ""),
        channel=values.get("kanaal", ""),
        result=values.get("resultaat", ""),
        trace_id=values.get("nummer", ""),
        subjects=persoon.keys if persoon else (),
    )
    return Zoekvraag(form, wanted, persoon, medewerker, bool(values), is_recent_only)
