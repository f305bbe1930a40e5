"""Who is who on both sides: whom to call about a koppeling, when they work, and who is there instead."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from coa_portal.access.grants import accounts_holding
from coa_portal.access.policy import visible
from coa_portal.access.roles import ScopeKind
from coa_portal.accounts.models import Gebruiker
from coa_portal.accounts.werkdagen import days_text, works_on
from coa_portal.common.dates import long_date, today
from coa_portal.organisaties.models import Gemeente, Opvanglocatie
from coa_portal.web.components import Persoon
from koppeling.models import Koppeling
from overdracht.models import BehandelaarGemeente, Betrokkene, Locatiecontact

NAMES = ("naam", "functie", "telefoon", "email", "werkdagen")


def contact(found: Mapping[str, Any], rol: str, *, afwezig: str = "") -> Persoon:
    """One person with the words about working days. `afwezig`: why not there, when that is known already."""
    away = afwezig or ("" if works_on(found["werkdagen"], today()) else "Vandaag niet aanwezig")
    return Persoon(
        naam=found["naam"],
        rol=rol,
        telefoon=found["telefoon"],
        email=found["email"],
        werkt=days_text(found["werkdagen"]),
        afwezig=away,
    )


def with_replacement(
    rol: str, handler: Mapping[str, Any], instead: Mapping[str, Any] | None, until: dt.date | None
) -> list[Persoon]:
    """Who handles a case and, during an absence, who does so now."""
    if instead is None:
        return [contact(handler, rol)]
    away = f"Vandaag niet aanwezig, vervanger is {instead['naam']}"
    return [
        contact(handler, rol, afwezig=away),
        contact(instead, f"Vervanger tot en met {long_date(until)}"),
    ]


def _accounts(keys: Collection[UUID | None]) -> dict[UUID, dict[str, Any]]:
    """What the asking side may read of these accounts; who ended is not in it."""
    rows = Gebruiker.contact.filter(pk__in={key for key in keys if key}, is_active=True)
    return {row["pk"]: dict(row) for row in rows.values("pk", *NAMES)}


def coa_contacts(koppeling: Koppeling, gebruiker: object) -> list[Persoon]:
    """Who handles the people of a koppeling at COA, each once; empty when nobody does or the koppeling is closed."""
    rows = list(
        visible(Betrokkene, gebruiker)
        .filter(koppeling=koppeling)
        .order_by("volgnummer")
        .values_list("volgnummer", "behandelaar_coa_id", "vervanger_coa_id", "vervanging_coa_tot")
    )
    groups: dict[tuple[UUID, UUID | None, dt.date | None], list[int]] = {}
    for number, handler, instead, until in rows:
        if handler:
            is_away = instead is not None and until is not None and until >= today()
            key = (handler, instead, until) if is_away else (handler, None, None)
            groups.setdefault(key, []).append(number)
    known = _accounts({key for handler, instead, _ in groups for key in (handler, instead)})
    shown: list[Persoon] = []
    for (who, other, last), numbers in groups.items():
        if who not in known:
            continue
        replacement = known.get(other) if other else None
        role = _role(known[who], numbers, everybody=len(numbers) == len(rows))
        shown += with_replacement(role, known[who], replacement, last)
    return shown


def _role(found: Mapping[str, Any], numbers: list[int], *, everybody: bool) -> str:
    role = found["functie"] or "Behandelaar"
    if everybody:
        return str(role)
    text = " en ".join([", ".join(map(str, numbers[:-1])), str(numbers[-1])]) if numbers[1:] else numbers[0]
    return f"{role} van persoon {text}"


def gemeente_contacts(koppeling: Koppeling) -> list[Persoon]:
    """Whose koppeling it is at the gemeente; empty while nobody took it. For COA's side."""
    row = BehandelaarGemeente.objects.filter(koppeling=koppeling).first()
    if row is None:
        return []
    known = _accounts({row.behandelaar_id, row.vervanger_id})
    if row.behandelaar_id not in known:
        return []
    is_away = row.vervanging_tot is not None and row.vervanging_tot >= today()
    instead = known.get(row.vervanger_id) if is_away and row.vervanger_id else None
    return with_replacement("Behandelaar", known[row.behandelaar_id], instead, row.vervanging_tot)


def regievoerders(gemeente: Gemeente) -> list[Persoon]:
    """Who does the handover for a gemeente, by name. For COA's side."""
    keys = accounts_holding("manage_overdracht", ScopeKind.GEMEENTE, gemeente.pk)
    people = Gebruiker.contact.filter(pk__in=keys, kind=Gebruiker.Kind.MENS).order_by("naam")
    return [contact(row, row["functie"] or "Regievoerder") for row in people.values(*NAMES)]


def locatie_contacts() -> list[tuple[Opvanglocatie, list[Persoon]]]:
    """The casemanagers of the opvanglocaties where people of the gemeente's koppelingen live. Behind the gemeente's
    wall only: the view picks the locaties of the account that asks."""
    pairs = list(Locatiecontact.objects.values_list("opvanglocatie_id", "gebruiker_id"))
    known = _accounts({account for _, account in pairs})
    by_locatie: dict[UUID, list[Persoon]] = {}
    for locatie, account in pairs:
        if account in known:
            person = contact(known[account], known[account]["functie"] or "Casemanager")
            by_locatie.setdefault(locatie, []).append(person)
    locaties = Opvanglocatie.objects.filter(pk__in=by_locatie).select_related("gemeente").order_by("naam")
    return [(locatie, sorted(by_locatie[locatie.pk], key=lambda p: p.naam)) for locatie in locaties]
