"""The form of the screening."""

from django import forms

from coa_portal.web.forms import ConfirmField, DutchDateField, PortaalForm

_LENGTH = 2000


def _text(label: str, hint: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=hint,
    )


class ScreeningForm(PortaalForm):
    """What somebody told, in their own words."""

    gesprek_op = DutchDateField(label="Datum gesprek", not_future=True)
    werk = _text("Werkervaring", "Welk werk, in welke sector, hoe lang?")
    onderwijs = _text("Opleiding", "Welke opleiding, tot welk niveau?")
    ambities = _text("Ambities", "Wat wil de persoon in Nederland gaan doen?")
    netwerk = _text("Netwerk in Nederland", "Familie of vrienden, en in welke gemeente.")
    confirmed = ConfirmField()
    base = forms.CharField(required=False, widget=forms.HiddenInput)
