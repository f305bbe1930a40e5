"""What of the shared side an account sees. For a gemeente every answer comes from the gate (R2, R5)."""

from collections.abc import Iterable
from typing import Any, ClassVar, cast
from uuid import UUID

from django.db.models import BooleanField, Case, Exists, F, Func, OuterRef, Q, QuerySet, Value, When

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import Policy, register, visible
from coa_portal.access.roles import TIER_CAPABILITIES, Party
from coa_portal.accounts.models import Gebruiker, Toekenning
from klantprofiel.models import Vergunninghouder
from koppeling.models import Koppeling
from koppeling.policy import register_named
from overdracht.models import (
    BehandelaarGemeente,
    BenoemdDossier,
    Betrokkene,
    Inzage,
    Kaart,
    Opvraging,
    Profielversie,
    Scenariokeuze,
    Screeningspublicatie,
    Toestemming,
    ToestemmingDerde,
    Voorkeursscenario,
)

_READ_OF_TOEKENNING = ("rol", "gemeente_id", "max_tier", "onderdelen", "derde_partij_id", "alleen_benoemd")


def is_coa(gebruiker: object) -> bool:
    """Whether the account works on COA's side."""
    return getattr(gebruiker, "party", None) == Party.COA


def _people(gebruiker: object) -> "QuerySet[Vergunninghouder]":
    return visible(Vergunninghouder, gebruiker).order_by()


def highest_tier(gebruiker: object, gemeente_id: object) -> int:
    """The highest tier that the account may read of this gemeente at all; -1: none."""
    grants = grants_of(gebruiker)
    held = (n for n, codes in enumerate(TIER_CAPABILITIES) if any(grants.has(c, gemeente_id) for c in codes))
    return max(held, default=-1)


def gemeenten_reading(gebruiker: object, tier: int) -> set[str]:
    """Codes of the gemeenten of which the account may read `tier`, where the gate opens it."""
    return set().union(*(grants_of(gebruiker).on(code) for code in TIER_CAPABILITIES[tier]))


def gates(gebruiker: object) -> "QuerySet[Any]":
    """The rows of the gate for one account, with `shown_tier`: what is open for it (R5).

    For an external: of named dossiers only where it holds no more, and tiers 1 and 2 only where the consent names the
    third party. Behind the wall the view says so too; here it also holds where the portal asks for somebody.
    """
    rows: QuerySet[Any] = Inzage.objects.annotate(shown_tier=F("tier"))
    if getattr(gebruiker, "party", None) != Party.EXTERN:
        return rows
    named = Exists(_named_for(gebruiker).filter(betrokkene=OuterRef("betrokkene")))
    whole = Q(gemeente__in=grants_of(gebruiker).on("view_tier0"))
    consents = ToestemmingDerde.objects.filter(
        _own_parties(gebruiker),
        toestemming__vergunninghouder=OuterRef("vergunninghouder"),
        toestemming__status="gegeven",
        gemeente=OuterRef("gemeente"),
        ingetrokken_op=None,
    )
    shown = Case(When(Exists(consents), then=F("tier")), default=0)
    return Inzage.objects.filter(whole | named).annotate(shown_tier=shown)


def opens_koppeling(gebruiker: object) -> Q:
    """Whether the gate opens anything of the koppeling of a row to the account, for a filter on rows with a gemeente.

    The function asks the same view as `gates`, but PostgreSQL plans it once per connection and not once per mention.
    The gemeente is asked for as well: outside the wall (a task, a command) the view opens what is open to any gemeente.
    """
    opened: Any = Func(F("koppeling"), function="portal_reads_koppeling", output_field=BooleanField())
    if getattr(gebruiker, "party", None) == Party.EXTERN:
        opened = Exists(gates(gebruiker).filter(koppeling=OuterRef("koppeling")))
    return Q(opened, gemeente__in=gemeenten_reading(gebruiker, 0))


def opens_betrokkene(gebruiker: object, tier: int) -> Q:
    """Whether the gate opens `tier` of the betrokkene of a row to the account; see `opens_koppeling`."""
    opened: Any = Func(
        F("betrokkene"), Value(tier), function="portal_reads_betrokkene", output_field=BooleanField()
    )
    if getattr(gebruiker, "party", None) == Party.EXTERN:
        opened = Exists(gates(gebruiker).filter(betrokkene=OuterRef("betrokkene"), shown_tier__gte=tier))
    return Q(opened, gemeente__in=gemeenten_reading(gebruiker, tier))


