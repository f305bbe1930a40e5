"""Choosing two versions to compare; the same on both sides. Works by GET, so that the comparison has an address."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.timezone import localdate

from coa_portal.common.dates import long_date
from coa_portal.web.forms import PortaalForm
from overdracht.models import Profielversie


class VergelijkForm(PortaalForm):
    """Any two of these versions, the newest first in `versies`; without a choice the last two.

    `with_gemeente`: say for which gemeente each was, where they are of more than one.
    """

    mark_optional = False

    oud = forms.ChoiceField(label="Vergelijk")
    nieuw = forms.ChoiceField(label="met")

    def __init__(self, asked: Any, *, versies: Sequence[Profielversie], with_gemeente: bool = False) -> None:
        self._rows = {str(row.pk): row for row in versies}
        keys = list(self._rows)
        data = {"oud": asked.get("oud", keys[1]), "nieuw": asked.get("nieuw", keys[0])}
        super().__init__(data)
        choices = [(key, _words(row, with_gemeente=with_gemeente)) for key, row in self._rows.items()]
        for name in ("oud", "nieuw"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Two different ones."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("oud") and cleaned.get("oud") == cleaned.get("nieuw"):
            self.add_error("nieuw", "Kies twee verschillende versies.")
        return cleaned

    @property
    def pair(self) -> tuple[Profielversie, Profielversie] | None:
        """The two, the older first whatever way they were chosen; None while the choice is wrong."""
        if not self.is_valid():
            return None
        rows = [self._rows[self.cleaned_data[name]] for name in ("oud", "nieuw")]
        older, newer = sorted(rows, key=lambda row: row.doorgezet_op)
        return older, newer


def _words(row: Profielversie, *, with_gemeente: bool) -> str:
    gemeente = f", {row.gemeente}" if with_gemeente else ""
    return f"Versie {row.nummer}{gemeente}, {long_date(localdate(row.doorgezet_op))}"
