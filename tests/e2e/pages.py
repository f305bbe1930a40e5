"""Every page there is to look at, in the database of a running portal, with one account that may see it.

Runs in a process of that portal (`keep_pages`, through `manage.py shell`), once for all that begin filled.
The addresses come from the access matrix; what one sample per address does not show (every
section, the steps of a life, pages that refuse) is added here.
"""

import datetime as dt
import json
import os
import pickle
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.urls import reverse

from coa_portal.access.endpoints import all_endpoints
from coa_portal.accounts.api_keys import make_api_key
from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import today
from coa_portal.notifications.engine import drain
from coa_portal.organisaties.models import Arbeidsmarktregio, Gemeente
from klantprofiel.demo_sample import create_sample
from klantprofiel.sections import SECTIONS
from koppeling.models import Koppeling
from overdracht.models import Toestemming
from tests.access.matrix import Case, judge
from tests.access.test_matrix import address
from tests.access.world import World, make_world, sample_of
from tests.factories.accounts import account_with
from tests.factories.koppeling import KoppelingFactory, household, locatie
from tests.factories.overdracht import OpvragingFactory, ProfielversieFactory, ToestemmingFactory, person_of
from tests.factories.second_factor import give_app
from tests.factories.voorinburgering import lesgroep_of
from tests.plugins.cast import make_gemeente

CASEMANAGER, UTRECHT = "casemanager_luttelgeest", "regievoerder_utrecht"
SCREENER = "programmabegeleider_luttelgeest"
EMPTY = "leeg dossier"  # nothing is filled in yet
# in the order in which they are asked to show a page
ROLES = (
    "anonymous",
    "casemanager_luttelgeest",
    "regievoerder_coa",
    "woonbegeleider_luttelgeest",
    "nt2_docent",
    "regievoerder_utrecht",
    "lezer_utrecht",
    "contactpersoon_extern",
    "regievoerder_zeist",
    "accountbeheerder_utrecht",
    "regiocoordinator",
    "fg",
    "beheerder",
)
# what these show differs with the state of their object: each of them in every run
SHOWS_STATE = ("/koppelen/#/", "/gemeente/koppelingen/#/", "/overdracht/toestemming/#/")


@dataclass(frozen=True)
class Page:
    """One address to open as one account, and the answers that are right."""

    role: str
    path: str
    statuses: tuple[int, ...] = (200,)
    naam: str = ""  # what a test looks for; such a page is always looked at


def email_of(role: str) -> str:
    """How the account of a role signs in."""
    return f"{role}@voorbeeld.example"


def keep_pages(folder: str) -> None:
    """Fill the database; keep in a folder the pages, as JSON, and beside them the samples and accounts."""
    pages, world, accounts = fill_database()
    Path(folder, "paginas.json").write_text(json.dumps([asdict(page) for page in pages]))
    Path(folder, "wereld.pickle").write_bytes(pickle.dumps((pages, world, accounts)))


def kept_pages(folder: str) -> tuple[list[Page], World, dict[str, Gebruiker]]:
    """What `keep_pages` kept in a folder."""
    pages, world, accounts = pickle.loads(Path(folder, "wereld.pickle").read_bytes())  # noqa: S301 (made in this run)
    return pages, world, accounts


def fill_database() -> tuple[list[Page], World, dict[str, Gebruiker]]:
    """Somebody in every role and something of every kind: the pages, the samples and the accounts by role."""
    with transaction.atomic():
        accounts = make_cast()
        world = make_world()
        pages = [*_of_matrix(world, accounts), *_refusals(), *_sample(), *_koppelingen(), *_toestemmingen()]
        drain()
    different = dict.fromkeys(pages)
    is_deep = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
    return list(different if is_deep else _few_of_a_kind(different)), world, accounts


