"""Pages for everyone: the texts in the foot, the health check and security.txt."""

import datetime as dt
import logging

from celery import current_app
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from coa_portal.access.declare import Audience, page

logger = logging.getLogger(__name__)

_SECURITY_TXT_DAYS = 180  # RFC 9116 and internet.nl: less than a year ahead


@page(Audience.PUBLIC, activity=None)
def toegankelijkheid(request: HttpRequest) -> HttpResponse:
    """How accessible the portal is and where to report a barrier."""
    return render(request, "web/toegankelijkheid.html", _contact())


@page(Audience.PUBLIC, activity=None)
def privacy(request: HttpRequest) -> HttpResponse:
    """What happens with personal data, for the employees who use the portal and the people it is about."""
    return render(request, "web/privacy.html", _contact())


@page(Audience.PUBLIC, activity=None)
def kwetsbaarheid(request: HttpRequest) -> HttpResponse:
    """How to report a vulnerability (coordinated disclosure)."""
    return render(request, "web/kwetsbaarheid.html", _contact())


@page(Audience.PUBLIC, activity=None)
def hulp(request: HttpRequest) -> HttpResponse:
    """First help with the portal."""
    return render(request, "web/hulp.html", _contact())


@page(Audience.PUBLIC, activity=None)
def gezond(request: HttpRequest) -> HttpResponse:
    """200 "ok" when database and broker answer, 503 otherwise; says no more, because everyone may ask."""
    is_healthy = _database_answers() and _broker_answers()
    response = HttpResponse(
        "ok" if is_healthy else "storing",
        content_type="text/plain; charset=utf-8",
        status=200 if is_healthy else 503,
    )
    response["Cache-Control"] = "no-store"
    return response


@page(Audience.PUBLIC, activity=None)
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell about a vulnerability."""
    base = str(getattr(settings, "PORTAL_BASE_URL", "")).rstrip("/")
    expires = timezone.now().astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    expires += dt.timedelta(days=_SECURITY_TXT_DAYS)
    lines = [
        f"Contact: {_security_contact(base)}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
    ]
    if base:
        lines += [f"Canonical: {base}{request.path}", f"Policy: {base}{reverse('web:kwetsbaarheid')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@page(Audience.PUBLIC, activity=None)
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Nothing here is for a search engine."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")


def _security_contact(base: str) -> str:
    contact = str(getattr(settings, "SECURITY_CONTACT", ""))
    return contact or f"{base}{reverse('web:kwetsbaarheid')}"


def _contact() -> dict[str, str]:
    """Addresses for the texts, as the installation sets them; the texts say something useful without too."""
    return {
        "hulp_contact": str(getattr(settings, "HELP_CONTACT", "")),
        "security_contact": str(getattr(settings, "SECURITY_CONTACT", "")).removeprefix("mailto:"),
    }


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        logger.exception("health check: the database does not answer")
        return False
    return True


def _broker_answers() -> bool:
    try:
        with current_app.connection_for_write(connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except (BrokerError, OSError):
        logger.exception("health check: the broker does not answer")
        return False
    return True
