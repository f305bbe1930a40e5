"""Who sees and who works on talks, agreements and timetables (R1, R2). Behind the wall PostgreSQL says the same."""

from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import YES, Decision, Policy, policy_of, register, visible
from coa_portal.common.errors import NotAllowed
from coa_portal.organisaties.models import Organisatie
from klantprofiel.models import Vergunninghouder
from klantprofiel.policy import locaties_with
from koppeling.models import Koppeling
from overdracht.models import (
    Afspraak,
    Bezoekdag,
    Dagdelenpublicatie,
    Gesprek,
    Overdrachtssessie,
    Profielversie,
)
from overdracht.models.gesprek import Partij
from overdracht.policy import (
    FrozenPolicy,
    OwnWorkPolicy,
    is_coa,
    opens_betrokkene,
    opens_koppeling,
)


def _plans_at_coa(gebruiker: object, koppeling: Koppeling) -> bool:
    """Whether the account plans talks at COA for a member of the household; the national desk where no locatie has
    the dossiers (R1)."""
    members = Vergunninghouder.objects.filter(plaatsingseenheid=koppeling.plaatsingseenheid_id)
    locaties = set(members.values_list("dossier_locatie", flat=True))
    if locaties & locaties_with(gebruiker, "plan_gesprek"):
        return True
    return locaties == {None} and grants_of(gebruiker).has("koppel", Organisatie.COA)


def may_plan(gebruiker: object, koppeling: Koppeling) -> Decision:
    """Talks and agreements of an active koppeling: a regievoerder of the gemeente, and COA's casemanagers."""
    if not is_coa(gebruiker):
        return policy_of(Koppeling).may(gebruiker, "manage", koppeling)
    if not koppeling.is_active:
        return Decision(False, "Deze koppeling is niet meer actief.")
    if _plans_at_coa(gebruiker, koppeling):
        return YES
    return Decision(False, "Alleen een casemanager van deze opvanglocatie kan dit doen.")


def require_plan(gebruiker: object, koppeling: Koppeling) -> None:
    """NotAllowed with the reason when the account may not plan for a koppeling."""
    decision = may_plan(gebruiker, koppeling)
    if not decision:
        raise NotAllowed(decision.reason)


class GesprekPolicy(OwnWorkPolicy):
    """Talks: tier 0, planned by the gemeente; both sides work on them."""

    model = Gesprek
    rules = {"work_on": lambda gebruiker, gesprek: may_plan(gebruiker, gesprek.koppeling)}


class ZittingPolicy(Policy[Any]):
    """A visit day or sitting is seen with one of its talks."""

    field: ClassVar[str]

    def visible(self, gebruiker: object) -> QuerySet[Any]:
        """See the class."""
        talks = visible(Gesprek, gebruiker).filter(**{self.field: OuterRef("pk")}).order_by()
        rows: QuerySet[Any] = self.model._default_manager.all()
        return rows.filter(Exists(talks))


class BezoekdagPolicy(ZittingPolicy):
    """Visit days."""

    model = Bezoekdag
    field = "bezoekdag"


class OverdrachtssessiePolicy(ZittingPolicy):
    """Sittings about several households."""

    model = Overdrachtssessie
    field = "sessie"


class AfspraakPolicy(Policy[Afspraak]):
    """About one person: tier 1, or what the gemeente itself wrote. About health: who plans, and no reader (DESIGN §5).

    The row-level policy of the table says the same.
    """

    model = Afspraak

    def visible(self, gebruiker: object) -> QuerySet[Afspraak]:
        """See the class."""
        rows: QuerySet[Afspraak] = Afspraak.objects.filter(
            koppeling__in=visible(Koppeling, gebruiker).order_by()
        )
        grants = grants_of(gebruiker)
        if is_coa(gebruiker):
            reads_health = grants.has_any({"plan_gesprek", "view_all_dossiers"})
            return rows if reads_health else rows.exclude(domein=Afspraak.Domein.GEZONDHEID)
        own = Q(opgesteld_door_partij=Partij.GEMEENTE, gemeente__in=grants.on("view_tier1"))
        open_now = opens_betrokkene(gebruiker, 1)
        return rows.filter(
            (Q(betrokkene=None) & opens_koppeling(gebruiker)) | open_now | own,
            ~Q(domein=Afspraak.Domein.GEZONDHEID) | Q(gemeente__in=grants.on("manage_overdracht")),
        )


class DagdelenPolicy(FrozenPolicy):
    """The timetable of a person: open with the version it was published with."""

    model = Dagdelenpublicatie
    tier = 2

    def visible(self, gebruiker: object) -> QuerySet[Any]:
        """See the class."""
        versions = visible(Profielversie, gebruiker).order_by()
        rows: QuerySet[Any] = Dagdelenpublicatie.objects.filter(versie__in=versions)
        return rows


def register_policies() -> None:
    """Called in `AppConfig.ready()`."""
    for policy in (
        GesprekPolicy(),
        BezoekdagPolicy(),
        OverdrachtssessiePolicy(),
        AfspraakPolicy(),
        DagdelenPolicy(),
    ):
        register(policy)
