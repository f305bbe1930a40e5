"""What a regievoerder COA fills in: the decision, the reasons of a step, and the filter of the lists."""

from typing import Any, cast

from django import forms

from coa_portal.organisaties.models import Gemeente, Opvanglocatie
from coa_portal.web.forms import PortaalForm, Unguarded
from koppeling.actions import Besluit
from koppeling.lifecycle import MOVE_REASONS, WITHDRAW_REASONS
from koppeling.models import Koppeling, Koppelingsbesluit, Woonbehoefte


def _current_gemeenten() -> Any:
    return Gemeente.objects.filter(geldig_tot=None).only("code", "naam", "naam_sorteer")


def _offer(form: forms.BaseForm, name: str, rows: Any) -> None:
    """Give a field its choices anew: a queryset of the class would be read once for all requests."""
    cast("forms.ModelChoiceField[Any]", form.fields[name]).queryset = rows


class BesluitForm(PortaalForm):
    """A gemeente with the decision behind it."""

    gemeente = forms.ModelChoiceField(
        Gemeente.objects.none(), label="Gemeente", help_text="Kies uit alle gemeenten van Nederland."
    )
    grond = forms.ChoiceField(
        label="Koppelingsgrond",
        choices=Koppeling.Grond.choices,
        widget=forms.RadioSelect,
        help_text="De gemeente ziet deze grond meteen bij de melding van koppeling.",
    )
    grondslag = forms.ChoiceField(
        label="Wettelijke grondslag", choices=Koppeling.Grondslag.choices, widget=forms.RadioSelect
    )
    toelichting = forms.CharField(
        label="Toelichting in gewone woorden",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Waarom past deze gemeente? De gemeente leest dit zodra er toestemming is. "
        "Noem nooit een medische reden.",
    )
    woonbehoeften = forms.MultipleChoiceField(
        label="Wat de woning moet bieden",
        choices=Woonbehoefte.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Alleen wat nodig is, niet waarom.",
    )
    afwijking_reden = forms.CharField(
        label="Reden om af te wijken",
        max_length=Koppelingsbesluit._meta.get_field("afwijking_reden").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Alleen nodig als het huishouden niet meer past in de taakstelling van de gemeente.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "gemeente", _current_gemeenten())

    def besluit(self) -> Besluit:
        """The decision of a valid form."""
        data = self.cleaned_data
        return Besluit(
            grond=data["grond"],
            grondslag=data["grondslag"],
            toelichting=data["toelichting"],
            woonbehoeften=data["woonbehoeften"],
            afwijking_reden=data["afwijking_reden"],
        )


def _reasons(reasons: dict[str, str], label: str = "Reden") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(reasons.items()), widget=forms.RadioSelect)


class HerkoppelForm(BesluitForm):
    """Another gemeente, with the reason why the first one loses the koppeling."""

    reden = _reasons(MOVE_REASONS, "Waarom een andere gemeente?")


class IntrekForm(PortaalForm):
    """The coded reason of a withdrawal."""

    reden = _reasons(WITHDRAW_REASONS)


class DefinitiefForm(PortaalForm):
    """Confirming needs words only where the household does not fit."""

    afwijking_reden = BesluitForm.base_fields["afwijking_reden"]


class BevestigForm(PortaalForm):
    """A step that asks nothing but to be confirmed."""


class FilterForm(PortaalForm):
    """Filter above the lists. Reference numbers are no personal data, so the address may hold them."""

    unguarded = {"kenmerk": Unguarded.NUMBER}

    mark_optional = False

    kenmerk = forms.CharField(
        label="Kenmerk",
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"class": "veld__kort", "placeholder": "PE- of KOP-"}),
    )
    locatie = forms.ModelChoiceField(
        Opvanglocatie.objects.none(), label="Opvanglocatie", required=False, empty_label="Alle locaties"
    )
    gemeente = forms.ModelChoiceField(
        Gemeente.objects.none(), label="Gemeente", required=False, empty_label="Alle gemeenten"
    )

    def __init__(self, *args: Any, with_gemeente: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "locatie", Opvanglocatie.objects.all())
        _offer(self, "gemeente", _current_gemeenten())
        if not with_gemeente:
            del self.fields["gemeente"]
