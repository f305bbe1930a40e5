"""The form that grants one role on several parents at once."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Model

from coa_portal.access.roles import ROLE_CHOICES, ROLES, ScopeKind
from coa_portal.accounts.models import Gebruiker, Toekenning, Verwerkersovereenkomst
from coa_portal.accounts.onderdelen import ONDERDELEN
from coa_portal.organisaties.models import Arbeidsmarktregio, Gemeente, Lesgroep, Opvanglocatie, Organisatie
from coa_portal.web.forms import DutchDateField

if TYPE_CHECKING:
    _ChoiceOfAccount = forms.ModelChoiceField[Gebruiker]
    _ChoiceOfAgreement = forms.ModelChoiceField[Verwerkersovereenkomst]
    _ChoiceOfLesgroepen = forms.ModelMultipleChoiceField[Lesgroep]
else:
    _ChoiceOfAgreement = forms.ModelChoiceField
    _ChoiceOfLesgroepen = forms.ModelMultipleChoiceField
    _ChoiceOfAccount = forms.ModelChoiceField  # Django's class takes no type argument at run time

_FIELDS = {
    ScopeKind.GEMEENTE: "gemeenten",
    ScopeKind.OPVANGLOCATIE: "opvanglocaties",
    ScopeKind.ARBEIDSMARKTREGIO: "arbeidsmarktregios",
    ScopeKind.LESGROEP: "lesgroepen",
}

_TIERS: list[Any] = list(Toekenning._meta.get_field("max_tier").choices or [])


class LesgroepenField(_ChoiceOfLesgroepen):
    """Lesgroepen, each with its locatie: names like "Groep 1" are everywhere."""

    def label_from_instance(self, obj: Any) -> str:
        """Locatie and name."""
        return f"{obj.opvanglocatie}: {obj}"


def _several(
    queryset: Any, label: str, field: Any = forms.ModelMultipleChoiceField
) -> "forms.ModelMultipleChoiceField[Any]":
    # the browser's own list: Django's double list speaks English here and is not fully accessible
    return field(  # type: ignore[no-any-return]
        queryset,
        required=False,
        label=label,
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text="Houd Ctrl (op een Mac: Cmd) ingedrukt om er meer te kiezen. Typ een letter om te springen.",
    )


class AccountField(_ChoiceOfAccount):
    """One account, told from another of the same name by its address."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and address."""
        return f"{obj.naam} ({obj.email})"


class AgreementField(_ChoiceOfAgreement):
    """One agreement, with the gemeente it holds for."""

    def label_from_instance(self, obj: Any) -> str:
        """Gemeente, third party, mark."""
        return f"{obj.gemeente}: {obj}"


class GrantForm(forms.Form):
    """Which fields for parents count, the role says; a choice in another is an error, not silently dropped."""

    gebruiker = AccountField(
        Gebruiker.objects.filter(is_active=True), label="Account", empty_label="Kies een account"
    )
    rol = forms.ChoiceField(label="Rol", choices=[("", "Kies een rol"), *ROLE_CHOICES])
    gemeenten = _several(Gemeente.objects.filter(geldig_tot=None), "Gemeenten")
    opvanglocaties = _several(Opvanglocatie.objects.filter(gesloten_op=None), "Opvanglocaties")
    arbeidsmarktregios = _several(Arbeidsmarktregio.objects.all(), "Arbeidsmarktregio's")
    lesgroepen = _several(
        Lesgroep.objects.filter(gesloten_op=None)
        .select_related("opvanglocatie")
        .order_by("opvanglocatie__naam", "naam"),
        "Lesgroepen",
        LesgroepenField,
    )
    eindigt_op = DutchDateField(
        label="Eindigt op",
        required=False,
        help_text="De laatste dag, hoogstens een half jaar vooruit. Leeg: een half jaar. Bij een externe verplicht.",
    )
    max_tier = forms.TypedChoiceField(
        label="Hoogste laag",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Alles wat de rol mag"), *_TIERS],
        help_text="Alleen bij een lezer van de gemeente en een externe contactpersoon.",
    )
    onderdelen = forms.MultipleChoiceField(
        label="Onderdelen",
        required=False,
        choices=list(ONDERDELEN.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="Niets aangevinkt: alle onderdelen.",
    )
    verwerkersovereenkomst = AgreementField(
        Verwerkersovereenkomst.objects.none(),
        label="Verwerkersovereenkomst",
        required=False,
        empty_label="Geen",
        help_text="Verplicht bij een externe, en van dezelfde gemeente.",
    )

    alleen_benoemd = forms.BooleanField(
        label="Alleen benoemde dossiers",
        required=False,
        help_text="Alleen bij een externe: de regievoerder van de gemeente kiest welke dossiers.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_force = Verwerkersovereenkomst.objects.in_force().select_related("gemeente")
        self.fields["verwerkersovereenkomst"].queryset = in_force  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Put the chosen parents under `parents`."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        role = ROLES.get(cleaned.get("rol", ""))
        if role is None:
            return cleaned
        right = _FIELDS.get(role.scope)
        for name in _FIELDS.values():
            if name != right and cleaned.get(name):
                self.add_error(name, f"Bij de rol {role.label} kiest u hier niets.")
        if right and not cleaned.get(right):
            self.add_error(right, f"Kies waarvoor de rol {role.label} geldt.")
        cleaned["parents"] = self._parents(role.scope, cleaned)
        return cleaned

    def _parents(self, scope: ScopeKind, cleaned: dict[str, Any]) -> Sequence[Model]:
        if scope == ScopeKind.ORGANISATIE:
            return [Organisatie.objects.get(code=Organisatie.COA)]
        return list(cleaned.get(_FIELDS[scope]) or [])

    @property
    def terms(self) -> dict[str, Any]:
        """What `grant_role_on_all` wants, from a valid form."""
        names = (
            "gebruiker",
            "rol",
            "parents",
            "eindigt_op",
            "max_tier",
            "onderdelen",
            "verwerkersovereenkomst",
            "alleen_benoemd",
        )
        return {name: self.cleaned_data[name] for name in names}
