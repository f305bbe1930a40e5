"""Base classes of every form: Dutch messages, own templates, and the way back for a refused action."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.forms.boundfield import BoundField
from django.forms.models import ModelFormMetaclass
from django.forms.renderers import BaseRenderer
from django.utils.functional import Promise

from coa_portal.avg.confirm import MarkedWords
from coa_portal.common.errors import DomainError
from coa_portal.web.forms.bound import PortaalBoundField, PortaalRenderer
from coa_portal.web.forms.fields import DutchDateField
from coa_portal.web.forms.marked import GuardedTexts, show_refused

if TYPE_CHECKING:  # Django's class takes no type argument at run time
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm

_EMPTY_CHOICE = "Maak een keuze"
_MESSAGES = {
    "max_length": "Gebruik hooguit %(limit_value)d tekens. U hebt er nu %(show_value)d.",
    "min_length": "Gebruik minstens %(limit_value)d tekens. U hebt er nu %(show_value)d.",
    "max_value": "Vul een getal in van hooguit %(limit_value)s.",
    "min_value": "Vul een getal in van minstens %(limit_value)s.",
    "invalid_choice": "Kies een antwoord uit de lijst.",
    "null_characters_not_allowed": "Haal het onzichtbare teken (nul) uit de tekst.",
    "empty": "Dit bestand is leeg. Kies een ander bestand.",
    "max_digits": "Vul een getal in met hooguit %(max)s cijfers.",
    "max_decimal_places": "Vul een getal in met hooguit %(max)s cijfers achter de komma.",
}
_INVALID: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.EmailField, "Vul een e-mailadres in. Bijvoorbeeld naam@voorbeeld.nl."),
    (forms.URLField, "Vul een webadres in. Bijvoorbeeld https://voorbeeld.nl."),
    (forms.DecimalField, "Vul een getal in. Bijvoorbeeld 12,5."),
    (forms.IntegerField, "Vul een heel getal in. Bijvoorbeeld 3."),
    (forms.TimeField, "Vul een tijd in. Bijvoorbeeld 14:30."),
    (forms.FileField, "Kies een bestand."),
)


def _required_message(field: forms.Field, label: str) -> str:
    if isinstance(field, forms.FileField):
        return f"Kies een bestand bij “{label}”."
    if isinstance(field, forms.BooleanField):
        return f"Zet een vinkje bij “{label}”."
    if isinstance(field, (forms.ChoiceField, forms.ModelChoiceField)):
        return f"Maak een keuze bij “{label}”."
    return f"Vul “{label}” in."


def _speak_dutch(field: forms.Field, label: str) -> None:
    """Replace Django's own messages by sentences that say what to do; messages of the form's author stay."""
    wanted = dict(_MESSAGES)
    wanted["required"] = _required_message(field, label)
    for kind, message in _INVALID:
        if isinstance(field, kind):
            wanted["invalid"] = message
            break
    for code, message in wanted.items():
        present = field.error_messages.get(code)
        # Only Django's own texts are lazy translations; what an author wrote is a plain string.
        if present is None or isinstance(present, Promise):
            field.error_messages[code] = message


def _name_empty_choice(field: forms.Field) -> None:
    """ "---------" says nothing, least of all to a screen reader."""
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == "---------":
            field.empty_label = _EMPTY_CHOICE
        return
    if isinstance(field, forms.ChoiceField) and isinstance(field.choices, list):
        is_radio = isinstance(field.widget, forms.RadioSelect)
        field.choices = [
            (value, ("Niet ingevuld" if is_radio else _EMPTY_CHOICE) if label == "---------" else label)
            for value, label in field.choices
        ]


class PortaalFormMixin(GuardedTexts):
    """What all forms share.

    `groepen`: (legend, field names) in order, shown as fieldsets; fields in no group come first.
    `rijen`: field names that stand side by side on a wide screen.
    `mark_optional`: False leaves "(niet verplicht)" out, for forms where nearly everything is optional.
    """

    groepen: Sequence[tuple[str, Sequence[str]]] = ()
    rijen: Sequence[Sequence[str]] = ()
    mark_optional = True
    default_renderer: BaseRenderer | type[BaseRenderer] | None = PortaalRenderer
    bound_field_class: type[BoundField] | None = PortaalBoundField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            label = str(field.label) if field.label is not None else name.replace("_", " ").capitalize()
            _speak_dutch(field, label)
            _name_empty_choice(field)
            if isinstance(field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
                field.widget.template_name = "django/forms/portaal/keuzes.html"
            elif isinstance(field.widget, forms.ClearableFileInput):
                field.widget.template_name = "django/forms/portaal/bestand.html"

    def _side_by_side(self, names: Sequence[str]) -> list[list[Any]]:
        """Bound fields in lines: a line holds more than one field where `rijen` says so."""
        lines: list[list[Any]] = []
        done: set[str] = set()
        for name in names:
            if name in done or name not in self.fields:
                continue
            row = next((row for row in self.rijen if name in row), (name,))
            together = [other for other in row if other in names and other in self.fields]
            done.update(together)
            lines.append([self[other] for other in together])  # type: ignore[index]
        return lines

    @property
    def regels(self) -> list[list[Any]]:
        """Visible fields outside any group, in lines."""
        grouped = {name for _, names in self.groepen for name in names}
        visible = [name for name in self.fields if not self[name].is_hidden]  # type: ignore[index]
        return self._side_by_side([name for name in visible if name not in grouped])

    @property
    def gegroepeerde_regels(self) -> list[tuple[str, list[list[Any]]]]:
        """(legend, lines of fields) for each group that has fields in this form."""
        groups = [(legend, self._side_by_side(names)) for legend, names in self.groepen]
        return [(legend, lines) for legend, lines in groups if lines]


class PortaalForm(PortaalFormMixin, forms.Form):
    """A form without a model; actions get its `cleaned_data`."""


class PortaalModelFormMetaclass(ModelFormMetaclass):
    """Gives every model date a typed Dutch date field, unless the form says otherwise."""

    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> Any:
        meta = attrs.get("Meta")
        if meta is not None and getattr(meta, "formfield_callback", None) is None:
            meta.formfield_callback = staticmethod(dutch_formfield)
        return super().__new__(mcs, name, bases, attrs)


def dutch_formfield(db_field: "models.Field[Any, Any]", **kwargs: Any) -> forms.Field | None:
    """The form field of a model field: `DutchDateField` for a date, Django's choice for the rest."""
    is_day = isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField)
    if is_day and "form_class" not in kwargs:
        kwargs["form_class"] = DutchDateField
    return db_field.formfield(**kwargs)


class PortaalModelForm(PortaalFormMixin, ModelForm, metaclass=PortaalModelFormMetaclass):
    """A form over a model; an action saves, not `save()`."""


def apply_domain_error(form: forms.BaseForm, error: DomainError) -> None:
    """Show the refusal of an action at its field, or above the form when it has none there."""
    if isinstance(error, MarkedWords):
        show_refused(form, error)
        return
    form.add_error(error.field if error.field in form.fields else None, str(error))
