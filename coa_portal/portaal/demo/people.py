"""Inventing people: households with believable facts, the same every time (seeded)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from stdnum.nl import bsn as bsn_standard

from coa_portal.common.dates import add_years, age_on
from coa_portal.portaal.demo.origins import HOBBIES, ORIGINS, SELF_WORK, WORK, Origin
from klantprofiel.actions import NewPerson, RowInput

# sex and age of each member, the hoofdpersoon first; how often it occurs
COMPOSITIONS: tuple[tuple[tuple[tuple[str, int], ...], int], ...] = (
    ((("m", 24),), 7),
    ((("m", 33),), 6),
    ((("m", 47),), 3),
    ((("v", 27),), 4),
    ((("v", 41),), 3),
    ((("m", 35), ("v", 31)), 4),
    ((("m", 38), ("v", 34), ("v", 9), ("m", 5)), 6),
    ((("m", 42), ("v", 39), ("m", 17), ("v", 13), ("m", 8)), 4),
    ((("v", 36), ("m", 11), ("v", 6)), 4),
    ((("m", 29), ("v", 26), ("v", 1)), 4),
    ((("m", 62), ("v", 58)), 2),
    ((("v", 68),), 1),
)


@dataclass
class Invented:
    """One invented person: who it is, and what the profile says."""

    new: NewPerson
    origin: Origin
    facts: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: dict[str, dict[str, list[RowInput]]] = field(default_factory=dict)
    screening: dict[str, Any] = field(default_factory=dict)


def bsn_numbers() -> Iterator[str]:
    """BSNs of the range 9999xxxxx, which is never given out, that pass the eleven test."""
    for number in range(999_900_000, 1_000_000_000):
        text = str(number)
        if bsn_standard.is_valid(text):
            yield text


class Inventor:
    """Makes people from one seeded source of chance. `day` is the real today: ages are counted on it."""

    def __init__(self, seed: int, day: dt.date) -> None:
        self.chance = Random(seed)  # noqa: S311  (no secret: the same demo every time)
        self.day = day
        self._bsn = bsn_numbers()
        self._number = 2_900_001_000
        self._compositions = [people for people, times in COMPOSITIONS for _ in range(times)]

    def household(
        self, *, ages: tuple[tuple[str, int], ...] | None = None, arrived: dt.date, permit: dt.date | None
    ) -> list[Invented]:
        """A household of one origin that arrived on a day. `permit` None: its date is not entered yet."""
        origin = self.chance.choices(ORIGINS, [one.weight for one in ORIGINS])[0]
        surname = self.chance.choice(origin.surnames)
        members = ages or self.chance.choice(self._compositions)
        people: list[Invented] = []
        for sex, age in members:
            taken = {one.new.voornaam for one in people}
            people.append(self._person(origin, surname, sex, age, taken))
        for person in people:
            self._fill(person, arrived, permit, is_couple=len(members) > 1 and members[1][1] >= 18)
        return people

    def nareiziger(self, origin: Origin, surname: str, sex: str, age: int) -> Invented:
        """Somebody who travels after; little is known yet (R12)."""
        person = self._person(origin, surname, sex, age, set(), is_nareiziger=True)
        person.facts = {"familie": {"land_van_herkomst": origin.land}}
        return person

    def _person(
        self,
        origin: Origin,
        surname: str,
        sex: str,
        age: int,
        taken: set[str],
        *,
        is_nareiziger: bool = False,
    ) -> Invented:
        names = [name for name in (origin.men if sex == "m" else origin.women) if name not in taken]
        self._number += self.chance.randint(3, 90)
        born = add_years(self.day, -age) - dt.timedelta(days=self.chance.randint(40, 320))
        return Invented(
            NewPerson(
                v_nummer=str(self._number),
                voornaam=self.chance.choice(names or origin.men),
                achternaam=surname,
                geboortedatum=born,
                geslacht=sex,
                nationaliteit=origin.nationaliteit,
                is_nareiziger=is_nareiziger,
                bsn="" if is_nareiziger else next(self._bsn),
            ),
            origin,
        )

    def _fill(self, person: Invented, arrived: dt.date, permit: dt.date | None, *, is_couple: bool) -> None:
        age = age_on(person.new.geboortedatum, self.day)
        person.facts["familie"] = {"land_van_herkomst": person.origin.land}
        if permit and age >= 12:
            person.facts["status"] = {
                "vergunningsoort": "asiel_bepaald",
                "vergunning_datum": permit,
                "verblijfsrecht_van": permit - dt.timedelta(days=self.chance.randint(100, 300)),
                "verblijfsrecht_tot": add_years(permit, 4),
            }
        if age >= 18:
            self._fill_adult(person, arrived, is_couple=is_couple)
        elif age >= 12:
            person.facts["educatief"] = {"spreektaal": person.origin.language}
            person.rows["educatief"] = self._languages(person.origin)

    def _fill_adult(self, person: Invented, arrived: dt.date, *, is_couple: bool) -> None:
        pick = self.chance.choice
        work, sector, level, skill = pick(WORK)
        born = person.new.geboortedatum
        years = {"laag": 7, "middelbaar": 11, "hoog": 16}[level]
        school_end = add_years(born, 6 + years).replace(month=7, day=1)
        person.facts["persoonlijk"] = {
            "burgerlijke_staat": "gehuwd" if is_couple else pick(("ongehuwd", "gescheiden", "gehuwd")),
            "telefoonnummer": f"06-{self.chance.randint(10_000_000, 99_999_999)}",
            "digid_aangevraagd": pick(("ja", "nee")),
            "rijbewijs": pick(("nee", "nee", "onbekend")),
        }
        person.facts["familie"] |= {
            "gezinshereniging_aangevraagd": "nee" if is_couple else pick(("ja", "nee", "nee"))
        }
        person.facts["educatief"] = self._education(person.origin, level, arrived)
        person.rows["educatief"] = {
            **self._languages(person.origin),
            "onderwijs": self._schools(born, school_end, level),
        }
        person.facts["inburgering"] = {"pid_ontvangen": pick(("ja", "nee"))}
        person.facts["arbeid"] = {"cv_gemaakt": pick(("ja", "nee"))}
        person.rows["arbeid"] = self._work(work, skill, person.origin.city, school_end, arrived)
        person.facts["toekomst"] = {
            "ambities": f"Wil graag weer werken in {sector}, en eerst beter Nederlands leren."
        }
        person.screening = self._told(work, sector, level, person.origin.city)

    def _told(self, work: str, sector: str, level: str, city: str) -> dict[str, str]:
        schools = {
            "laag": "Lagere school en een paar jaar middelbare school.",
            "middelbaar": "Middelbare school afgemaakt, daarna een vakopleiding.",
            "hoog": "Universiteit afgerond.",
        }
        network = (
            "Geen familie in Nederland.",
            "Een oom in de regio.",
            "Een zus met gezin in Nederland.",
            "Vrienden op de locatie.",
        )
        return {
            "werk": f"{work} in {city}.",
            "onderwijs": schools[level],
            "ambities": f"Wil werken in {sector}.",
            "netwerk": self.chance.choice(network),
        }

    def _education(self, origin: Origin, level: str, arrived: dt.date) -> dict[str, Any]:
        facts: dict[str, Any] = {
            "spreektaal": origin.language,
            "tolk_nodig": self.chance.choice(("ja", "ja", "nee")),
            "opleidingsniveau": level,
            "instemming_voorinburgering": self.chance.choice(("ja", "ja", "nee", "onbekend")),
        }
        tested = arrived + dt.timedelta(days=40)
        if tested < self.day and self.chance.random() < 0.7:
            facts |= {
                "nt2_toets": "ja",
                "nt2_resultaat": self.chance.choice(("pre_a1", "a1", "a1", "a2")),
                "leerbaarheid_resultaat": self.chance.choice(("snel", "gemiddeld", "gemiddeld", "langzaam")),
            }
        return facts

    def _languages(self, origin: Origin) -> dict[str, list[RowInput]]:
        level = self.chance.choice
        rows = [
            (origin.language, "goed", level(("goed", "redelijk"))),
            (origin.second_language, level(("redelijk", "zwak")), level(("redelijk", "zwak"))),
            ("nld", level(("zwak", "niet")), "niet"),
        ]
        columns = ("taal", "mondeling", "schriftelijk")
        return {"talen": [RowInput(dict(zip(columns, row, strict=True))) for row in rows]}

    def _schools(self, born: dt.date, end: dt.date, level: str) -> list[RowInput]:
        start = add_years(born, 6).replace(month=9, day=1)
        primary_end = add_years(start, 6).replace(month=7)
        rows = [{"opleiding": "Basisonderwijs", "van": start, "tot": primary_end, "diploma": "nee"}]
        if end > add_years(primary_end, 1):
            name = "Middelbare school" if level != "hoog" else "Middelbare school en universiteit"
            diploma = "nee" if level == "laag" else "ja"
            in_bezit = "ja" if diploma == "ja" and self.chance.random() < 0.5 else "nee"
            van = primary_end.replace(month=9)
            rows.append({"opleiding": name, "van": van, "tot": end, "diploma": diploma, "in_bezit": in_bezit})
        return [RowInput(row) for row in rows]

    def _work(
        self, work: str, skill: str, city: str, start: dt.date, arrived: dt.date
    ) -> dict[str, list[RowInput]]:
        left = arrived - dt.timedelta(days=400)
        rows: dict[str, list[RowInput]] = {
            "competenties": [
                RowInput({"competentie": skill, "niveau": self.chance.choice(("goed", "redelijk"))})
            ],
            "hobbys": [RowInput({"hobby": name}) for name in self.chance.sample(HOBBIES, 2)],
        }
        if start + dt.timedelta(days=200) < left:
            rows["werkervaring"] = [
                RowInput(
                    {
                        "beroep": work,
                        "van": start + dt.timedelta(days=90),
                        "tot": left,
                        "bijzonderheden": city,
                    }
                )
            ]
        begun = arrived + dt.timedelta(days=4)  # profiles are entered a week after arrival
        if begun < self.day and self.chance.random() < 0.5:
            rows["zelfwerkzaamheid"] = [RowInput({"taak": self.chance.choice(SELF_WORK), "van": begun})]
        return rows
