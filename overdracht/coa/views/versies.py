"""What was sent before, as the gemeente reads or read it (R19)."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.policy import get_visible_or_404, visible
from coa_portal.audit.reading import Channel, log_reading
from coa_portal.common.dates import long_date
from klantprofiel.models import Vergunninghouder
from overdracht.coa.documenten import document_pages
from overdracht.coa.views.shared import READ, crumbs, get_person, may
from overdracht.models import Betrokkene, Inzage, Profielversie
from overdracht.pdf.of_version import pdf_filename, version_pdf
from overdracht.readers import changes_shown, payloads_for_reader
from overdracht.vergelijk_form import VergelijkForm
from overdracht.vergelijken import count, differences

_ACTIVITY = "doorzetten"


@dataclass(frozen=True)
class Line:
    """One version in the list. `is_open`: the gemeente can read it now."""

    version: Profielversie
    is_open: bool


def lines_of(versions: list[Profielversie]) -> list[Line]:
    """With each version whether its gemeente can read it now, in one query."""
    rows = Inzage.objects.filter(betrokkene__in=_betrokkenen(versions), tier__gte=2)
    since = dict(rows.values_list("koppeling_id", "sinds"))
    return [Line(row, _is_since(row, since.get(row.koppeling_id))) for row in versions]


def _is_since(row: Profielversie, opened: dt.datetime | None) -> bool:
    return opened is not None and row.doorgezet_op >= opened


def _betrokkenen(versions: list[Profielversie]) -> list[Betrokkene]:
    keys = {(row.koppeling_id, row.vergunninghouder_id) for row in versions}
    rows = Betrokkene.objects.filter(
        koppeling__in={key for key, _ in keys}, vergunninghouder__in={key for _, key in keys}
    )
    return list(rows)


@page(READ, activity=_ACTIVITY)
def versies(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every version of a person, of earlier gemeenten too."""
    person = get_person(request, pk)
    log_reading(request, what="profielversies", subjects=[person.pk], object_id=person.pk)
    rows = _versions_of(request, person)
    context = crumbs(person, lines=lines_of(rows), may_publish=may(request, "doorzetten", person))
    return render(request, "overdracht/coa/versies.html", context)


def _versions_of(request: HttpRequest, person: Vergunninghouder) -> list[Profielversie]:
    """The newest first, with their gemeente; without payloads."""
    rows = visible(Profielversie, request.user).filter(vergunninghouder=person).defer("payload")
    return list(rows.select_related("gemeente", "koppeling").order_by("-doorgezet_op"))


@page(READ, activity=_ACTIVITY)
def vergelijken(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Any two versions of a person side by side, of different gemeenten too: what the one says and the other not."""
    person = get_person(request, pk)
    rows = _versions_of(request, person)
    several = len({row.gemeente_id for row in rows}) > 1
    form = VergelijkForm(request.GET, versies=rows, with_gemeente=several) if len(rows) > 1 else None
    pair = form.pair if form else None
    context = crumbs(person, form=form, paar=pair)
    if pair is None:
        log_reading(request, what="profielversies", subjects=[person.pk], object_id=person.pk)
    if pair is not None:
        for row in pair:
            log_reading(
                request,
                what="profielversie",
                subjects=[person.pk],
                object_id=row.pk,
                version=str(row.nummer),
            )
        found = differences(*(payloads_for_reader([row], request.user)[0] for row in pair))
        context |= {"verschillen": found, "aantal": count(found)}
    return render(request, "overdracht/coa/vergelijken.html", context)


def _get_version(request: HttpRequest, pk: UUID) -> Profielversie:
    rows = visible(Profielversie, request.user).select_related(
        "vergunninghouder__plaatsingseenheid", "gemeente", "koppeling"
    )
    return get_visible_or_404(Profielversie, request.user, rows, pk=pk)


@page(READ, activity=_ACTIVITY)
def versie(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One version as the gemeente reads it, with what differs from the version before it."""
    row = _get_version(request, pk)
    log_reading(
        request,
        what="profielversie",
        subjects=[row.vergunninghouder_id],
        object_id=row.pk,
        version=str(row.nummer),
    )
    older = Profielversie.objects.filter(
        koppeling=row.koppeling_id, vergunninghouder=row.vergunninghouder_id, nummer=row.nummer - 1
    ).first()
    shown = payloads_for_reader([row, older] if older else [row], request.user)
    context = crumbs(
        row.vergunninghouder,
        row.koppeling,
        version=row,
        titel=f"Versie {row.nummer}",
        older=older,
        line=lines_of([row])[0],
        data=shown[0],
        documenten=document_pages(shown[0]),
        changed=changes_shown(shown[1] if older else None, shown[0]),
    )
    sent_on = long_date(timezone.localdate(row.doorgezet_op))
    context["kenmerken"].append(f"Doorgezet op {sent_on} door {row.doorgezet_door_naam}")
    return render(request, "overdracht/coa/versie.html", context)


@page(READ, activity=_ACTIVITY, rate=rates.PDF)
def versie_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same as a document."""
    row = _get_version(request, pk)
    place = Betrokkene.objects.get(koppeling=row.koppeling_id, vergunninghouder=row.vergunninghouder_id)
    log_reading(
        request,
        what="profielversie",
        subjects=[row.vergunninghouder_id],
        object_id=row.pk,
        version=str(row.nummer),
        channel=Channel.PDF,
    )
    response = HttpResponse(version_pdf(row, request.user), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{pdf_filename(row, place.volgnummer)}"'
    return response
