"""How a form asks about words that the AVG guard marked: rephrase, or say why they may stay (R9)."""

from typing import Any

from django import forms

from coa_portal.avg.confirm import MarkedWords, in_words
from coa_portal.avg.models import Reden

CONFIRMED = "confirmed"


class ConfirmField(forms.ChoiceField):
    """Hidden until words are marked; empty means that the writer rephrases."""

    def __init__(self) -> None:
        super().__init__(
            label="Toch opslaan?",
            required=False,
            choices=[("", "Nee, ik schrijf het anders op"), *Reden.choices],
            widget=forms.HiddenInput,
            help_text="Uw keuze wordt vastgelegd, de tekst zelf niet.",
        )


def show_marked(form: forms.BaseForm, error: MarkedWords) -> None:
    """Put the marked words at their fields and open the question why they may stay."""
    for name, findings in error.by_field.items():
        text = (
            "Let op deze woorden. "
            + in_words(findings)
            + " Schrijf het anders op, of kies onderaan waarom het mag."
        )
        form.add_error(name if name in form.fields else None, text)
    field: Any = form.fields.get(CONFIRMED)
    if field is not None:
        field.widget = forms.Select(choices=field.choices)
        form._bound_fields_cache.pop(CONFIRMED, None)  # type: ignore[attr-defined]
