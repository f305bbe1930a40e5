"""Taking unverified facts over into the profile without retyping (R16)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from coa_portal.audit.acting import action
from coa_portal.common.errors import DomainError
from klantprofiel.actions.dossier import allow, announce, lock_profiel, touch
from klantprofiel.actions.herkomst import keep_sources
from klantprofiel.actions.sectie import RowInput, SectionChange
from klantprofiel.choices import Bron
from klantprofiel.models import Klantprofiel, Vergunninghouder
from klantprofiel.overnemen import Aanbod, Stuk, compare
from klantprofiel.rules import SectionRefused, check_section
from klantprofiel.sections import FACTS, SECTION_OF, Section
from klantprofiel.state import take_snapshot
from klantprofiel.texts import code_names


@dataclass(frozen=True)
class Overgenomen:
    """How many facts and rows were taken over, and what differs and was left as it is."""

    aantal: int
    verschillen: list[Stuk] = field(default_factory=list)


@action
def take_over(
    *,
    vergunninghouder: Vergunninghouder,
    aanbod: Aanbod,
    bron: Bron,
    vervang: Collection[str] = (),
    gezien: Mapping[str, Any] | None = None,
    acting_user: Any,
) -> Overgenomen:
    """Take over what the profile does not say yet, as unverified facts of `bron`.

    What differs stays as it is, unless a person picked it: `vervang` holds the keys of those, `gezien` what stood
    there when they picked; changed since, everything is refused. Rules of the section hold (SectionRefused).
    """
    profiel = lock_profiel(vergunninghouder)
    allow(acting_user, "edit_profiel", profiel.vergunninghouder)
    found = list(compare(profiel, aanbod, code_names()))
    picked = [one for one in found if not one.is_new and one.key in vervang]
    changed = [one.label for one in picked if one.state != (gezien or {}).get(one.key)]
    if changed:
        raise DomainError(
            f"Intussen gewijzigd: {', '.join(changed)}. Kijk wat er nu staat en kies opnieuw.",
            code="conflict",
        )
    taken = [one for one in found if one.is_new or one in picked]
    if taken:
        _write(profiel, aanbod, taken, bron, acting_user)
        touch(profiel)
        announce(profiel.vergunninghouder, acting_user)
    return Overgenomen(len(taken), [one for one in found if not one.is_new and one not in picked])


def _write(profiel: Klantprofiel, offer: Aanbod, taken: list[Stuk], bron: Bron, door: Any) -> None:
    facts = [one.key for one in taken if one.key in FACTS]
    names = [one.key.partition(":")[0] for one in taken]
    for part in dict.fromkeys(SECTION_OF[name] for name in names):
        own = {fact.name: offer.facts[fact.name] for fact in part.facts if fact.name in facts}
        rows = {row_set.name: _rows(profiel, row_set.name, offer, taken, bron) for row_set in part.rows}
        touched = {name: given for name, given in rows.items() if name in names}
        _write_section(profiel, part, own, touched, door)
    keep_sources(profiel, facts, bron=bron, op=None, door=None)


def _write_section(
    profiel: Klantprofiel, part: Section, facts: dict[str, Any], rows: dict[str, list[RowInput]], door: Any
) -> None:
    change = SectionChange(part, profiel, take_snapshot(profiel), dict(facts), rows, None, None, door=door)
    found = check_section(part, change.after(), change.rows_staying)
    if errors := [error for error in found if error[0].partition(".")[0] in {*facts, *rows}]:
        raise SectionRefused(errors)
    change.write()


def _rows(profiel: Klantprofiel, name: str, offer: Aanbod, taken: list[Stuk], bron: Bron) -> list[RowInput]:
    """All rows of a set in their order, with what is taken over in the place of what it replaces or behind it."""
    replaced: dict[Any, RowInput] = {}
    added: list[RowInput] = []
    for one in taken:
        of, _, number = one.key.partition(":")
        if of != name or not number:
            continue
        values = {
            key: value for key, value in offer.rows[name][int(number)].items() if value not in (None, "")
        }
        row = RowInput({**values, "bron": bron.value}, pk=one.row.pk if one.row else None)
        if one.row:
            replaced[one.row.pk] = row
        else:
            added.append(row)
    standing = [replaced.get(row.pk, RowInput(pk=row.pk)) for row in getattr(profiel, name).all()]
    return [*standing, *added]
