"""Ticking what was verified in a talk, with one source and one day for all of it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core import signing

from coa_portal.common.dates import today
from coa_portal.web.forms import DutchDateField, PortaalForm
from klantprofiel.choices import VERIFYING
from klantprofiel.herkomst import Open

_SALT = "klantprofiel.verifieren"


def _signed(items: Sequence[Open]) -> str:
    return signing.dumps({item.key: item.state for item in items}, salt=_SALT, compress=True)


class VerifierenForm(PortaalForm):
    """`gegevens`: keys of `Open`; `gezien`: what the person saw, signed, so that nobody verifies another value."""

    bron = forms.ChoiceField(
        label="Waarmee geverifieerd",
        choices=[(bron.value, bron.label) for bron in VERIFYING],
        widget=forms.RadioSelect,
        help_text="Eigen woorden (werk, hobby's, ambities) blijven eigen opgave, tenzij een document ze aantoont.",
    )
    op = DutchDateField(label="Datum", not_future=True)
    gegevens = forms.MultipleChoiceField(
        label="Gegevens",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies ten minste één gegeven."},
    )
    gezien = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, items: Sequence[Open], ticked: Sequence[str] = ()) -> None:
        initial = {
            "bron": VERIFYING[0].value,
            "op": today(),
            "gegevens": list(ticked),
            "gezien": _signed(items),
        }
        super().__init__(data, initial=initial)
        choices: Any = self.fields["gegevens"]
        # with what was shown before: that somebody verified it meanwhile is no mistake of this person
        self.seen = self._read_seen()
        known = {item.key for item in items}
        rest = [(key, key) for key in self.seen if key not in known]
        choices.choices = [*((item.key, item.label) for item in items), *rest]

    def show_anew(self, items: Sequence[Open]) -> None:
        """Show the values as they are now: what is ticked next is ticked of those."""
        data: Any = self.data
        self.data = {**data.dict(), "gegevens": data.getlist("gegevens"), "gezien": _signed(items)}

    def _read_seen(self) -> dict[str, Any]:
        if not self.is_bound:
            return {}
        try:
            seen = signing.loads(str(self.data.get("gezien", "")), salt=_SALT)
        except (signing.BadSignature, ValueError, TypeError):
            return {}
        return seen if isinstance(seen, dict) else {}

    def chosen(self) -> dict[str, Any]:
        """What was ticked, with its value as it was shown."""
        return {key: self.seen.get(key) for key in self.cleaned_data["gegevens"]}
