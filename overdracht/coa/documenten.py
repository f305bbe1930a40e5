"""The signed declarations among the documents of a dossier: kept with their consent, shown with a link."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from coa_portal.access.policy import visible
from klantprofiel.documenten import Elders, register_papers
from klantprofiel.documentsoorten import VERKLARING
from klantprofiel.models import Vergunninghouder
from overdracht.models import Toestemming, ToestemmingDerde


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


def register() -> None:
    """Called in `AppConfig.ready()`."""
    register_papers(signed_papers)
