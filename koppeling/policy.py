"""Who sees a koppeling or screening, and who may decide about it (R1, R2)."""

from django.db.models import Exists, OuterRef, QuerySet

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import YES, Decision, Policy, register, visible
from coa_portal.access.roles import Party
from coa_portal.organisaties.models import Organisatie
from klantprofiel.models import Vergunninghouder
from koppeling.models import Koppeling, Screening


def may_koppel(gebruiker: object, koppeling: object = None) -> Decision:
    """Deciding about koppelingen is for a regievoerder COA."""
    if grants_of(gebruiker).has("koppel", Organisatie.COA):
        return YES
    return Decision(False, "Alleen een regievoerder van het COA beslist over een koppeling.")


def may_manage(gebruiker: object, koppeling: Koppeling) -> Decision:
    """The gemeente's own work on an active koppeling."""
    if not grants_of(gebruiker).has("manage_overdracht", koppeling.gemeente_id):
        return Decision(False, "Alleen een regievoerder van de gemeente kan dit doen.")
    if not koppeling.is_active:
        return Decision(False, "Deze koppeling is niet meer actief.")
    return YES


class KoppelingPolicy(Policy[Koppeling]):
    """COA: koppelingen of the households whose dossiers the account sees. Gemeente: its own, once definitive;
    withdrawn and moved ones stay as a stub (DESIGN §4)."""

    model = Koppeling
    rules = {"decide": may_koppel, "manage": may_manage}

    def visible(self, gebruiker: object) -> QuerySet[Koppeling]:
        """See the class."""
        grants = grants_of(gebruiker)
        rows: QuerySet[Koppeling] = Koppeling.objects.all()
        if getattr(gebruiker, "party", None) == Party.COA:
            if grants.has("view_all_dossiers", Organisatie.COA):
                return rows
            members = visible(Vergunninghouder, gebruiker).filter(
                plaatsingseenheid=OuterRef("plaatsingseenheid")
            )
            return rows.filter(Exists(members.order_by()))
        own: QuerySet[Koppeling] = Koppeling.objects.shared()
        return own.filter(gemeente_id__in=grants.on("view_tier0"), definitief_op__isnull=False)


class ScreeningPolicy(Policy[Screening]):
    """A screening is seen with the dossier it belongs to."""

    model = Screening

    def visible(self, gebruiker: object) -> QuerySet[Screening]:
        """See the class."""
        people = visible(Vergunninghouder, gebruiker).order_by()
        rows: QuerySet[Screening] = Screening.objects.filter(vergunninghouder__in=people)
        return rows


def register_policies() -> None:
    """Called in `AppConfig.ready()`."""
    register(KoppelingPolicy())
    register(ScreeningPolicy())
