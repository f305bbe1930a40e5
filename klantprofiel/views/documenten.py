"""The documents on a dossier: the list, one document with its picture, and every step."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.policy import get_visible_or_404, require, visible
from coa_portal.audit.reading import Channel, log_reading
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.common.uploads.preview import CONTENT_TYPE, PREVIEW_NAME
from coa_portal.web.files import stored_file
from coa_portal.web.forms import PortaalForm, apply_domain_error
from klantprofiel.actions import add_document, correct_document, replace_document, withdraw_document
from klantprofiel.documenten import count_documents, documents_of, proof_text, provable, who_sees
from klantprofiel.documentsoorten import SOORTEN, VERKLARING
from klantprofiel.forms import DocumentFilter, DocumentForm, DocumentIntrekkenForm
from klantprofiel.history import document_history
from klantprofiel.lifecycle import DOCUMENT
from klantprofiel.models import Document, Vergunninghouder
from klantprofiel.panels import register_panel
from klantprofiel.policy import ENTER, WRITE
from klantprofiel.selectors import documents, profile_of
from klantprofiel.views.shared import dossier_url, get_person, may, person_marks

_ACTIVITY = "bijhouden-documenten"


def documents_panel(request: HttpRequest, person: Vergunninghouder) -> SafeString:
    """Beside the dossier: how many documents there are, and the way to them."""
    counts = count_documents(request, person)
    context = {
        "person": person,
        "aantal": sum(number for _, number in counts),
        "per_soort": counts,
        "edit": may(request, "edit_profiel", person),
    }
    return render_to_string("klantprofiel/_documenten.html", context, request)


def register_documents_panel() -> None:
    """Called in `AppConfig.ready()`."""
    register_panel(25, documents_panel, side=True)


def documents_url(person: Vergunninghouder) -> str:
    """The list of documents of a dossier."""
    return reverse("klantprofiel:documenten", args=[person.pk])


@page(ENTER, activity=_ACTIVITY, rate=rates.LIST)
def documenten(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything there is on paper of one person; `?soort=` narrows it."""
    person = get_person(request, pk)
    log_reading(request, what="documenten", subjects=[person.pk], object_id=person.pk)
    wanted = request.GET.get("soort", "")
    wanted = wanted if wanted in {*SOORTEN, VERKLARING} else ""
    lijst = documents_of(request, person, wanted)
    context = _about(person) | {
        "lijst": lijst,
        "filters": DocumentFilter(request.GET, soorten=lijst.soorten) if lijst.soorten else None,
        "is_gefilterd": bool(wanted),
        "edit": may(request, "edit_profiel", person),
        "nieuw_url": reverse("klantprofiel:document_nieuw", args=[person.pk]),
    }
    return render(request, "klantprofiel/documenten.html", context)


def _about(person: Vergunninghouder) -> dict[str, Any]:
    return {
        "person": person,
        "kenmerken": [person.naam, *person_marks(person)],
        "dossier_url": dossier_url(person),
        "documenten_url": documents_url(person),
    }


def _get_document(request: HttpRequest, pk: UUID) -> Document:
    rows = documents(visible(Document, request.user))
    return get_visible_or_404(Document, request.user, rows, pk=pk)


def _log(request: HttpRequest, row: Document, what: str, channel: Channel = Channel.PAGE) -> None:
    log_reading(request, what=what, subjects=[row.vergunninghouder_id], object_id=row.pk, channel=channel)


