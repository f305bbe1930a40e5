"""Completes the filled portal that is crawled (`print_world`, through `manage.py shell`).

Prints, as JSON, the addresses to begin with, a session for every role, an API key, and everything personal that
was put in: the needles that no log, address, header, cookie, e-mail or error page may hold.
"""

import datetime as dt
import json
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from coa_portal.access.endpoints import all_endpoints
from coa_portal.accounts.api_keys import make_api_key
from coa_portal.common.dates import today
from coa_portal.notifications.engine import drain
from klantprofiel.actions import NewPerson, create_household, save_section
from klantprofiel.actions.bsn import decrypt
from klantprofiel.models import Burgerservicenummer, Vergunninghouder
from overdracht.actions import give_toestemming
from tests.access.matrix import Case, judge
from tests.access.test_matrix import address
from tests.access.world import World, sample_of
from tests.e2e.pages import Page, kept_pages
from tests.factories.accounts import account_with
from tests.factories.koppeling import KoppelingFactory, locatie
from tests.factories.overdracht import (
    OpvragingFactory,
    ProfielversieFactory,
    ToestemmingFactory,
    casemanager_of,
    person_of,
    signed_document,
)
from tests.plugins.cast import make_gemeente

# nothing on any screen or in any file looks like these
NAMES = ("Qwzelda", "Xyvrinoph", "Brzmatilo", "Pfaltzquen", "Wrozhinka")
TYPED = "Gbrxlint"  # what the crawl types into forms
TEXTS = ("zqplorf-werkplaats", "Drentsevaart 9431")
NUMBERS = ("2777666551", "2777666552", "2777666553")
BSNS = ("999986004", "999986016")


def print_world(folder: str) -> None:
    """Put somebody who stands out in a filled portal with this folder, and print what a crawl needs."""
    pages, world, accounts = kept_pages(folder)
    with transaction.atomic():
        pages += _unusual()
        drain()
        systeem = account_with("lezer_gemeente", make_gemeente("GM0344"), kind="systeem", naam="Kruiper")
        until = today() + dt.timedelta(days=30)
        key = make_api_key(gebruiker=systeem, naam="kruiper", geldig_tot=until, acting_user=None)[1]
    print(
        json.dumps(
            {
                "pages": [asdict(page) for page in pages],
                "api": list(_api_addresses(world, systeem)),
                "sessions": {role: _session(account) for role, account in accounts.items()},
                "session_cookie": settings.SESSION_COOKIE_NAME,
                "api_key": key,
                "needles": _needles(),
                "person": str(Vergunninghouder.objects.get(v_nummer=NUMBERS[0]).pk),
            }
        )
    )


def _unusual() -> list[Page]:
    """A household that stands out, in every state of sharing: given with a version, refused, asked for."""
    born = today().replace(year=today().year - 30, day=1)
    members = [
        NewPerson(NUMBERS[0], NAMES[0], NAMES[1], born, "v", bsn=BSNS[0]),
        NewPerson(NUMBERS[1], NAMES[2], NAMES[1], born, "m", bsn=BSNS[1]),
        NewPerson(NUMBERS[2], NAMES[3], NAMES[1], born.replace(year=today().year - 9), "v"),
    ]
    household = create_household(members=members, opvanglocatie=locatie(), behandelaar=None, acting_user=None)
    koppeling = KoppelingFactory(plaatsingseenheid=household)
    first, second, child = (person_of(koppeling, place) for place in (1, 2, 3))
    facts = {"ambities": f"Een eigen {TEXTS[0]}, dicht bij {TEXTS[1]}."}
    for person in (first, second):
        save_section(vergunninghouder=person, section="toekomst", facts=facts, acting_user=None)
    consent = ToestemmingFactory(vergunninghouder=first, gevraagd=True)
    give_toestemming(
        toestemming=consent,
        ondertekend_op=today(),
        document=signed_document(f"verklaring {NAMES[0]} {NAMES[1]}.pdf"),
        acting_user=casemanager_of(first),
    )
    version = ProfielversieFactory(vergunninghouder=first, wijzig=False)
    ToestemmingFactory(vergunninghouder=second, geweigerd=True)
    OpvragingFactory(vergunninghouder=second)
    ToestemmingFactory(vergunninghouder=child, ingetrokken=True)
    return [
        Page("casemanager_luttelgeest", reverse("klantprofiel:dossier", args=[first.pk])),
        Page("casemanager_luttelgeest", reverse("klantprofiel:geschiedenis", args=[first.pk])),
        Page("casemanager_luttelgeest", reverse("overdracht:toestemming_document", args=[consent.pk])),
        Page("regievoerder_utrecht", reverse("overdracht_gemeente:koppeling", args=[koppeling.pk])),
        Page("regievoerder_utrecht", reverse("overdracht_gemeente:versie", args=[koppeling.pk, version.pk])),
        Page(
            "regievoerder_utrecht", reverse("overdracht_gemeente:versie_pdf", args=[koppeling.pk, version.pk])
        ),
    ]


def _needles() -> dict[str, list[str]]:
    """Everything that identifies somebody, by kind."""
    people = Vergunninghouder.objects.all()
    bsns = [decrypt(row.ciphertext, row.vergunninghouder_id) for row in Burgerservicenummer.objects.all()]
    return {
        "bsn": sorted({*bsns, *BSNS}),
        "v_nummer": sorted(person.v_nummer for person in people),
        # of the other people only names that are no ordinary word
        "naam": sorted({*NAMES, "Emmanuelle", "Fennechien", "Levinus", "Tesfay"}),
        "tekst": list(TEXTS),
    }


def _session(account: Any) -> str:
    browser = Client()
    browser.force_login(account, backend="coa_portal.accounts.backends.EmailBackend")
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def _api_addresses(world: World, systeem: Any) -> Any:
    for endpoint in all_endpoints():
        if endpoint.declaration is None or not endpoint.declaration.is_api:
            continue
        sample = sample_of(endpoint, world, systeem)
        if 200 in judge(Case(endpoint, "GET", "systeem_utrecht"), systeem, sample):
            yield address(endpoint, sample.arguments if sample else {})
