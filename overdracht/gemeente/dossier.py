"""The page of one koppeling: the Kaart, and per person what is open now, what is missing and what changed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone

from coa_portal.access.policy import visible
from coa_portal.access.roles import Party
from coa_portal.common.dates import long_date, today
from coa_portal.notifications.visits import note_visit
from coa_portal.web.components import Persoon as Contact
from coa_portal.web.payload import document_keys
from koppeling.models import Koppeling
from overdracht.lifecycle import OPVRAGING_CLOSE_REASONS
from overdracht.models import (
    BehandelaarGemeente,
    Betrokkene,
    Kaart,
    Opvraging,
    Profielversie,
    Screeningspublicatie,
    Toestemming,
    VernietigingsBevestiging,
)
from overdracht.payload import Payload
from overdracht.policy import gates, highest_tier, names_taken_back
from overdracht.readers import changes_shown, payloads_for_reader
from overdracht.wie import NAMES, with_replacement

HIGHEST = 2


def _day(moment: dt.datetime) -> str:
    return long_date(timezone.localtime(moment).date())


@dataclass(frozen=True)
class Vernietiging:
    """What the gemeente still has to destroy after a withdrawal, or when it confirmed that."""

    is_confirmed: bool
    op: dt.datetime | None = None
    door: str = ""


@dataclass(frozen=True)
class Aanvraag:
    """The latest request for the profile of one person."""

    status: str
    status_label: str
    op: dt.datetime
    door: str
    sinds: dt.datetime
    reden: str

    @property
    def is_open(self) -> bool:
        """Whether COA has not answered yet."""
        return self.status == "open"

    @property
    def tekst(self) -> str:
        """The whole story in one or two sentences."""
        asked = f"Op {_day(self.op)} door {self.door}."
        if self.is_open:
            return f"{asked} Het COA heeft nog niet geantwoord."
        if self.status == "beantwoord":
            return f"{asked} Beantwoord op {_day(self.sinds)}."
        return f"{asked} Gesloten op {_day(self.sinds)}" + (f": {self.reden.lower()}." if self.reden else ".")


@dataclass
class Persoon:
    """One person of the household. `tier`: open for this account now; `cap`: the highest its grants allow.

    `is_expired`: a representative's signature that ended with the sixteenth birthday. `is_for_third`: the reader works
    for a third party, so that a consent has to name it.
    """

    betrokkene: Betrokkene
    tier: int
    cap: int
    naam: str = ""
    versies: list[Profielversie] = field(default_factory=list)
    aanvraag: Aanvraag | None = None
    vernietiging: Vernietiging | None = None
    is_expired: bool = False
    is_for_third: bool = False

    @property
    def titel(self) -> str:
        """Name once tier 1 is open, else the number on the Kaart."""
        return self.naam or f"Persoon {self.betrokkene.volgnummer}"

    @property
    def is_capped(self) -> bool:
        """Whether the account's own grants stop here, whatever is open for the gemeente."""
        return self.cap < HIGHEST and self.tier == self.cap

    @property
    def omschrijving(self) -> str:
        """Number, place in the household and age group: what tier 0 tells of a person."""
        row = self.betrokkene
        head = ", hoofdpersoon" if row.is_hoofdpersoon else ""
        return f"Nummer {row.volgnummer}{head}, {row.leeftijdsgroep}"

    @property
    def toestemming_tekst(self) -> str:
        """Where the consent stands."""
        if self.tier >= 1:
            return "Gegeven"
        if self.vernietiging is not None:
            return "Ingetrokken"
        if self.is_for_third:
            return "Niet voor uw organisatie"
        return "Verlopen" if self.is_expired else "Nog niet vastgelegd"

    @property
    def profiel_tekst(self) -> str:
        """Which version is the latest."""
        if not self.versies:
            return "Nog niet ontvangen"
        latest = self.versies[0]
        return f"Versie {latest.nummer}, ontvangen op {_day(latest.doorgezet_op)}"

    @property
    def mist(self) -> str:
        """What is missing, said plainly; empty when everything is there."""
        if self.is_capped:
            return (
                "Uw account ziet alleen het informatieprofiel.",
                "Uw account ziet het klantprofiel niet.",
            )[self.tier]
        if self.tier >= HIGHEST:
            return ""
        if self.tier == 1:
            return "Er is toestemming. Het COA heeft het klantprofiel nog niet doorgezet."
        if self.vernietiging is not None or self.is_expired:
            return "U ziet alleen het informatieprofiel."
        if self.is_for_third:
            return (
                "Er is geen toestemming die uw organisatie noemt. U ziet daarom alleen het informatieprofiel."
            )
        return "Het COA heeft nog geen toestemming vastgelegd. U ziet daarom alleen het informatieprofiel."

    @property
    def vraag_over(self) -> str:
        """Hidden text behind the button, so that it says about whom it asks."""
        return f"van {self.titel[0].lower()}{self.titel[1:]}" if not self.naam else f"van {self.naam}"

    @property
    def may_ask(self) -> bool:
        """Whether asking makes sense: no request is open."""
        return self.aanvraag is None or not self.aanvraag.is_open


