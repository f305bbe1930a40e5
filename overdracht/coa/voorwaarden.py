"""The conditions of doorzetten, one line each, with the way to where a missing one is mended (R5)."""

from dataclasses import dataclass

from django.urls import reverse

from coa_portal.access.grants import grants_of
from koppeling.models import Koppeling
from overdracht.coa.standing import Standing


@dataclass(frozen=True)
class Voorwaarde:
    """`uitleg`: how it stands, or what lacks. `actie` and `url`: the way there, empty where there is none."""

    label: str
    is_vervuld: bool
    uitleg: str
    actie: str = ""
    url: str = ""


def voorwaarden(standing: Standing, gebruiker: object, *, may_publish: bool) -> list[Voorwaarde]:
    """In the order in which they are met. What cannot be judged before the one above it is met says so."""
    return [
        _koppeling(standing, gebruiker),
        _toestemming(standing),
        _iets_nieuws(standing),
        Voorwaarde(
            "U mag doorzetten",
            may_publish,
            "Ja, voor deze opvanglocatie."
            if may_publish
            else "Alleen een casemanager van deze opvanglocatie zet een profiel door.",
        ),
    ]


def _koppeling(standing: Standing, gebruiker: object) -> Voorwaarde:
    label = "Definitieve koppeling"
    if standing.koppeling is not None:
        found = standing.koppeling
        url = reverse("koppeling:detail", args=[found.pk])
        return Voorwaarde(label, True, f"Gemeente {standing.gemeente}, {found.referentie}.", "Bekijk", url)
    household = standing.person.plaatsingseenheid_id
    proposed = Koppeling.objects.filter(plaatsingseenheid=household, status="voorgesteld").first()
    if proposed is not None:
        text = "Er is nog geen definitieve koppeling, wel een voorstel. Een regievoerder van het COA besluit."
        return Voorwaarde(
            label, False, text, "Naar het voorstel", reverse("koppeling:detail", args=[proposed.pk])
        )
    text = "Er is nog geen definitieve koppeling. Een regievoerder van het COA koppelt het huishouden."
    if grants_of(gebruiker).has("koppel"):
        return Voorwaarde(
            label, False, text, "Koppel het huishouden", reverse("koppeling:nieuw", args=[household])
        )
    screening = reverse("koppeling:screening", args=[standing.person.pk])
    return Voorwaarde(label, False, text, "Naar de screening", screening)


def _toestemming(standing: Standing) -> Voorwaarde:
    label, person, consent = "Geldige toestemming", standing.person, standing.consent
    url = reverse("overdracht:toestemming", args=[person.pk])
    if standing.koppeling is None:
        return Voorwaarde(label, False, "Toestemming geldt voor één gemeente. Die is er nog niet.")
    if standing.has_consent:
        return Voorwaarde(label, True, f"Voor gemeente {standing.gemeente}.", "Bekijk", url)
    if standing.betrokkene is None or not standing.betrokkene.is_lid:
        text = f"{person.naam} hoort niet (meer) bij het huishouden van deze koppeling."
        return Voorwaarde(
            label, False, text, "Naar de koppeling", reverse("koppeling:detail", args=[standing.koppeling.pk])
        )
    text = f"Er is geen geldige toestemming van {person.naam} voor gemeente {standing.gemeente}"
    if standing.is_outgrown:
        return Voorwaarde(
            label, False, f"{text}: vanaf 16 jaar tekent iemand zelf.", "Naar de toestemming", url
        )
    if standing.is_waiting and consent is not None:
        give = reverse("overdracht:toestemming_geven", args=[consent.pk])
        return Voorwaarde(
            label, False, f"{text}: de handtekening ontbreekt nog.", "Leg de handtekening vast", give
        )
    why = {"geweigerd": ": die is niet gegeven", "ingetrokken": ": die is ingetrokken"}
    reason = why.get(consent.status, "") if consent else ""
    return Voorwaarde(label, False, f"{text}{reason}.", "Naar de toestemming", url)


def _iets_nieuws(standing: Standing) -> Voorwaarde:
    label, shared = "Iets om door te zetten", standing.shared
    versions = reverse("overdracht:versies", args=[standing.person.pk])
    if standing.pending is None:
        return Voorwaarde(label, False, "Dat is te zien zodra er een koppeling met toestemming is.")
    if standing.may_be_published:
        text = (
            f"Er is iets gewijzigd sinds versie {shared.nummer}."
            if shared
            else "De gemeente heeft nog geen versie."
        )
        return Voorwaarde(label, True, text)
    return Voorwaarde(
        label, False, "Er is niets gewijzigd sinds de vorige versie.", "Bekijk de versies", versions
    )
