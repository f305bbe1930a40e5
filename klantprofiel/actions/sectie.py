"""Saving one section of the profile, whole or not at all."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models

from coa_portal.audit.acting import action
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from klantprofiel.actions.bsn import tell_bsn_changed, write_bsn
from klantprofiel.actions.dossier import allow, announce, lock_profiel, touch
from klantprofiel.actions.herkomst import forget_sources, keep_sources
from klantprofiel.actions.huishouden import save_person
from klantprofiel.choices import VERIFYING, Bron
from klantprofiel.free_text import guard_change
from klantprofiel.keepers import kept_elsewhere
from klantprofiel.models import Klantprofiel, Vergunninghouder
from klantprofiel.models.profiel import ProfielRow
from klantprofiel.rules import SectionRefused, check_section
from klantprofiel.sections import BY_CODE, SECTION_OF, RowSet, Section
from klantprofiel.snapshot import Snapshot
from klantprofiel.state import (
    SOURCE,
    Change,
    columns_of,
    differences,
    read_token,
    row_model,
    section_state,
    stored,
    stored_code,
    take_snapshot,
)
from klantprofiel.texts import code_names
from klantprofiel.validators import clean_bsn


@dataclass(frozen=True)
class RowInput:
    """One row as it should become. `pk` None: a new row. Rows that are not named at all stay as they are."""

    values: Mapping[str, Any] = field(default_factory=dict)
    pk: UUID | None = None
    delete: bool = False


class SectionConflict(DomainError):
    """Somebody else saved this section since it was shown (R18). `changes`: what that person changed."""

    def __init__(self, changes: Sequence[Change]) -> None:
        super().__init__(
            "Iemand anders heeft dit onderdeel net gewijzigd. Kijk wat er is gewijzigd en sla daarna opnieuw op.",
            code="conflict",
        )
        self.changes = list(changes)


@action
def save_section(
    *,
    vergunninghouder: Vergunninghouder,
    section: str,
    facts: Mapping[str, Any] | None = None,
    rows: Mapping[str, Sequence[RowInput]] | None = None,
    onbekend: Collection[str] | None = None,
    geen: Collection[str] | None = None,
    base_token: str | None = None,
    bron: Bron | None = None,
    acting_user: Any,
) -> bool:
    """Write what is given of one section; whether anything changed. Nothing changed writes nothing.

    What somebody typed comes from a talk with the person (or from `bron`), as of today, and an older source of it
    goes (R16). What the system fills in has no source, unless `bron` says so. A fact that an upper app keeps
    (`klantprofiel.keepers`) is refused when somebody would change it here.

    `facts`: field → value (foreign keys as code or object; "bsn" "" removes it). `onbekend`, `geen`: the facts
    and row sets ticked in this section, None leaves them. `base_token`: the section as it was shown; None skips
    the check. Raises SectionConflict, SectionRefused, MarkedWords or DomainError, and then nothing is written.
    """
    part = BY_CODE[section]
    profiel = lock_profiel(vergunninghouder)
    allow(acting_user, "edit_profiel", profiel.vergunninghouder)
    before = take_snapshot(profiel)
    _check_base(part, base_token, before)
    change = SectionChange(
        part, profiel, before, dict(facts or {}), rows or {}, onbekend, geen, door=acting_user
    )
    # the missing and the wrong all at once; the form only refuses what it cannot read
    errors = [*change.bsn_errors(), *check_section(part, change.after(), change.rows_staying)]
    errors += _kept_elsewhere(change) if acting_user is not None else []
    if errors:
        raise SectionRefused(errors)
    change.guard()
    if not change.write():
        return False
    _keep_talk(change, acting_user, bron)
    touch(profiel)
    announce(profiel.vergunninghouder, acting_user)
    return True


@action
def record_facts(
    *, vergunninghouder: Vergunninghouder, facts: Mapping[str, Any], bron: str, op: dt.date, acting_user: Any
) -> bool:
    """Set facts of any sections as verified, from `bron`, as of `op` (R16); whether anything changed.

    `facts`: field → value; an empty one takes the fact back, with its source. The same value again takes over the new
    source. All of it or nothing: raises SectionRefused for a value that breaks a rule (only those of the given facts
    are judged), KeyError for an unknown name. Whether the account may cause it is the caller's to judge: results of a
    docent come by here, who may not read a dossier.
    """
    if bron not in Bron.values or op > today():
        raise DomainError("Kies een bron, en een dag die niet na vandaag ligt.", field="op", code="source")
    profiel = lock_profiel(vergunninghouder)
    is_changed = False
    for part in dict.fromkeys(SECTION_OF[name] for name in facts):
        own = {fact.name: facts[fact.name] for fact in part.facts if fact.name in facts}
        change = SectionChange(
            part, profiel, take_snapshot(profiel), dict(own), {}, None, None, door=acting_user
        )
        found = [*change.bsn_errors(), *check_section(part, change.after(), change.rows_staying)]
        if errors := [error for error in found if error[0] in own]:
            raise SectionRefused(errors)
        change.guard()
        is_changed |= change.write()
    filled = {name for name, value in facts.items() if value not in (None, "")}
    is_changed |= keep_sources(profiel, filled, bron=bron, op=op, door=acting_user)
    is_changed |= forget_sources(profiel, set(facts) - filled)
    if is_changed:
        touch(profiel)
        announce(profiel.vergunninghouder, acting_user)
    return is_changed


def _kept_elsewhere(change: "SectionChange") -> list[tuple[str, str]]:
    """Refusals of facts that would change here and are kept by an upper app."""
    touched = change.touched()
    if not touched:
        return []
    return [
        (name, f"Dit legt u vast bij {keeper.plaats}, niet in het profiel.")
        for name, keeper in kept_elsewhere(change.person).items()
        if name in touched
    ]


def _keep_talk(change: "SectionChange", acting_user: Any, bron: Bron | None) -> None:
    """The source of what was just typed; what the system or nobody filled in has none."""
    is_told = acting_user is not None or bron is not None
    typed = {name for name in change.changed if is_told and change.has_answer(name)}
    own = {fact.name for fact in change.section.facts if fact.own_statement}
    for names, source in ((typed - own, bron or Bron.GESPREK), (typed & own, Bron.EIGEN_OPGAVE)):
        keep_sources(change.profiel, names, bron=source, op=today(), door=acting_user)
    forget_sources(change.profiel, change.changed - typed)


def _check_base(section: Section, token: str | None, before: Snapshot) -> None:
    if token is None:
        return
    shown, now = read_token(section, token), section_state(section, before)
    if shown is None:
        raise DomainError(
            "Dit formulier is te oud om op te slaan. Controleer wat u hebt ingevuld en sla opnieuw op.",
            code="stale_form",
        )
    if shown != now:
        raise SectionConflict(differences(section, shown, now, code_names()))


class SectionChange:
    """The wanted change of one section, judged and written on the locked profile."""

    def __init__(
        self,
        section: Section,
        profiel: Klantprofiel,
        before: Snapshot,
        facts: dict[str, Any],
        rows: Mapping[str, Sequence[RowInput]],
        onbekend: Collection[str] | None,
        geen: Collection[str] | None,
        *,
        door: Any,
    ) -> None:
        names = {fact.name for fact in section.facts}
        if unknown_names := set(facts) - names:
            raise KeyError(f"not in section {section.code}: {sorted(unknown_names)}")
        self.section, self.profiel, self.person = section, profiel, profiel.vergunninghouder
        self.before, self.door = before, door
        self.changed: set[str] = set()  # names of the facts that `write` changed
        self.bsn: str | None = facts.pop("bsn", None)
        self.facts = {name: stored_code(value) for name, value in facts.items()}
        self.rows = rows
        filled = {name for name, value in facts.items() if value not in (None, "")} | (
            {"bsn"} if self.bsn else set()
        )
        self.clashes = filled & set(onbekend or ())
        ticked = set(before.unknown & names if onbekend is None else set(onbekend) & names) - filled
        self.unknown = frozenset((before.unknown - names) | ticked)
        sets = {row_set.name for row_set in section.rows}
        chosen = before.none & sets if geen is None else frozenset(geen) & sets
        if geen is None:
            chosen = frozenset(name for name in chosen if not any(not r.delete for r in rows.get(name, ())))
        self.none = frozenset((before.none - sets) | chosen)
        self.rows_staying = {row_set.name: self._staying(row_set) for row_set in section.rows}

    def _staying(self, row_set: RowSet) -> list[dict[str, Any]]:
        """The rows as they would become, with their place in the input (or after it) as `index`."""
        known = {row["id"]: row for row in self.before.rows.get(row_set.name, ())}
        given = list(self.rows.get(row_set.name, ()))
        staying = []
        for index, row in enumerate(given):
            former = known.pop(row.pk, {}) if row.pk else {}
            if not row.delete:
                values = {name: stored_code(value) for name, value in row.values.items()}
                staying.append({**former, **values, "index": index})
        rest = [{**row, "index": len(given) + n} for n, row in enumerate(known.values())]
        return [*staying, *rest]

    def after(self) -> Snapshot:
        """The profile as it would become; raises SectionRefused for a fact that is filled and unknown at once."""
        if self.clashes:
            message = "Vul een antwoord in, of kies Onbekend. Niet allebei."
            raise SectionRefused([(name, message) for name in sorted(self.clashes)])
        values = {**self.before.values, **self.facts}
        if self.bsn is not None:
            values["bsn"] = self.bsn[-3:]
        return Snapshot(values, {**self.before.rows, **self.rows_staying}, self.unknown, self.none)

    def touched(self) -> set[str]:
        """The facts whose value or "Onbekend" would change."""
        names = {name for name, value in self.facts.items() if not self._is_same(name, value)}
        return names | (self.unknown ^ self.before.unknown)

    def _is_same(self, name: str, value: Any) -> bool:
        now = self.before.values.get(name)
        return value == now or (value in (None, "") and now in (None, ""))

    def bsn_errors(self) -> list[tuple[str, str]]:
        """The eleven test, together with the other rules."""
        if not self.bsn or not self.bsn.strip():
            return []
        try:
            clean_bsn(self.bsn)
        except ValidationError as error:
            return [("bsn", str(error.messages[0]))]
        return []

    def guard(self) -> None:
        """The words that are new: an import and a screening come by here without a form (R9)."""
        guard_change(self.section, self.before, self.facts, self.rows_staying)

    def has_answer(self, name: str) -> bool:
        """Whether a changed fact holds an answer now; "Onbekend" is one (R15)."""
        value = self.bsn if name == "bsn" else self.facts.get(name)
        return name in self.unknown or value not in (None, "")

    def write(self) -> bool:
        """Write what differs; whether anything did."""
        on_person, on_profile = self._set_facts(on_person=True), self._set_facts(on_person=False)
        if self.bsn is not None and write_bsn(self.person, self.bsn):
            tell_bsn_changed(self.person, self.bsn)
            on_person.append("bsn")
        if on_person:
            save_person(self.person)
        self.changed |= {*on_person, *on_profile, *(self.unknown ^ self.before.unknown)}
        changed = bool(self.changed)
        if (self.unknown, self.none) != (self.before.unknown, self.before.none):
            self.profiel.onbekend, self.profiel.geen = sorted(self.unknown), sorted(self.none)
            changed = True
        written = [self._write_rows(row_set) for row_set in self.section.rows]
        return changed or any(written)

    def _set_facts(self, *, on_person: bool) -> list[str]:
        target: models.Model = self.person if on_person else self.profiel
        changed = []
        for fact in self.section.facts:
            if fact.on_person != on_person or fact.name not in self.facts:
                continue
            value = _cleaned(target, fact.name, self.facts[fact.name], fact.name)
            if value != stored(target, fact.name):
                setattr(target, target._meta.get_field(fact.name).attname, value)  # type: ignore[union-attr]
                changed.append(fact.name)
        return changed

    def _write_rows(self, row_set: RowSet) -> bool:
        given = self.rows.get(row_set.name, ())
        model = row_model(row_set)
        known: dict[UUID, ProfielRow] = {row.pk: row for row in getattr(self.profiel, row_set.name).all()}
        changed = False
        # leaving rows first: a language may be removed and entered anew in one go
        for row in given:
            if row.delete and row.pk in known:
                known[row.pk].delete()
                changed = True
        for index, row in enumerate(given):
            if row.delete:
                continue
            instance = known.get(row.pk) if row.pk else _new_row(model, self.profiel, row_set)
            if instance is None:
                raise DomainError("Deze rij is intussen verwijderd.", code="row_gone")
            changed |= self._write_row(row_set, instance, index, row.values)
        return changed

    def _write_row(
        self, row_set: RowSet, instance: ProfielRow, index: int, values: Mapping[str, Any]
    ) -> bool:
        is_new = instance._state.adding
        is_typed = False
        changed = is_new or instance.volgorde != index
        instance.volgorde = index
        for name in columns_of(row_set):
            if name not in values or (name == SOURCE and not values[name]):
                continue
            value = _cleaned(instance, name, stored_code(values[name]), f"{row_set.name}.{index}.{name}")
            if value != stored(instance, name):
                setattr(instance, instance._meta.get_field(name).attname, value)  # type: ignore[union-attr]
                changed = is_typed = True
        if changed:
            if is_new or is_typed:
                _mark_row(instance, self.door)
            instance.save()
        return changed


def _mark_row(row: ProfielRow, door: Any) -> None:
    """Whoever typed a row of a talk, a lesson or a document verified it; what came from elsewhere waits (R16)."""
    if row.bron in VERIFYING:
        row.geverifieerd_op, row.geverifieerd_door_id = today(), getattr(door, "pk", None)
    else:
        row.geverifieerd_op = row.geverifieerd_door_id = None


def _new_row(model: type[ProfielRow], profiel: Klantprofiel, row_set: RowSet) -> ProfielRow:
    # the key to the profile stands on each concrete row, not on the abstract one
    values: dict[str, Any] = {"klantprofiel": profiel, "bron": row_set.source}
    return model(**values)


def _cleaned(target: models.Model, name: str, value: Any, path: str) -> Any:
    """The value as the model's field accepts it; SectionRefused at `path` when it does not."""
    model_field: models.Field[Any, Any] = target._meta.get_field(name)  # type: ignore[assignment]
    if value in (None, ""):
        return None if model_field.null else ("" if model_field.empty_strings_allowed else value)
    try:
        return model_field.clean(value, target)
    except ValidationError as error:
        raise SectionRefused([(path, str(error.messages[0]))]) from None