def named_koppelingen(gebruiker: object) -> Q:
    """The koppelingen of which an external was given a dossier by name (R1)."""
    return Q(pk__in=_named_for(gebruiker).values("koppeling"))


def names_taken_back(gebruiker: object, consents: Iterable[UUID]) -> set[UUID]:
    """Which of these consents named the third party of an external, and no longer do; nothing for anybody else."""
    if getattr(gebruiker, "party", None) != Party.EXTERN:
        return set()
    rows = ToestemmingDerde.objects.filter(_own_parties(gebruiker), toestemming__in=list(consents)).order_by()
    pairs = list(rows.values_list("toestemming_id", "ingetrokken_op"))
    standing = {key for key, ended in pairs if ended is None}
    return {key for key, _ in pairs} - standing


def _named_for(gebruiker: object) -> "QuerySet[Any]":
    rows: QuerySet[Any] = BenoemdDossier.objects.filter(
        toekenning__in=Toekenning.objects.active().filter(gebruiker=cast(Gebruiker, gebruiker)),
        beeindigd_op=None,
    )
    return rows


def _own_parties(gebruiker: object) -> Q:
    """The third party for which an external works, per gemeente; nothing for who works for none."""
    found = Q(pk__in=[])
    for row in toekenningen_in_force(gebruiker):
        if row.derde_partij_id is not None:
            found |= Q(gemeente=row.gemeente_id, derde_partij=row.derde_partij_id)
    return found


def toekenningen_in_force(gebruiker: object) -> list[Toekenning]:
    """The toekenningen on gemeenten in force, read once per request (kept on the account of that request)."""
    cached = getattr(gebruiker, "_toekenningen_in_force", None)
    if cached is None:
        rows = Toekenning.objects.active().filter(
            gebruiker=cast(Gebruiker, gebruiker), gemeente__isnull=False
        )
        cached = list(rows.only(*_READ_OF_TOEKENNING))
        gebruiker._toekenningen_in_force = cached  # type: ignore[attr-defined]
    return list(cached)


class FrozenPolicy(Policy[Any]):
    """Screenings and Profielversies. COA: of the dossiers the account sees, withdrawn or not (R6). Gemeente:
    while the gate stands open at the tier of the object."""

    tier: ClassVar[int]

    def visible(self, gebruiker: object) -> QuerySet[Any]:
        """See the class."""
        rows: QuerySet[Any] = self.model._default_manager.all()
        if is_coa(gebruiker):
            return rows.filter(vergunninghouder__in=_people(gebruiker))
        open_now = gates(gebruiker).filter(
            koppeling=OuterRef("koppeling"),
            vergunninghouder=OuterRef("vergunninghouder"),
            shown_tier__gte=self.tier,
        )
        open_now = self.under_present_consent(open_now)
        return rows.filter(Exists(open_now), gemeente_id__in=gemeenten_reading(gebruiker, self.tier))

    def under_present_consent(self, gates: "QuerySet[Any]") -> "QuerySet[Any]":
        """Narrow further which gates open a row."""
        return gates


class ScreeningspublicatiePolicy(FrozenPolicy):
    """Tier 1: the screening frozen under the signature that holds now. Those of before it stay COA's (R6)."""

    model = Screeningspublicatie
    tier = 1

    def visible(self, gebruiker: object) -> QuerySet[Any]:
        """See the class."""
        rows = super().visible(gebruiker)
        return rows if is_coa(gebruiker) else rows.filter(toestemming__status="gegeven")


class ProfielversiePolicy(FrozenPolicy):
    """Tier 2: the versions published under the present signature. Those of before it stay COA's (R6)."""

    model = Profielversie
    tier = 2

    def under_present_consent(self, gates: "QuerySet[Any]") -> "QuerySet[Any]":
        """A new signature takes the Openstelling away; the first publication under it makes another one."""
        return gates.filter(sinds__lte=OuterRef("doorgezet_op"))


