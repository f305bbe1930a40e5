"""Who sees and who works on questions, welcome pages and introduction days (R1, R2). Behind the wall PostgreSQL says
the same."""

from typing import Any, ClassVar

from django.db.models import Q, QuerySet

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import YES, Decision, Policy, register, visible
from klantprofiel.models import Vergunninghouder
from koppeling.models import Koppeling
from overdracht.gesprekken_policy import may_plan
from overdracht.models import Antwoord, Introductieaanmelding, Introductiedag, Vraag, Welkomstpagina
from overdracht.models.vraag import Gezegd
from overdracht.policy import gemeenten_reading, is_coa, opens_betrokkene, opens_koppeling
from overdracht.readers import limits


def party_of(gebruiker: object) -> str:
    """On which side an account writes."""
    return "coa" if is_coa(gebruiker) else "gemeente"


def _may_answer(gebruiker: object, vraag: Vraag) -> Decision:
    if vraag.van_partij == party_of(gebruiker):
        return Decision(False, "De andere organisatie geeft het antwoord.")
    return may_plan(gebruiker, vraag.koppeling)


def _may_close(gebruiker: object, vraag: Vraag) -> Decision:
    if vraag.van_partij != party_of(gebruiker):
        return Decision(False, "Alleen wie de vraag stelde, kan hem sluiten.")
    return may_plan(gebruiker, vraag.koppeling)


def _sections_of(gebruiker: object) -> Q:
    """About no section, or about one that the account was granted on that gemeente."""
    found = Q(onderdeel="")
    for gemeente in gemeenten_reading(gebruiker, 2):
        found |= Q(gemeente=gemeente) & limits(gebruiker, gemeente, 2)
    return found


class GezegdPolicy(Policy[Any]):
    """DESIGN §4, row "vragen". COA: with the dossier it names, else with the koppeling. Gemeente: what names a person
    while tier 1 is open for the account; its own words always, to who may read tier 1 at all. What is about a section
    only to who was granted that section."""

    def visible(self, gebruiker: object) -> QuerySet[Any]:
        """See the class."""
        rows: QuerySet[Any] = self.model._default_manager.filter(
            koppeling__in=visible(Koppeling, gebruiker).order_by()
        )
        if is_coa(gebruiker):
            people = visible(Vergunninghouder, gebruiker).order_by()
            return rows.filter(Q(betrokkene=None) | Q(betrokkene__vergunninghouder__in=people))
        own = Q(van_partij="gemeente", gemeente__in=gemeenten_reading(gebruiker, 0))
        of_household = Q(betrokkene=None) & (own | opens_koppeling(gebruiker))
        of_person = opens_betrokkene(gebruiker, 1)
        own_of_person = own & Q(gemeente__in=grants_of(gebruiker).on("view_tier1"))
        rows = rows.filter(_sections_of(gebruiker))
        return rows.filter(of_household | (Q(betrokkene__isnull=False) & (of_person | own_of_person)))


class VraagPolicy(GezegdPolicy):
    """Questions; either side answers the other's."""

    model: ClassVar[type[Gezegd]] = Vraag
    rules = {"answer": _may_answer, "close": _may_close}


class AntwoordPolicy(GezegdPolicy):
    """Answers."""

    model: ClassVar[type[Gezegd]] = Antwoord


def _manages(gebruiker: object, row: Any) -> Decision:
    if grants_of(gebruiker).has("manage_overdracht", row.gemeente_id):
        return YES
    return Decision(False, "Alleen een regievoerder van de gemeente kan dit doen.")


class WelkomstpaginaPolicy(Policy[Welkomstpagina]):
    """COA reads what a gemeente published; the gemeente its own, drafts too. Nothing personal stands in it."""

    model = Welkomstpagina
    rules = {"edit": _manages}

    def visible(self, gebruiker: object) -> QuerySet[Welkomstpagina]:
        """See the class."""
        if is_coa(gebruiker):
            published: QuerySet[Welkomstpagina] = Welkomstpagina.objects.published()
            return published
        own: QuerySet[Welkomstpagina] = Welkomstpagina.objects.filter(
            gemeente__in=grants_of(gebruiker).on("view_tier0")
        )
        return own


class IntroductiedagPolicy(Policy[Introductiedag]):
    """All of them for COA, which registers people; its own for a gemeente."""

    model = Introductiedag
    rules = {"edit": _manages}

    def visible(self, gebruiker: object) -> QuerySet[Introductiedag]:
        """See the class."""
        rows: QuerySet[Introductiedag] = Introductiedag.objects.all()
        return rows if is_coa(gebruiker) else rows.filter(gemeente__in=grants_of(gebruiker).on("view_tier0"))


def _may_deregister(gebruiker: object, aanmelding: Introductieaanmelding) -> Decision:
    return may_plan(gebruiker, aanmelding.koppeling)


class IntroductieaanmeldingPolicy(Policy[Introductieaanmelding]):
    """COA: with the dossier of the person. Gemeente: while the koppeling is active; a name only under tier 1."""

    model = Introductieaanmelding
    rules = {"deregister": _may_deregister}

    def visible(self, gebruiker: object) -> QuerySet[Introductieaanmelding]:
        """See the class."""
        rows: QuerySet[Introductieaanmelding] = Introductieaanmelding.objects.all()
        if is_coa(gebruiker):
            people = visible(Vergunninghouder, gebruiker).order_by()
            return rows.filter(betrokkene__vergunninghouder__in=people)
        return rows.filter(opens_betrokkene(gebruiker, 0))


def register_policies() -> None:
    """Called in `AppConfig.ready()`."""
    for policy in (
        VraagPolicy(),
        AntwoordPolicy(),
        WelkomstpaginaPolicy(),
        IntroductiedagPolicy(),
        IntroductieaanmeldingPolicy(),
    ):
        register(policy)
