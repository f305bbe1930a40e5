"""On whose request an inzage-overzicht is made."""

from django import forms

from coa_portal.common.dates import today
from coa_portal.web.forms import DutchDateField, PortaalForm

DOOR = (
    ("persoon", "De persoon zelf"),
    ("vertegenwoordiger", "De wettelijk vertegenwoordiger"),
    ("gemachtigde", "Een gemachtigde, met een schriftelijke machtiging"),
)


class VerzoekForm(PortaalForm):
    """Who asked, and when: it is recorded with the overview."""

    door = forms.ChoiceField(label="Wie vraagt erom?", choices=DOOR, widget=forms.RadioSelect)
    gevraagd_op = DutchDateField(label="Gevraagd op", not_future=True, initial=today)
