"""What of the shared side an account sees. For a gemeente every answer comes from the gate (R2, R5)."""

from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, QuerySet

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import Policy, register, visible
from coa_portal.access.roles import Party
from klantprofiel.models import Vergunninghouder
from koppeling.models import Koppeling
from overdracht.models import (
    BehandelaarGemeente,
    Betrokkene,
    Inzage,
    Kaart,
    Opvraging,
    Profielversie,
    Screeningspublicatie,
    Toestemming,
)


def is_coa(gebruiker: object) -> bool:
    """Whether the account works on COA's side."""
    return getattr(gebruiker, "party", None) == Party.COA


def _people(gebruiker: object) -> "QuerySet[Vergunninghouder]":
    return visible(Vergunninghouder, gebruiker).order_by()


class FrozenPolicy(Policy[Any]):
    """Screenings and Profielversies. COA: of the dossiers the account sees, withdrawn or not (R6). Gemeente:
    while the gate stands open at the tier of the object."""

    tier: ClassVar[int]
    capability: ClassVar[str]

    def visible(self, gebruiker: object) -> QuerySet[Any]:
        """See the class."""
        rows: QuerySet[Any] = self.model._default_manager.all()
        if is_coa(gebruiker):
            return rows.filter(vergunninghouder__in=_people(gebruiker))
        open_now = Inzage.objects.filter(
            koppeling=OuterRef("koppeling"),
            vergunninghouder=OuterRef("vergunninghouder"),
            tier__gte=self.tier,
        )
        open_now = self.under_present_consent(open_now)
        return rows.filter(Exists(open_now), gemeente_id__in=grants_of(gebruiker).on(self.capability))

    def under_present_consent(self, gates: "QuerySet[Inzage]") -> "QuerySet[Inzage]":
        """Narrow further which gates open a row."""
        return gates


class ScreeningspublicatiePolicy(FrozenPolicy):
    """Tier 1."""

    model = Screeningspublicatie
    tier = 1
    capability = "view_tier1"


class ProfielversiePolicy(FrozenPolicy):
    """Tier 2: the versions published under the present signature. Those of before it stay COA's (R6)."""

    model = Profielversie
    tier = 2
    capability = "view_tier2"

    def under_present_consent(self, gates: "QuerySet[Inzage]") -> "QuerySet[Inzage]":
        """A new signature resets `doorgezet_op`; the first publication under it sets it again."""
        return gates.filter(betrokkene__doorgezet_op__lte=OuterRef("doorgezet_op"))


class KaartPolicy(Policy[Kaart]):
    """Tier 0: with its koppeling for COA; for the gemeente while the koppeling is active."""

    model = Kaart

    def visible(self, gebruiker: object) -> QuerySet[Kaart]:
        """See the class."""
        rows: QuerySet[Kaart] = Kaart.objects.filter(koppeling__in=visible(Koppeling, gebruiker).order_by())
        if is_coa(gebruiker):
            return rows
        return rows.filter(Exists(Inzage.objects.filter(koppeling=OuterRef("koppeling"))))


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
        return rows.filter(Exists(Inzage.objects.filter(betrokkene=OuterRef("pk"))))


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
    """Requests for the profile."""

    model = Opvraging


class BehandelaarGemeentePolicy(OwnWorkPolicy):
    """Whose koppeling it is at the gemeente."""

    model = BehandelaarGemeente


def tiers_open(koppeling: Koppeling, gebruiker: object) -> dict[Any, int]:
    """Per person of an active koppeling the highest tier open now; empty for a closed koppeling.

    For a gemeente account capped by the tiers it was granted.
    """
    rows = Inzage.objects.filter(koppeling=koppeling).values_list("vergunninghouder_id", "tier")
    if is_coa(gebruiker):
        return dict(rows)
    grants = grants_of(gebruiker)
    highest = max(
        (tier for tier in (0, 1, 2) if grants.has(f"view_tier{tier}", koppeling.gemeente_id)), default=-1
    )
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
    ):
        register(policy)
