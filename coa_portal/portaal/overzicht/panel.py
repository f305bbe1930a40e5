"""The way to the inzage-overzicht on the dossier page."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from coa_portal.access.policy import policy_of
from klantprofiel.models import Vergunninghouder
from klantprofiel.panels import register_panel


def overview_panel(request: HttpRequest, person: Vergunninghouder) -> SafeString | None:
    """A card for who may make one."""
    if not policy_of(Vergunninghouder).may(request.user, "make_overview", person):
        return None
    url = reverse("portaal:inzage_overzicht_dossier", args=[person.pk])
    return render_to_string("portaal/_inzage_paneel.html", {"url": url}, request)


def register_overview_panel() -> None:
    """Called in `AppConfig.ready()`."""
    register_panel(90, overview_panel, side=True)
