"""Who sees a koppeling or screening, and who may decide about it (R1, R2)."""

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q, QuerySet

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import YES, Decision, Policy, register, visible
from coa_portal.access.roles import Party
from coa_portal.organisaties.models import Organisatie
from klantprofiel.models import Vergunninghouder
from koppeling.lifecycle import ACTIVE_STATES
from koppeling.models import Koppeling, Screening

# which koppelingen an account was given by name (R1); the app above, which knows the named dossiers, says so
_named: list[Callable[[object], Q]] = []


def register_named(rule: Callable[[object], Q]) -> None:
    """Set who says which koppelingen an external contact was given; called in `AppConfig.ready()`."""
    _named[:] = [rule]


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
    withdrawn and moved ones stay as a stub (DESIGN §4). With named dossiers only: those, while they are active."""

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
        shared: QuerySet[Koppeling] = Koppeling.objects.shared()
        own = Q(gemeente_id__in=grants.on("view_tier0"))
        if _named and grants.has("view_named_tier0"):
            named = _named[0](gebruiker) & Q(status__in=ACTIVE_STATES)
            own |= named & Q(gemeente_id__in=grants.on("view_named_tier0"))
        return shared.filter(own, definitief_op__isnull=False)


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
