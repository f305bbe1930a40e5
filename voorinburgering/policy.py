"""Who makes lesgroepen and puts people in them, and what a docent gets of those people (R1, R2).

The casemanager and the programmabegeleider keep the lesgroepen of their locaties: who may edit the profiles there.
"""

from uuid import UUID

from django.db.models import Q, QuerySet

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import YES, Decision, Policy, register, visible
from coa_portal.organisaties.models import Lesgroep, Opvanglocatie
from klantprofiel.models import Vergunninghouder
from voorinburgering.models import Deelname, Deelnemer, Les, Lesdeelnemer, Lesreeks, Lesvrij, Ruimte

KEEP = "edit_profiel"
TEACH = "view_deelname"
_NOT_YOURS = Decision(
    False, "Alleen een casemanager of programmabegeleider van deze opvanglocatie kan dit doen."
)
_CLOSED = Decision(False, "Deze lesgroep is gesloten.")


def kept_locaties(gebruiker: object) -> QuerySet[Opvanglocatie]:
    """The open locaties whose lesgroepen the account keeps."""
    return Opvanglocatie.objects.filter(pk__in=_keys(gebruiker, KEEP), gesloten_op=None).order_by("naam")


def keeps(gebruiker: object, locatie: Opvanglocatie) -> Decision:
    """Whether the account keeps the lesgroepen of a locatie."""
    return YES if grants_of(gebruiker).has(KEEP, locatie.pk) else _NOT_YOURS


def _keys(gebruiker: object, capability: str) -> set[UUID]:
    return {UUID(key) for key in grants_of(gebruiker).on(capability)}


def _change(gebruiker: object, lesgroep: Lesgroep) -> Decision:
    if not grants_of(gebruiker).has(KEEP, lesgroep.opvanglocatie_id):
        return _NOT_YOURS
    return _CLOSED if lesgroep.gesloten_op else YES


def _record(gebruiker: object, les: Les) -> Decision:
    """Who keeps the group, and who teaches it."""
    if grants_of(gebruiker).has(TEACH, les.lesgroep_id):
        return _CLOSED if les.lesgroep.gesloten_op else YES
    return _change(gebruiker, les.lesgroep)


def _at_own_locatie(gebruiker: object, row: "Ruimte | Lesvrij") -> Decision:
    return YES if grants_of(gebruiker).has(KEEP, row.opvanglocatie_id) else _NOT_YOURS


class LesgroepPolicy(Policy[Lesgroep]):
    """Groups of the locaties that one keeps, and those that one teaches."""

    model = Lesgroep
    rules = {"change": _change}

    def visible(self, gebruiker: object) -> QuerySet[Lesgroep]:
        """See the class."""
        kept = Q(opvanglocatie__in=_keys(gebruiker, KEEP))
        return Lesgroep.objects.filter(kept | Q(pk__in=_keys(gebruiker, TEACH)))


class DeelnamePolicy(Policy[Deelname]):
    """Deelnames in groups of the locaties that one keeps, of people whose dossier one sees; a docent gets none of these
    rows. Who moved on is the former locatie's no more."""

    model = Deelname
    rules = {"end": lambda gebruiker, deelname: _change(gebruiker, deelname.lesgroep)}

    def visible(self, gebruiker: object) -> QuerySet[Deelname]:
        """See the class."""
        rows: QuerySet[Deelname] = Deelname.objects.all()
        people = visible(Vergunninghouder, gebruiker).order_by()
        return rows.filter(lesgroep__opvanglocatie__in=_keys(gebruiker, KEEP), vergunninghouder__in=people)


class DeelnemerPolicy(Policy[Deelnemer]):
    """Name, languages and level of the people in the groups that one teaches now."""

    model = Deelnemer

    def visible(self, gebruiker: object) -> QuerySet[Deelnemer]:
        """See the class; the view behind it picks the same rows."""
        rows: QuerySet[Deelnemer] = Deelnemer.objects.all()
        return rows.filter(lesgroep__in=_keys(gebruiker, TEACH))


class LesdeelnemerPolicy(Policy[Lesdeelnemer]):
    """Names of who was in a lesson of the groups that one teaches now."""

    model = Lesdeelnemer

    def visible(self, gebruiker: object) -> QuerySet[Lesdeelnemer]:
        """See the class; the view behind it picks the same rows."""
        rows: QuerySet[Lesdeelnemer] = Lesdeelnemer.objects.all()
        return rows.filter(lesgroep__in=_keys(gebruiker, TEACH))


class LesPolicy(Policy[Les]):
    """Lessons of the groups that one keeps or teaches. Who teaches records attendance; who keeps also plans."""

    model = Les
    rules = {"record": _record, "change": lambda gebruiker, les: _change(gebruiker, les.lesgroep)}

    def visible(self, gebruiker: object) -> QuerySet[Les]:
        """See the class."""
        rows: QuerySet[Les] = Les.objects.all()
        kept = Q(lesgroep__opvanglocatie__in=_keys(gebruiker, KEEP))
        return rows.filter(kept | Q(lesgroep__in=_keys(gebruiker, TEACH)))


class LesreeksPolicy(Policy[Lesreeks]):
    """Series of the groups that one keeps."""

    model = Lesreeks
    rules = {"change": lambda gebruiker, reeks: _change(gebruiker, reeks.lesgroep)}

    def visible(self, gebruiker: object) -> QuerySet[Lesreeks]:
        """See the class."""
        rows: QuerySet[Lesreeks] = Lesreeks.objects.all()
        return rows.filter(lesgroep__opvanglocatie__in=_keys(gebruiker, KEEP))


class RuimtePolicy(Policy[Ruimte]):
    """Rooms of the locaties whose groups one keeps."""

    model = Ruimte
    rules = {"change": _at_own_locatie}

    def visible(self, gebruiker: object) -> QuerySet[Ruimte]:
        """See the class."""
        rows: QuerySet[Ruimte] = Ruimte.objects.all()
        return rows.filter(opvanglocatie__in=_keys(gebruiker, KEEP))


class LesvrijPolicy(Policy[Lesvrij]):
    """Free days of the locaties whose groups one keeps."""

    model = Lesvrij
    rules = {"change": _at_own_locatie}

    def visible(self, gebruiker: object) -> QuerySet[Lesvrij]:
        """See the class."""
        rows: QuerySet[Lesvrij] = Lesvrij.objects.all()
        return rows.filter(opvanglocatie__in=_keys(gebruiker, KEEP))


def register_policies() -> None:
    """Called in `AppConfig.ready()`."""
    groups = (LesgroepPolicy(), DeelnamePolicy(), DeelnemerPolicy(), LesdeelnemerPolicy())
    lessons = (LesPolicy(), LesreeksPolicy(), RuimtePolicy(), LesvrijPolicy())
    for policy in (*groups, *lessons):
        register(policy)
