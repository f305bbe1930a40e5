"""Forms of the gemeente for intake, PIP, start, move and extra costs. The actions judge what belongs together."""

from decimal import Decimal
from typing import Any

from django import forms

from coa_portal.web.forms import DutchDateField, PortaalForm, Unguarded
from overdracht.gemeente.dossier import Persoon
from overdracht.models import ExtraKosten, Inburgeringstraject, Verhuisdatum, Verhuizing

_EMPTY = [("", "Maak een keuze")]


class TrajectForm(PortaalForm):
    """Every fact of intake, toets and PIP of one person; the start has a page of its own."""

    mark_optional = False
    groepen = (
        ("Brede intake", ("intake_gestart_op", "intake_afgerond_op")),
        ("Leerbaarheidstoets", ("toets_op", "toets_uitkomst")),
        ("PIP", ("kennisgeving_op", "pip_vastgesteld_op", "leerroute")),
        ("Meer tijd voor het PIP", ("pip_verlengd_tot", "pip_verlenging_reden")),
    )
    rijen = (
        ("intake_gestart_op", "intake_afgerond_op"),
        ("toets_op", "toets_uitkomst"),
        ("pip_vastgesteld_op", "leerroute"),
        ("pip_verlengd_tot", "pip_verlenging_reden"),
    )

    intake_gestart_op = DutchDateField(label="Begonnen op", required=False, not_future=True)
    intake_afgerond_op = DutchDateField(label="Klaar op", required=False, not_future=True)
    toets_op = DutchDateField(label="Datum van de toets", required=False, not_future=True)
    toets_uitkomst = forms.ChoiceField(
        label="Uitkomst", required=False, choices=[*_EMPTY, *Inburgeringstraject.Toetsuitkomst.choices]
    )
    kennisgeving_op = DutchDateField(
        label="Kennisgeving inburgeringsplicht van DUO",
        required=False,
        not_future=True,
        help_text="De dag op de brief. Daarna loopt de termijn voor het PIP.",
    )
    pip_vastgesteld_op = DutchDateField(label="PIP vastgesteld op", required=False, not_future=True)
    leerroute = forms.ChoiceField(
        label="Leerroute", required=False, choices=[*_EMPTY, *Inburgeringstraject.Leerroute.choices]
    )
    pip_verlengd_tot = DutchDateField(label="Verlengd tot en met", required=False)
    pip_verlenging_reden = forms.ChoiceField(
        label="U wacht op",
        required=False,
        choices=[*_EMPTY, *Inburgeringstraject.Verlengreden.choices],
        help_text="Alleen voor informatie van anderen.",
    )


class StartForm(PortaalForm):
    """The day on which the regular programme started."""

    gestart_op = DutchDateField(label="Gestart op", not_future=True)


class VerhuizingForm(PortaalForm):
    """House, dates, address and rest. After the move the dates are gone; `reden` is asked once there is a date."""

    unguarded = {
        "straat": Unguarded.ADDRESS,
        "huisnummer": Unguarded.ADDRESS,
        "postcode": Unguarded.ADDRESS,
        "plaats": Unguarded.ADDRESS,
    }

    mark_optional = False
    groepen = (
        ("Woning", ("woning_gevonden_op", "straat", "huisnummer", "postcode", "plaats")),
        ("Verhuisdatum", ("verwacht_op", "definitief_op", "reden")),
        ("Rustperiode rond de verhuizing", ("rust_van", "rust_tot")),
    )
    rijen = (
        ("straat", "huisnummer"),
        ("postcode", "plaats"),
        ("verwacht_op", "definitief_op"),
        ("rust_van", "rust_tot"),
    )

    woning_gevonden_op = DutchDateField(label="Woning gevonden op", required=False, not_future=True)
    straat = forms.CharField(label="Straat", required=False, max_length=80)
    huisnummer = forms.CharField(
        label="Huisnummer",
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"class": "veld__kort"}),
    )
    postcode = forms.CharField(
        label="Postcode", required=False, max_length=7, widget=forms.TextInput(attrs={"class": "veld__kort"})
    )
    plaats = forms.CharField(label="Plaats", required=False, max_length=80)
    verwacht_op = DutchDateField(label="Verwachte datum", required=False)
    definitief_op = DutchDateField(label="Definitieve datum", required=False)
    reden = forms.ChoiceField(
        label="Waarom verandert de datum?",
        required=False,
        choices=[*_EMPTY, *Verhuisdatum.Reden.choices],
        help_text="Alleen als u een datum wijzigt of weghaalt.",
    )
    rust_van = DutchDateField(label="Van", required=False)
    rust_tot = DutchDateField(label="Tot en met", required=False)

    def __init__(self, *args: Any, verhuizing: Verhuizing | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = verhuizing
        if verhuizing is not None and verhuizing.verhuisd_op is not None:
            for name in ("verwacht_op", "definitief_op", "reden"):
                del self.fields[name]
        elif verhuizing is None or verhuizing.datum is None:
            del self.fields["reden"]

    @property
    def facts(self) -> dict[str, Any]:
        """For `Verhuisfeiten`; dates that are not asked stay as they are."""
        facts = dict(self.cleaned_data)
        facts.pop("reden", None)
        for name in ("verwacht_op", "definitief_op"):
            if name not in self.fields:
                facts[name] = getattr(self.known, name, None)
        return facts


class VerhuisdForm(PortaalForm):
    """The day of the move."""

    verhuisd_op = DutchDateField(label="Verhuisd op", not_future=True)


class BrpForm(PortaalForm):
    """The day of the registration in the BRP."""

    brp_op = DutchDateField(
        label="Ingeschreven in de BRP op", not_future=True, help_text="In de BRP van uw gemeente."
    )


class KostenForm(PortaalForm):
    """One agreement about extra costs."""

    rijen = (("bedrag", "wie_betaalt"),)

    soort = forms.ChoiceField(label="Waarvoor", choices=[*_EMPTY, *ExtraKosten.Soort.choices])
    omschrijving = forms.CharField(
        label="Omschrijving",
        required=False,
        max_length=120,
        help_text="Schrijf geen namen of gegevens over gezondheid op.",
    )
    betrokkene = forms.ChoiceField(label="Voor wie", required=False)
    bedrag = forms.DecimalField(
        label="Bedrag in euro",
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100_000),
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"class": "veld__kort", "inputmode": "decimal"}),
    )
    wie_betaalt = forms.ChoiceField(
        label="Wie betaalt", choices=ExtraKosten.Betaler.choices, widget=forms.RadioSelect
    )
    afgesproken_op = DutchDateField(label="Afgesproken op", not_future=True)

    def __init__(self, *args: Any, mensen: list[Persoon], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mensen = {str(person.betrokkene.pk): person.betrokkene for person in mensen}
        choices = [(str(person.betrokkene.pk), person.titel) for person in mensen]
        self.fields["betrokkene"].choices = [("", "Het hele huishouden"), *choices]  # type: ignore[attr-defined]

    @property
    def facts(self) -> dict[str, Any]:
        """For `agree_kosten`."""
        facts = dict(self.cleaned_data)
        amount = facts.pop("bedrag")
        facts["bedrag_centen"] = None if amount is None else int(amount * 100)
        facts["betrokkene"] = self.mensen.get(facts["betrokkene"])
        return facts
