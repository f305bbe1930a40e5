"""The certificate of participation (tagged, PDF/UA-1)."""

import datetime as dt
from pathlib import Path

from django.utils import timezone

from coa_portal.common.dates import long_date
from coa_portal.common.errors import DomainError
from coa_portal.web.pdf.document import render_document
from klantprofiel.models import Vergunninghouder
from voorinburgering.samenvatting import Samenvatting
from voorinburgering.uren import Deel

TEMPLATE = Path(__file__).parent / "bewijs.typ"
TITLE = "Bewijs van deelname"
_NO_DIPLOMA = "Dit bewijs zegt dat u meedeed. Het is geen diploma. Uw uitslagen staan op het resultatenblad."


def judge_certificate(found: Samenvatting) -> None:
    """DomainError where there is nothing to certify yet: only who started and whose Voorinburgering ended."""
    if found.programma is None or found.programma.gestart_op is None:
        raise DomainError("Er is geen bewijs: deze persoon is niet gestart.", code="not_started")
    if found.einde is None:
        raise DomainError(
            "Er is nog geen bewijs: de Voorinburgering loopt nog. Het resultatenblad is er al wel.",
            code="not_ended",
        )


def certificate_pdf(
    person: Vergunninghouder, found: Samenvatting, *, signer: str, moment: dt.datetime
) -> bytes:
    """The document as of `moment`; DomainError as `judge_certificate`. `signer`: who gives it, for the COA."""
    judge_certificate(found)
    day = long_date(timezone.localdate(moment))
    place = person.dossier_locatie.plaats if person.dossier_locatie else ""
    document = {
        "title": TITLE,
        "intro": "Het COA verklaart dat",
        "name": person.naam,
        "born": f"geboren op {long_date(person.geboortedatum)}",
        "statement": _statement(person, found),
        "parts_heading": "Gevolgd",
        "parts": [{"label": label, "text": text} for label, text in parts_followed(found)],
        "place": ", ".join(part for part in (place, day) if part),
        "signer": signer,
        "notes": [_NO_DIPLOMA],
        "footer": f"{TITLE} · {day}",
    }
    return render_document(document, moment, TEMPLATE)


def _statement(person: Vergunninghouder, found: Samenvatting) -> str:
    begun = found.programma.gestart_op if found.programma else None
    until = found.einde.op if found.einde else None
    where = f" op {person.dossier_locatie}" if person.dossier_locatie else ""
    done = ", en heeft het programma afgerond" if found.einde and found.einde.reden == "afgerond" else ""
    return f"heeft meegedaan aan de Voorinburgering{where}, van {long_date(begun)} tot en met {long_date(until)}{done}."


def parts_followed(found: Samenvatting) -> list[tuple[str, str]]:
    """What was followed, in words; only parts of which there was something."""
    uren = found.uren
    parts = [("Nederlandse les (NT2)", f"{uren.nt2.uren} uur")] if uren.nt2_minuten else []
    parts += [
        (label, f"{meetings} {'bijeenkomst' if meetings == 1 else 'bijeenkomsten'}, {Deel(minutes).uren} uur")
        for _, label, meetings, minutes in found.modules()
        if meetings
    ]
    if uren.begeleiding_minuten:
        parts.append(("Persoonlijke begeleiding", f"{uren.begeleiding.uren} uur"))
    parts += [
        (row.get_soort_display(), f"{row.organisatie}, {row.uren_per_week} uur per week")
        for row in found.participaties
    ]
    return parts or [("Voorinburgering", "gestart")]
