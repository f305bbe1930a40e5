"""Forms of COA's side. Each field is named as the argument of the action that judges it."""

from typing import Any

from django import forms

from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from coa_portal.organisaties.models import DerdePartij, Taal
from coa_portal.web.forms import DutchDateField, PortaalForm, Unguarded
from klantprofiel.models import Vergunninghouder
from overdracht.actions.derden import parties_of
from overdracht.documents import check_document
from overdracht.lifecycle import OPVRAGING_CLOSE_REASONS
from overdracht.models import Profielversie, Toestemming
from overdracht.teksten import TEKSTEN, current_text

_TOLK = (("ja", "Ja, met een tolk"), ("nee", "Nee, zonder tolk"))


class UitlegForm(PortaalForm):
    """How the declaration was explained."""

    taal = forms.ModelChoiceField(Taal.objects.none(), label="In welke taal is het uitgelegd?")
    met_tolk = forms.ChoiceField(label="Was er een tolk bij?", choices=_TOLK, widget=forms.RadioSelect)
    tekst_versie = forms.ChoiceField(label="Versie van de tekst")
    uitgelegd_op = DutchDateField(label="Uitgelegd op", not_future=True)
    derden = forms.ModelMultipleChoiceField(
        DerdePartij.objects.none(),
        label="Welke organisaties mogen meelezen?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Deze organisaties werken voor de gemeente. Kruis alleen aan wat de persoon goed vindt.",
    )

    def __init__(self, *args: Any, gemeente: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties = DerdePartij.objects.filter(pk__in=parties_of(gemeente))
        if parties.exists():
            self.fields["derden"].queryset = parties  # type: ignore[attr-defined]
        else:
            del self.fields["derden"]
        self.fields["taal"].queryset = Taal.objects.filter(is_actueel=True)  # type: ignore[attr-defined]
        versions: Any = self.fields["tekst_versie"]
        versions.choices = [(code, code) for code in sorted(TEKSTEN, reverse=True)]
        self.initial.setdefault("tekst_versie", current_text(today()).versie)
        if len(versions.choices) == 1:
            versions.widget = forms.HiddenInput()

    @property
    def uitleg(self) -> dict[str, Any]:
        """Arguments for `explain_toestemming`."""
        values = self.cleaned_data
        return {
            "taal": values["taal"],
            "met_tolk": values["met_tolk"] == "ja",
            "tekst_versie": values["tekst_versie"],
            "uitgelegd_op": values["uitgelegd_op"],
            "derden": list(values.get("derden") or []),
        }


class HandtekeningForm(PortaalForm):
    """The signature with its document. A child under 16 is signed for by a parent or guardian (R5)."""

    unguarded = {"voogd_naam": Unguarded.NAME}

    ondertekend_op = DutchDateField(label="Ondertekend op", not_future=True)
    vertegenwoordiger = forms.ModelChoiceField(
        Vergunninghouder.objects.none(),
        label="Welke ouder heeft ondertekend?",
        required=False,
        help_text="Een kind jonger dan 16 jaar ondertekent niet zelf.",
    )
    voogd_naam = forms.CharField(
        label="Of: naam van de voogd",
        required=False,
        max_length=120,
        help_text="Bij een kind zonder ouders hier.",
    )
    document = forms.FileField(
        label="Ondertekende verklaring", help_text="Een scan of foto: pdf, jpg of png, niet groter dan 10 MB."
    )

    def __init__(self, *args: Any, person: Vergunninghouder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if person.signs_self:
            del self.fields["vertegenwoordiger"], self.fields["voogd_naam"]
            return
        adults = [member.pk for member in person.plaatsingseenheid.leden.all() if member.is_adult]
        choice: Any = self.fields["vertegenwoordiger"]
        choice.queryset = Vergunninghouder.objects.filter(pk__in=adults)
        if not adults:
            del self.fields["vertegenwoordiger"]
            self.fields["voogd_naam"].label = "Naam van de voogd"

    def clean_document(self) -> Any:
        """Refuse by what the file contains, beside the other errors of the form."""
        file = self.cleaned_data["document"]
        try:
            check_document(file)
        except DomainError as error:
            raise forms.ValidationError(error.message, code=error.code) from None
        return file

    @property
    def handtekening(self) -> dict[str, Any]:
        """Arguments for `give_toestemming`."""
        values = self.cleaned_data
        return {
            "ondertekend_op": values["ondertekend_op"],
            "document": values["document"],
            "vertegenwoordiger": values.get("vertegenwoordiger"),
            "voogd_naam": values.get("voogd_naam", ""),
        }


class VastleggenForm(HandtekeningForm, UitlegForm):
    """Explained and signed at one talk, as mostly happens."""

    groepen = (
        ("Uitleg", ("taal", "met_tolk", "tekst_versie", "uitgelegd_op", "derden")),
        ("Handtekening", ("ondertekend_op", "vertegenwoordiger", "voogd_naam", "document")),
    )


class VragenForm(PortaalForm):
    """The signature was asked; the person thinks about it."""

    gevraagd_op = DutchDateField(label="Gevraagd op", not_future=True)


class WeigerenForm(PortaalForm):
    """A refusal needs nothing but the step: nobody has to give a reason."""


class IntrekkenForm(PortaalForm):
    """The day on which the person said so."""

    ingetrokken_op = DutchDateField(label="Ingetrokken op", not_future=True)


class DerdeForm(PortaalForm):
    """A further declaration, for one more organisation."""

    derde_partij = forms.ModelChoiceField(DerdePartij.objects.none(), label="Welke organisatie mag meelezen?")
    ondertekend_op = DutchDateField(label="Ondertekend op", not_future=True)
    document = forms.FileField(
        label="Ondertekende verklaring", help_text="Een scan of foto: pdf, jpg of png, niet groter dan 10 MB."
    )

    def __init__(self, *args: Any, consent: Toestemming, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = consent.derden.filter(ingetrokken_op=None).values("derde_partij")
        at_work = DerdePartij.objects.filter(pk__in=parties_of(consent.gemeente_id))
        self.fields["derde_partij"].queryset = at_work.exclude(pk__in=named)  # type: ignore[attr-defined]


class DoorzettenForm(PortaalForm):
    """At which moment the profile is published. `gezien`: what the casemanager saw, as a digest."""

    moment = forms.ChoiceField(
        label="Waarom zet u het profiel nu door?",
        choices=[row for row in Profielversie.Moment.choices if row[0] != Profielversie.Moment.AUTOMATISCH],
        widget=forms.RadioSelect,
    )
    gezien = forms.CharField(widget=forms.HiddenInput, required=False)


class VasthoudenForm(PortaalForm):
    """Why changes do not go to the gemeente by themselves."""

    reden = forms.CharField(
        label="Waarom houdt u het profiel vast?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Alleen het COA leest dit. Schrijf geen medische of andere gevoelige gegevens op.",
    )


class SluitenForm(PortaalForm):
    """Why the profile does not come now."""

    reden = forms.ChoiceField(
        label="Waarom komt het profiel niet?",
        choices=[row for row in OPVRAGING_CLOSE_REASONS.items() if row[0] != "koppeling"],
        widget=forms.RadioSelect,
        help_text="De gemeente krijgt een melding en leest deze reden.",
    )