def _few_of_a_kind(pages: Iterable[Page], most: int = 1) -> Iterator[Page]:
    """Without the second and further page of one role that differ in nothing but the object's key; nor those that the
    admin makes alike for every model. `make test-deep` looks at all."""
    met: Counter[tuple[str, str]] = Counter()
    for page in pages:
        kind = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "#", page.path)
        kind = re.sub(
            r"^/beheer/\w+/\w+/(#/|[^/]+/history/|[^/]+/delete/)$", lambda m: m[1].split("/")[-2], kind
        )
        met[page.role, kind] += 1
        if met[page.role, kind] <= most or kind in SHOWS_STATE or page.naam:
            yield page


def make_cast() -> dict[str, Gebruiker]:
    """One account per role, each signing in as `email_of`."""
    utrecht, zeist = make_gemeente("GM0344"), make_gemeente("GM0355")
    until: dict[str, Any] = {
        "eindigt_op": today() + dt.timedelta(days=90),
        "verwerkersovereenkomst": "VWO-2026-001",
    }
    table: dict[str, tuple[Any, ...]] = {
        "casemanager_luttelgeest": ("casemanager", locatie()),
        SCREENER: ("programmabegeleider", locatie()),
        "regievoerder_coa": ("regievoerder_coa",),
        "nt2_docent": ("nt2_docent", lesgroep_of(locatie())),
        "woonbegeleider_luttelgeest": ("woonbegeleider", locatie()),
        "regievoerder_utrecht": ("regievoerder_gemeente", utrecht),
        "lezer_utrecht": ("lezer_gemeente", utrecht, {"max_tier": 0}),
        "contactpersoon_extern": ("contactpersoon_extern", utrecht, until),
        "regievoerder_zeist": ("regievoerder_gemeente", zeist),
        "accountbeheerder_utrecht": ("accountbeheerder_gemeente", utrecht),
        "regiocoordinator": ("regiocoordinator", Arbeidsmarktregio.objects.get(gemeenten=utrecht)),
        "fg": ("functionaris_gegevensbescherming",),
        "beheerder": ("beheerder",),
    }
    accounts = {}
    for role, (rol, *parents) in table.items():
        terms = parents.pop() if parents and isinstance(parents[-1], dict) else None
        accounts[role] = account_with(
            rol, *parents, terms=terms, naam=f"Account {role}", email=email_of(role), telefoon="088 000 00 01"
        )
        give_app(accounts[role])
    systeem = account_with("lezer_gemeente", utrecht, kind="systeem", naam="Systeem Utrecht")
    make_api_key(gebruiker=systeem, naam="zaaksysteem", geldig_tot=until["eindigt_op"], acting_user=None)
    return accounts


def _of_matrix(world: World, accounts: dict[str, Gebruiker]) -> Iterator[Page]:
    """Every address of the matrix as the first role that gets to see it; the home page as each of them."""
    for endpoint in all_endpoints():
        declaration = endpoint.declaration
        if declaration is None or declaration.is_api or "GET" not in declaration.methods:
            continue
        for role in ROLES:
            account = accounts.get(role)
            sample = sample_of(endpoint, world, account)
            right = judge(Case(endpoint, "GET", role), account, sample)
            if 200 not in right:
                continue
            path = address(endpoint, sample.arguments if sample else {})
            yield Page(role, path, tuple(sorted(right)))
            if endpoint.name != "portaal:home":
                break


def _refusals() -> Iterator[Page]:
    for role in ("anonymous", CASEMANAGER, UTRECHT, "beheerder"):
        yield Page(role, "/bestaat/niet/", (404,))
    yield Page(CASEMANAGER, reverse("klantprofiel:dossier", args=[uuid4()]), (404,))


