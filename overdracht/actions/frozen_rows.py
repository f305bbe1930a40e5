"""Writing what is sent: the head of a payload, its parts, and what it says of other members (R4, R5)."""

from uuid import UUID

from overdracht.models import (
    Profielversie,
    ScreeningOnderdeel,
    Screeningspublicatie,
    VersieGezinslid,
    VersieOnderdeel,
)
from overdracht.payload import Payload, split_members, split_sections


def save_version(version: Profielversie, payload: Payload) -> None:
    """Freeze a Profielversie. Members open by an own consent, sections by what a reader was granted (R5)."""
    without_members, members = split_members(payload)
    version.payload, parts = split_sections(without_members)
    version.save()
    VersieOnderdeel.objects.bulk_create(
        VersieOnderdeel(
            versie=version,
            gemeente_id=version.gemeente_id,
            onderdeel=part.onderdeel,
            volgorde=number,
            section=part.section,
        )
        for number, part in enumerate(parts)
    )
    VersieGezinslid.objects.bulk_create(
        VersieGezinslid(
            versie=version,
            koppeling_id=version.koppeling_id,
            gemeente_id=version.gemeente_id,
            vergunninghouder_id=UUID(member.person),
            plaats=member.place,
            cells=member.cells,
        )
        for member in members
    )


def save_screening(screening: Screeningspublicatie, payload: Payload) -> None:
    """Freeze a screening, each fact under the section of the klantprofiel that it belongs to."""
    screening.payload, parts = split_sections(payload)
    screening.save()
    ScreeningOnderdeel.objects.bulk_create(
        ScreeningOnderdeel(
            screening=screening,
            gemeente_id=screening.gemeente_id,
            onderdeel=part.onderdeel,
            volgorde=number,
            section=part.section,
        )
        for number, part in enumerate(parts)
    )
