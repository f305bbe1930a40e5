"""Writing the informatieprofiel (tier 0) and who belongs to a koppeling, as the shared side knows it.

The Kaart is kept up to date in place: every change of the household or of its dossiers comes by here.
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from coa_portal.common.dates import long_date, short_date, today
from coa_portal.organisaties.termijnduren import read_duren
from klantprofiel.models import Klantprofiel, Vergunninghouder
from koppeling.models import Koppeling, Woonbehoefte
from overdracht.models import Betrokkene, Kaart
from overdracht.models.gedeeld import WORKING_AGE
from overdracht.payload import Payload, fact, payload, section

AGE_GROUPS = (
    (4, "0 tot en met 3 jaar"),
    (12, "4 tot en met 11 jaar"),
    (18, "12 tot en met 17 jaar"),
    (67, WORKING_AGE),
)
OLDEST = "67 jaar of ouder"


def age_group(person: Vergunninghouder, day: dt.date | None = None) -> str:
    """The age group that tier 0 tells instead of a date of birth."""
    age = person.age(day)
    return next((label for below, label in AGE_GROUPS if age < below), OLDEST)


def refresh_betrokkenen(koppeling: Koppeling) -> list[Betrokkene]:
    """Bring the list of people up to date with the household: who came, who left, who is the hoofdpersoon. Returns who
    came."""
    household = koppeling.plaatsingseenheid
    known = {row.vergunninghouder_id: row for row in koppeling.betrokkenen.select_for_update()}
    members = sorted(
        household.leden.all(), key=lambda p: (p.pk != household.hoofdpersoon_id, p.geboortedatum, str(p.pk))
    )
    number = max((row.volgnummer for row in known.values()), default=0)
    joined = []
    for person in members:
        row = known.pop(person.pk, None)
        if row is None:
            number += 1
            row = Betrokkene(
                koppeling=koppeling,
                gemeente_id=koppeling.gemeente_id,
                vergunninghouder=person,
                volgnummer=number,
            )
            joined.append(row)
        row.is_lid = True
        row.is_hoofdpersoon = person.pk == household.hoofdpersoon_id
        row.leeftijdsgroep = age_group(person)
        row.behandelaar_coa_id = person.behandelaar_id
        row.vervanger_coa_id = person.vervanger_id
        row.vervanging_coa_tot = person.vervanging_tot
        row.save()
    for row in known.values():
        if row.is_lid:
            row.is_lid = False
            row.save(update_fields=["is_lid"])
    return joined


def refresh_kaart(koppeling: Koppeling) -> Kaart:
    """Write the Kaart as it should read now; an unchanged one is left alone, and so is its history."""
    members = list(
        koppeling.plaatsingseenheid.leden.select_related("dossier_locatie").prefetch_related("behandelaar")
    )
    adults = [person for person in members if person.is_adult]
    head = next((p for p in members if p.pk == koppeling.plaatsingseenheid.hoofdpersoon_id), None)
    locatie = head.dossier_locatie if head else None
    fields: dict[str, Any] = {
        "gemeente_id": koppeling.gemeente_id,
        "huishouden": koppeling.plaatsingseenheid.referentie,
        "aantal_personen": len(members),
        "aantal_kinderen": len(members) - len(adults),
        "opvanglocatie_id": locatie.pk if locatie else None,
        "payload": build_kaart_payload(koppeling, members, head),
    }
    kaart = Kaart.objects.select_for_update().filter(koppeling=koppeling).first()
    if kaart is None:
        kaart = Kaart(koppeling=koppeling, **fields)
        kaart.save()
    elif any(getattr(kaart, name) != value for name, value in fields.items()):
        for name, value in fields.items():
            setattr(kaart, name, value)
        kaart.save()
    return kaart


def build_kaart_payload(
    koppeling: Koppeling, members: list[Vergunninghouder], head: Vergunninghouder | None
) -> Payload:
    """Tier 0 of DESIGN §4. No name and no date of birth, unless the installation says so."""
    profiles = {
        p.vergunninghouder_id: p
        for p in Klantprofiel.objects.filter(vergunninghouder__in=members)
        .select_related("spreektaal")
        .prefetch_related("talen__taal")
    }
    sections = [
        _household(koppeling, members),
        _language(profiles, members),
        _housing(koppeling, profiles, head),
        _contact(head),
        _terms(koppeling),
    ]
    if settings.NAMES_IN_TIER0:
        sections.insert(1, _names(members))
    return payload("kaart", sections)


def _household(koppeling: Koppeling, members: list[Vergunninghouder]) -> dict[str, Any]:
    counts: dict[str, int] = {}
    for person in members:
        counts[age_group(person)] = counts.get(age_group(person), 0) + 1
    order = [label for _, label in AGE_GROUPS] + [OLDEST]
    groups = ", ".join(f"{counts[label]} × {label}" for label in order if label in counts)
    adults = sum(person.is_adult for person in members)
    return section(
        "huishouden",
        "Huishouden",
        [
            fact("referentie", "Referentie", koppeling.plaatsingseenheid.referentie),
            fact("personen", "Aantal personen", str(len(members)), len(members)),
            fact("volwassenen", "Volwassenen", str(adults), adults),
            fact("kinderen", "Kinderen", str(len(members) - adults), len(members) - adults),
            fact("leeftijden", "Leeftijdsgroepen", groups),
        ],
    )


def _names(members: list[Vergunninghouder]) -> dict[str, Any]:
    return section(
        "namen",
        "Namen en geboortedata",
        [
            fact(
                f"persoon_{number}", f"Persoon {number}", f"{person.naam}, {short_date(person.geboortedatum)}"
            )
            for number, person in enumerate(members, 1)
        ],
    )


def _language(profiles: dict[Any, Klantprofiel], members: list[Vergunninghouder]) -> dict[str, Any]:
    adults = [profiles[p.pk] for p in members if p.is_adult and p.pk in profiles]
    languages = sorted({str(profile.spreektaal) for profile in adults if profile.spreektaal_id})
    languages += sorted({str(row.taal) for profile in adults for row in profile.talen.all()} - set(languages))
    answers = {profile.tolk_nodig for profile in adults}
    interpreter = next((answer for answer in ("ja", "nee", "onbekend") if answer in answers), "")
    return section(
        "taal",
        "Taal",
        [
            fact("talen", "Talen van de volwassenen", ", ".join(languages)),
            fact("tolk", "Tolk nodig", interpreter.capitalize()),
        ],
    )


def _housing(
    koppeling: Koppeling, profiles: dict[Any, Klantprofiel], head: Vergunninghouder | None
) -> dict[str, Any]:
    answers = {profile.gezinshereniging_aangevraagd for profile in profiles.values()}
    reunion = next((answer for answer in ("ja", "nee", "onbekend") if answer in answers), "")
    needs = [Woonbehoefte(code).label for code in koppeling.besluit.woonbehoeften]
    locatie = head.dossier_locatie if head else None
    return section(
        "huisvesting",
        "Huisvesting",
        [
            fact("gezinshereniging", "Gezinshereniging verwacht", reunion.capitalize()),
            fact("woning", "De woning moet bieden", "; ".join(needs) or "Geen bijzonderheden"),
            fact("opvanglocatie", "Opvanglocatie", locatie.met_plaats if locatie else ""),
            fact("koppelingsgrond", "Koppelingsgrond", koppeling.get_grond_display(), koppeling.grond),
        ],
    )


def _contact(head: Vergunninghouder | None) -> dict[str, Any]:
    contact = head.handled_by() if head else None
    return section(
        "contact",
        "Contactpersoon bij het COA",
        [
            fact("naam", "Naam", contact.naam if contact else ""),
            fact("functie", "Functie", contact.functie if contact else ""),
            fact("telefoon", "Telefoon", contact.telefoon if contact else ""),
            fact("email", "E-mailadres", contact.email if contact else ""),
        ],
    )


def _terms(koppeling: Koppeling) -> dict[str, Any]:
    """The dates that hold for the whole household; the page of the koppeling reckons those of each person."""
    made = localdate(koppeling.definitief_op) if koppeling.definitief_op else today()
    duren = read_duren()
    facts = [fact("gekoppeld", "Gekoppeld op", long_date(made), made.isoformat())]
    for code, key, label in (
        ("scenario", "scenario", "Scenario kiezen, uiterlijk"),
        ("huisvesting", "huisvesten", "Huisvesten, streefdatum"),
    ):
        if duur := duren.of(code, made):
            facts.append(fact(key, label, long_date(duur.after(made))))
    return section("termijnen", "Termijnen", facts)
