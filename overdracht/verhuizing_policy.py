"""Who sees traject, move, checklist and logeren (R2, DESIGN §4). The policies of the database say the same (R4)."""

from typing import Any

from django.db.models import Q, QuerySet

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import Policy, register, visible
from klantprofiel.models import Vergunninghouder
from klantprofiel.policy import is_national, locaties_with
from koppeling.models import Koppeling
from overdracht.models import (
    ExtraKosten,
    Huisvestingsgesprek,
    Inburgeringstraject,
    Logeerperiode,
    Overdrachtspunt,
    Verhuisdatum,
    Verhuizing,
)
from overdracht.policy import OwnWorkPolicy, is_coa, opens_betrokkene, opens_koppeling


def _of_visible_people(gebruiker: object) -> Q:
    """The person is one whose dossier the account at COA sees."""
    return Q(betrokkene__vergunninghouder__in=visible(Vergunninghouder, gebruiker).order_by())


class TrajectPolicy(OwnWorkPolicy):
    """The gemeente's work for one person; an external with named dossiers reads of those people only. COA: with the
    dossier of the person."""

    model = Inburgeringstraject

    def visible(self, gebruiker: object) -> QuerySet[Any]:
        """See the class."""
        rows = super().visible(gebruiker)
        if is_coa(gebruiker):
            return rows.filter(_of_visible_people(gebruiker))
        return rows.filter(_of_read_people(gebruiker))


def _of_read_people(gebruiker: object) -> Q:
    whole = Q(gemeente__in=grants_of(gebruiker).on("view_tier0"))
    return whole | Q(betrokkene=None) | opens_betrokkene(gebruiker, 0)


class ExtraKostenPolicy(OwnWorkPolicy):
    """Agreements about costs; of one person as the traject."""

    model = ExtraKosten

    def visible(self, gebruiker: object) -> QuerySet[Any]:
        """See the class."""
        rows = super().visible(gebruiker)
        if is_coa(gebruiker):
            return rows.filter(Q(betrokkene=None) | _of_visible_people(gebruiker))
        return rows.filter(_of_read_people(gebruiker))


class VerhuizingPolicy(OwnWorkPolicy):
    """The move of a household, address included."""

    model = Verhuizing


class VerhuisdatumPolicy(OwnWorkPolicy):
    """Every change of the date of a move."""

    model = Verhuisdatum


class HuisvestingsgesprekPolicy(Policy[Huisvestingsgesprek]):
    """COA's, read by the gemeente while the koppeling is active (tier 0)."""

    model = Huisvestingsgesprek

    def visible(self, gebruiker: object) -> QuerySet[Huisvestingsgesprek]:
        """See the class."""
        rows: QuerySet[Huisvestingsgesprek] = Huisvestingsgesprek.objects.filter(
            koppeling__in=visible(Koppeling, gebruiker).order_by()
        )
        if is_coa(gebruiker):
            return rows
        return rows.filter(opens_koppeling(gebruiker))


class LogeerperiodePolicy(Policy[Logeerperiode]):
    """COA's, read by the gemeente while the koppeling is active (tier 0): dates, and not where."""

    model = Logeerperiode

    def visible(self, gebruiker: object) -> QuerySet[Logeerperiode]:
        """See the class."""
        rows: QuerySet[Logeerperiode] = Logeerperiode.objects.all()
        if is_coa(gebruiker):
            return rows.filter(_of_visible_people(gebruiker))
        return rows.filter(opens_betrokkene(gebruiker, 0))


class OverdrachtspuntPolicy(Policy[Overdrachtspunt]):
    """The handover checklist: at COA for casemanagers of the locatie and the national desk; at the gemeente for
    regievoerders, while tier 1 of the person is open."""

    model = Overdrachtspunt

    def visible(self, gebruiker: object) -> QuerySet[Overdrachtspunt]:
        """See the class."""
        rows: QuerySet[Overdrachtspunt] = Overdrachtspunt.objects.all()
        if not is_coa(gebruiker):
            managed = grants_of(gebruiker).on("manage_overdracht")
            return rows.filter(opens_betrokkene(gebruiker, 1), gemeente__in=managed)
        if is_national(gebruiker):
            return rows
        locaties = locaties_with(gebruiker, "doorzetten")
        return rows.filter(betrokkene__vergunninghouder__dossier_locatie__in=locaties)


def register_policies() -> None:
    """Called in `AppConfig.ready()`."""
    for policy in (
        TrajectPolicy(),
        ExtraKostenPolicy(),
        VerhuizingPolicy(),
        VerhuisdatumPolicy(),
        HuisvestingsgesprekPolicy(),
        LogeerperiodePolicy(),
        OverdrachtspuntPolicy(),
    ):
        register(policy)
