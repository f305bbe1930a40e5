"""Koppelingen in every state, brought there by the actions of the portal, never by writing a status.

`KoppelingFactory()` is definitive. Traits: `voorgesteld`, `definitief`, `gehuisvest`, `ingetrokken`, `herkoppeld`,
`afgesloten`. `household(...)` makes the plaatsingseenheid that is needed.
"""

import datetime as dt
import itertools
from typing import Any

import factory
from factory.django import DjangoModelFactory

from coa_portal.access.grants import accounts_holding
from coa_portal.access.roles import ScopeKind
from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import add_years, today
from coa_portal.organisaties.models import Gemeente, Opvanglocatie, Organisatie
from klantprofiel.actions import NewPerson, create_household
from klantprofiel.models import Plaatsingseenheid, Vergunninghouder
from koppeling import actions
from koppeling.actions import Besluit
from koppeling.models import Koppeling
from tests.factories.accounts import account_with
from tests.plugins.cast import make_gemeente

_numbers = itertools.count(2_800_000_000)


def locatie(naam: str = "Luttelgeest") -> Opvanglocatie:
    """The locatie of the cast with this name, made where the test did not ask for the fixture."""
    gemeente = make_gemeente("GM0171")
    defaults: dict[str, Any] = {
        "soort": "azc",
        "gemeente": gemeente,
        "plaats": naam,
        "capaciteit": 500,
        "lat": gemeente.lat,
        "lon": gemeente.lon,
    }
    return Opvanglocatie.objects.get_or_create(naam=naam, defaults=defaults)[0]


def regievoerder() -> Gebruiker:
    """A regievoerder COA: the one of the test, else a new one."""
    keys = accounts_holding("koppel", ScopeKind.ORGANISATIE, Organisatie.COA)
    return Gebruiker.objects.get(pk=keys[0]) if keys else account_with("regievoerder_coa")


def casemanager_of(person: Vergunninghouder) -> Gebruiker:
    """A casemanager of the locatie of the dossier: the one of the test, else a new one."""
    person.refresh_from_db(fields=["dossier_locatie"])
    if person.dossier_locatie is None:
        return regievoerder()
    keys = accounts_holding("record_toestemming", ScopeKind.OPVANGLOCATIE, person.dossier_locatie_id)
    return Gebruiker.objects.get(pk=keys[0]) if keys else account_with("casemanager", person.dossier_locatie)


def household(
    *ages: int,
    opvanglocatie: Opvanglocatie | None = None,
    behandelaar: Gebruiker | None = None,
    achternaam: str = "Tesfay",
    van: dt.date | None = None,
    acting_user: Gebruiker | None = None,
) -> Plaatsingseenheid:
    """People of these ages (default one adult of 34), all at one locatie; the first is the hoofdpersoon."""
    names = ("Selam", "Dawit", "Miriam", "Yonas", "Hana", "Samuel", "Ruth", "Abel")
    people = [
        NewPerson(
            v_nummer=str(next(_numbers)),
            voornaam=names[place % len(names)],
            achternaam=achternaam,
            geboortedatum=add_years(today(), -age) - dt.timedelta(days=40),
            geslacht="vm"[place % 2],
        )
        for place, age in enumerate(ages or (34,))
    ]
    return create_household(
        members=people,
        opvanglocatie=opvanglocatie or locatie(),
        van=van or today() - dt.timedelta(days=20),
        behandelaar=behandelaar,
        acting_user=acting_user,
    )


def besluit(**values: Any) -> Besluit:
    """A decision with a reason to deviate, so that no taakstelling of the reference data stands in the way."""
    defaults: dict[str, Any] = {
        "grond": Koppeling.Grond.WERK,
        "grondslag": Koppeling.Grondslag.HUISVESTINGSWET,
        "toelichting": "Er is werk in de techniek in de omgeving.",
        "afwijking_reden": "Afgesproken met de gemeente.",
    }
    return Besluit(**{**defaults, **values})


class KoppelingFactory(DjangoModelFactory[Koppeling]):
    """A koppeling of a household of one adult to Utrecht, definitive unless a trait says otherwise.

    `herkoppeld` returns the old one, to Utrecht; the new one goes to `nieuwe_gemeente` (Zeist).
    """

    class Meta:
        model = Koppeling

    class Params:
        voorgesteld = factory.Trait(stand="voorgesteld")
        definitief = factory.Trait(stand="definitief")
        gehuisvest = factory.Trait(stand="gehuisvest")
        ingetrokken = factory.Trait(stand="ingetrokken")
        herkoppeld = factory.Trait(stand="herkoppeld")
        afgesloten = factory.Trait(stand="afgesloten")

    stand = "definitief"
    plaatsingseenheid = factory.LazyFunction(household)
    gemeente = factory.LazyFunction(lambda: make_gemeente("GM0344"))
    nieuwe_gemeente = factory.LazyFunction(lambda: make_gemeente("GM0355"))
    besluit = factory.LazyFunction(besluit)
    acting_user = factory.LazyFunction(regievoerder)

    @classmethod
    def _create(cls, model_class: type[Koppeling], *args: Any, **kwargs: Any) -> Koppeling:
        stand, who = kwargs.pop("stand"), kwargs["acting_user"]
        new_gemeente: Gemeente = kwargs.pop("nieuwe_gemeente")
        row = actions.propose_koppeling(**kwargs)
        if stand != "voorgesteld":
            row = actions.confirm_koppeling(koppeling=row, acting_user=who)
        if stand in {"gehuisvest", "afgesloten"}:
            row = actions.report_housed(koppeling=row, acting_user=who)
        if stand == "afgesloten":
            row = actions.end_access(koppeling=row, acting_user=who)
        if stand == "ingetrokken":
            row = actions.withdraw_koppeling(koppeling=row, reden="fout", acting_user=who)
        if stand == "herkoppeld":
            decision = kwargs["besluit"]
            actions.move_koppeling(
                koppeling=row, gemeente=new_gemeente, reden="familie", besluit=decision, acting_user=who
            )
            row.refresh_from_db()
        return row
