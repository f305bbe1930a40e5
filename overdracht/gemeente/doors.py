"""How the pages and the API of a gemeente fetch an object and write down that it was read or refused (R2, R10)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from coa_portal.access.policy import get_visible_or_404, visible
from coa_portal.audit.reading import Channel, log_reading, log_refusal_later
from koppeling.models import KEPT_OF_JOINED, Koppeling
from overdracht.gemeente import selectors
from overdracht.gemeente.dossier import Getoond, Persoon, personen
from overdracht.models import Betrokkene, Profielversie
from overdracht.payload import Payload
from overdracht.pdf.of_version import pdf_filename, version_pdf
from overdracht.readers import members_in, open_people


def koppeling_or_404(request: HttpRequest, pk: UUID, *, channel: Channel = Channel.PAGE) -> Koppeling:
    """A koppeling of the own gemeente, ended ones too; a refusal is logged."""
    rows = selectors.koppelingen(request.user)
    found: Koppeling = _found(request, "koppeling", Koppeling, rows, channel=channel, pk=pk)
    return found


def version_or_404(
    request: HttpRequest, pk: UUID, *, koppeling: UUID | None = None, channel: Channel = Channel.PAGE
) -> Profielversie:
    """An open version; also refused where the koppeling in the address is another one."""
    rows = visible(Profielversie, request.user).select_related("koppeling", "gemeente").defer(*KEPT_OF_JOINED)
    if koppeling is not None:
        rows = rows.filter(koppeling=koppeling)
    found: Profielversie = _found(request, "profielversie", Profielversie, rows, channel=channel, pk=pk)
    return found


def person_or_404(request: HttpRequest, koppeling: Koppeling, pk: UUID) -> Persoon:
    """A member of the household of an active koppeling."""
    for person in personen(koppeling, request.user):
        if person.betrokkene.pk == pk:
            return person
    log_refusal_later(request, what="betrokkene", object_id=pk)
    raise Http404


def _found(
    request: HttpRequest,
    what: str,
    model: type[Model],
    rows: "QuerySet[Any]",
    *,
    channel: Channel = Channel.PAGE,
    pk: UUID,
) -> Any:
    try:
        return get_visible_or_404(model, request.user, queryset=rows, pk=pk)
    except Http404:
        log_refusal_later(request, what=what, object_id=pk, channel=channel)
        raise


def pdf_answer(version: Profielversie, gebruiker: Any) -> HttpResponse:
    """The PDF of an open version, always as a download; its name tells nothing about the person."""
    number = (
        visible(Betrokkene, gebruiker)
        .values_list("volgnummer", flat=True)
        .get(koppeling=version.koppeling_id, vergunninghouder=version.vergunninghouder_id)
    )
    response = HttpResponse(version_pdf(version, gebruiker), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{pdf_filename(version, number)}"'
    return response


def log_shown(request: HttpRequest, what: str, shown: Getoond, *, channel: Channel = Channel.PAGE) -> None:
    """Write down that a frozen payload was read: of its person, and of the members it names."""
    log_frozen(request, what, shown.row, shown.payload, channel=channel)


def log_frozen(
    request: HttpRequest, what: str, row: Any, payload: Payload, *, channel: Channel = Channel.PAGE
) -> None:
    """As `log_shown`, for a row and the payload as the reader gets it."""
    named = members_in(payload)
    others = open_people(row.koppeling_id, named, request.user) if named else set()
    subjects = {str(row.vergunninghouder_id), *others}
    log_reading(
        request,
        what=what,
        subjects=sorted(subjects),
        object_id=row.pk,
        version=str(getattr(row, "nummer", "")),
        channel=channel,
    )


def log_named(request: HttpRequest, koppeling: Koppeling, people: Iterable[Persoon]) -> None:
    """Write down that the names of these members of a household were shown; nothing for who has only a number."""
    named = [person.betrokkene.vergunninghouder_id for person in people if person.naam]
    if named:
        log_reading(request, what="namen huishouden", subjects=named, object_id=koppeling.pk)
