"""Where a person's sharing stands for Utrecht, brought there by the actions of both sides (DESIGN §4)."""

import datetime as dt
from dataclasses import dataclass, field

from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import today
from klantprofiel.models import Vergunninghouder
from koppeling.actions import end_access, move_koppeling, report_housed
from koppeling.models import Koppeling
from koppeling.screening.actions import save_screening
from overdracht.actions import assign_behandelaar_gemeente, request_profiel, withdraw_toestemming
from overdracht.models import Opvraging, Profielversie
from overdracht.objects import Situation
from tests.factories.koppeling import KoppelingFactory, besluit, casemanager_of, household, regievoerder
from tests.factories.overdracht import ProfielversieFactory, ToestemmingFactory, change_profile, person_of
from tests.plugins.cast import make_gemeente

KAART_TEXT = "Leeftijdsgroepen"
SCREENING_TEXT = "Lasser in Asmara, tien jaar"
PROFILE_TEXTS = ("Een eigen lasbedrijf beginnen", "Eerst het lasdiploma halen")


@dataclass
class Scene:
    """One situation. `koppeling` is Utrecht's; `versions` are all that were ever published of `person`."""

    situation: Situation
    koppeling: Koppeling
    person: Vergunninghouder
    versions: list[Profielversie] = field(default_factory=list)
    opvraging: Opvraging | None = None


def scene(situation: Situation, regievoerder_utrecht: Gebruiker) -> Scene:
    """Make the situation, with own work of Utrecht wherever Utrecht had a koppeling before."""
    if situation == Situation.MOVED_NEW:
        return _moved_to_utrecht()
    koppeling = KoppelingFactory(plaatsingseenheid=household(34, 7))
    made = Scene(situation, koppeling, person_of(koppeling))
    _tell_screening(made.person)
    _own_work(made, regievoerder_utrecht)
    if situation != Situation.BEFORE_CONSENT:
        made.versions = share(made.person)
    _step(made)
    made.koppeling.refresh_from_db()
    return made


def share(person: Vergunninghouder) -> list[Profielversie]:
    """Consent and two versions."""
    ToestemmingFactory(vergunninghouder=person, gegeven=True)
    versions = []
    for text in PROFILE_TEXTS:
        change_profile(person, text)
        versions.append(ProfielversieFactory(vergunninghouder=person, wijzig=False))
    return versions


def withdraw(person: Vergunninghouder) -> None:
    """Withdraw the consent that stands."""
    withdraw_toestemming(
        toestemming=person.toestemmingen.get(status="gegeven"),
        ingetrokken_op=today(),
        acting_user=casemanager_of(person),
    )


def _tell_screening(person: Vergunninghouder) -> None:
    save_screening(
        vergunninghouder=person,
        gesprek_op=today() - dt.timedelta(days=10),
        werk=SCREENING_TEXT,
        onderwijs="Technische school",
        acting_user=None,
    )


def _own_work(made: Scene, regievoerder_utrecht: Gebruiker) -> None:
    assign_behandelaar_gemeente(
        koppeling=made.koppeling, behandelaar=regievoerder_utrecht, acting_user=regievoerder_utrecht
    )
    made.opvraging = request_profiel(
        koppeling=made.koppeling,
        betrokkene=made.koppeling.betrokkenen.get(vergunninghouder=made.person),
        acting_user=regievoerder_utrecht,
    )


def _step(made: Scene) -> None:
    who = regievoerder()
    if made.situation == Situation.WITHDRAWN:
        withdraw(made.person)
    elif made.situation == Situation.MOVED_OLD:
        move_koppeling(
            koppeling=made.koppeling,
            gemeente=make_gemeente("GM0355"),
            reden="familie",
            besluit=besluit(),
            acting_user=who,
        )
    elif made.situation in (Situation.HOUSED, Situation.ENDED):
        report_housed(koppeling=made.koppeling, acting_user=who)
        if made.situation == Situation.ENDED:
            end_access(koppeling=made.koppeling, acting_user=who)


def _moved_to_utrecht() -> Scene:
    old = KoppelingFactory(plaatsingseenheid=household(34, 7), gemeente=make_gemeente("GM0355"))
    person = person_of(old)
    _tell_screening(person)
    versions = share(person)
    new = move_koppeling(
        koppeling=old,
        gemeente=make_gemeente("GM0344"),
        reden="werk",
        besluit=besluit(),
        acting_user=regievoerder(),
    )
    return Scene(Situation.MOVED_NEW, new, person, versions)
