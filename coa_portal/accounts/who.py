"""Which accounts may see something of one gemeente or opvanglocatie today: by the grants in force (R1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from coa_portal.access.roles import ROLES
from coa_portal.accounts.models import Accountaanvraag, Toekenning
from coa_portal.accounts.onderdelen import ONDERDELEN
from coa_portal.organisaties.models import Gemeente, Opvanglocatie

Place = Gemeente | Opvanglocatie
_NATIONAL = [role.code for role in ROLES.values() if "view_all_dossiers" in role.capabilities]


@dataclass(frozen=True)
class Zicht:
    """One grant, with the request it came from."""

    toekenning: Toekenning
    aanvraag: Accountaanvraag | None

    @property
    def omvang(self) -> list[str]:
        """How far it reaches, in words."""
        row = self.toekenning
        if row.lesgroep:
            return [f"Lesgroep {row.lesgroep.naam}"]
        words = [] if row.max_tier is None else [f"Hoogste laag {row.get_max_tier_display()}"]
        if row.onderdelen:
            words.append("Alleen " + ", ".join(ONDERDELEN.get(code, code) for code in row.onderdelen))
        if row.alleen_benoemd:
            words.append("Alleen benoemde dossiers")
        if row.derde_partij:
            words.append(f"Werkt voor {row.derde_partij}")
        return words or ["Alles wat de rol mag"]


@dataclass(frozen=True)
class Groep:
    """Accounts that see it for the same reason."""

    titel: str
    uitleg: str
    rijen: list[Zicht]


def who_may_see(place: Place) -> list[Groep]:
    """Every account with a grant in force, in two questions; groups without accounts too, because "nobody" is an
    answer."""
    is_gemeente = isinstance(place, Gemeente)
    wanted = Q(organisatie__isnull=False, rol__in=_NATIONAL)
    if isinstance(place, Gemeente):
        wanted |= Q(gemeente=place) | Q(arbeidsmarktregio=place.arbeidsmarktregio_id)
    else:
        wanted |= Q(opvanglocatie=place) | Q(lesgroep__opvanglocatie=place, lesgroep__gesloten_op=None)
    rows = _in_force(wanted)
    here = [row for row in rows if row.toekenning.gemeente_id or row.toekenning.opvanglocatie_id]
    regio = [row for row in rows if row.toekenning.arbeidsmarktregio_id]
    national = [row for row in rows if row.toekenning.organisatie_id]
    groups = [Groep(f"Toegang tot {place}", "", here)]
    if not is_gemeente:
        lessons = [row for row in rows if row.toekenning.lesgroep_id]
        groups.append(
            Groep(
                "Via een lesgroep",
                "Alleen naam, talen, niveau en aanwezigheid van wie in de lesgroep zit.",
                lessons,
            )
        )
    else:
        groups.append(Groep("Via de arbeidsmarktregio", "Alleen cijfers, geen dossiers.", regio))
    groups.append(Groep("Landelijk bij het COA", "Alle dossiers, van elke gemeente en locatie.", national))
    return groups


def _in_force(wanted: Q) -> list[Zicht]:
    found: Any = Toekenning.objects.active().filter(wanted, gebruiker__is_active=True).with_parents()
    rows: Sequence[Toekenning] = list(
        found.select_related("gebruiker", "toegekend_door", "derde_partij").order_by(
            "rol", "gebruiker__naam", "pk"
        )
    )
    requests = Accountaanvraag.objects.filter(toekenning__in=[row.pk for row in rows])
    by_grant = {row.toekenning_id: row for row in requests.select_related("gevraagd_door")}
    return [Zicht(row, by_grant.get(row.pk)) for row in rows]


def place_names() -> list[str]:
    """Everything that can be chosen."""
    gemeenten = Gemeente.objects.order_by("naam_sorteer").values_list("naam", flat=True)
    locaties = Opvanglocatie.objects.order_by("naam").values_list("naam", flat=True)
    return list(dict.fromkeys([*gemeenten, *locaties]))


def find_places(name: str, limit: int = 25) -> list[Place]:
    """Those of exactly this name, or else those whose name holds it; no more than `limit` of each kind."""
    for how in ("iexact", "icontains"):
        wanted = {f"naam__{how}": name}
        found: list[Place] = [
            *Gemeente.objects.filter(**wanted).order_by("naam_sorteer")[:limit],
            *Opvanglocatie.objects.filter(**wanted).order_by("naam")[:limit],
        ]
        if found:
            return found
    return []
