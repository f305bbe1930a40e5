"""Fields made from the table of sections and the models."""

from typing import Any

from django import forms
from django.db import models

from coa_portal.web.forms import DutchDateField, JaNeeOnbekendField
from klantprofiel.choices import JaNeeOnbekend
from klantprofiel.sections import Fact
from klantprofiel.state import model_of
from klantprofiel.validators import validate_v_nummer

_SHORT = {"class": "veld__kort"}


class VNummerField(forms.CharField):
    """Ten digits; spaces and dots between them are how people write it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "V-nummer")
        kwargs.setdefault("help_text", "10 cijfers. Bijvoorbeeld 290 000 0001")
        super().__init__(
            validators=[validate_v_nummer],
            widget=forms.TextInput(attrs={**_SHORT, "inputmode": "numeric", "maxlength": "20"}),
            **kwargs,
        )

    def to_python(self, value: Any) -> str:
        """Without what people put between the digits."""
        return str(super().to_python(value) or "").replace(" ", "").replace(".", "")


class CodeChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """One row of a code list: what may be chosen now, and what is already stored."""

    def __init__(self, model: type[models.Model], *, current: object = None, **kwargs: Any) -> None:
        rows: Any = model._default_manager.filter(models.Q(is_actueel=True) | models.Q(pk=current))
        super().__init__(queryset=rows, required=False, **kwargs)


def bsn_field(last_digits: str) -> forms.CharField:
    """A number to set or replace; empty keeps the one there is."""
    now = (
        f"Nu staat er een nummer dat eindigt op {last_digits}. Leeg laten houdt dat nummer."
        if last_digits
        else ""
    )
    return forms.CharField(
        label="BSN",
        required=False,
        help_text=now or "9 cijfers",
        # never kept in a browser (besluit 0033)
        widget=forms.TextInput(attrs={**_SHORT, "inputmode": "numeric", "maxlength": "20", "data-nooit": ""}),
    )


def fact_field(fact: Fact, current: object) -> forms.Field:
    """The form field of a single fact; `current` is its stored value."""
    if fact.name == "v_nummer":
        return VNummerField(required=False)
    return column_field(
        model_of(fact),
        fact.name,
        label=fact.label,
        help_text=fact.hint,
        current=current,
    )


def column_field(
    model: type[models.Model],
    name: str,
    *,
    label: str,
    help_text: str = "",
    current: object = None,
    required: bool = False,
    radios: bool = True,
) -> forms.Field:
    """The form field of a model field, in the portal's own kinds. Rules decide later; the field only reads."""
    field: Any = model._meta.get_field(name)
    shared: dict[str, Any] = {"label": label, "help_text": help_text}
    if isinstance(field, models.ForeignKey):
        return CodeChoiceField(field.remote_field.model, current=current, **shared)
    if field.choices:
        return _choice_field(field, radios=radios, **shared)
    if isinstance(field, models.DateField):
        return DutchDateField(required=required, **shared)
    if isinstance(field, models.BooleanField):
        return forms.BooleanField(required=False, **shared)
    return _typed_field(field, required=required, **shared)


def _choice_field(field: Any, *, radios: bool, **shared: Any) -> forms.Field:
    if radios and list(field.choices) == list(JaNeeOnbekend.choices):
        return JaNeeOnbekendField(**shared)
    empty = [("", "Maak een keuze")] if field.blank else []
    return forms.ChoiceField(choices=[*empty, *field.choices], required=False, **shared)


def _typed_field(field: Any, *, required: bool, **shared: Any) -> forms.Field:
    if isinstance(field, models.PositiveSmallIntegerField):
        number = forms.NumberInput(attrs=_SHORT)
        return forms.IntegerField(min_value=0, max_value=40, required=required, widget=number, **shared)
    if isinstance(field, models.TextField):
        area = forms.Textarea(attrs={"rows": 4})
        return forms.CharField(max_length=field.max_length, required=required, widget=area, **shared)
    kind = forms.EmailField if isinstance(field, models.EmailField) else forms.CharField
    return kind(max_length=field.max_length, required=required, **shared)