@page(WRITE, activity=_ACTIVITY, methods=("GET", "POST"), rate=rates.UPLOAD)
def document_nieuw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a document on the dossier."""
    person = get_person(request, pk)
    require(request.user, "edit_profiel", person)
    log_reading(request, what="documenten", subjects=[person.pk], object_id=person.pk)
    form = _form(request, person)
    if form.is_valid():
        made = _attempt(
            form,
            lambda: add_document(
                vergunninghouder=person,
                feiten=form.feiten,
                bestand=form.cleaned_data["bestand"],
                acting_user=request.user,
            ),
        )
        if made is not None:
            messages.success(request, "Het document is toegevoegd.")
            return redirect("klantprofiel:document", pk=made.pk)
    return _form_page(request, person, form, "Document toevoegen", "Toevoegen")


def _form(
    request: HttpRequest, person: Vergunninghouder, document: Document | None = None, **how: Any
) -> Any:
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    return DocumentForm(
        *sent,
        provable=provable(profile_of(person)),
        may_share=may(request, "share_document", person),
        document=document,
        **how,
    )


def _attempt(form: PortaalForm, step: Callable[[], Document]) -> Document | None:
    """Take the step whole or not at all; a refusal stands at its field."""
    try:
        with transaction.atomic():
            return step()
    except NotAllowed:
        raise
    except DomainError as error:
        apply_domain_error(form, error)
        return None


def _form_page(
    request: HttpRequest,
    person: Vergunninghouder,
    form: Any,
    titel: str,
    knop: str,
    document: Document | None = None,
) -> HttpResponse:
    if form.is_bound:
        form.ask_again(provable(profile_of(person)))
    back = reverse("klantprofiel:document", args=[document.pk]) if document else documents_url(person)
    context = _about(person) | {
        "form": form,
        "titel": titel,
        "knop": knop,
        "document": document,
        "terug_url": back,
        "may_share": may(request, "share_document", person),
    }
    return render(request, "klantprofiel/document_formulier.html", context)


@page(ENTER, activity=_ACTIVITY, rate=rates.LIST)
def document(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One document: its picture, what is said of it, what happened to it."""
    row = _get_document(request, pk)
    person = get_person(request, row.vergunninghouder_id)
    _log(request, row, "document")
    edit = may(request, "edit_profiel", person)
    context = _about(person) | {
        "document": row,
        "zichtbaar": who_sees([row])[row.pk],
        "toont": proof_text(profile_of(person), row.bewijst),
        "geschiedenis": document_history(row),
        "opvolger": visible(Document, request.user).filter(vervangt=row).first(),
        "edit": edit and row.is_current,
        "may_withdraw": edit and row.status != "ingetrokken",
    }
    return render(request, "klantprofiel/document.html", context)


@page(WRITE, activity=_ACTIVITY, methods=("GET", "POST"))
def document_wijzigen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct what is said of a document, or choose again who may see it."""
    row, person = _for_change(request, pk, "replace")
    form = _form(request, person, row, with_file=False)
    if form.is_valid():
        made = _attempt(
            form,
            lambda: correct_document(
                document=row,
                feiten=form.feiten,
                stand=form.stand_gezien or row.created_at,
                acting_user=request.user,
            ),
        )
        if made is not None:
            messages.success(request, "Het document is gewijzigd.")
            return redirect("klantprofiel:document", pk=row.pk)
    return _form_page(request, person, form, "Document wijzigen", "Opslaan", row)


@page(WRITE, activity=_ACTIVITY, methods=("GET", "POST"), rate=rates.UPLOAD)
def document_vervangen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a newer document in the place of this one."""
    row, person = _for_change(request, pk, "replace")
    form = _form(request, person, row)
    if form.is_valid():
        made = _attempt(
            form,
            lambda: replace_document(
                document=row,
                feiten=form.feiten,
                bestand=form.cleaned_data["bestand"],
                acting_user=request.user,
            ),
        )
        if made is not None:
            messages.success(request, "Het nieuwe document staat in het dossier.")
            return redirect("klantprofiel:document", pk=made.pk)
    return _form_page(request, person, form, "Document vervangen", "Vervangen", row)


@page(WRITE, activity=_ACTIVITY, methods=("GET", "POST"))
def document_intrekken(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a document out of the dossier; its file is destroyed."""
    row, person = _for_change(request, pk, "withdraw")
    form = DocumentIntrekkenForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _attempt(
        form,
        lambda: withdraw_document(document=row, reden=form.cleaned_data["reden"], acting_user=request.user),
    ):
        messages.success(request, "Het document is ingetrokken en het bestand is vernietigd.")
        return redirect(documents_url(person))
    context = _about(person) | {
        "form": form,
        "document": row,
        "zichtbaar": who_sees([row])[row.pk],
        "terug_url": reverse("klantprofiel:document", args=[row.pk]),
    }
    return render(request, "klantprofiel/document_intrekken.html", context)


def _for_change(request: HttpRequest, pk: UUID, step: str) -> tuple[Document, Vergunninghouder]:
    """The document and its person; where the step can no longer be taken there is no form to fill in (409)."""
    row = _get_document(request, pk)
    person = get_person(request, row.vergunninghouder_id)
    require(request.user, "edit_profiel", person)
    DOCUMENT.judge(row.status, step)
    _log(request, row, "document")
    return row, person


@page(ENTER, activity=_ACTIVITY, rate=rates.PDF)
def document_bestand(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file, always as a download: somebody else made it."""
    row = _get_document(request, pk)
    response = stored_file(row.bestand.name or "", row.bestand_soort, download_as=row.download_name)
    _log(request, row, "document", Channel.FILE)
    return response


@page(ENTER, activity=_ACTIVITY, rate=rates.LIST)
def document_voorbeeld(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The picture of the first page, which the portal drew itself."""
    row = _get_document(request, pk)
    response = stored_file(row.voorbeeld.name or "", CONTENT_TYPE, download_as=PREVIEW_NAME)
    _log(request, row, "voorbeeld van document")
    return response
