"""Forms of COA's side around the move: huisvestingsgesprek and logeren."""

from django import forms

from coa_portal.web.forms import DutchDateField, PortaalForm
from koppeling.models import Koppeling
from overdracht.models import Logeerperiode


class HuisvestingsgesprekForm(PortaalForm):
    """When the talk was."""

    gehouden_op = DutchDateField(label="Gehouden op", not_future=True)


class ToegangForm(PortaalForm):
    """Another last day of access, and why."""

    toegang_tot = DutchDateField(
        label="Laatste dag", help_text="De gemeente ziet het dossier tot en met deze dag."
    )
    reden = forms.ChoiceField(
        label="Reden", choices=Koppeling.Toegangsreden.choices, widget=forms.RadioSelect
    )


class LogerenForm(PortaalForm):
    """From when until when."""

    rijen = (("van", "tot"),)

    van = DutchDateField(label="Van")
    tot = DutchDateField(label="Tot en met")


class VerlengForm(PortaalForm):
    """Until when, and why."""

    verlengd_tot = DutchDateField(label="Verlengd tot en met")
    reden = forms.ChoiceField(
        label="Reden", choices=Logeerperiode.Verlengreden.choices, widget=forms.RadioSelect
    )


class LogerenEindeForm(PortaalForm):
    """The last day."""

    beeindigd_op = DutchDateField(label="Laatste dag", not_future=True)
