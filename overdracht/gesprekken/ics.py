"""A talk as a calendar file (RFC 5545): reference, place, duration and a link, and nothing about a person (R11)."""

import datetime as dt
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from overdracht.models import Gesprek
from overdracht.models.gesprek import Vorm

_OCTETS = 75  # of one line, its end not counted (RFC 5545 §3.1)
_STATUS = {"voorgesteld": "TENTATIVE", "afgezegd": "CANCELLED"}


def calendar_file(gesprek: Gesprek) -> bytes:
    """The file of a talk with a moment. A cancelled one takes the earlier file back; a later proposal replaces it,
    because the UID stays and the SEQUENCE grows. ValueError without a moment."""
    if gesprek.moment is None or gesprek.eindigt is None:
        raise ValueError("a talk without a moment has no calendar file")
    link = f"{settings.PORTAL_BASE_URL}{reverse('gesprekken:gesprek', args=[gesprek.pk])}"
    host = urlsplit(settings.PORTAL_BASE_URL).hostname or "localhost"
    is_cancelled = gesprek.status == "afgezegd"
    kind = gesprek.get_soort_display()
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//COA-portaal//Gesprekken//NL",
        "CALSCALE:GREGORIAN",
        f"METHOD:{'CANCEL' if is_cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{gesprek.pk}@{host}",
        # a cancellation is a revision as well
        f"SEQUENCE:{gesprek.volgorde + is_cancelled}",
        f"DTSTAMP:{_utc(gesprek.updated_at)}",
        f"DTSTART:{_utc(gesprek.moment)}",
        f"DTEND:{_utc(gesprek.eindigt)}",
        f"SUMMARY:{_text(f'{kind} {gesprek.koppeling.referentie}')}",
        f"LOCATION:{_text(place_of(gesprek))}",
        f"DESCRIPTION:{_text(f'Gesprek in het COA-portaal. Meer staat op {link}')}",
        f"URL:{link}",
        f"STATUS:{_STATUS.get(gesprek.status, 'CONFIRMED')}",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def place_of(gesprek: Gesprek) -> str:
    """Where it is, in words."""
    if gesprek.vorm == Vorm.AZC and gesprek.opvanglocatie is not None:
        return gesprek.opvanglocatie.met_plaats
    if gesprek.vorm == Vorm.GEMEENTE:
        return f"Gemeente {gesprek.gemeente.naam}"
    return str(gesprek.get_vorm_display())


def _utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """A TEXT value: backslash, semicolon and comma escaped, and no line breaks of its own (§3.3.11)."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(escaped.splitlines())


def _folded(line: str) -> bytes:
    """Lines of at most 75 octets, broken between characters, each continued with a space (§3.1)."""
    parts, room = [b""], _OCTETS
    for sign in line:
        octets = sign.encode()
        if len(parts[-1]) + len(octets) > room:
            parts.append(b"")
            room = _OCTETS - 1  # the space of the continuation counts
        parts[-1] += octets
    return b"\r\n ".join(parts) + b"\r\n"
