"""The filter above the work list."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from coa_portal.portaal.work.regels import MIJN, WIE, Filter, Wie
from coa_portal.web.forms import PortaalForm


class WerkFilter(PortaalForm):
    """What to see of the work list. `plaats`: an opvanglocatie at COA, a gemeente at an account of several."""

    mark_optional = False

    wie = forms.ChoiceField(choices=list(WIE.items()), required=False, widget=forms.HiddenInput)
    soort = forms.ChoiceField(label="Soort werk", required=False)
    plaats = forms.ChoiceField(label="Plaats", required=False)
    te_laat = forms.BooleanField(label="Alleen wat te laat is", required=False)

    def __init__(
        self,
        *args: Any,
        soorten: Sequence[tuple[str, str]],
        plaatsen: Sequence[str],
        plaats_label: str = "Plaats",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        kind, place = (cast(forms.ChoiceField, self.fields[name]) for name in ("soort", "plaats"))
        kind.choices = [("", "Alle soorten"), *soorten]
        place.choices = [("", "Alle"), *((name, name) for name in plaatsen)]
        place.label = plaats_label
        if len(plaatsen) < 2 and not self.data.get("plaats"):
            del self.fields["plaats"]


def filter_of(data: "dict[str, Any]") -> Filter:
    """What was asked, from a query string or a saved view; unknown words mean everything."""
    wie = data.get("wie") or MIJN
    return Filter(
        wie=cast(Wie, wie if wie in WIE else MIJN),
        soort=str(data.get("soort") or ""),
        plaats=str(data.get("plaats") or ""),
        te_laat=data.get("te_laat") in (True, "on", "true", "1"),
    )
