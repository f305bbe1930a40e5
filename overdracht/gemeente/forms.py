"""Forms of the gemeente's pages."""

from typing import Any

from django import forms

from coa_portal.access.grants import accounts_holding
from coa_portal.access.roles import ScopeKind
from coa_portal.accounts.models import Gebruiker
from coa_portal.organisaties.models import Gemeente
from coa_portal.web.forms import DutchDateField, PortaalForm, Unguarded
from koppeling.lifecycle import ACTIVE_STATES, KOPPELING
from koppeling.models import Koppeling
from overdracht.gemeente.selectors import ALL, ENDED, FREE, MINE, TEAM
from overdracht.policy import gemeenten_reading


class KoppelingFilter(PortaalForm):
    """The filter bar above the list. Without an answer: every active koppeling, the newest first."""

    unguarded = {"zoek": Unguarded.SEARCH}

    mark_optional = False

    weergave = forms.ChoiceField(
        label="Toon",
        required=False,
        choices=[
            ("", "Alle koppelingen"),
            (MINE, "Mijn koppelingen"),
            (TEAM, "Van collega's"),
            (FREE, "Zonder behandelaar"),
            (ENDED, "Beëindigd"),
        ],
    )
    status = forms.ChoiceField(label="Status", required=False)
    gemeente = forms.ModelChoiceField(
        Gemeente.objects.none(), label="Gemeente", required=False, empty_label="Alle gemeenten"
    )
    zoek = forms.CharField(
        label="Referentie",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "veld__kort", "inputmode": "text", "placeholder": ""}),
    )
    sorteer = forms.ChoiceField(
        label="Sorteer op",
        required=False,
        choices=[
            ("", "Nieuwste eerst"),
            ("oudste", "Oudste eerst"),
            ("referentie", "Referentie"),
            ("personen", "Aantal personen"),
            ("locatie", "Opvanglocatie"),
        ],
    )

    def __init__(self, *args: Any, gebruiker: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = gemeenten_reading(gebruiker, 0)
        if len(own) > 1:
            choices = Gemeente.objects.filter(pk__in=own).order_by("naam_sorteer")
            self.fields["gemeente"].queryset = choices  # type: ignore[attr-defined]
        else:
            del self.fields["gemeente"]
        states: tuple[str, ...] = ACTIVE_STATES
        if self.data.get("weergave") == ENDED:
            states = tuple(code for code in KOPPELING.states if code not in (*ACTIVE_STATES, "voorgesteld"))
        labels = [(code, KOPPELING.states[code]) for code in states]
        self.fields["status"].choices = [("", "Alle"), *labels]  # type: ignore[attr-defined]

    @property
    def filters(self) -> dict[str, Any]:
        """The valid answers; a wrong one shows its message and does not narrow the list."""
        self.is_valid()
        data = dict(self.cleaned_data)
        data["weergave"] = data.get("weergave") or ALL
        return data


class BehandelaarForm(PortaalForm):
    """Whose koppeling it is, and who replaces them until when."""

    behandelaar = forms.ModelChoiceField(
        Gebruiker.objects.none(), label="Behandelaar", help_text="Een regievoerder van uw gemeente."
    )
    vervanger = forms.ModelChoiceField(
        Gebruiker.objects.none(),
        label="Vervanger",
        required=False,
        help_text="Vul dit in als de behandelaar afwezig is.",
    )
    vervanging_tot = DutchDateField(label="Vervanging tot en met", required=False)

    def __init__(self, *args: Any, koppeling: Koppeling, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # contact columns only: the role of a gemeente may not read the others
        keys = accounts_holding("manage_overdracht", ScopeKind.GEMEENTE, koppeling.gemeente_id)
        colleagues = (
            Gebruiker.objects.filter(pk__in=keys, kind=Gebruiker.Kind.MENS)
            .only("id", "naam", "functie", "telefoon", "email")
            .order_by("naam")
        )
        for name in ("behandelaar", "vervanger"):
            self.fields[name].queryset = colleagues  # type: ignore[attr-defined]
