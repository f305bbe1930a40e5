"""What the dossier page shows of the sharing: where it stands on top, and a card in the side column."""

from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from coa_portal.common.dates import long_date
from coa_portal.notifications.following import follow_card
from klantprofiel.models import Vergunninghouder
from klantprofiel.panels import register_panel
from overdracht.coa.standing import Standing, standing_of
from overdracht.coa.views.doorzetten import digest, moment_now
from overdracht.coa.views.shared import crumbs, may
from overdracht.coa.views.versies import lines_of
from overdracht.coa.views.voortgang import panel_facts
from overdracht.models import Profielversie
from overdracht.vergelijken import count, differences

LAST_VERSIONS = 3


@dataclass(frozen=True)
class Status:
    """One banner: how it stands, and the one thing to do about it.

    `moment` and `gezien`: what publishing from here sends along, so that it is one click; empty where that is not it.
    """

    soort: str
    titel: str
    tekst: str = ""
    actie: str = ""
    url: str = ""
    moment: str = ""
    gezien: str = ""


def status_panel(request: HttpRequest, person: Vergunninghouder) -> SafeString:
    """Where the sharing stands, on top of the dossier."""
    standing = _standing(request, person)
    banners = [status_of(standing, record=may(request, "record_toestemming", person))]
    publish = may(request, "doorzetten", person)
    if publish and standing.pending is not None and standing.may_be_published:
        # what goes is what is counted here: a change in between brings the casemanager to the page first
        seen = digest(standing.pending.payload)
        banners[0] = replace(banners[0], moment=moment_now(request, standing), gezien=seen)
    if standing.opvraging:
        banners.append(_request_status(standing, publish=publish))
    if standing.vasthouding:
        banners.append(
            Status("info", "Automatisch doorzetten staat stil", f"Reden: {standing.vasthouding.reden}")
        )
    shown = [row if publish or not _is_publishing(row, person) else _without_action(row) for row in banners]
    return render_to_string("overdracht/coa/_status.html", {"banners": shown}, request)


def side_panel(request: HttpRequest, person: Vergunninghouder) -> SafeString:
    """Koppeling, consent and versions, with the ways to their pages."""
    standing = _standing(request, person)
    versions = list(
        Profielversie.objects.filter(vergunninghouder=person)
        .select_related("gemeente", "koppeling")
        .order_by("-doorgezet_op")[:LAST_VERSIONS]
    )
    edit = may(request, "edit_profiel", person)
    context = crumbs(person, standing=standing, lines=lines_of(versions), may_edit=edit)
    return render_to_string("overdracht/coa/_delen.html", context, request)


def follow_panel(request: HttpRequest, person: Vergunninghouder) -> SafeString:
    """Following the household. Its meldingen are about the koppeling, once there is one."""
    koppeling = _standing(request, person).koppeling
    reference = koppeling.referentie if koppeling else ""
    return follow_card(request, subject_id=person.plaatsingseenheid_id, reference=reference)


def move_panel(request: HttpRequest, person: Vergunninghouder) -> SafeString | None:
    """How far intake and PIP are at the gemeente, and when the household moves."""
    facts = panel_facts(person, request.user)
    if not facts:
        return None
    context = {
        "titel": "Inburgering en verhuizing",
        "id": "voortgang",
        "facts": facts,
        "actie": "Bekijk",
        "url": reverse("overdracht:voortgang", args=[person.pk]),
    }
    return render_to_string("overdracht/voortgang_kaart.html", context, request)


def _standing(request: HttpRequest, person: Vergunninghouder) -> Standing:
    """Read once for both panels of a page."""
    cached: dict[object, Standing] = request.__dict__.setdefault("_sharing", {})
    if person.pk not in cached:
        cached[person.pk] = standing_of(person)
    return cached[person.pk]


