"""Who reads and changes results of tests (R1, R2): a docent those of the people in the own lesgroepen now, COA's side
those of the dossiers it sees; who may keep the profile changes them."""

from django.db.models import QuerySet

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import YES, Decision, Policy, policy_of, register, visible
from klantprofiel.models import Vergunninghouder
from voorinburgering.models import Deelnemer, Toetsresultaat
from voorinburgering.policy import TEACH


def _change(gebruiker: object, toets: Toetsresultaat) -> Decision:
    if not toets.is_standing:
        return Decision(False, "Deze uitslag is al ingetrokken.")
    if grants_of(gebruiker).has(TEACH):
        is_own = visible(Deelnemer, gebruiker).filter(persoon=toets.vergunninghouder_id).exists()
        return YES if is_own else Decision(False, "Deze persoon zit niet in een van uw lesgroepen.")
    return policy_of(Vergunninghouder).may(gebruiker, "edit_profiel", toets.vergunninghouder)


class ToetsresultaatPolicy(Policy[Toetsresultaat]):
    """See the module."""

    model = Toetsresultaat
    rules = {"change": _change}

    def visible(self, gebruiker: object) -> QuerySet[Toetsresultaat]:
        """A docent's page never joins a dossier: the view gives the keys."""
        rows: QuerySet[Toetsresultaat] = Toetsresultaat.objects.all()
        if grants_of(gebruiker).has(TEACH):
            return rows.filter(
                vergunninghouder__in=visible(Deelnemer, gebruiker).order_by().values("persoon")
            )
        return rows.filter(vergunninghouder__in=visible(Vergunninghouder, gebruiker).order_by())


def register_toets_policy() -> None:
    """Called in `AppConfig.ready()`."""
    register(ToetsresultaatPolicy())
