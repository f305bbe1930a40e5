"""A lesson as a line of a list."""

from django.urls import reverse

from coa_portal.common.dates import long_date
from coa_portal.web.components import Soort, Taak
from voorinburgering.models import Les

_STANDS: dict[str, tuple[str, Soort]] = {
    "gepland": ("", "neutraal"),
    "gegeven": ("Ingevuld", "goed"),
    "vervallen": ("Gaat niet door", "neutraal"),
}
_TO_DO: tuple[str, Soort] = ("Aanwezigheid invullen", "letop")


def as_taak(row: Les, *, with_day: bool = False, with_group: bool = True, is_docent: bool = False) -> Taak:
    """When and which group; what it is about, where and (for others than the docent) by whom; and how it stands."""
    day = f"{row.weekdag.capitalize()} {long_date(row.dag).rsplit(' ', 1)[0]}, " if with_day else ""
    group = f" {row.lesgroep.naam}" if with_group else ""
    about = (
        row.lesgroep.get_soort_display() if with_group else "",
        row.get_onderwerp_display(),
        str(row.ruimte or ""),
    )
    badge, kind = _TO_DO if row.is_unrecorded else _STANDS[row.status]
    return Taak(
        f"{day}{row.tijd}{group}",
        reverse("voorinburgering:les", args=[row.pk]),
        ", ".join(part for part in (*about, "" if is_docent else row.door, row.vervallen_omdat) if part),
        badge,
        kind,
    )
