"""How one field meets the page: kit classes, ARIA links and the place an error link jumps to."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import ChoiceWidget, Input, Widget
from django.urls import reverse

MAX_SIDE_BY_SIDE = 4
MAX_SIDE_BY_SIDE_LETTERS = 36  # of all labels together: more does not fit beside each other on a tablet

# First match wins, so a subclass stands before its base.
_KIT_CLASSES: tuple[tuple[type[Widget], str], ...] = (
    (forms.CheckboxInput, "utrecht-checkbox utrecht-checkbox--html-input"),
    (forms.CheckboxSelectMultiple, "utrecht-checkbox utrecht-checkbox--html-input"),
    (forms.RadioSelect, "utrecht-radio-button utrecht-radio-button--html-input"),
    (forms.Select, "utrecht-select utrecht-select--html-select"),
    (forms.Textarea, "utrecht-textarea utrecht-textarea--html-textarea"),
    (forms.FileInput, ""),
    (Input, "utrecht-textbox utrecht-textbox--html-input"),
)
_INVALID_CLASSES: tuple[tuple[type[Widget], str], ...] = (
    (forms.CheckboxInput, ""),
    (forms.Select, "utrecht-select--invalid"),
    (forms.Textarea, "utrecht-textarea--invalid"),
    (forms.FileInput, ""),
    (Input, "utrecht-textbox--invalid"),
)


class PortaalRenderer(TemplatesSetting):
    """Renders forms by the project's own templates (`templates/django/forms/portaal/`)."""

    form_template_name = "django/forms/portaal/formulier.html"
    formset_template_name = "django/forms/portaal/rijen.html"
    field_template_name = "django/forms/portaal/veld.html"


def _class_for(widget: Widget, table: tuple[tuple[type[Widget], str], ...]) -> str:
    return next((name for kind, name in table if isinstance(widget, kind)), "")


class PortaalBoundField(BoundField):
    """A bound field that carries the classes of the kit and its ARIA links.

    The attributes are worked out while rendering, so a widget that forms share is never changed.
    """

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        """Django's attributes, the kit's classes, and `dir=auto` so Arabic text runs the right way."""
        widget = widget or self.field.widget
        found = super().build_widget_attrs(attrs, widget)
        if widget.is_hidden:
            return found
        names = [
            str(widget.attrs.get("class", "")),
            _class_for(widget, _KIT_CLASSES),
            _class_for(widget, _INVALID_CLASSES) if self.errors else "",
        ]
        if class_names := " ".join(name for name in names if name):
            found["class"] = class_names
        if self.is_choice_group:
            # Neither a radio nor a group's checkbox may carry these; they stand on the fieldset.
            found.pop("aria-invalid", None)
            found.pop("required", None)
        if type(widget) in (forms.TextInput, forms.Textarea):
            found.setdefault("dir", "auto")
        if self.is_guarded:
            found["data-avg"] = reverse("web:vrije_tekst")
        return found

    @property
    def is_guarded(self) -> bool:
        """Whether the AVG guard reads what is typed here (R9)."""
        guards = getattr(self.form, "guards", None)
        return guards is not None and self.name in self.form.fields and bool(guards(self.name))

    @property
    def marked(self) -> Any:
        """What the guard marked in this field, or None."""
        return getattr(self.form, "marked", {}).get(self.name)

    @property
    def is_choice_group(self) -> bool:
        """Whether the field is a group of radios or checkboxes, so a fieldset with a legend."""
        return isinstance(self.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))

    @property
    def is_short_choice_group(self) -> bool:
        """Whether the radios are few and short enough to stand beside each other ("Ja", "Nee", "Onbekend")."""
        widget = self.field.widget
        if not isinstance(widget, forms.RadioSelect):
            return False
        labels = [str(label) for _value, label in widget.choices]
        return len(labels) <= MAX_SIDE_BY_SIDE and sum(map(len, labels)) <= MAX_SIDE_BY_SIDE_LETTERS

    @property
    def is_checkbox(self) -> bool:
        """Whether the field is one checkbox, with its label behind it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_wide(self) -> bool:
        """Whether the field takes the whole width of a row."""
        return isinstance(self.field.widget, forms.Textarea)

    @property
    def described_by(self) -> str:
        """Ids of hint and error, for the fieldset of a choice group."""
        return self.aria_describedby or ""

    @property
    def marks_optional(self) -> bool:
        """Whether "(niet verplicht)" stands behind the label."""
        if self.field.required or self.field.disabled or self.is_checkbox:
            return False
        return bool(getattr(self.form, "mark_optional", True)) and not getattr(
            self.field, "offers_empty_choice", False
        )

    @property
    def anchor(self) -> str:
        """Where the error summary jumps to: the input, or the first choice of a group."""
        widget = self.field.widget
        base = str(widget.attrs.get("id") or self.auto_id)
        if isinstance(widget, ChoiceWidget) and self.is_choice_group:
            return f"#{base}_0"
        return f"#{base}"
