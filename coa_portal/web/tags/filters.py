"""Filters that write dates and numbers the Dutch way."""

import datetime as dt
import re

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from coa_portal.common.dates import long_date, short_date

register = template.Library()


def _local(value: dt.date) -> dt.date:
    """The day in the Netherlands of a moment; a moment just after midnight is yesterday in UTC."""
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


@register.filter
def datum(value: dt.date | None) -> str:
    """3 april 2017."""
    return long_date(_local(value)) if isinstance(value, dt.date) else ""


@register.filter
def kortedatum(value: dt.date | None) -> str:
    """03-04-2017."""
    return short_date(_local(value)) if isinstance(value, dt.date) else ""


@register.filter
def tijdstip(value: dt.datetime | None) -> str:
    """3 april 2017 om 14:05, in Dutch time."""
    if not isinstance(value, dt.datetime):
        return datum(value)
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{long_date(local)} om {local:%H:%M}"


@register.filter
def bsnmasker(value: object) -> SafeString | str:
    """The last three digits of a BSN (R20); a screen reader hears that the rest is hidden."""
    digits = "".join(sign for sign in str(value or "") if sign.isdigit())
    if not digits:
        return ""
    return format_html(
        '<span class="cijfers"><span aria-hidden="true">••••••</span>'
        '<span class="onzichtbaar">Verborgen, eindigt op </span>{}</span>',
        digits[-3:],
    )


@register.filter
def vnummer(value: object) -> SafeString | str:
    """A V-nummer in groups (290 000 0001); anything of another length as it is."""
    text = str(value or "")
    if len(text) != 10 or not text.isdigit():
        return text
    return format_html('<span class="cijfers">{} {} {}</span>', text[:3], text[3:6], text[6:])


@register.filter
def aantal(value: int, words: str) -> str:
    """`3|aantal:"dossier,dossiers"` gives "3 dossiers"."""
    one, many = words.split(",")
    return f"{value} {one if value == 1 else many}"


@register.filter
def janee(value: object) -> str:
    """Ja, Nee, or Onbekend for a fact that is unknown (R15); empty when nobody asked."""
    words: dict[object, str] = {True: "Ja", False: "Nee", "ja": "Ja", "nee": "Nee", "onbekend": "Onbekend"}
    return words.get(value, "")


@register.filter
def is_korte_datum(value: object) -> bool:
    """Whether a text is a date as tables show it (03-04-2017); a browser would break it at its hyphens."""
    return re.fullmatch(r"\d{2}-\d{2}-\d{4}", str(value)) is not None
