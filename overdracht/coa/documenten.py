"""What this side knows of the documents of a dossier: declarations that were signed, and what a gemeente reads now."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from coa_portal.access.policy import visible
from coa_portal.web.payload import document_keys
from klantprofiel.documenten import Elders, register_papers, register_sharing
from klantprofiel.documentsoorten import VERKLARING
from klantprofiel.models import Document, Vergunninghouder
from overdracht.models import GedeeldDocument, Inzage, Profielversie, Toestemming, ToestemmingDerde
from overdracht.payload import Payload


def signed_papers(request: HttpRequest, person: Vergunninghouder) -> Sequence[Elders]:
    """Every declaration that the person signed, and those for a third party that were signed apart; whatever became of
    them (R6: what was signed stays in COA's books)."""
    consents = visible(Toestemming, request.user).filter(vergunninghouder=person).exclude(document="")
    signed = list(consents.select_related("gemeente"))
    apart = ToestemmingDerde.objects.filter(toestemming__in=[row.pk for row in signed]).exclude(document="")
    who = dict(
        Toestemming.history.filter(id__in=[row.pk for row in signed], status="gegeven")
        .order_by("-history_date")
        .values_list("id", "history_user__naam")
    )
    page = reverse("overdracht:toestemming", args=[person.pk])
    found = [
        Elders(
            VERKLARING,
            f"Toestemmingsverklaring voor gemeente {row.gemeente}{_ended(row)}",
            row.ondertekend_op or timezone.localdate(row.created_at),
            timezone.localdate(row.created_at),
            who.get(row.pk) or "het systeem",
            page,
            reverse("overdracht:toestemming_document", args=[row.pk]),
        )
        for row in signed
    ]
    found += [
        Elders(
            VERKLARING,
            f"Verklaring voor {row.derde_partij.naam}{'' if row.is_named else ', ingetrokken'}",
            row.genoemd_op,
            timezone.localdate(row.created_at),
            who.get(row.toestemming_id) or "het systeem",
            page,
        )
        for row in apart.select_related("derde_partij")
    ]
    return found


def _ended(row: Toestemming) -> str:
    return "" if row.status == "gegeven" else f", {row.status_label.lower()}"


def read_by_gemeenten(rows: Sequence[Document]) -> dict[UUID, str]:
    """Of those documents that a gemeente can read now: who that is, in two queries."""
    sent = list(
        GedeeldDocument.objects.filter(document__in=[row.pk for row in rows], teruggenomen_op=None)
        .select_related("versie", "gemeente")
        .defer("versie__payload")
        .order_by("versie__doorgezet_op")
    )
    people = {row.versie.vergunninghouder_id for row in sent}
    gates = Inzage.objects.filter(vergunninghouder__in=people, tier__gte=Profielversie.TIER)
    since = {(row.koppeling_id, row.vergunninghouder_id): row.sinds for row in gates}
    found: dict[UUID, str] = {}
    for row in sent:
        opened = since.get((row.versie.koppeling_id, row.versie.vergunninghouder_id))
        if opened is not None and row.versie.doorgezet_op >= opened:
            found.setdefault(
                row.document, f"Het COA en gemeente {row.gemeente}, sinds versie {row.versie.nummer}"
            )
    return found


def document_pages(data: Payload) -> dict[str, str]:
    """Key of each document in a payload → its page at COA."""
    return {key: reverse("klantprofiel:document", args=[key]) for key in document_keys(data)}


def register() -> None:
    """Called in `AppConfig.ready()`."""
    register_papers(signed_papers)
    register_sharing(read_by_gemeenten)
