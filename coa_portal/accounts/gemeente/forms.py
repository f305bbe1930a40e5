"""Forms of the accountbeheerder."""

from typing import Any

from django import forms

from coa_portal.access.roles import ROLES
from coa_portal.accounts.actions.aanvraag import Agreement
from coa_portal.accounts.forms import PHONE
from coa_portal.accounts.gemeente import selectors
from coa_portal.accounts.lifecycle import END_REASONS
from coa_portal.accounts.models import REQUESTABLE, Gebruiker, Toekenning, Verwerkersovereenkomst
from coa_portal.accounts.onderdelen import ONDERDELEN
from coa_portal.accounts.policy import managed_gemeenten
from coa_portal.organisaties.models import Gemeente
from coa_portal.web.forms import DutchDateField, PortaalForm, Unguarded

_WHAT = {
    "regievoerder_gemeente": "Regievoerder: leest alles en voert de overdracht uit",
    "lezer_gemeente": "Lezer: leest wat de afdeling nodig heeft",
    "contactpersoon_extern": "Contactpersoon extern: leest voor een derde partij",
    "accountbeheerder_gemeente": "Accountbeheerder: beheert accounts, ziet geen dossiers",
}
_TIERS = (
    ("", "Alles wat de rol mag"),
    ("0", "Alleen het informatieprofiel (voor de huisvesting)"),
    ("1", "Ook de screening en matching"),
    ("2", "Ook het klantprofiel"),
)


class AccountFilter(PortaalForm):
    """The filter bar above the list."""

    unguarded = {"zoek": Unguarded.SEARCH}

    mark_optional = False

    weergave = forms.ChoiceField(
        label="Toon",
        required=False,
        choices=[
            (selectors.RUNNING_NOW, "Lopende toegang"),
            (selectors.SOON_OVER, "Loopt af binnen 30 dagen"),
            (selectors.OVER, "Gestopt of verlopen"),
        ],
    )
    rol = forms.ChoiceField(
        label="Rol",
        required=False,
        choices=[("", "Alle rollen"), *((code, ROLES[code].label) for code in REQUESTABLE)],
    )
    zoek = forms.CharField(label="Naam", required=False, max_length=80)

    @property
    def filters(self) -> dict[str, Any]:
        """The valid answers; a wrong one shows its message and does not narrow the list."""
        self.is_valid()
        return self.cleaned_data


class AanvraagForm(PortaalForm):
    """A request for a role: for whom, which, until when, and under which agreement."""

    unguarded = {
        "naam": Unguarded.EMPLOYEE,
        "functie": Unguarded.EMPLOYEE,
        "telefoon": Unguarded.EMPLOYEE,
        "overeenkomst_partij": Unguarded.ORGANISATION,
        "overeenkomst_kenmerk": Unguarded.NUMBER,
    }

    groepen = (
        ("Voor wie", ("gemeente", "naam", "email", "functie", "telefoon")),
        ("Welke toegang", ("rol", "max_tier", "onderdelen", "eindigt_op")),
        (
            "Alleen voor een externe contactpersoon",
            ("verwerkersovereenkomst", "overeenkomst_partij", "overeenkomst_kenmerk", "overeenkomst_einde"),
        ),
        ("Toelichting", ("toelichting",)),
    )
    rijen = (("functie", "telefoon"), ("overeenkomst_kenmerk", "overeenkomst_einde"))

    gemeente = forms.ModelChoiceField(Gemeente.objects.none(), label="Gemeente")
    naam = forms.CharField(label="Naam", max_length=120)
    email = forms.EmailField(
        label="E-mailadres",
        max_length=254,
        help_text="Het zakelijke e-mailadres van deze persoon. Hiermee logt die in.",
    )
    functie = forms.CharField(label="Functie", max_length=120, required=False)
    telefoon = forms.CharField(label="Telefoonnummer", max_length=20, required=False, validators=[PHONE])
    rol = forms.ChoiceField(label="Rol", choices=list(_WHAT.items()), widget=forms.RadioSelect)
    max_tier = forms.TypedChoiceField(
        label="Hoe ver mag deze persoon lezen?",
        required=False,
        coerce=int,
        empty_value=None,
        choices=_TIERS,
        help_text="Alleen bij een lezer en een externe contactpersoon.",
    )
    onderdelen = forms.MultipleChoiceField(
        label="Onderdelen",
        required=False,
        choices=list(ONDERDELEN.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="Niets aangevinkt: alle onderdelen.",
    )
    eindigt_op = DutchDateField(
        label="Tot en met",
        required=False,
        help_text="Hoogstens een half jaar vooruit. Leeg: een half jaar. Bij een externe verplicht.",
    )
    verwerkersovereenkomst = forms.ModelChoiceField(
        Verwerkersovereenkomst.objects.none(),
        label="Bestaande verwerkersovereenkomst",
        required=False,
        empty_label="Geen, of een nieuwe",
    )
    overeenkomst_partij = forms.CharField(
        label="Nieuwe overeenkomst: naam van de derde partij", max_length=120, required=False
    )
    overeenkomst_kenmerk = forms.CharField(label="Kenmerk", max_length=120, required=False)
    overeenkomst_einde = DutchDateField(label="Geldt tot en met", required=False)
    toelichting = forms.CharField(
        label="Waarom heeft deze persoon toegang nodig?",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, gebruiker: Gebruiker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = managed_gemeenten(gebruiker)
        self.fields["gemeente"].queryset = own  # type: ignore[attr-defined]
        self.only_gemeente = own[0] if len(own) == 1 else None
        if self.only_gemeente is not None:
            del self.fields["gemeente"]
        self.fields["verwerkersovereenkomst"].queryset = selectors.agreements(gebruiker)  # type: ignore[attr-defined]

    @property
    def terms(self) -> dict[str, Any]:
        """What `request_account` wants, from a valid form."""
        data = dict(self.cleaned_data)
        agreement = Agreement(
            known=data.pop("verwerkersovereenkomst"),
            partij=data.pop("overeenkomst_partij"),
            kenmerk=data.pop("overeenkomst_kenmerk"),
            einde=data.pop("overeenkomst_einde"),
        )
        return {"gemeente": self.only_gemeente, **data, "agreement": agreement}


class EindeForm(PortaalForm):
    """Why access ends."""

    reden = forms.ChoiceField(label="Reden", choices=list(END_REASONS.items()), widget=forms.RadioSelect)


class VerlengForm(PortaalForm):
    """Which of the grants that end soon still hold good."""

    toekenningen = forms.ModelMultipleChoiceField(Toekenning.objects.none())

    def __init__(self, *args: Any, rows: list[Toekenning], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [row.pk for row in rows]
        self.fields["toekenningen"].queryset = Toekenning.objects.filter(pk__in=keys)  # type: ignore[attr-defined]
        self.fields["toekenningen"].error_messages["required"] = "Kies van wie u de toegang wilt verlengen."