@dataclass(frozen=True)
class Getoond:
    """A frozen payload as this reader sees it, with what changed since the one before.

    `since`: the reader's own last visit, where `previous` is what it saw then.
    """

    row: Any
    payload: Payload
    changed: set[str] = field(default_factory=set)
    previous: Profielversie | None = None
    since: dt.datetime | None = None

    @property
    def documenten(self) -> dict[str, str]:
        """Key of each document of a version → its page."""
        return {
            key: reverse("overdracht_gemeente:document", args=[self.row.koppeling_id, self.row.pk, key])
            for key in document_keys(self.payload)
        }

    @property
    def documentlijst(self) -> list[tuple[str, list[str]]]:
        """(page, texts) of each document of a version, for a list apart from the sections."""
        pages = self.documenten
        return [
            (pages[row["document"]], [cell["text"] for cell in row["cells"]])
            for part in self.payload["sections"]
            for table in part["tables"]
            for row in table["rows"]
            if row.get("document")
        ]

    @property
    def changed_sections(self) -> list[tuple[str, str, int]]:
        """Key, label and number of changes of each section in which something changed."""
        counts = {part["key"]: 0 for part in self.payload["sections"]}
        for key in self.changed:
            counts[key.split(".")[0]] += 1
        labels = {part["key"]: part["label"] for part in self.payload["sections"]}
        return [(key, labels[key], number) for key, number in counts.items() if number]


def kaart_of(koppeling: Koppeling, gebruiker: Any) -> Kaart | None:
    """The open Kaart, or None for a koppeling that is no longer active."""
    rows: QuerySet[Kaart] = visible(Kaart, gebruiker)
    return rows.select_related("opvanglocatie").filter(koppeling=koppeling).first()


def personen(koppeling: Koppeling, gebruiker: Any) -> list[Persoon]:
    """The household by number, with everything but payloads; empty when the koppeling is closed."""
    highest = highest_tier(gebruiker, koppeling.gemeente_id)
    third = gebruiker.party == Party.EXTERN
    rows = gates(gebruiker).filter(koppeling=koppeling)
    open_now = dict(rows.values_list("betrokkene_id", "shown_tier"))
    members = visible(Betrokkene, gebruiker).filter(koppeling=koppeling).order_by("volgnummer")
    people = [
        Persoon(row, tier=min(open_now[row.pk], highest), cap=highest, is_for_third=third)
        for row in members
        if row.pk in open_now
    ]
    if highest >= 1:
        _add_news(koppeling, people, gebruiker)
    return people


def _add_news(koppeling: Koppeling, people: list[Persoon], gebruiker: Any) -> None:
    by_key = {person.betrokkene.vergunninghouder_id: person for person in people}
    for key, naam in (
        visible(Screeningspublicatie, gebruiker)
        .filter(koppeling=koppeling)
        .order_by("created_at")
        .values_list("vergunninghouder_id", "naam")
    ):
        by_key[key].naam = naam
    versions = visible(Profielversie, gebruiker).filter(koppeling=koppeling).defer("payload")
    for version in versions.order_by("-nummer"):
        person = by_key[version.vergunninghouder_id]
        person.versies.append(version)
        person.naam = person.versies[0].naam
    _add_requests(koppeling, by_key, gebruiker)
    _add_ended_consents(koppeling, by_key, gebruiker)


def _add_requests(koppeling: Koppeling, by_key: dict[UUID, Persoon], gebruiker: Any) -> None:
    for row in requests_of(koppeling, gebruiker):
        if row["vergunninghouder_id"] in by_key:
            by_key[row["vergunninghouder_id"]].aanvraag = row["aanvraag"]


def requests_of(koppeling: Koppeling, gebruiker: Any) -> list[dict[str, Any]]:
    """The requests for profiles under a koppeling, oldest first; the gemeente's own work, so also of an ended
    one."""
    rows = (
        visible(Opvraging, gebruiker)
        .filter(koppeling=koppeling)
        .order_by("created_at", "pk")
        .annotate(door=F("gevraagd_door__naam"))
    )
    return [
        {
            "id": row.pk,
            "vergunninghouder_id": row.vergunninghouder_id,
            "aanvraag": Aanvraag(
                status=row.status,
                status_label=row.status_label,
                op=row.created_at,
                door=row.door,
                sinds=row.status_sinds,
                reden=OPVRAGING_CLOSE_REASONS.get(row.status_reden, ""),
            ),
        }
        for row in rows
    ]


