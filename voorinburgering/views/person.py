"""What the pages of one person's Voorinburgering share."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html

from coa_portal.access.policy import get_visible_or_404, policy_of, visible
from coa_portal.audit.reading import log_reading
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.web.forms import PortaalForm, apply_domain_error
from klantprofiel.models import Vergunninghouder

ACTIVITY = "begeleiden-voorinburgering"


def opened_person(request: HttpRequest, pk: UUID) -> Vergunninghouder:
    """The visible person, or 404; a line in the reading log."""
    people = visible(Vergunninghouder, request.user).select_related(
        "plaatsingseenheid", "dossier_locatie", "klantprofiel"
    )
    person = get_visible_or_404(Vergunninghouder, request.user, people, pk=pk)
    log_reading(request, what="voorinburgering", subjects=[person.pk], object_id=person.pk)
    return person


def may(request: HttpRequest, step: str, person: Vergunninghouder) -> bool:
    """Whether a button is shown; the action asks again."""
    return bool(policy_of(Vergunninghouder).may(request.user, step, person))


def crumbs(person: Vergunninghouder, **more: Any) -> dict[str, Any]:
    """The context that every page of one person needs."""
    marks: list[str] = [
        format_html('<span dir="auto">{}</span>', person.naam),
        f"{person.age()} jaar",
        person.plaatsingseenheid.referentie,
    ]
    if person.dossier_locatie:
        marks.append(str(person.dossier_locatie))
    return {
        "person": person,
        "kenmerken": marks,
        "dossier_url": reverse("klantprofiel:dossier", args=[person.pk]),
        "terug_url": reverse("programma:persoon", args=[person.pk]),
        **more,
    }


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when that is nothing; None when the page is only asked for."""
    return request.POST if request.method == "POST" else None


def attempt(form: PortaalForm, step: Callable[[], object]) -> bool:
    """Take the step, whole or not at all; a refusal stands on the form.

    What the account may not do at all is no matter of this form and gets its own page (403).
    """
    try:
        with transaction.atomic():
            step()
    except NotAllowed:
        raise
    except DomainError as error:
        apply_domain_error(form, error)
        return False
    return True


def form_page(
    request: HttpRequest, person: Vergunninghouder, form: PortaalForm, **shown: Any
) -> HttpResponse:
    """One form about one person."""
    return render(request, "voorinburgering/programma/formulier.html", crumbs(person, form=form, **shown))


def back(person: Vergunninghouder, anchor: str = "") -> HttpResponse:
    """To the page of the person, at one of its cards."""
    address = reverse("programma:persoon", args=[person.pk])
    return redirect(f"{address}#{anchor}" if anchor else address)


def done(request: HttpRequest, person: Vergunninghouder, text: str, anchor: str = "") -> HttpResponse:
    """Back to the page of the person, with what was done."""
    messages.success(request, text)
    return back(person, anchor)


def step_at_once(
    request: HttpRequest, person: Vergunninghouder, step: Callable[[], object], text: str, anchor: str = ""
) -> HttpResponse:
    """Take a step without a form; what is refused stands above the page of the person."""
    try:
        with transaction.atomic():
            step()
    except NotAllowed:
        raise
    except DomainError as error:
        messages.error(request, error.message)
        return back(person, anchor)
    return done(request, person, text, anchor)
