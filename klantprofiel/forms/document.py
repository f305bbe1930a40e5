"""Forms of the documents on a dossier. Each field is named as what the actions judge."""

import datetime as dt
from itertools import groupby
from typing import Any

from django import forms
from django.core import signing
from django.utils.dateparse import parse_datetime

from coa_portal.web.forms import DutchDateField, PortaalForm
from klantprofiel.actions.document import Documentfeiten
from klantprofiel.documenten import Provable
from klantprofiel.documentsoorten import SOORT_CHOICES
from klantprofiel.lifecycle import INTREKREDENEN
from klantprofiel.models import Document, Zichtbaar

_SALT = "klantprofiel.document"
_AGAIN = "Kies het bestand nog een keer: een browser onthoudt dat niet."


class DocumentForm(PortaalForm):
    """What is said of a document. `provable`: what it can show; `may_share`: whether this person may let the gemeente
    see it; `document`: the one that is corrected or replaced."""

    rijen = (("soort", "datum"),)

    soort = forms.ChoiceField(label="Soort document", choices=[("", "Maak een keuze"), *SOORT_CHOICES])
    datum = DutchDateField(label="Datum van het document", not_future=True)
    omschrijving = forms.CharField(
        label="Korte omschrijving",
        max_length=120,
        help_text="Bijvoorbeeld: diploma elektrotechniek, Universiteit van Damascus.",
    )
    bestand = forms.FileField(
        label="Bestand",
        help_text="Een scan of foto: pdf, jpg of png, niet groter dan 10 MB. Maak een BSN eerst onleesbaar. "
        "Voeg geen medische stukken toe.",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
    bewijst = forms.ChoiceField(
        label="Wat toont dit document aan?",
        required=False,
        help_text="Dat gegeven krijgt als bron “Document” en is daarmee geverifieerd.",
    )
    zichtbaar = forms.ChoiceField(
        label="Wie mag het zien?",
        choices=Zichtbaar.choices,
        widget=forms.RadioSelect,
        help_text="De gemeente krijgt het pas als u het klantprofiel doorzet, en alleen zolang er toestemming is.",
    )
    gezien = forms.CharField(widget=forms.HiddenInput, required=False)
    stand = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        provable: list[Provable],
        may_share: bool,
        document: Document | None = None,
        with_file: bool = True,
        **kwargs: Any,
    ) -> None:
        first: dict[str, Any] = {"zichtbaar": Zichtbaar.COA, "gezien": self._sign(provable)}
        if document is not None:
            for name in ("soort", "omschrijving", "zichtbaar"):
                first[name] = getattr(document, name)
            if (
                not with_file
            ):  # of a newer document the date is another one, and what it shows is looked at again
                first |= {"datum": document.datum, "bewijst": document.bewijst}
                first["stand"] = document.updated_at.isoformat()
        super().__init__(*args, initial=first, **kwargs)
        choices: Any = self.fields["bewijst"]
        kept = [] if document is None else [(document.bewijst, "Zoals het nu is")]
        known = {item.key for item in provable}
        choices.choices = [
            ("", "Niets in het bijzonder"),
            *(pair for pair in kept if pair[0] and pair[0] not in known),
            *(
                (groep, [(item.key, item.tekst) for item in items])
                for groep, items in groupby(provable, key=lambda item: item.groep)
            ),
        ]
        if not with_file:
            del self.fields["bestand"]
        # who may not share a document may still take it back, and chooses nothing for a new file
        if not may_share and (document is None or with_file or document.zichtbaar == Zichtbaar.COA):
            del self.fields["zichtbaar"]

    @staticmethod
    def _sign(provable: list[Provable]) -> str:
        return signing.dumps({item.key: item.state for item in provable}, salt=_SALT, compress=True)

    @property
    def feiten(self) -> Documentfeiten:
        """What was filled in, for the actions."""
        values = self.cleaned_data
        key = values["bewijst"]
        return Documentfeiten(
            soort=values["soort"],
            omschrijving=values["omschrijving"],
            datum=values["datum"],
            zichtbaar=values.get("zichtbaar") or Zichtbaar.COA,
            bewijst=key,
            gezien=self._seen().get(key) if key else None,
        )

    def _seen(self) -> dict[str, Any]:
        try:
            seen = signing.loads(self.cleaned_data["gezien"], salt=_SALT)
        except (signing.BadSignature, ValueError, TypeError):
            return {}
        return seen if isinstance(seen, dict) else {}

    @property
    def stand_gezien(self) -> dt.datetime | None:
        """When the document was last changed, as the person saw it; None when that cannot be read."""
        try:
            return parse_datetime(self.cleaned_data["stand"])
        except ValueError:
            return None

    def ask_again(self, provable: list[Provable]) -> None:
        """After a refusal: say that the file has to be chosen again, and show the values as they are now."""
        data: Any = self.data
        self.data = {**data.dict(), "gezien": self._sign(provable)}
        if "bestand" in self.fields and self.files and not self.errors.get("bestand"):
            self.add_error("bestand", _AGAIN)


class DocumentIntrekkenForm(PortaalForm):
    """Why a document goes."""

    reden = forms.ChoiceField(
        label="Waarom trekt u dit document in?",
        choices=list(INTREKREDENEN.items()),
        widget=forms.RadioSelect,
    )


class DocumentFilter(PortaalForm):
    """Which kind is shown."""

    mark_optional = False

    soort = forms.ChoiceField(label="Soort", required=False)

    def __init__(self, *args: Any, soorten: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["soort"]
        choices.choices = [("", "Alle soorten"), *soorten]
