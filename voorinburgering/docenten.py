"""Who gives the lessons of a group."""

from django.db.models import QuerySet

from coa_portal.access.grants import accounts_holding
from coa_portal.access.roles import ScopeKind
from coa_portal.accounts.models import Gebruiker
from coa_portal.organisaties.models import Lesgroep
from voorinburgering.policy import KEEP, TEACH


def possible_docenten(lesgroep: Lesgroep) -> "QuerySet[Gebruiker]":
    """The accounts that may be named as docent: of the group, or of who keeps the groups of its locatie."""
    keys = {
        *accounts_holding(TEACH, ScopeKind.LESGROEP, lesgroep.pk),
        *accounts_holding(KEEP, ScopeKind.OPVANGLOCATIE, lesgroep.opvanglocatie_id),
    }
    return Gebruiker.contact.filter(pk__in=keys, is_active=True, kind=Gebruiker.Kind.MENS).order_by("naam")
