"""Who keeps somebody's Voorinburgering (DESIGN §3): the casemanager all of it, the casemanager participatie activities
and talks about them, the programmabegeleider that KNM, MAP and PVT were followed. Who sees the dossier reads it."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Model, QuerySet

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import YES, Decision, Policy, policy_of, register, visible
from coa_portal.organisaties.models import Opvanglocatie
from klantprofiel.models import Vergunninghouder
from klantprofiel.policy import is_national, locaties_with
from voorinburgering.models import (
    Begeleidingsafspraak,
    Begeleidingsgesprek,
    NoaAssessment,
    Participatie,
    Participatieaanbod,
    Pauze,
    PidOverhandiging,
    Programma,
    VoorinburgeringEinde,
    Voorwerk,
)

READ = frozenset({"view_dossier", "view_all_dossiers"})
# the national desk keeps the dossiers that belong to no locatie (R1)
PROGRAMME = frozenset({"record_programma", "koppel"})
PARTICIPATION = frozenset({"record_participatie", "koppel"})
TALKS = PROGRAMME | PARTICIPATION
MODULES = frozenset({"edit_profiel", "koppel"})
OFFERS = frozenset({"record_participatie"})
_NOT_YOURS = Decision(False, "Alleen een casemanager van deze opvanglocatie houdt het aanbod bij.")


def may_talk(gebruiker: object, person: Vergunninghouder, soort: str) -> Decision:
    """Whether the account records a talk of this kind: one about participation also who keeps participation."""
    decision = policy_of(Vergunninghouder).may(gebruiker, "record_programma", person)
    if decision or soort != Begeleidingsgesprek.Soort.PARTICIPATIE:
        return decision
    return policy_of(Vergunninghouder).may(gebruiker, "record_participatie", person)


def offering_locaties(gebruiker: object) -> QuerySet[Opvanglocatie]:
    """The open locaties of which the account keeps the offer of activities."""
    keys = locaties_with(gebruiker, "record_participatie")
    return Opvanglocatie.objects.filter(pk__in=keys, gesloten_op=None).order_by("naam")


def keeps_offer(gebruiker: object, locatie: UUID) -> Decision:
    """Whether the account keeps the offer of activities of a locatie."""
    return YES if grants_of(gebruiker).has("record_participatie", locatie) else _NOT_YOURS


def _of_person(step: str, path: str = "vergunninghouder") -> Callable[[object, Any], Decision]:
    """A rule of the person's dossier, asked of a row about that person."""

    def decide(gebruiker: object, row: Any) -> Decision:
        person = row
        for name in path.split("__"):
            person = getattr(person, name)
        return policy_of(Vergunninghouder).may(gebruiker, step, person)

    return decide


class OfPersonPolicy(Policy[Any]):
    """Rows about one person: seen with the dossier, kept by the casemanager. `path`: the way to the person."""

    path: ClassVar[str] = "vergunninghouder"
    rules: ClassVar[dict[str, Callable[[Any, Any], Decision]]] = {"record": _of_person("record_programma")}

    def visible(self, gebruiker: object) -> QuerySet[Any]:
        """See the class."""
        rows: QuerySet[Any] = self.model._default_manager.all()
        people = visible(Vergunninghouder, gebruiker).order_by()
        return rows.filter(**{f"{self.path}__in": people})


def _policy(noun: type[Model], path: str = "vergunninghouder", step: str = "record_programma") -> Policy[Any]:
    name = f"{noun.__name__}Policy"
    parts = {"model": noun, "path": path, "rules": {"record": _of_person(step, path)}}
    made: Policy[Any] = type(name, (OfPersonPolicy,), parts)()
    return made


class BegeleidingsgesprekPolicy(OfPersonPolicy):
    """Who keeps the kind of talk."""

    model = Begeleidingsgesprek
    rules: ClassVar[dict[str, Callable[[Any, Any], Decision]]] = {
        "record": lambda gebruiker, talk: may_talk(gebruiker, talk.vergunninghouder, talk.soort)
    }


class BegeleidingsafspraakPolicy(OfPersonPolicy):
    """Who keeps the talk in which it was agreed."""

    model = Begeleidingsafspraak
    path = "gesprek__vergunninghouder"
    rules: ClassVar[dict[str, Callable[[Any, Any], Decision]]] = {
        "record": lambda gebruiker, row: may_talk(gebruiker, row.gesprek.vergunninghouder, row.gesprek.soort)
    }


class ParticipatieaanbodPolicy(Policy[Participatieaanbod]):
    """What the own locaties have on offer; the national desk reads all of it."""

    model = Participatieaanbod
    rules: ClassVar[dict[str, Callable[[Any, Any], Decision]]] = {
        "change": lambda gebruiker, aanbod: keeps_offer(gebruiker, aanbod.opvanglocatie_id)
    }

    def visible(self, gebruiker: object) -> QuerySet[Participatieaanbod]:
        """See the class."""
        rows: QuerySet[Participatieaanbod] = Participatieaanbod.objects.all()
        if is_national(gebruiker):
            return rows
        return rows.filter(opvanglocatie__in=locaties_with(gebruiker, "view_dossier"))


def register_programma_policies() -> None:
    """Called in `AppConfig.ready()`."""
    for policy in (
        _policy(Programma),
        _policy(Pauze, "programma__vergunninghouder"),
        _policy(VoorinburgeringEinde),
        _policy(PidOverhandiging),
        _policy(Voorwerk),
        _policy(NoaAssessment),
        _policy(Participatie, step="record_participatie"),
        BegeleidingsgesprekPolicy(),
        BegeleidingsafspraakPolicy(),
        ParticipatieaanbodPolicy(),
    ):
        register(policy)
