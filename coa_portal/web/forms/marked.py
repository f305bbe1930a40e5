"""How a form guards its free texts and the names of its files: rephrase what is marked, or say why it may stay (R9).

Every field in which somebody types words is guarded, unless its form names it in `unguarded` with a reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from coa_portal.avg.categories import BY_CODE
from coa_portal.avg.confirm import MarkedWords, in_words, keep, named
from coa_portal.avg.guard import Finding, check
from coa_portal.avg.models import Reden

REASON = "__avg"  # behind the name of a field: why its words may stay
CHOICES = (("", "Nee, ik schrijf het anders op"), *Reden.choices)
_REPHRASE = "Schrijf het anders op, of kies bij dit veld waarom het mag blijven staan."
_AROUND = 30  # letters shown on either side of a marked word

# what holds no words of its own: an address of e-mail or web, a code with a pattern, a key
_NO_WORDS = (
    forms.EmailField,
    forms.URLField,
    forms.RegexField,
    forms.UUIDField,
    forms.GenericIPAddressField,
    forms.JSONField,
)
_NO_WORDS_INPUT = (forms.HiddenInput, forms.MultipleHiddenInput, forms.PasswordInput, forms.EmailInput)


class Unguarded(StrEnum):
    """Why a field in which people type is not guarded."""

    SEARCH = "een zoekwoord, dat niet wordt bewaard"
    ADDRESS = "een adres of plaats"
    ORGANISATION = "de naam van een organisatie, groep, lokaal of vakantie"
    NAME = "de naam van een persoon"
    NUMBER = "een nummer of kenmerk"
    EMPLOYEE = "gaat over een medewerker of account, niet over een vergunninghouder"


@dataclass(frozen=True)
class MarkedWord:
    """One marked word with what stands around it, its category and why."""

    before: str
    term: str
    after: str
    categorie: str
    reden: str


@dataclass(frozen=True)
class MarkedText:
    """What was found in one field, and the question why it may stay."""

    words: Sequence[MarkedWord]
    name: str
    chosen: str
    choices: Sequence[tuple[str, Any]] = CHOICES


def is_free_text(field: forms.Field) -> bool:
    """Whether somebody types words here, or gives a file with a name."""
    if isinstance(field.widget, _NO_WORDS_INPUT):
        return False
    return isinstance(field, forms.FileField) or (
        isinstance(field, forms.CharField) and not isinstance(field, _NO_WORDS)
    )


def text_of(value: Any) -> str:
    """The words of a cleaned value: a text, or the name of a file without its kind."""
    if isinstance(value, str):
        return value
    return PurePath(str(getattr(value, "name", "") or "")).stem


def marked_text(text: str, findings: Sequence[Finding], *, name: str, chosen: str = "") -> MarkedText:
    """For the page: every marked word once, where it stands. `name`: of the field in the form."""
    words: dict[tuple[str, str], MarkedWord] = {}
    for found in findings:
        words.setdefault(
            (found.term.casefold(), found.category),
            MarkedWord(
                _start(text, found.start),
                found.term,
                _rest(text, found.end),
                BY_CODE[found.category].label,
                found.reason,
            ),
        )
    return MarkedText(list(words.values()), name + REASON, chosen)


def _start(text: str, place: int) -> str:
    part = text[max(0, place - _AROUND) : place].rpartition("\n")[2]
    return part if place <= _AROUND else "… " + part.partition(" ")[2]


def _rest(text: str, place: int) -> str:
    part = text[place : place + _AROUND].partition("\n")[0]
    return part if len(text) - place <= _AROUND else part.rpartition(" ")[0] + " …"


class GuardedTexts:
    """The part of a form that guards. `unguarded`: fields that are not guarded, each with its reason."""

    unguarded: Mapping[str, Unguarded] = {}
    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.marked: dict[str, MarkedText] = {}
        super().__init__(*args, **kwargs)

    def guards(self, name: str) -> bool:
        """Whether this field is guarded."""
        field = self.fields[name]
        return name not in self.unguarded and not field.disabled and is_free_text(field)

    def _post_clean(self) -> None:
        """After all fields: what was not typed now (but stands there already) is not judged again."""
        super()._post_clean()  # type: ignore[misc]
        for name in [name for name in self.fields if name in self.cleaned_data and self.guards(name)]:
            text = text_of(self.cleaned_data[name])
            if text and self[name]._has_changed() and (found := check(text)):  # type: ignore[index]
                self.show_marked(name, text, found)

    def show_marked(self, name: str, text: str, findings: Sequence[Finding]) -> None:
        """Ask about marked words at their field, and remember the reason when one was given."""
        html_name = self.add_prefix(name)  # type: ignore[attr-defined]
        chosen = str(self.data.get(html_name + REASON, ""))
        if chosen not in Reden.values:
            chosen = ""
        self.marked[name] = marked_text(text, findings, name=html_name, chosen=chosen)
        if chosen:
            keep(text, str(self[name].label), findings, chosen)  # type: ignore[index]
            return
        error = ValidationError(f"Let op: {named(findings)}. {_REPHRASE}", code="avg")
        self.add_error(name, error)  # type: ignore[attr-defined]


def show_refused(form: forms.BaseForm, error: MarkedWords) -> None:
    """Put words that an action marked at their fields."""
    for name, findings in error.by_field.items():
        if name in form.fields and isinstance(form, GuardedTexts):
            form.show_marked(name, text_of(form.cleaned_data.get(name, "")), findings)
        else:
            form.add_error(None, in_words(findings))
