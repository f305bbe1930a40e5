"""Finding the people and accounts that a question about the log is about.

The privacy officer types a V-nummer or a reference; COA's side answers with keys alone, no name, no dossier (R4: a
named elevation). What was typed stays in the session, never in an address (R11).
"""

import re
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from coa_portal.access.wall import elevated
from coa_portal.accounts.models import Gebruiker
from coa_portal.common.errors import DomainError
from klantprofiel.models import Vergunninghouder

_V_NUMMER = re.compile(r"\d{10}")
_REFERENCE = re.compile(r"(PE|KOP)-?(\d{1,9})", re.IGNORECASE)
_MOST = 50


@dataclass(frozen=True)
class Gezocht:
    """What a search is about. `tekst`: what was typed, for the one who typed it."""

    tekst: str
    keys: tuple[UUID, ...]


def find_people(typed: str) -> Gezocht:
    """The person of a V-nummer, or the members of a household or koppeling; DomainError at "persoon"."""
    text = typed.replace(" ", "").replace(".", "")
    with elevated("people-of-log-search"):
        rows = Vergunninghouder.objects.all()
        reference = _REFERENCE.fullmatch(text)
        if _V_NUMMER.fullmatch(text):
            rows = rows.filter(v_nummer=text)
        elif reference:
            number = f"{reference[1].upper()}-{int(reference[2]):06d}"
            household = Q(plaatsingseenheid__referentie=number)
            rows = rows.filter(household | Q(betrokken_bij__koppeling__referentie=number)).distinct()
        else:
            raise DomainError(
                "Vul een V-nummer in (10 cijfers), of een kenmerk zoals PE-000123 of KOP-000123.",
                field="persoon",
                code="unreadable",
            )
        keys = tuple(rows.order_by("pk").values_list("pk", flat=True)[:_MOST])
    if not keys:
        raise DomainError("Dit nummer staat bij geen dossier.", field="persoon", code="unknown")
    return Gezocht(typed.strip(), keys)


def find_accounts(typed: str) -> Gezocht:
    """Accounts by part of a name or e-mail address; DomainError at "medewerker"."""
    text = typed.strip()
    rows = Gebruiker.contact.filter(Q(naam__icontains=text) | Q(email__icontains=text)).order_by("naam")
    keys = tuple(rows.values_list("pk", flat=True)[:_MOST])
    if not keys:
        raise DomainError(
            "Geen account heeft deze naam of dit e-mailadres.", field="medewerker", code="unknown"
        )
    return Gezocht(text, keys)
