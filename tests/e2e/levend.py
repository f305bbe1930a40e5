"""The people of the living klantprofiel, in the database of a running portal."""

import datetime as dt
import json

from coa_portal.organisaties.models import Gemeente
from klantprofiel.actions import NewPerson, create_household
from klantprofiel.models import Vergunninghouder
from tests.factories.accounts import account_with
from tests.factories.koppeling import KoppelingFactory, household, locatie
from tests.factories.overdracht import ProfielversieFactory, person_of
from tests.factories.second_factor import give_app

BORN = dt.date(1990, 1, 31)


def make_people() -> None:
    """Somebody whose profile Utrecht reads, two dossiers of one other person, and who keeps them; prints the keys."""
    place, utrecht = locatie(), Gemeente.objects.get(pk="GM0344")
    for rol, *parent in (
        ("casemanager", place),
        ("programmabegeleider", place),
        ("regievoerder_coa",),
        ("regievoerder_gemeente", utrecht),
    ):
        give_app(account_with(rol, *parent, naam=f"Account {rol}", email=f"{rol}@voorbeeld.example"))
    koppeling = KoppelingFactory(plaatsingseenheid=household(31, opvanglocatie=place), gemeente=utrecht)
    person = person_of(koppeling)
    ProfielversieFactory(vergunninghouder=person)
    twice = []
    for number, name in (("2991000001", "Mohammed"), ("2991000002", "Muhammad")):
        unit = create_household(
            members=[NewPerson(number, name, "Ahmad", BORN)], opvanglocatie=place, van=BORN, acting_user=None
        )
        twice.append(str(Vergunninghouder.objects.get(pk=unit.hoofdpersoon_id).pk))
    print(
        json.dumps(
            {
                "person": str(person.pk),
                "number": person.v_nummer,
                "koppeling": str(koppeling.pk),
                "one": twice[0],
                "two": twice[1],
            }
        )
    )
