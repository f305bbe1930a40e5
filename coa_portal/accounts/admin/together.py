"""One step on several toekenningen: chosen in the list, confirmed on a page that names them, done one by one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from coa_portal.accounts import actions
from coa_portal.accounts.admin import steps
from coa_portal.accounts.models import Toekenning
from coa_portal.accounts.requests import acting
from coa_portal.common.errors import DomainError

# a page of the list; more would not be read before confirming
MOST = 50


@dataclass(frozen=True)
class Step:
    """What is done with each row, and its words: an infinitive, the question, what is said of a row that is done."""

    name: str
    action: Callable[..., Toekenning]
    form_class: type[forms.Form]
    done: str
    question: str


EXTEND = Step(
    "Verlengen", actions.extend_toekenning, steps.EndDateForm, "De einddatum is gewijzigd.",
    "Heeft elk van deze personen de toegang nog nodig voor het werk?",
)  # fmt: skip
BLOCK = Step(
    "Blokkeren", actions.block_toekenning, steps.ReasonForm, "De toekenning is geblokkeerd.",
    "Deze personen zien meteen niets meer door deze toekenningen. Deblokkeren kan later, per toekenning.",
)  # fmt: skip
END = Step(
    "Beëindigen", actions.end_toekenning, steps.ReasonForm, "De toekenning is beëindigd.",
    "Deze toekenningen eindigen meteen. Dit is niet terug te draaien: toegang moet dan opnieuw worden toegekend.",
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What happened to one row, in a sentence."""

    row: Toekenning
    is_done: bool
    text: str


def ask(
    model_admin: "admin.ModelAdmin[Any]", request: HttpRequest, rows: "QuerySet[Toekenning]", page: str
) -> HttpResponse | None:
    """From the list to the page that confirms. The rows stand in its address, so that signing in again (R14)
    comes back to the same question."""
    keys = list(rows.order_by("gebruiker__naam", "pk").values_list("pk", flat=True)[: MOST + 1])
    if len(keys) > MOST:
        messages.error(request, f"Kies hoogstens {MOST} toekenningen tegelijk.")
        return None
    query = urlencode([("id", key) for key in keys])
    return redirect(f"{reverse(f'admin:accounts_toekenning_{page}')}?{query}")


def take(model_admin: "admin.ModelAdmin[Any]", request: HttpRequest, step: Step) -> HttpResponse:
    """Ask once, do it for each row on its own, and tell of each what happened: one refusal stops no other."""
    rows = _chosen(model_admin, request)
    form = step.form_class(request.POST if request.method == "POST" else None)
    count = "1 toekenning" if len(rows) == 1 else f"{len(rows)} toekenningen"
    if request.method == "POST" and form.is_valid():
        outcomes = [_do(request, step, row, form.cleaned_data) for row in rows]
        refused = sum(not outcome.is_done for outcome in outcomes)
        page = {
            **model_admin.admin_site.each_context(request),
            "title": f"{step.name}: {len(rows) - refused} gelukt, {refused} niet",
            "opts": model_admin.opts,
            "outcomes": sorted(outcomes, key=lambda outcome: outcome.is_done),
            "refused": refused,
        }
        return render(request, "admin/accounts/samen_klaar.html", page)
    return steps.show_form(
        model_admin,
        request,
        form,
        title=f"{step.name}: {count}",
        button=f"{step.name} ({len(rows)})",
        intro=step.question,
        template="admin/accounts/samen.html",
        rows=rows,
    )


def _chosen(model_admin: "admin.ModelAdmin[Any]", request: HttpRequest) -> list[Toekenning]:
    """The rows of the address, or 404 when there are none."""
    try:
        keys = [UUID(key) for key in request.GET.getlist("id")[:MOST]]
    except ValueError:
        raise Http404 from None
    rows: Any = model_admin.get_queryset(request).filter(pk__in=keys)
    found = list(rows.with_parents().select_related("gebruiker").order_by("gebruiker__naam", "pk"))
    if not found:
        raise Http404
    return found


def _do(request: HttpRequest, step: Step, row: Toekenning, cleaned: dict[str, Any]) -> Outcome:
    try:
        step.action(toekenning=row, acting_user=acting(request), **cleaned)
    except DomainError as error:
        return Outcome(row, False, str(error))
    steps.log(request, row, step.done)
    return Outcome(row, True, step.done)
