"""Where the sharing of one person stands, read once for a page or panel."""

import datetime as dt
from dataclasses import dataclass

from coa_portal.common.dates import today
from klantprofiel.models import Vergunninghouder
from koppeling.models import Koppeling
from overdracht.models import (
    Betrokkene,
    Inzage,
    Opvraging,
    Profielversie,
    Toestemming,
    Vasthouding,
    Verhuizing,
)
from overdracht.selectors import Pending, pending_changes

MOVE_NEAR_DAYS = 14  # so long before the move the last publication is proposed


@dataclass(frozen=True)
class Standing:
    """The sharing of one person with the gemeente of the active koppeling, or with nobody."""

    person: Vergunninghouder
    koppeling: Koppeling | None
    betrokkene: Betrokkene | None
    tier: int | None  # None: no gate at all
    consent: Toestemming | None  # the last one for this gemeente, whatever became of it
    opvraging: Opvraging | None
    vasthouding: Vasthouding | None
    pending: Pending | None

    @property
    def gemeente(self) -> str:
        """Name of the gemeente; "" without an active koppeling."""
        return self.koppeling.gemeente.naam if self.koppeling else ""

    @property
    def has_consent(self) -> bool:
        """Whether the gate stands open for this person (tier 1 or 2)."""
        return bool(self.tier)

    @property
    def is_waiting(self) -> bool:
        """Explained or asked, not signed yet."""
        return self.consent is not None and self.consent.status in {"uitgelegd", "gevraagd"}

    @property
    def is_outgrown(self) -> bool:
        """Signed by a representative for somebody who is sixteen by now (R5)."""
        return self.consent is not None and self.consent.status == "gegeven" and not self.has_consent

    @property
    def shared(self) -> Profielversie | None:
        """The version that the gemeente reads now."""
        return self.pending.last if self.pending else None

    @property
    def may_be_published(self) -> bool:
        """Whether publishing would open something new to the gemeente."""
        return self.pending is not None and self.pending.has_changes

    @property
    def opened_days(self) -> int:
        """How many days the open request waits."""
        return (today() - self.opvraging.created_at.date()).days if self.opvraging else 0


def active_koppeling(person: Vergunninghouder) -> Koppeling | None:
    """The koppeling under which sharing is possible now."""
    row: Koppeling | None = (
        Koppeling.objects.active()
        .select_related("gemeente")
        .filter(plaatsingseenheid=person.plaatsingseenheid_id)
        .first()
    )
    return row


def standing_of(person: Vergunninghouder, *, with_changes: bool = True) -> Standing:
    """Read it. `with_changes`: also what publishing would change, which builds the payload."""
    koppeling = active_koppeling(person)
    hold = (
        Vasthouding.objects.filter(vergunninghouder=person)
        .select_related("door")
        .only("vergunninghouder", "reden", "updated_at", "door__naam")  # no other column is COA's to read
        .first()
    )
    if koppeling is None:
        return Standing(person, None, None, None, None, None, hold, None)
    betrokkene = Betrokkene.objects.filter(koppeling=koppeling, vergunninghouder=person).first()
    gate = Inzage.objects.filter(koppeling=koppeling, vergunninghouder=person).first()
    tier = gate.tier if gate else None
    return Standing(
        person=person,
        koppeling=koppeling,
        betrokkene=betrokkene,
        tier=tier,
        consent=Toestemming.objects.filter(vergunninghouder=person, gemeente=koppeling.gemeente_id)
        .order_by("-created_at")
        .first(),
        opvraging=Opvraging.objects.filter(
            koppeling=koppeling, vergunninghouder=person, status="open"
        ).first(),
        vasthouding=hold,
        pending=pending_changes(person, koppeling) if tier and with_changes else None,
    )


@dataclass(frozen=True)
class Member:
    """One person of the household with the consent for the gemeente of the koppeling."""

    person: Vergunninghouder
    tier: int
    consent: Toestemming | None
    is_visible: bool

    @property
    def needs_signature(self) -> bool:
        """Whether a signature has to be asked: nothing open, and not refused or withdrawn."""
        return not self.tier and (
            self.consent is None or self.consent.status not in {"geweigerd", "ingetrokken"}
        )


def household_of(koppeling: Koppeling, visible_keys: set[object]) -> list[Member]:
    """Everybody of the koppeling, in the order of the Kaart, in a constant number of queries."""
    tiers = dict(Inzage.objects.filter(koppeling=koppeling).values_list("vergunninghouder_id", "tier"))
    rows = list(
        Betrokkene.objects.filter(koppeling=koppeling, is_lid=True).select_related("vergunninghouder")
    )
    people = [row.vergunninghouder for row in rows]
    consents: dict[object, Toestemming] = {}
    for consent in Toestemming.objects.filter(
        vergunninghouder__in=people, gemeente=koppeling.gemeente_id
    ).order_by("created_at"):
        consents[consent.vergunninghouder_id] = consent
    return [
        Member(person, tiers.get(person.pk, 0), consents.get(person.pk), person.pk in visible_keys)
        for person in people
    ]


def _moves(koppeling: Koppeling) -> bool:
    """Whether the household moved, or does so within two weeks."""
    if koppeling.status == "gehuisvest":
        return True
    soon = today() + dt.timedelta(days=MOVE_NEAR_DAYS)
    return bool(Verhuizing.objects.filter(koppeling=koppeling, definitief_op__lte=soon).exists())


def proposed_moment(standing: Standing, already: set[str]) -> str:
    """Which of the moments of DESIGN §5.5 this publication would be; `already`: moments published before."""
    moments = Profielversie.Moment
    if standing.koppeling and moments.VERHUIZING not in already and _moves(standing.koppeling):
        return moments.VERHUIZING
    return moments.KOPPELING if not already else moments.TUSSENTIJDS
