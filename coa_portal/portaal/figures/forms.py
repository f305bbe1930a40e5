"""The choice above the figures."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from coa_portal.organisaties.models import Arbeidsmarktregio
from coa_portal.portaal.figures.selectors import closed_half_years
from coa_portal.web.forms import PortaalForm


def half_year_words(halfjaar: str) -> str:
    """ "eerste half jaar van 2026" for "2026-1"."""
    year, half = halfjaar.split("-")
    return f"{'eerste' if half == '1' else 'tweede'} half jaar van {year}"


class KeuzeForm(PortaalForm):
    """Which region and which closed half year."""

    mark_optional = False

    regio = forms.ModelChoiceField(
        Arbeidsmarktregio.objects.none(), label="Arbeidsmarktregio", empty_label=None
    )
    periode = forms.ChoiceField(label="Periode")

    def __init__(self, *args: Any, regions: "QuerySet[Arbeidsmarktregio]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Arbeidsmarktregio]", self.fields["regio"]).queryset = regions
        periode = cast(forms.ChoiceField, self.fields["periode"])
        periode.choices = [(code, half_year_words(code).capitalize()) for code in closed_half_years()]