def _add_ended_consents(koppeling: Koppeling, by_key: dict[UUID, Persoon], gebruiker: Any) -> None:
    """Who withdrew or whose covered signature ended, so that the page can say so and ask to destroy (R6)."""
    closed = [key for key, person in by_key.items() if person.tier == 0]
    if not closed:
        return
    consents = (
        Toestemming.objects.filter(vergunninghouder__in=closed, gemeente=koppeling.gemeente_id)
        .filter(status__in=["gegeven", "ingetrokken"])
        .order_by()
        .values_list("pk", "vergunninghouder_id", "status")
    )
    found = list(consents)
    confirmed: dict[UUID, dict[str, Any]] = {
        row["toestemming_id"]: dict(row)
        for row in VernietigingsBevestiging.objects.filter(toestemming__in=[pk for pk, _, _ in found])
        .order_by("op")
        .values("toestemming_id", "op", "door__naam")
    }
    untold = names_taken_back(gebruiker, [pk for pk, _, status in found if status == "gegeven"])
    for pk, key, status in found:
        if pk in untold:
            by_key[key].vernietiging = Vernietiging(is_confirmed=False)
        elif status == "gegeven":
            by_key[key].is_expired = True
    for person in (by_key[key] for key in closed):
        own = [
            pk
            for pk, key, status in found
            if key == person.betrokkene.vergunninghouder_id and status == "ingetrokken"
        ]
        if own:
            person.vernietiging = _destruction([confirmed.get(pk) for pk in own])


def _destruction(rows: Sequence[dict[str, Any] | None]) -> Vernietiging:
    done = [row for row in rows if row is not None]
    if len(done) < len(rows):
        return Vernietiging(is_confirmed=False)
    last = max(done, key=lambda row: row["op"])
    return Vernietiging(is_confirmed=True, op=last["op"], door=last["door__naam"])


def screening_shown(koppeling: Koppeling, person: Persoon, gebruiker: Any) -> Getoond | None:
    """The latest frozen screening of one person, while tier 1 is open."""
    row = (
        visible(Screeningspublicatie, gebruiker)
        .filter(koppeling=koppeling, vergunninghouder=person.betrokkene.vergunninghouder_id)
        .order_by("-created_at")
        .first()
    )
    return Getoond(row, payloads_for_reader([row], gebruiker)[0]) if row else None


def version_shown(
    version: Profielversie, gebruiker: Any, *, last_visit: dt.datetime | None = None
) -> Getoond:
    """One version with what changed since the one before it, both as this reader sees them now.

    With `last_visit`, and a version that came after it: since the version that the reader saw then (R27).
    """
    older_ones = (
        visible(Profielversie, gebruiker)
        .filter(
            koppeling=version.koppeling_id,
            vergunninghouder=version.vergunninghouder_id,
            nummer__lt=version.nummer,
        )
        .order_by("-nummer")
    )
    earlier, since = None, None
    if last_visit is not None and version.doorgezet_op > last_visit:
        earlier = older_ones.filter(doorgezet_op__lte=last_visit).first()
        since = last_visit if earlier is not None else None
    earlier = earlier or older_ones.first()
    if earlier is None:
        return Getoond(version, payloads_for_reader([version], gebruiker)[0])
    older, newer = payloads_for_reader([earlier, version], gebruiker)
    return Getoond(version, newer, changes_shown(older, newer), earlier, since)


def latest_shown(person: Persoon, gebruiker: Any) -> Getoond:
    """The latest version of somebody who has one, with what changed since the reader's own last visit (R27)."""
    last_visit = note_visit(subject_id=person.betrokkene.pk, acting_user=gebruiker)
    return version_shown(person.versies[0], gebruiker, last_visit=last_visit)


def behandelaar_of(koppeling: Koppeling, gebruiker: Any) -> dict[str, Any] | None:
    """Whose koppeling it is at the gemeente and who replaces them now, as plain values: the role of a gemeente
    may read contact columns of accounts, and nothing else."""
    fields = [f"{who}__{name}" for who in ("behandelaar", "vervanger") for name in NAMES]
    rows: QuerySet[BehandelaarGemeente] = visible(BehandelaarGemeente, gebruiker).filter(koppeling=koppeling)
    found = rows.values("behandelaar_id", "vervanger_id", "vervanging_tot", *fields).first()
    if found is None:
        return None
    until = found["vervanging_tot"]
    return {**found, "is_replaced": until is not None and until >= today()}


def shown_people(found: dict[str, Any] | None) -> list[Contact]:
    """Behandelaar and, while it lasts, the replacement, for the card beside the page."""
    if found is None:
        return []
    values = [{name: found[f"{who}__{name}"] for name in NAMES} for who in ("behandelaar", "vervanger")]
    return with_replacement(
        "Behandelaar", values[0], values[1] if found["is_replaced"] else None, found["vervanging_tot"]
    )