class KaartPolicy(Policy[Kaart]):
    """Tier 0: with its koppeling for COA; for the gemeente while the koppeling is active."""

    model = Kaart

    def visible(self, gebruiker: object) -> QuerySet[Kaart]:
        """See the class."""
        rows: QuerySet[Kaart] = Kaart.objects.filter(koppeling__in=visible(Koppeling, gebruiker).order_by())
        if is_coa(gebruiker):
            return rows
        return rows.filter(Exists(gates(gebruiker).filter(koppeling=OuterRef("koppeling"))))


class BetrokkenePolicy(Policy[Betrokkene]):
    """Members of the household of a visible koppeling, as numbers; for the gemeente while it is active."""

    model = Betrokkene

    def visible(self, gebruiker: object) -> QuerySet[Betrokkene]:
        """See the class."""
        rows: QuerySet[Betrokkene] = Betrokkene.objects.filter(
            koppeling__in=visible(Koppeling, gebruiker).order_by(), is_lid=True
        )
        if is_coa(gebruiker):
            return rows
        return rows.filter(Exists(gates(gebruiker).filter(betrokkene=OuterRef("pk"))))


class ToestemmingPolicy(Policy[Toestemming]):
    """Consents belong to the dossier at COA; a gemeente only ever meets them through the gate."""

    model = Toestemming

    def visible(self, gebruiker: object) -> QuerySet[Toestemming]:
        """See the class."""
        rows: QuerySet[Toestemming] = Toestemming.objects.all()
        if not is_coa(gebruiker):
            return rows.none()
        return rows.filter(vergunninghouder__in=_people(gebruiker))


class OwnWorkPolicy(Policy[Any]):
    """The gemeente's own work: kept by the gemeente after herkoppeling, seen by COA with the koppeling."""

    def visible(self, gebruiker: object) -> QuerySet[Any]:
        """See the class."""
        rows: QuerySet[Any] = self.model._default_manager.all()
        return rows.filter(koppeling__in=visible(Koppeling, gebruiker).order_by())


class OpvragingPolicy(OwnWorkPolicy):
    """Requests for the profile. For who may read tier 1: that one was answered tells that a version was sent."""

    model = Opvraging

    def visible(self, gebruiker: object) -> QuerySet[Any]:
        """See the class."""
        rows = super().visible(gebruiker)
        return rows if is_coa(gebruiker) else rows.filter(gemeente__in=grants_of(gebruiker).on("view_tier1"))


class BehandelaarGemeentePolicy(OwnWorkPolicy):
    """Whose koppeling it is at the gemeente."""

    model = BehandelaarGemeente


class ScenariokeuzePolicy(OwnWorkPolicy):
    """Which scenario is followed, and what was followed before (row "gesprekken" of DESIGN §4)."""

    model = Scenariokeuze


class VoorkeursscenarioPolicy(Policy[Voorkeursscenario]):
    """The gemeente's own agreements per azc; COA reads all of them: every azc works with many gemeenten."""

    model = Voorkeursscenario

    def visible(self, gebruiker: object) -> QuerySet[Voorkeursscenario]:
        """See the class."""
        rows: QuerySet[Voorkeursscenario] = Voorkeursscenario.objects.all()
        return rows if is_coa(gebruiker) else rows.filter(gemeente__in=grants_of(gebruiker).on("view_tier0"))


def tiers_open(koppeling: Koppeling, gebruiker: object) -> dict[Any, int]:
    """Per person of an active koppeling the highest tier open now; empty for a closed koppeling.

    For a gemeente account capped by the tiers it was granted.
    """
    rows = gates(gebruiker).filter(koppeling=koppeling).values_list("vergunninghouder_id", "shown_tier")
    if is_coa(gebruiker):
        return dict(rows)
    highest = highest_tier(gebruiker, koppeling.gemeente_id)
    return {person: min(tier, highest) for person, tier in rows} if highest >= 0 else {}


def register_policies() -> None:
    """Called in `AppConfig.ready()`."""
    for policy in (
        ScreeningspublicatiePolicy(),
        ProfielversiePolicy(),
        KaartPolicy(),
        BetrokkenePolicy(),
        ToestemmingPolicy(),
        OpvragingPolicy(),
        BehandelaarGemeentePolicy(),
        ScenariokeuzePolicy(),
        VoorkeursscenarioPolicy(),
    ):
        register(policy)
    register_named(named_koppelingen)
