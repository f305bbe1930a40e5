"""Writing what is sent: the head of a payload, its parts, and what it says of other members (R4, R5)."""

from collections.abc import Sequence
from uuid import UUID

from klantprofiel.models import Document
from overdracht.models import (
    GedeeldDocument,
    Profielversie,
    ScreeningOnderdeel,
    Screeningspublicatie,
    VersieGezinslid,
    VersieOnderdeel,
)
from overdracht.payload import Payload, split_documents, split_members, split_sections


def save_version(version: Profielversie, payload: Payload) -> None:
    """Freeze a Profielversie. Members open by an own consent, sections by what a reader was granted (R5)."""
    without_documents, documents = split_documents(payload)
    without_members, members = split_members(without_documents)
    version.payload, parts = split_sections(without_members)
    version.save()
    _save_documents(version, documents)
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


def _save_documents(version: Profielversie, keys: Sequence[str]) -> None:
    """Freeze these documents, as they are now, with their version."""
    rows = {str(row.pk): row for row in Document.objects.filter(pk__in=keys)}
    GedeeldDocument.objects.bulk_create(
        GedeeldDocument(
            versie=version,
            gemeente_id=version.gemeente_id,
            document=row.pk,
            onderdeel=row.kind.onderdeel,
            volgorde=number,
            soort=row.soort,
            soort_naam=row.kind.label,
            omschrijving=row.omschrijving,
            datum=row.datum,
            bestand=row.bestand.name,
            voorbeeld=row.voorbeeld.name,
            bestand_soort=row.bestand_soort,
            bytes=row.bytes,
            paginas=row.paginas,
        )
        for number, row in enumerate(rows[key] for key in keys)
    )
