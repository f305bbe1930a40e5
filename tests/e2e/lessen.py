"""What the walks of the Voorinburgering need in the database of a running portal; runs in a process of it."""

import datetime as dt
import json

from coa_portal.common.dates import today
from tests.factories.accounts import account_with
from tests.factories.klantprofiel import VergunninghouderFactory
from tests.factories.koppeling import locatie
from tests.factories.second_factor import give_app
from tests.factories.voorinburgering import agreed, join, les_of, lesgroep_of

PEOPLE = 12


def make_lessons() -> None:
    """A docent with a group of twelve and its lessons of this week, and a programmabegeleider of the same azc. Prints
    the V-nummers of two people who are in no group."""
    place = locatie()
    group = lesgroep_of(place)
    for rol, parent in (("nt2_docent", group), ("programmabegeleider", place)):
        give_app(account_with(rol, parent, naam=f"Account {rol}", email=f"{rol}@voorbeeld.example"))
    long_ago = today() - dt.timedelta(days=60)
    for number in range(PEOPLE):
        person = VergunninghouderFactory(locatie=place, voornaam="Leerling", achternaam=f"Nummer {number:02}")
        join(group, person, long_ago)
    for days in (1, 0, -1):
        les_of(group, days_ago=days)
    free = [
        VergunninghouderFactory(locatie=place, voornaam="Vrij", achternaam=name) for name in ("Een", "Twee")
    ]
    for person in free:
        agreed(person, long_ago)
    print(json.dumps([person.v_nummer for person in free]))
