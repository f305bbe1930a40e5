"""Reading questions and answers, and the forms to write them; the same on both sides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet

from coa_portal.access.policy import visible
from coa_portal.accounts.onderdelen import ONDERDELEN
from coa_portal.web.components import Soort
from coa_portal.web.forms import PortaalForm
from koppeling.models import KEPT_OF_JOINED, Koppeling
from overdracht.contact_policy import party_of
from overdracht.models import Antwoord, Betrokkene, Vraag
from overdracht.models.vraag import MAX_TEKST

HOUSEHOLD = "Het hele huishouden"
NO_SECTION = "Geen bepaald onderdeel"
_STATUS_SOORT: dict[str, Soort] = {"open": "letop", "beantwoord": "goed", "gesloten": "neutraal"}


def _text(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=MAX_TEKST, widget=forms.Textarea(attrs={"rows": 4}), help_text=help_text
    )


class VraagForm(PortaalForm):
    """A question, about the household or about one person whose consent stands, and about one section of that
    person's profile where `onderdelen` says which there are."""

    mark_optional = False

    betrokkene = forms.ChoiceField(label="Over wie gaat uw vraag?", required=False)
    onderdeel = forms.ChoiceField(label="Over welk onderdeel van het profiel?", required=False)
    tekst = _text(
        "Uw vraag",
        f"Kort en zakelijk, hooguit {MAX_TEKST} tekens. Schrijf niets op over gezondheid of geloof.",
    )

    def __init__(
        self,
        *args: Any,
        mensen: Sequence[tuple[Betrokkene, str]],
        onderdelen: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(row.pk): row for row, _ in mensen}
        choices = [("", HOUSEHOLD), *((str(row.pk), title) for row, title in mensen)]
        self.fields["betrokkene"].choices = choices  # type: ignore[attr-defined]
        self.fields["onderdeel"].choices = [("", NO_SECTION), *(onderdelen or {}).items()]  # type: ignore[attr-defined]
        if not mensen:
            del self.fields["betrokkene"]
        if not mensen or not onderdelen:
            del self.fields["onderdeel"]

    def clean(self) -> dict[str, Any]:
        """The chosen person, None for the household."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["betrokkene"] = self._people.get(cleaned.get("betrokkene") or "")
        return cleaned


class AntwoordForm(PortaalForm):
    """The answer to one question."""

    tekst = _text(
        "Uw antwoord",
        f"Kort en zakelijk, hooguit {MAX_TEKST} tekens. Schrijf niets op over gezondheid of geloof.",
    )


@dataclass(frozen=True)
class Gesprokene:
    """A question with its answers, as one side reads it."""

    vraag: Vraag
    over: str
    van: str
    is_own: bool
    antwoorden: list[Antwoord] = field(default_factory=list)

    @property
    def onderdeel(self) -> str:
        """The section that it is about, in words; empty for none."""
        code = self.vraag.onderdeel
        return ONDERDELEN.get(code, code)

    @property
    def soort(self) -> Soort:
        """Kind of badge."""
        return _STATUS_SOORT[self.vraag.status]

    @property
    def stand(self) -> str:
        """Status as this side reads it: whose turn it is."""
        if not self.vraag.is_open:
            return self.vraag.status_label
        return "Wacht op antwoord" if self.is_own else "U bent aan zet"


def questions(gebruiker: object) -> "QuerySet[Vraag]":
    """Every question that the account sees, the newest first, ready to show with its koppeling."""
    rows: QuerySet[Vraag] = visible(Vraag, gebruiker).select_related("koppeling", "betrokkene")
    return rows.defer(*KEPT_OF_JOINED).order_by("-created_at", "pk")


def to_answer(gebruiker: object) -> "QuerySet[Vraag]":
    """Open questions of the other side: what waits for an answer, the oldest first."""
    rows: QuerySet[Vraag] = visible(Vraag, gebruiker).filter(status="open")
    return rows.exclude(van_partij=party_of(gebruiker)).order_by("created_at", "pk")


def of_koppeling(koppeling: Koppeling, gebruiker: object, names: Mapping[UUID, str]) -> list[Gesprokene]:
    """The questions of one koppeling. `names`: what this reader may call a person, by key of the betrokkene."""
    rows = list(questions(gebruiker).filter(koppeling=koppeling))
    return with_answers(rows, gebruiker, names)


def with_answers(rows: Sequence[Vraag], gebruiker: object, names: Mapping[UUID, str]) -> list[Gesprokene]:
    """These questions with their answers, in two queries whatever their number."""
    answers: dict[UUID, list[Antwoord]] = {}
    for answer in visible(Antwoord, gebruiker).filter(vraag__in=[row.pk for row in rows]).order_by("op"):
        answers.setdefault(answer.vraag_id, []).append(answer)
    own = party_of(gebruiker)
    return [
        Gesprokene(
            vraag=row,
            over=_about(row, names),
            van=f"{row.door_naam}, {'COA' if row.van_partij == 'coa' else 'gemeente'}",
            is_own=row.van_partij == own,
            antwoorden=answers.get(row.pk, []),
        )
        for row in rows
    ]


def _about(row: Vraag, names: Mapping[UUID, str]) -> str:
    if row.betrokkene_id is None:
        return HOUSEHOLD
    if row.betrokkene_id in names:
        return names[row.betrokkene_id]
    # the gemeente keeps its own words after the end, and then reads no betrokkene any more
    return f"Persoon {row.betrokkene.volgnummer}" if row.betrokkene else "Een persoon uit het huishouden"
