"""The inbox of an account."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from coa_portal.access import rates
from coa_portal.access.declare import Audience, page
from coa_portal.access.policy import get_visible_or_404
from coa_portal.accounts.requests import AccountRequest
from coa_portal.notifications import actions, selectors
from coa_portal.notifications.following import followed_in_words
from coa_portal.notifications.forms import STOP, InboxFilter, VolgenForm, VoorkeurenForm
from coa_portal.notifications.kinds import followable
from coa_portal.notifications.models import Melding, Wijze
from coa_portal.notifications.preferences import kinds_for, own_choices, own_defaults

_PER_PAGE = 20


@page(Audience.ACCOUNT, activity="meldingen", scope="de eigen meldingen", rate=rates.LIST)
def inbox(request: AccountRequest) -> HttpResponse:
    """The meldingen of the account; what may no longer be seen shows that there was something, not what."""
    form = InboxFilter(request.GET)
    rows = selectors.filtered(request.user, form.chosen)
    page_obj = Paginator(rows, _PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "form": form,
        "page_obj": page_obj,
        "rijen": selectors.inbox_rows(request.user, list(page_obj.object_list)),
        "gekozen": form.chosen,
        "alleen_ongelezen": form.chosen == {"toon": "ongelezen"},
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
    """Mark everything as read, or everything that the filter of the list shows."""
    chosen = InboxFilter(request.POST).chosen
    rows = selectors.filtered(request.user, chosen) if chosen else None
    number = actions.mark_all_read(acting_user=request.user, rows=rows)
    messages.success(request, "1 melding is gelezen." if number == 1 else f"{number} meldingen zijn gelezen.")
    return _back(request)


def _back(request: AccountRequest) -> HttpResponse:
    chosen = InboxFilter(request.POST).chosen
    return redirect(f"{reverse('notifications:inbox')}{'?' + urlencode(chosen) if chosen else ''}")


@page(
    Audience.ACCOUNT,
    activity="meldingen",
    scope="het eigen account",
    methods=("GET", "POST"),
    rate=rates.LIST,
)
def preferences(request: AccountRequest) -> HttpResponse:
    """How the account hears of each kind of melding, and which dossiers it follows."""
    kinds = kinds_for(request.user)
    defaults = own_defaults(request.user)
    initial = {code: str(wijze) for code, wijze in (defaults | own_choices(request.user)).items()}
    form = VoorkeurenForm(request.POST or None, kinds=kinds, defaults=defaults, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.choose_preferences(choices=form.cleaned_data, acting_user=request.user)
        messages.success(request, "Uw voorkeuren zijn opgeslagen.")
        return redirect("notifications:preferences")
    context = {"form": form, "gevolgd": selectors.following(request.user)}
    return render(request, "notifications/voorkeuren.html", context)


@page(Audience.ACCOUNT, activity="meldingen", scope="dossiers die het account mag zien", methods=("POST",))
def follow(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Follow a dossier, hear nothing of it, or leave it to the preferences. Stopping is possible for what the account
    chose before, even when it may no longer see it."""
    shown = followable(request.user, [pk]).get(pk)
    form = VolgenForm(request.POST)
    wants_to_stop = form.is_valid() and form.cleaned_data["wijze"] == STOP
    if shown is None and not (wants_to_stop and selectors.following_of(request.user, pk)):
        raise Http404
    if wants_to_stop:
        actions.unfollow(subject_id=pk, acting_user=request.user)
        messages.success(request, "U volgt dit dossier niet meer.")
    elif form.is_valid():
        wijze = Wijze(form.cleaned_data["wijze"])
        actions.follow(subject_id=pk, wijze=wijze, acting_user=request.user)
        messages.success(request, followed_in_words(wijze))
    else:
        messages.error(request, "Kies hoe u meldingen over dit dossier wilt krijgen.")
    back = request.POST.get("terug", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = shown.url if shown else reverse("notifications:preferences")
    return redirect(back)
