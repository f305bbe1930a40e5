"""People and households for tests. They come the way they come in the portal: through the actions."""

import datetime as dt
from typing import Any

import factory
from factory.django import DjangoModelFactory

from coa_portal.common.dates import add_years, today
from coa_portal.organisaties.models import Land, Nationaliteit, Opvanglocatie, Taal
from klantprofiel.actions import NewPerson, RowInput, add_vergunninghouder, create_household, save_section
from klantprofiel.models import Klantprofiel, Plaatsingseenheid, Vergunninghouder
from klantprofiel.sections import SECTIONS
from klantprofiel.state import model_of
from tests.plugins.cast import make_gemeente

_numbers = iter(range(1_000_000_000, 9_999_999_999))


def v_nummer() -> str:
    """A V-nummer that no other test person has."""
    return str(next(_numbers))


def born(years: int) -> dt.date:
    """A date of birth of somebody of that age."""
    return add_years(today(), -years) - dt.timedelta(days=30)


class OpvanglocatieFactory(DjangoModelFactory[Opvanglocatie]):
    """A site of COA."""

    class Meta:
        model = Opvanglocatie

    naam = factory.Sequence(lambda n: f"Locatie {n}")
    soort = "azc"
    gemeente = factory.LazyFunction(lambda: make_gemeente("GM0171"))
    plaats = "Plaats"
    capaciteit = 500
    lat = "52.75"
    lon = "5.85"


def reference(model: Any, code: str, naam: str) -> Any:
    """A row of a code list, made when the reference data is not loaded."""
    return model.objects.get_or_create(code=code, defaults={"naam": naam})[0]


class PlaatsingseenheidFactory(factory.Factory[Plaatsingseenheid]):
    """A household. `leden`: how many; `locatie`: where they live, None for nowhere."""

    class Meta:
        model = Plaatsingseenheid

    leden = 1
    locatie: Any = factory.SubFactory(OpvanglocatieFactory)
    behandelaar: Any = None

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Plaatsingseenheid:
        members = [
            NewPerson(v_nummer(), f"Persoon{n}", "Gezin", born(40 - n), "v") for n in range(kwargs["leden"])
        ]
        return create_household(
            members=members,
            opvanglocatie=kwargs["locatie"],
            behandelaar=kwargs["behandelaar"],
            acting_user=None,
        )


class VergunninghouderFactory(factory.Factory[Vergunninghouder]):
    """A person in a household of its own, or in `plaatsingseenheid`.

    Traits: `with_profile` (some facts and a language), `complete` (nothing missing), `nareiziger`, `child`,
    `no_stay`.
    """

    class Meta:
        model = Vergunninghouder

    class Params:
        with_profile = factory.Trait(fill="some")
        complete = factory.Trait(fill="all")
        nareiziger = factory.Trait(is_nareiziger=True)
        child = factory.Trait(geboortedatum=factory.LazyFunction(lambda: born(8)))
        no_stay = factory.Trait(locatie=None)

    v_nummer = factory.LazyFunction(v_nummer)
    voornaam = factory.Sequence(lambda n: f"Voornaam{n}")
    achternaam = factory.Sequence(lambda n: f"Achternaam{n}")
    geboortedatum = factory.LazyFunction(lambda: born(35))
    geslacht = "v"
    nationaliteit = None
    is_nareiziger = False
    bsn = ""
    locatie: Any = factory.SubFactory(OpvanglocatieFactory)
    behandelaar: Any = None
    plaatsingseenheid: Any = None
    fill = ""

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Vergunninghouder:
        fill, locatie = kwargs.pop("fill"), kwargs.pop("locatie")
        behandelaar, household = kwargs.pop("behandelaar"), kwargs.pop("plaatsingseenheid")
        person = NewPerson(**kwargs)
        if household:
            made = add_vergunninghouder(plaatsingseenheid=household, person=person, acting_user=None)
        else:
            created = create_household(
                members=[person], opvanglocatie=locatie, behandelaar=behandelaar, acting_user=None
            )
            made = Vergunninghouder.objects.get(plaatsingseenheid=created)
        if fill:
            _fill(made, everything=fill == "all")
        return Vergunninghouder.objects.get(pk=made.pk)


def _fill(person: Vergunninghouder, *, everything: bool) -> None:
    taal = reference(Taal, "nld", "Nederlands")
    save_section(
        vergunninghouder=person,
        section="educatief",
        facts={"opleidingsniveau": "laag", "spreektaal": taal},
        rows={"talen": [RowInput({"taal": taal, "mondeling": "zwak", "schriftelijk": "niet"})]},
        acting_user=None,
    )
    if not everything:
        return
    land = reference(Land, "5012", "Iran")
    nationaliteit = reference(Nationaliteit, "0315", "Iraanse")
    foreign = {"land_van_herkomst": land, "nationaliteit": nationaliteit}
    for section in SECTIONS:
        facts: dict[str, Any] = {name: value for name, value in foreign.items() if name in _names(section)}
        for fact in section.facts:
            model: Any = model_of(fact)
            has_choices = not fact.is_bsn and getattr(model._meta.get_field(fact.name), "choices", None)
            if (
                fact.counts
                and not fact.only_if
                and fact.name not in facts
                and has_choices
                and model is Klantprofiel
            ):
                facts[fact.name] = "onbekend"
        save_section(
            vergunninghouder=person,
            section=section.code,
            facts=facts,
            onbekend=[f.name for f in section.facts if f.may_be_unknown and f.name != "spreektaal"],
            geen=[rows.name for rows in section.rows if rows.geen],
            acting_user=None,
        )


def _names(section: Any) -> set[str]:
    return {fact.name for fact in section.facts}
