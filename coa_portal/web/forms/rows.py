"""Forms with rows (languages, work, …) that can be added and removed, with and without JavaScript."""

from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME, TOTAL_FORM_COUNT
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict

from coa_portal.web.forms.bound import PortaalRenderer

if TYPE_CHECKING:  # Django's classes take no type argument at run time
    FormSet = forms.BaseFormSet[Any]
    ModelFormSet = forms.BaseModelFormSet[Any, Any]
    InlineFormSet = forms.BaseInlineFormSet[Any, Any, Any]
else:
    FormSet = forms.BaseFormSet
    ModelFormSet = forms.BaseModelFormSet
    InlineFormSet = forms.BaseInlineFormSet

ADD_ROW = "rij_toevoegen"
_FormT = TypeVar("_FormT", bound=forms.BaseForm)


class PortaalRowsMixin:
    """Rows under one title; `rij_label` names one row ("Taal 2"), errors say "Rij 2 van Talen"."""

    titel = "Rijen"
    rij_label = "Rij"
    hint = ""
    default_renderer = PortaalRenderer()

    def add_fields(self, form: forms.BaseForm, index: int | None) -> None:
        """Django's extra fields, with the deletion box in Dutch."""
        super().add_fields(form, index)  # type: ignore[misc]
        if DELETION_FIELD_NAME in form.fields:
            form.fields[DELETION_FIELD_NAME].label = "Verwijder deze rij"

    @property
    def may_grow(self) -> bool:
        """Whether another row fits."""
        return int(self.total_form_count()) < int(self.max_num)  # type: ignore[attr-defined]


class PortaalFormSet(PortaalRowsMixin, FormSet):
    """Rows without a model."""


class PortaalModelFormSet(PortaalRowsMixin, ModelFormSet):
    """Rows of a model."""


class PortaalInlineFormSet(PortaalRowsMixin, InlineFormSet):
    """Rows that belong to one parent object."""


def portaal_formset(
    form: type[_FormT], *, titel: str, rij_label: str, hint: str = "", extra: int = 1, max_num: int = 50
) -> type[PortaalFormSet]:
    """A formset class with removable rows; more than `max_num` rows is refused, not cut off."""
    made = forms.formset_factory(
        form,
        formset=PortaalFormSet,
        extra=extra,
        max_num=max_num,
        absolute_max=max_num + 50,
        validate_max=True,
        can_delete=True,
    )
    return type("Rows", (made,), {"titel": titel, "rij_label": rij_label, "hint": hint})


def asks_row(data: QueryDict) -> bool:
    """Whether the button "Rij toevoegen" sent the form (the way without JavaScript)."""
    return ADD_ROW in data


def with_extra_row(data: QueryDict) -> QueryDict:
    """The same data with one more row in the formset whose button was pressed; otherwise unchanged."""
    key = f"{data.get(ADD_ROW, '')}-{TOTAL_FORM_COUNT}"
    if not asks_row(data) or not str(data.get(key, "")).isdigit():
        return data
    grown = data.copy()
    grown[key] = str(int(str(grown[key])) + 1)
    return grown


def show_as_typed(*forms_shown: forms.BaseForm | FormSet) -> None:
    """Mark bound forms as not judged: they show what was typed, without errors."""
    for shown in forms_shown:
        if isinstance(shown, forms.BaseFormSet):
            show_as_typed(*shown.forms)
            shown._errors = [ErrorDict() for _ in shown.forms]  # type: ignore[attr-defined]
            shown._non_form_errors = ErrorList()  # type: ignore[attr-defined]
        else:
            shown._errors = ErrorDict()  # type: ignore[attr-defined]
