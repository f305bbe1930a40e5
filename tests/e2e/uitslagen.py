"""Somebody before the Voorinburgering, in the database of a running portal."""

import json

from tests.factories.accounts import account_with
from tests.factories.koppeling import KoppelingFactory, household, locatie
from tests.factories.overdracht import ProfielversieFactory, person_of
from tests.factories.second_factor import give_app
from tests.factories.voorinburgering import lesgroep_of


def make_course() -> None:
    """A person whose profile Utrecht reads, who was not offered the programme yet, and a lesgroep; prints the keys and
    the V-nummer."""
    place = locatie()
    group = lesgroep_of(place)
    for rol, parent in (("casemanager", place), ("nt2_docent", group)):
        give_app(account_with(rol, parent, naam=f"Account {rol}", email=f"{rol}@voorbeeld.example"))
    koppeling = KoppelingFactory(plaatsingseenheid=household(31, opvanglocatie=place))
    gemeente = koppeling.gemeente
    give_app(
        account_with(
            "regievoerder_gemeente", gemeente, naam="Account gemeente", email="gemeente@voorbeeld.example"
        )
    )
    person = person_of(koppeling)
    ProfielversieFactory(vergunninghouder=person)
    print(json.dumps([str(person.pk), str(koppeling.pk), str(group.pk), person.v_nummer]))
