"""The form of the handover checklist, the same on both sides: per transfer how it stands and since when."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from coa_portal.web.forms import DutchDateField, PortaalForm
from overdracht.models import Overdrachtspunt
from overdracht.voortgang import names_of


class ChecklistForm(PortaalForm):
    """Two fields per kind of transfer. Never what was transferred."""

    mark_optional = False
    groepen = tuple((label, (code, f"{code}_op")) for code, label in Overdrachtspunt.Soort.choices)

    def __init__(self, *args: Any, punten: Sequence[Overdrachtspunt], **kwargs: Any) -> None:
        initial = {row.soort: row.stand for row in punten}
        initial |= {f"{row.soort}_op": row.op for row in punten}  # type: ignore[misc]
        super().__init__(*args, initial=initial, **kwargs)
        names = names_of({row.door_id for row in punten})
        for row in punten:
            who = names.get(row.door_id)
            self.fields[row.soort].help_text = f"Laatst ingevuld door {who}." if who else ""

    @property
    def punten(self) -> dict[str, tuple[str, dt.date | None]]:
        """For `save_checklist`."""
        data = self.cleaned_data
        return {code: (data[code], data[f"{code}_op"]) for code in Overdrachtspunt.Soort.values}


for _code in Overdrachtspunt.Soort.values:
    ChecklistForm.base_fields[_code] = forms.ChoiceField(
        label="Stand",
        required=False,
        choices=[*Overdrachtspunt.Stand.choices, ("", "Nog niet ingevuld")],
        widget=forms.RadioSelect,
    )
    ChecklistForm.base_fields[f"{_code}_op"] = DutchDateField(
        label="Overgedragen op", required=False, not_future=True
    )