def status_of(standing: Standing, *, record: bool) -> Status:
    """The main banner. `record`: whether the account may record a consent."""
    if standing.koppeling is None:
        return Status(
            "letop",
            "Nog niet gekoppeld",
            "Er is geen definitieve koppeling. Dit dossier wordt met niemand gedeeld.",
        )
    if not standing.has_consent:
        return _consent_status(standing, record=record)
    url = reverse("overdracht:doorzetten", args=[standing.person.pk])
    if standing.shared is None:
        return Status(
            "letop",
            "Toestemming is er, het profiel is nog niet doorgezet",
            f"Gemeente {standing.gemeente} ziet alleen de screening.",
            "Doorzetten",
            url,
        )
    version = standing.shared
    text = f"Versie {version.nummer} van {long_date(version.doorgezet_op.date())}."
    if not standing.may_be_published:
        return Status("goed", f"Gedeeld met gemeente {standing.gemeente}", f"{text} Alles is doorgezet.")
    return Status(
        "goed",
        f"Gedeeld met gemeente {standing.gemeente}",
        f"{text} {_what_waits(standing)}",
        "Doorzetten",
        url,
    )


def _what_waits(standing: Standing) -> str:
    """How many facts wait to be published, and in which sections."""
    pending = standing.pending
    found = differences(pending.last_payload, pending.payload) if pending and pending.last_payload else []
    number = count(found)
    words = "1 wijziging is" if number == 1 else f"{number or 'Enkele'} wijzigingen zijn"
    where = f": {', '.join(part.label for part in found)}" if found else ""
    return f"{words} nog niet doorgezet{where}."


def _consent_status(standing: Standing, *, record: bool) -> Status:
    """Why the gate is closed, and what opens it."""
    gemeente, consent = standing.gemeente, standing.consent
    url = reverse("overdracht:toestemming_vastleggen", args=[standing.person.pk]) if record else ""
    only_kaart = f"Gemeente {gemeente} ziet alleen het informatieprofiel, zonder naam."
    action = "Toestemming vastleggen" if record else ""
    if standing.is_outgrown:
        return Status(
            "letop",
            "Eigen handtekening nodig",
            f"Vanaf 16 jaar tekent iemand zelf. {only_kaart}",
            action,
            url,
        )
    if standing.is_waiting and consent is not None:
        give = reverse("overdracht:toestemming_geven", args=[consent.pk]) if record else ""
        title = "Wacht op de handtekening – profiel wordt niet gedeeld"
        return Status("letop", title, only_kaart, action, give)
    if consent is not None and consent.status == "geweigerd":
        way = reverse("overdracht:toestemming", args=[standing.person.pk])
        return Status("letop", "Geen toestemming gegeven", only_kaart, "Bekijk de toestemming", way)
    if consent is not None and consent.status == "ingetrokken":
        way = reverse("overdracht:toestemming", args=[standing.person.pk])
        return Status("letop", "Toestemming is ingetrokken", only_kaart, "Bekijk de toestemming", way)
    return Status("letop", "Toestemming ontbreekt – profiel wordt niet gedeeld", only_kaart, action, url)


def _request_status(standing: Standing, *, publish: bool) -> Status:
    waited = "vandaag" if standing.opened_days == 0 else f"{standing.opened_days} dagen geleden"
    if standing.opened_days == 1:
        waited = "gisteren"
    url = reverse("overdracht:opvragingen") if publish else ""
    return Status(
        "info",
        f"Gemeente {standing.gemeente} vraagt om dit profiel",
        f"Gevraagd: {waited}.",
        "Naar de opvragingen",
        url,
    )


def _is_publishing(row: Status, person: Vergunninghouder) -> bool:
    return row.url == reverse("overdracht:doorzetten", args=[person.pk])


def _without_action(row: Status) -> Status:
    return Status(row.soort, row.titel, row.tekst)


def register_panels() -> None:
    """Called in `AppConfig.ready()`."""
    register_panel(10, status_panel)
    register_panel(10, side_panel, side=True)
    register_panel(90, follow_panel, side=True)
