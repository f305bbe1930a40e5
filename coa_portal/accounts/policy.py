"""Whose accounts an account sees, and who may do what with them (R1, R2).

The beheerder sees everything in Django admin; an accountbeheerder the own gemeente(n); everybody the own grants.
"""

from django.db.models import Q, QuerySet

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import YES, Decision, Policy, register
from coa_portal.accounts.models import Accountaanvraag, Toekenning, Verwerkersovereenkomst
from coa_portal.common.errors import NotAllowed
from coa_portal.organisaties.models import Gemeente

CAPABILITY = "request_accounts"
_ACCOUNTBEHEERDER = "accountbeheerder_gemeente"
_OWN = Decision(False, "U kunt niet over uw eigen toegang beslissen. Vraag een collega of het COA.")
_NOT_YOURS = Decision(False, "U bent geen accountbeheerder van deze gemeente.")
_BY_COA = Decision(False, "De toegang van een accountbeheerder verlengt de beheerder van het COA.")


def _is_accountbeheerder(gebruiker: object, gemeente_id: object) -> bool:
    return gemeente_id is not None and grants_of(gebruiker).has(CAPABILITY, gemeente_id)


def managed_gemeenten(gebruiker: object) -> QuerySet[Gemeente]:
    """The gemeenten whose accounts an account manages."""
    return Gemeente.objects.filter(pk__in=grants_of(gebruiker).on(CAPABILITY)).order_by("naam_sorteer")


def require_manages(gebruiker: object, gemeente: Gemeente) -> None:
    """Raise NotAllowed (403) for who is no accountbeheerder of this gemeente."""
    if not _is_accountbeheerder(gebruiker, gemeente.pk):
        raise NotAllowed(_NOT_YOURS.reason)


class ToekenningPolicy(Policy[Toekenning]):
    """Own grants, those on the gemeenten whose accounts one manages, and all of them for a beheerder."""

    model = Toekenning

    def visible(self, gebruiker: object) -> QuerySet[Toekenning]:
        """See the class."""
        rows: QuerySet[Toekenning] = Toekenning.objects.all()
        grants = grants_of(gebruiker)
        if grants.has("manage_accounts"):
            return rows
        own = Q(gebruiker=getattr(gebruiker, "pk", None))
        return rows.filter(own | Q(gemeente__in=grants.on(CAPABILITY)))

    def may(self, gebruiker: object, action: str, obj: Toekenning) -> Decision:
        """`renew` and `end`, by an accountbeheerder: not the own grant, and no accountbeheerder renews another."""
        if action not in {"renew", "end"}:
            raise KeyError(action)
        if not _is_accountbeheerder(gebruiker, obj.gemeente_id):
            return _NOT_YOURS
        if obj.gebruiker_id == getattr(gebruiker, "pk", None):
            return _OWN
        if action == "renew" and obj.rol == _ACCOUNTBEHEERDER:
            return _BY_COA
        if not obj.is_running:
            return Decision(False, "Deze toegang loopt niet meer.")
        if action == "renew" and obj.status != "actief":
            return Decision(False, "Deze toegang is geblokkeerd. Vraag de beheerder van het COA.")
        return YES


class AanvraagPolicy(Policy[Accountaanvraag]):
    """Requests of the gemeenten whose accounts one manages; all of them for a beheerder."""

    model = Accountaanvraag

    def visible(self, gebruiker: object) -> QuerySet[Accountaanvraag]:
        """See the class."""
        rows: QuerySet[Accountaanvraag] = Accountaanvraag.objects.all()
        grants = grants_of(gebruiker)
        return rows if grants.has("manage_accounts") else rows.filter(gemeente__in=grants.on(CAPABILITY))

    def may(self, gebruiker: object, action: str, obj: Accountaanvraag) -> Decision:
        """`withdraw`: by any accountbeheerder of the gemeente, while it is open."""
        if action != "withdraw":
            raise KeyError(action)
        if not _is_accountbeheerder(gebruiker, obj.gemeente_id):
            return _NOT_YOURS
        return YES if obj.status == "aangevraagd" else Decision(False, "Op deze aanvraag is al beslist.")


class OvereenkomstPolicy(Policy[Verwerkersovereenkomst]):
    """Agreements of the gemeenten whose accounts one manages; all of them for a beheerder."""

    model = Verwerkersovereenkomst

    def visible(self, gebruiker: object) -> QuerySet[Verwerkersovereenkomst]:
        """See the class."""
        rows: QuerySet[Verwerkersovereenkomst] = Verwerkersovereenkomst.objects.all()
        grants = grants_of(gebruiker)
        return rows if grants.has("manage_accounts") else rows.filter(gemeente__in=grants.on(CAPABILITY))


def register_policies() -> None:
    """Called in `AppConfig.ready()`."""
    for policy in (ToekenningPolicy(), AanvraagPolicy(), OvereenkomstPolicy()):
        register(policy)
