"""The inbox of an account."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from coa_portal.access import rates
from coa_portal.access.declare import Audience, page
from coa_portal.access.policy import get_visible_or_404
from coa_portal.accounts.requests import AccountRequest
from coa_portal.notifications import actions, selectors
from coa_portal.notifications.forms import InboxFilter
from coa_portal.notifications.models import Melding

_PER_PAGE = 20


@page(Audience.ACCOUNT, activity="meldingen", scope="de eigen meldingen", rate=rates.LIST)
def inbox(request: AccountRequest) -> HttpResponse:
    """The meldingen of the account; what may no longer be seen shows that there was something, not what."""
    form = InboxFilter(request.GET)
    rows = selectors.inbox(request.user)
    only_unread = form.is_valid() and form.cleaned_data["toon"] == "ongelezen"
    if only_unread:
        rows = rows.filter(read_at=None)
    page_obj = Paginator(rows, _PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "form": form,
        "page_obj": page_obj,
        "rijen": selectors.inbox_rows(request.user, list(page_obj.object_list)),
        "alleen_ongelezen": only_unread,
    }
    return render(request, "notifications/postvak.html", context)


@page(Audience.ACCOUNT, activity="meldingen", scope="de eigen meldingen")
def open_melding(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Mark as read and go to the subject; 404 with an explanation when the account may no longer see it."""
    melding = get_visible_or_404(Melding, request.user, pk=pk)
    actions.mark_read(melding=melding, acting_user=request.user)
    link = selectors.link_of(request.user, melding)
    if link is None:
        return render(request, "notifications/niet_meer.html", status=404)
    return redirect(link)


@page(Audience.ACCOUNT, activity="meldingen", scope="de eigen meldingen", methods=("POST",))
def read(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Mark one melding as read and go back to the list."""
    actions.mark_read(melding=get_visible_or_404(Melding, request.user, pk=pk), acting_user=request.user)
    return _back(request)


@page(Audience.ACCOUNT, activity="meldingen", scope="de eigen meldingen", methods=("POST",))
def read_all(request: AccountRequest) -> HttpResponse:
    """Mark everything as read."""
    number = actions.mark_all_read(acting_user=request.user)
    messages.success(request, "1 melding is gelezen." if number == 1 else f"{number} meldingen zijn gelezen.")
    return _back(request)


def _back(request: AccountRequest) -> HttpResponse:
    chosen = "?toon=ongelezen" if request.POST.get("toon") == "ongelezen" else ""
    return redirect(f"{reverse('notifications:inbox')}{chosen}")
