"""Acts about people: households, who joins them, where they stay, and days that go by."""

import datetime as dt

from coa_portal.common.dates import add_years, today
from klantprofiel.actions import (
    NewPerson,
    add_vergunninghouder,
    create_household,
    end_verblijf,
    move_verblijf,
)
from klantprofiel.models import Vergunninghouder
from koppeling.screening.actions import save_screening
from tests.access.histories.facts import Household, Person, Stay
from tests.access.histories.passing import days_pass
from tests.access.histories.play import Play, next_number, token


class PeopleActs(Play):
    """See the module."""

    def new_household(self, kinds: list[str], place: str) -> None:
        people = [self._new_person(kind) for kind in kinds]
        made = create_household(
            members=[new for new, _ in people],
            opvanglocatie=self.stage.locaties[place],
            van=today() - dt.timedelta(days=3),
            acting_user=self.stage.casemanager,
        )
        household = Household(made.pk, made.referentie)
        self.facts.households.append(household)
        for new, sixteen in people:
            self._remember(household, new, sixteen, [Stay(place, self.facts.day - 3)])

    def _new_person(self, kind: str) -> tuple[NewPerson, int]:
        """The person, and the day of the sixteenth birthday as the history counts."""
        born = {
            "parent": add_years(today(), -40),
            "teenager": add_years(today() + dt.timedelta(days=4), -16),
            "child": add_years(today(), -7),
        }[kind]
        sixteen = self.facts.day + (add_years(born, 16) - today()).days
        number = next_number()
        name = token("N")
        return NewPerson(f"29{number:08d}", name, "Model", born), sixteen

    def _remember(self, household: Household, new: NewPerson, sixteen: int, stays: list[Stay]) -> None:
        row = Vergunninghouder.objects.get(v_nummer=new.v_nummer)
        eighteen = self.facts.day + (add_years(new.geboortedatum, 18) - today()).days
        person = Person(row.pk, new.voornaam, household, sixteen, eighteen, {}, stays)
        household.members.append(person)
        if row.is_adult:
            person.texts = {"arbeid": token("W"), "toekomst": token("A")}
            save_screening(
                vergunninghouder=row,
                gesprek_op=today(),
                werk=person.texts["arbeid"],
                ambities=person.texts["toekomst"],
                acting_user=None,
            )

    def pass_days(self, days: int) -> None:
        days_pass(days)
        self.facts.day += days

    def move_stay(self, person: Person, place: str, together: bool) -> None:
        """Overplaatsing, of one person or of all in the household who live at the same place.

        At most one change of place a day: whose stay was the last is not to be told from two of the same day.
        """
        household = person.household
        now = self._current(person)
        if household.moved_on >= self.facts.day or now is None or now.locatie == place:
            return
        moving = [person]
        if together:
            moving = [m for m in household.members if (s := self._current(m)) and s.locatie == now.locatie]
        if any((s := self._current(m)) and s.start >= self.facts.day for m in moving):
            return
        move_verblijf(
            vergunninghouder=self._person(person),
            opvanglocatie=self.stage.locaties[place],
            van=today(),
            whole_household=together,
            acting_user=self.stage.casemanager,
        )
        household.moved_on = self.facts.day
        for member in moving:
            stay = self._current(member)
            assert stay is not None
            stay.end = self.facts.day
            member.stays.append(Stay(place, self.facts.day))

    def move_out(self, person: Person) -> None:
        """The stay ends today."""
        household, stay = person.household, self._current(person)
        if household.moved_on >= self.facts.day or stay is None:
            return
        end_verblijf(vergunninghouder=self._person(person), tot=today(), acting_user=self.stage.casemanager)
        household.moved_on = stay.end = self.facts.day

    def add_member(self, household: Household, kind: str) -> None:
        """Somebody comes after: no stay of their own, and no consent either."""
        new, sixteen = self._new_person(kind)
        add_vergunninghouder(
            plaatsingseenheid=self._row(household), person=new, acting_user=self.stage.casemanager
        )
        self._remember(household, new, sixteen, [])