def _sample() -> Iterator[Page]:
    """The household of the sample form, where every section and table holds something; shared twice."""
    behandelaar = Gebruiker.objects.get(email=email_of(CASEMANAGER))
    sample = create_sample(opvanglocatie=locatie(), behandelaar=behandelaar, acting_user=behandelaar)
    koppeling = KoppelingFactory(plaatsingseenheid=sample)
    person = sample.hoofdpersoon
    assert person is not None
    versions = [ProfielversieFactory(vergunninghouder=person) for _ in range(2)]
    for section in SECTIONS:
        yield Page(CASEMANAGER, reverse("klantprofiel:sectie", args=[person.pk, section.code]))
    for name in ("klantprofiel:dossier", "klantprofiel:geschiedenis", "overdracht:versies"):
        yield Page(CASEMANAGER, reverse(name, args=[person.pk]))
    for name in ("overdracht:doorzetten", "koppeling:screening"):
        yield Page(CASEMANAGER, reverse(name, args=[person.pk]))
    shared = reverse("overdracht_gemeente:koppeling", args=[koppeling.pk])
    yield Page(UTRECHT, shared)
    yield Page("lezer_utrecht", shared)
    for version in versions:
        yield Page(CASEMANAGER, reverse("overdracht:versie", args=[version.pk]))
        yield Page(UTRECHT, reverse("overdracht_gemeente:versie", args=[koppeling.pk, version.pk]))


def _koppelingen() -> Iterator[Page]:
    """A koppeling in each of its states, for COA and for the gemeente, and every step that is open."""
    from koppeling.steps import STAPPEN  # noqa: PLC0415 (imports forms, which need the gemeenten)

    for stand in ("voorgesteld", "definitief", "gehuisvest", "ingetrokken", "herkoppeld", "afgesloten"):
        row = KoppelingFactory(stand=stand, plaatsingseenheid=household(33, 30, 4, achternaam=stand.title()))
        yield Page("regievoerder_coa", reverse("koppeling:detail", args=[row.pk]))
        for code in STAPPEN:
            path = reverse("koppeling:stap", args=[row.pk, code])
            yield Page("regievoerder_coa", path, (200, 302, 404, 409))
        if stand != "voorgesteld":
            path = reverse("overdracht_gemeente:koppeling", args=[row.pk])
            yield Page(UTRECHT, path, (200, 404))
    new = Koppeling.objects.get(gemeente=Gemeente.objects.get(pk="GM0355"))
    yield Page("regievoerder_zeist", reverse("overdracht_gemeente:koppeling", args=[new.pk]))


def _toestemmingen() -> Iterator[Page]:
    """A consent in each of its states, for COA and for the gemeente, a child's too."""
    for stand in ("uitgelegd", "gevraagd", "gegeven", "geweigerd", "ingetrokken"):
        koppeling = KoppelingFactory(plaatsingseenheid=household(37, 12, achternaam=stand.title()))
        for person in (person_of(koppeling, 1), person_of(koppeling, 2)):
            consent: Toestemming = ToestemmingFactory(vergunninghouder=person, stand=stand)
            if stand == "gegeven":
                ProfielversieFactory(vergunninghouder=person)
            yield Page(CASEMANAGER, reverse("overdracht:toestemming", args=[person.pk]))
            if not person.is_adult and stand not in {"uitgelegd", "gegeven"}:
                continue  # the other pages of a child differ in who signs only
            yield Page(CASEMANAGER, reverse("overdracht:doorzetten", args=[person.pk]), (200, 302, 409))
            for step in ("vragen", "geven", "weigeren", "intrekken"):
                path = reverse(f"overdracht:toestemming_{step}", args=[consent.pk])
                yield Page(CASEMANAGER, path, (200, 302, 409))
        if stand == "uitgelegd":
            OpvragingFactory(vergunninghouder=person_of(koppeling, 1))
        yield Page(UTRECHT, reverse("overdracht_gemeente:koppeling", args=[koppeling.pk]))
    # born in 1975 or so, as on the sample form of which test_without.py types the days of school here
    empty = KoppelingFactory(plaatsingseenheid=household(51, 12))
    person = person_of(empty)
    yield Page(CASEMANAGER, reverse("klantprofiel:dossier", args=[person.pk]), naam=EMPTY)
    yield Page(CASEMANAGER, reverse("overdracht:toestemming_vastleggen", args=[person.pk]))
    yield Page(CASEMANAGER, reverse("overdracht:versies", args=[person.pk]))
