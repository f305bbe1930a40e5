"""The page form of one section: its facts, its rows, and what is unknown or absent, all from the table."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from coa_portal.web.forms import PortaalForm, PortaalFormSet, portaal_formset, show_as_typed
from klantprofiel.actions import RowInput
from klantprofiel.choices import Bron
from klantprofiel.forms.fields import bsn_field, column_field, fact_field
from klantprofiel.free_text import NOT_GUARDED
from klantprofiel.keepers import Keeper
from klantprofiel.sections import Fact, RowSet, Section
from klantprofiel.snapshot import Snapshot
from klantprofiel.state import make_token, row_model

UNKNOWN = "__onbekend"
REMOVE_BSN = "bsn__weg"
TOKEN = "base_token"  # noqa: S105  (a name, no secret)
MAX_ROWS = 50


class FactsForm(PortaalForm):
    """Base of the generated forms: nearly everything is optional, so that is not said at each field."""

    mark_optional = False
    unguarded = NOT_GUARDED


def facts_form(section: Section, snapshot: Snapshot, kept: Collection[str] = ()) -> type[FactsForm]:
    """The form class of a section's single facts, each with its tick for "Onbekend" where it may be unknown. Those that
    are `kept` elsewhere are not asked."""
    fields: dict[str, Any] = {TOKEN: forms.CharField(widget=forms.HiddenInput, required=False)}
    lines: list[tuple[str, ...]] = []
    beside: dict[str, tuple[str, ...]] = {}
    for fact in section.facts:
        if fact.name in kept:
            continue
        value = snapshot.values.get(fact.name)
        names = [fact.name]
        fields[fact.name] = bsn_field(value or "") if fact.is_bsn else fact_field(fact, value)
        if fact.may_be_unknown:
            names.append(fact.name + UNKNOWN)
            fields[names[-1]] = forms.BooleanField(label=f"{fact.label} is onbekend", required=False)
        if fact.is_bsn and value:
            names.append(REMOVE_BSN)
            fields[REMOVE_BSN] = forms.BooleanField(label="BSN verwijderen", required=False)
        beside[fact.name] = tuple(names)
        lines.append(tuple(names))
    groups = [
        (legend, tuple(name for fact in members for name in beside.get(fact, ())))
        for legend, members in section.groups
        if any(fact in beside for fact in members)
    ]
    return type("SectionFactsForm", (FactsForm,), {**fields, "rijen": lines, "groepen": groups})


def rows_formset(row_set: RowSet) -> type[PortaalFormSet]:
    """The formset class of a row set. No cell is required here: the rules say what a row needs."""
    model = row_model(row_set)
    fields: dict[str, Any] = {"id": forms.UUIDField(widget=forms.HiddenInput, required=False)}
    for name, label in row_set.columns:
        fields[name] = column_field(model, name, label=label, radios=False)
        if isinstance(fields[name], forms.DateField):
            fields[name].help_text = ""
    fields["bron"] = forms.ChoiceField(
        label="Bron", choices=Bron.choices, initial=row_set.source.value, required=False
    )
    form = type("SectionRowForm", (FactsForm,), fields)
    return portaal_formset(form, titel=row_set.label, rij_label=row_set.row_label, max_num=MAX_ROWS)


class SectionEditor:
    """All forms of one section page, bound to what was sent or filled with what is stored."""

    def __init__(
        self,
        section: Section,
        snapshot: Snapshot,
        data: QueryDict | None = None,
        *,
        herkomst: Mapping[str, Any] | None = None,
        kept: Mapping[str, Keeper] | None = None,
    ) -> None:
        self.section, self.snapshot, self.kept = section, snapshot, kept or {}
        initial = {name: snapshot.values.get(name) for name in (fact.name for fact in section.facts)}
        initial.pop("bsn", None)
        initial |= {name + UNKNOWN: True for name in snapshot.unknown}
        initial[TOKEN] = make_token(section, snapshot)
        self.form = facts_form(section, snapshot, self.kept)(data, initial=initial)
        self.rows = {
            row_set.name: rows_formset(row_set)(
                data, prefix=row_set.name, initial=[dict(row) for row in snapshot.rows.get(row_set.name, ())]
            )
            for row_set in section.rows
        }
        ticks: dict[str, Any] = {
            row_set.name: forms.BooleanField(label=row_set.geen, required=False)
            for row_set in section.rows
            if row_set.geen
        }
        self.geen_form = type("GeenForm", (FactsForm,), ticks)(
            data, prefix="geen", initial=dict.fromkeys(snapshot.none, True)
        )

        self._tell(herkomst or {})

    def _tell(self, herkomst: Mapping[str, Any]) -> None:
        """Have each field and row say where its stored value comes from (`herkomst.read_herkomst`, R16)."""
        for name, field in self.form.fields.items():
            field.herkomst = herkomst.get(name)  # type: ignore[attr-defined]  # the template reads it
        for name, rows in self.rows.items():
            stored = self.snapshot.rows.get(name, ())
            told = {str(row["id"]): text for row, text in zip(stored, herkomst.get(name, ()), strict=False)}
            for form in rows.forms:
                form.herkomst = told.get(str(form["id"].value() or ""))

    @property
    def asked_facts(self) -> list[Fact]:
        """The facts of the section that its form asks."""
        return [fact for fact in self.section.facts if fact.name not in self.kept]

    @property
    def parts(self) -> list[tuple[Any, Any]]:
        """(formset, bound tick or None) per row set, for the template."""
        ticks = self.geen_form.fields
        return [(rows, self.geen_form[name] if name in ticks else None) for name, rows in self.rows.items()]

    @property
    def all_forms(self) -> list[Any]:
        """Everything that can hold errors, in page order."""
        return [*self.rows.values(), self.geen_form]

    def is_valid(self) -> bool:
        """Whether everything could be read; judges all, so that all errors show at once."""
        return all([form.is_valid() for form in (self.form, *self.all_forms)])

    def show_as_typed(self) -> None:
        """Keep what was typed, without judging it (a row was asked for)."""
        show_as_typed(self.form, *self.all_forms)

    def changed_facts(self) -> dict[str, Any]:
        """The facts as typed; a BSN only when a new one was typed or its removal was ticked."""
        facts = {fact.name: self.form.cleaned_data.get(fact.name) for fact in self.asked_facts}
        if "bsn" in facts and not facts["bsn"]:
            del facts["bsn"]
            if self.form.cleaned_data.get(REMOVE_BSN):
                facts["bsn"] = ""
        return facts

    def unknown(self) -> list[str]:
        """Facts ticked as unknown."""
        ticked = [fact.name for fact in self.asked_facts if self.form.cleaned_data.get(fact.name + UNKNOWN)]
        return ticked + [name for name in self.kept if name in self.snapshot.unknown]

    def geen(self) -> list[str]:
        """Row sets ticked as empty."""
        return [name for name, ticked in self.geen_form.cleaned_data.items() if ticked]

    def row_forms(self, row_set: RowSet) -> list[Any]:
        """The forms of the rows that count, in order: new ones that stayed empty do not."""
        return [form for form in self.rows[row_set.name].forms if _counts(form, row_set)]

    def row_inputs(self) -> dict[str, Sequence[RowInput]]:
        """The rows as the action takes them."""
        return {
            row_set.name: [_row(f, row_set) for f in self.row_forms(row_set)] for row_set in self.section.rows
        }

    def show_errors(self, errors: Sequence[tuple[str, str]]) -> None:
        """Put refusals of the action at their fields; what has no field shows above the form."""
        for path, message in errors:
            name, _, cell = path.partition(".")
            if cell:
                self._show_in_row(name, *cell.split("."), message=message)
            elif name in self.geen_form.fields:
                self.geen_form.add_error(name, message)
            else:
                self.form.add_error(name if name in self.form.fields else None, message)

    def _show_in_row(self, name: str, index: str, column: str, *, message: str) -> None:
        row_set = next(row_set for row_set in self.section.rows if row_set.name == name)
        shown = self.row_forms(row_set)
        if int(index) < len(shown):
            shown[int(index)].add_error(column, message)
        else:  # a row that somebody else added meanwhile
            self.form.add_error(None, f"{row_set.label}: {message}")


def _counts(form: Any, row_set: RowSet) -> bool:
    values = form.cleaned_data
    return bool(values.get("id")) or any(values.get(name) not in (None, "") for name, _ in row_set.columns)


def _row(form: Any, row_set: RowSet) -> RowInput:
    values = form.cleaned_data
    return RowInput(
        {name: values.get(name) for name in (*(name for name, _ in row_set.columns), "bron")},
        pk=values.get("id"),
        delete=bool(values.get("DELETE")),
    )
