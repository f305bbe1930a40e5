"""Forms of lesgroepen."""

from typing import Any

from django import forms

from coa_portal.organisaties.models import Lesgroep, Opvanglocatie
from coa_portal.web.forms import DutchDateField, PortaalForm, Unguarded
from klantprofiel.validators import validate_v_nummer


class LesgroepForm(PortaalForm):
    """A new group at one of the own locaties. Tempo and script are asked of an NT2 group, which the action judges."""

    unguarded = {"naam": Unguarded.ORGANISATION}

    mark_optional = False

    naam = forms.CharField(
        label="Naam van de lesgroep",
        max_length=60,
        help_text="Zonder namen van mensen. Bijvoorbeeld: Ochtend 1",
    )
    opvanglocatie = forms.ModelChoiceField(label="Opvanglocatie", queryset=Opvanglocatie.objects.none())
    soort = forms.ChoiceField(
        label="Soort groep",
        choices=Lesgroep.Soort.choices,
        widget=forms.RadioSelect,
        initial=Lesgroep.Soort.NT2,
    )
    tempo = forms.ChoiceField(
        label="Tempo",
        choices=Lesgroep.Tempo.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text="Alleen bij NT2: hoe snel de mensen in deze groep Nederlands leren",
    )
    schrift = forms.ChoiceField(
        label="Schrift",
        choices=[("", "Niet ingevuld"), *Lesgroep.Schrift.choices],
        required=False,
        help_text="Alleen bij NT2: in welk schrift de mensen in deze groep schrijven",
    )

    def __init__(self, *args: Any, locaties: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["opvanglocatie"]
        field.queryset = locaties


class DeelnemerForm(PortaalForm):
    """Somebody comes into a group: by number, so that no list of names is needed to find one."""

    unguarded = {"v_nummer": Unguarded.NUMBER}

    v_nummer = forms.CharField(
        label="V-nummer",
        max_length=20,
        help_text="10 cijfers. Van iemand die op deze opvanglocatie verblijft.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    van = DutchDateField(label="In de groep vanaf")

    def clean_v_nummer(self) -> str:
        """The digits alone."""
        number = str(self.cleaned_data["v_nummer"]).replace(" ", "")
        validate_v_nummer(number)
        return number


class EindeForm(PortaalForm):
    """Somebody leaves a group."""

    tot = DutchDateField(
        label="Uit de groep vanaf",
        not_future=True,
        help_text="Vanaf deze dag ziet de docent deze persoon niet meer.",
    )
