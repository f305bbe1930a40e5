"""The home page: what needs doing now, for whoever is signed in."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from coa_portal.access.declare import Audience, page
from coa_portal.access.roles import Party
from coa_portal.accounts.requests import acting
from coa_portal.accounts.selectors import why_no_access
from coa_portal.audit.reading import log_reading
from coa_portal.common.dates import today
from coa_portal.portaal.work import Werk, gather
from coa_portal.portaal.work.actions import save_weergave
from coa_portal.portaal.work.base import SHOWN
from coa_portal.portaal.work.forms import WerkFilter, filter_of
from coa_portal.portaal.work.regels import MIJN, WIE, bronnen_of, groups, werklijst
from coa_portal.portaal.work.saved import saved_filter
from coa_portal.portaal.work.teller import note_counted
from coa_portal.web.components import Onderdeel

PER_PAGE = 25


@page(
    Audience.ACCOUNT,
    activity="bijhouden-klantprofiel",
    scope="het eigen werk: per blok dezelfde regel als de lijst",
)
def home(request: HttpRequest) -> HttpResponse:
    """Greeting, key figures, the work list, and what else there is to know. All from the visible rows (R2)."""
    werk = gather(request)
    lijst = _list(request, werk)
    if werk.subjects:
        log_reading(request, what="werklijst", subjects=werk.subjects)
    context = {
        "werk": werk,
        "lijst": lijst,
        "groet": greeting(timezone.localtime().hour),
        "naam": _first_name(request),
        "alles_url": "?toon=alles",
        "alles_getoond": werk.shown > SHOWN,
    }
    if not (lijst or werk.cijfers or werk.bloks or werk.uitleg):
        context["geen_toegang"] = why_no_access(acting(request))
    return render(request, "portaal/home.html", context)


def _list(request: HttpRequest, werk: Werk) -> dict[str, Any] | None:
    """The work list as asked for, else as saved; None for an account whose roles bring no such work."""
    account = acting(request)
    if not bronnen_of(account):
        return None
    asks = any(name in request.GET for name in WerkFilter.base_fields)
    saved = saved_filter(account)
    asked = filter_of(request.GET.dict()) if asks or saved is None else saved
    day = today()
    found = werklijst(account, asked, day)
    note_counted(request, found.aantallen[MIJN])
    page_obj = Paginator(found.regels, PER_PAGE).get_page(request.GET.get("pagina"))
    werk.subjects |= {regel.person for regel in page_obj.object_list if regel.person}
    form = WerkFilter(
        vars(asked),
        soorten=found.soorten,
        plaatsen=found.plaatsen,
        plaats_label="Gemeente" if account.party == Party.GEMEENTE else "Opvanglocatie",
    )
    form.is_valid()
    return {
        "asked": asked,
        "form": form,
        "tabs": [
            Onderdeel(f"{label} ({found.aantallen[code]})", f"?wie={code}", is_current=code == asked.wie)
            for code, label in WIE.items()
        ],
        "wis_url": f"?wie={asked.wie}",
        "velden": [(name, value) for name, value in vars(asked).items() if value],
        "groepen": groups(list(page_obj.object_list), day),
        "page_obj": page_obj,
        "rest": found.rest,
        "is_gefilterd": bool(asked.soort or asked.plaats or asked.te_laat),
        "is_bewaard": saved == asked,
    }


@page(
    {"koppel", "doorzetten", "edit_profiel", "plan_gesprek", "record_huisvesting", "manage_overdracht"},
    activity="bijhouden-klantprofiel",
    scope="de eigen weergave van de werklijst",
    methods=("POST",),
)
def weergave(request: HttpRequest) -> HttpResponse:
    """Keep the filter that is shown as the account's own."""
    asked = filter_of(request.POST.dict())
    save_weergave(asked=asked, acting_user=acting(request))
    messages.success(request, "Uw weergave is bewaard. Zo ziet u de werklijst voortaan.")
    return redirect("portaal:home")


def greeting(hour: int) -> str:
    """What one says at that hour; "goedenacht" is how Dutch people take leave, so not here."""
    if hour < 12:
        return "Goedemorgen"
    return "Goedemiddag" if hour < 18 else "Goedenavond"


def _first_name(request: HttpRequest) -> str:
    return str(getattr(request.user, "naam", "")).split(" ", 1)[0]
