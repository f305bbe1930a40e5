"""A document that COA sent with a version: its picture and its file, behind the gate of that version (besluit 0036)."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.policy import get_visible_or_404, visible
from coa_portal.access.roles import TIER_CAPABILITIES
from coa_portal.audit.reading import Channel, log_reading, log_refusal_later
from coa_portal.common.uploads.preview import CONTENT_TYPE, PREVIEW_NAME
from coa_portal.web.files import stored_file
from koppeling.models import KEPT_OF_JOINED
from overdracht.gemeente.dossier import personen
from overdracht.models import GedeeldDocument

_ACTIVITY = "raadplegen-doorgezet-profiel"
_VERSION = "versie__payload"  # nothing of it is shown here


def _document_or_404(
    request: HttpRequest, koppeling: UUID, versie: UUID, key: UUID, channel: Channel = Channel.PAGE
) -> GedeeldDocument:
    """The document with its version, or 404 with a line in the log of refusals."""
    rows = visible(GedeeldDocument, request.user).select_related("versie__koppeling__gemeente")
    rows = rows.defer(_VERSION, *(f"versie__{name}" for name in KEPT_OF_JOINED))
    try:
        return get_visible_or_404(
            GedeeldDocument,
            request.user,
            rows,
            versie=versie,
            document=key,
            versie__koppeling=koppeling,
        )
    except Http404:
        log_refusal_later(request, what="document", object_id=key, channel=channel)
        raise


def _log(request: HttpRequest, row: GedeeldDocument, what: str, channel: Channel = Channel.PAGE) -> None:
    log_reading(
        request,
        what=what,
        subjects=[row.versie.vergunninghouder_id],
        object_id=row.document,
        version=str(row.versie.nummer),
        channel=channel,
    )


@page(TIER_CAPABILITIES[2], activity=_ACTIVITY, rate=rates.LIST)
def document(request: HttpRequest, pk: UUID, versie: UUID, document: UUID) -> HttpResponse:
    """What it is, with a picture of the first page."""
    row = _document_or_404(request, pk, versie, document)
    _log(request, row, "document")
    version = row.versie
    people = personen(version.koppeling, request.user)
    person = next(p for p in people if p.betrokkene.vergunninghouder_id == version.vergunninghouder_id)
    context = {
        "koppeling": version.koppeling,
        "versie": version,
        "document": row,
        "persoon": person,
        "versietitel": f"Klantprofiel, versie {version.nummer}",
        "kenmerken": [person.titel, version.koppeling.referentie, row.soort_naam],
        "is_laatste": person.versies[0].pk == version.pk,
    }
    return render(request, "overdracht/gemeente/document.html", context)


@page(TIER_CAPABILITIES[2], activity=_ACTIVITY, rate=rates.PDF)
def document_bestand(request: HttpRequest, pk: UUID, versie: UUID, document: UUID) -> HttpResponse:
    """The file, always as a download."""
    row = _document_or_404(request, pk, versie, document, Channel.FILE)
    response = stored_file(row.bestand, row.bestand_soort, download_as=row.download_name)
    _log(request, row, "document", Channel.FILE)
    return response


@page(TIER_CAPABILITIES[2], activity=_ACTIVITY, rate=rates.LIST)
def document_voorbeeld(request: HttpRequest, pk: UUID, versie: UUID, document: UUID) -> HttpResponse:
    """The picture of the first page."""
    row = _document_or_404(request, pk, versie, document)
    response = stored_file(row.voorbeeld, CONTENT_TYPE, download_as=PREVIEW_NAME)
    _log(request, row, "voorbeeld van document")
    return response
