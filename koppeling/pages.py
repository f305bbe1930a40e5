"""What the pages of koppelen show, made ready for the templates."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localdate

from coa_portal.access.policy import visible
from coa_portal.common.dates import long_date, today
from coa_portal.organisaties.models import Opvanglocatie
from coa_portal.organisaties.termijnduren import Duren, read_duren
from coa_portal.web.components import Gebeurtenis, Gegeven, Onderdeel, Soort, Termijn
from klantprofiel.models import Plaatsingseenheid, Vergunninghouder
from koppeling.lifecycle import KOPPELING, MOVE_REASONS, WITHDRAW_REASONS
from koppeling.models import Koppeling, Plaatsingsbeperking, Screening, Woonbehoefte
from koppeling.policy import may_koppel
from koppeling.screening.facts import facts_of, limit_text
from koppeling.screening.rijen import Woorden, read_woorden
from koppeling.selectors import ENDED_STATES, Plek, decided_by
from koppeling.termijnen import KOPPELEN, is_overdue, koppelen_due, term_text

STATE_SOORT: dict[str, Soort] = {
    "voorgesteld": "letop",
    "definitief": "info",
    "gehuisvest": "goed",
    "ingetrokken": "neutraal",
    "herkoppeld": "neutraal",
    "afgesloten": "neutraal",
}
_REASONS = {**WITHDRAW_REASONS, **MOVE_REASONS}


@dataclass(frozen=True)
class Tab:
    """One of the lists. `states` empty: the households without koppeling."""

    code: str
    label: str
    states: tuple[str, ...]
    empty: str


TABS = {
    tab.code: tab
    for tab in (
        Tab("te-koppelen", "Nog te koppelen", (), "Alle huishoudens hebben een koppeling."),
        Tab("voorgesteld", "Voorgesteld", ("voorgesteld",), "Er zijn geen voorstellen."),
        Tab("gekoppeld", "Gekoppeld", ("definitief", "gehuisvest"), "Er zijn geen koppelingen die lopen."),
        Tab("beeindigd", "Beëindigd", ENDED_STATES, "Er zijn geen koppelingen beëindigd."),
    )
}


def tab_bar(url: str, current: Tab) -> list[Onderdeel]:
    """The tabs of the list page; without JavaScript they are links."""
    return [
        Onderdeel(tab.label, f"{url}?lijst={tab.code}", is_current=tab == current) for tab in TABS.values()
    ]


@dataclass(frozen=True)
class Wachtend:
    """One line of "Nog te koppelen"."""

    household: Plaatsingseenheid
    size: str
    term: Termijn

    @property
    def is_overdue(self) -> bool:
        """Whether its last day has passed."""
        return self.term.status == "laat"


@dataclass(frozen=True)
class Gekoppeld:
    """One line of the other lists."""

    koppeling: Koppeling
    soort: Soort
    reden: str


def koppeling_lines(rows: Iterable[Koppeling]) -> list[Gekoppeld]:
    """Lines of `selectors.koppelingen_in`."""
    return [Gekoppeld(row, STATE_SOORT[row.status], reason_label(row.status_reden)) for row in rows]


def waiting_lines(rows: Iterable[Any]) -> list[Wachtend]:
    """Lines of rows with their term (`selectors.with_term`)."""
    duren = read_duren()
    return [Wachtend(row, size_text(row.personen, row.volwassenen), koppel_term(row, duren)) for row in rows]


def size_text(personen: int, volwassenen: int) -> str:
    """ "2 volwassenen, 1 kind"."""
    kinderen = personen - volwassenen
    parts = []
    if volwassenen:
        parts.append("1 volwassene" if volwassenen == 1 else f"{volwassenen} volwassenen")
    if kinderen:
        parts.append("1 kind" if kinderen == 1 else f"{kinderen} kinderen")
    return ", ".join(parts)


def koppel_term(row: Any, duren: Duren) -> Termijn:
    """The term of a household with `vergunning` and `aankomst` (`selectors.with_term`)."""
    due, day = koppelen_due(row.vergunning, row.aankomst, duren), today()
    duur = duren.of(KOPPELEN, day)
    source = f"{duur.dagen} dagen na vergunning en aankomst op het azc" if duur else ""
    if due is None:
        return Termijn("Koppelen", None, "open", "Termijn loopt nog niet", source)
    if is_overdue(due, day):
        return Termijn("Koppelen", due, "laat", term_text(due, day), source)
    near = (due - day).days <= (duur.herinner_dagen if duur else 0)
    return Termijn("Koppelen", due, "nabij" if near else "open", term_text(due, day), source)


def locatie_of(household: Plaatsingseenheid) -> Opvanglocatie | None:
    """Where the hoofdpersoon stays, or stayed last."""
    return household.hoofdpersoon.dossier_locatie if household.hoofdpersoon else None


@dataclass(frozen=True)
class Lid:
    """A member of the household as the deciding page shows it, with what the screening told."""

    person: Vergunninghouder
    is_hoofdpersoon: bool
    screening: Screening | None
    is_visible: bool
    woorden: Woorden | None = None
    alleen: str = ""  # the gemeenten that alone qualify; told to the regievoerder COA and to nobody else (R9)

    @property
    def url(self) -> str:
        """Address of the dossier; empty where the account may not see it."""
        return reverse("klantprofiel:dossier", args=[self.person.pk]) if self.is_visible else ""

    @property
    def action(self) -> str:
        """The link to the dossier, where there is one."""
        return "Dossier" if self.is_visible else ""

    @property
    def badge(self) -> str:
        """Marks the hoofdpersoon."""
        return "Hoofdpersoon" if self.is_hoofdpersoon else ""

    @property
    def facts(self) -> str:
        """Age and language in one line; of a dossier elsewhere only that it is there."""
        if not self.is_visible:
            return "Het dossier hoort bij een andere opvanglocatie."
        years = self.person.age()
        profile = getattr(self.person, "klantprofiel", None)
        language = profile.spreektaal if profile else None
        return ", ".join(filter(None, [f"{years} jaar", str(language) if language else ""]))

    @property
    def screening_facts(self) -> list[Gegeven]:
        """What the person told, as a list."""
        return facts_of(self.screening, self.woorden)


def members_of(household: Plaatsingseenheid, gebruiker: object) -> list[Lid]:
    """Members with the hoofdpersoon first; reads what `selectors.with_household` fetched.

    A member who lives at another locatie is named, and no more: the dossier may be one that this account does
    not see (R2).
    """
    people = sorted(household.leden.all(), key=lambda one: one.pk != household.hoofdpersoon_id)
    seen = set(
        visible(Vergunninghouder, gebruiker).filter(plaatsingseenheid=household).values_list("pk", flat=True)
    )
    words = read_woorden()
    limits = _limits_of(household, gebruiker)
    return [
        Lid(
            person,
            person.pk == household.hoofdpersoon_id,
            getattr(person, "screening", None) if person.pk in seen else None,
            person.pk in seen,
            words,
            limit_text(limits.get(person.pk), words),
        )
        for person in people
    ]


def _limits_of(household: Plaatsingseenheid, gebruiker: object) -> dict[object, Plaatsingsbeperking]:
    if not may_koppel(gebruiker):
        return {}
    rows = Plaatsingsbeperking.objects.filter(vergunninghouder__plaatsingseenheid=household)
    return {row.vergunninghouder_id: row for row in rows}


def place_facts(plek: Plek) -> list[Gegeven]:
    """Distance and room of one gemeente."""
    room = plek.ruimte
    distance = "Onbekend" if plek.afstand_km is None else f"ongeveer {plek.afstand_km} km"
    return [
        Gegeven("Afstand tot de opvanglocatie", distance, "hemelsbreed"),
        Gegeven(f"Taakstelling {room.halfjaar}", _number(room.taakstelling)),
        Gegeven("Al gekoppeld", room.gekoppeld),
        Gegeven("Nog open", plek.room_text),
        Gegeven("Dit huishouden", "1 persoon" if plek.personen == 1 else f"{plek.personen} personen"),
    ]


def _number(value: int | None) -> str:
    return "Niet bekend" if value is None else str(value)


def decision_facts(koppeling: Koppeling) -> list[Gegeven]:
    """The decision behind a koppeling."""
    besluit = koppeling.besluit
    needs = [Woonbehoefte(code).label for code in besluit.woonbehoeften]
    facts = [
        Gegeven("Koppelingsgrond", koppeling.get_grond_display()),
        Gegeven("Wettelijke grondslag", koppeling.get_grondslag_display()),
        Gegeven("Toelichting", besluit.toelichting),
        Gegeven("De woning moet bieden", "; ".join(needs) or "Geen bijzonderheden"),
    ]
    if besluit.afwijking_reden:
        facts.append(Gegeven("Reden om af te wijken", besluit.afwijking_reden))
    if besluit.invoer:
        facts.append(Gegeven("Ruimte bij het besluit", _room_then(besluit.invoer)))
    return facts


def _room_then(invoer: dict[str, object]) -> str:
    target = invoer.get("taakstelling")
    if target is None:
        return f"Geen taakstelling bekend voor {invoer.get('halfjaar')}"
    return f"{invoer.get('al_gekoppeld')} van {target} personen gekoppeld in {invoer.get('halfjaar')}"


def marks_of(koppeling: Koppeling) -> list[object]:
    """What stands under the title of every page about one koppeling."""
    status = render_to_string(
        "components/badge.html", {"tekst": koppeling.status_label, "soort": STATE_SOORT[koppeling.status]}
    )
    since = f"sinds {long_date(localdate(koppeling.status_sinds))}"
    marks: list[object] = [status, koppeling.gemeente.naam, koppeling.plaatsingseenheid.referentie, since]
    if koppeling.status_reden:
        marks.append(reason_label(koppeling.status_reden))
    return marks


def reason_label(code: str) -> str:
    """A coded reason in words."""
    return _REASONS.get(code, code)


def story_of(koppeling: Koppeling) -> list[Gebeurtenis]:
    """Each step with who and when, newest first."""
    return [
        Gebeurtenis(
            wanneer=row.history_date,
            wie=row.history_user.naam if row.history_user else "COA-portaal",
            wat=KOPPELING.states[row.status],
            details=[reason_label(row.status_reden)] if row.status_reden else (),
            soort=STATE_SOORT[row.status],
        )
        for row in decided_by(koppeling)
    ]
