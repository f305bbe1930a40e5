"""The fixed cast: one account per role, the same in every test (DESIGN §3).

Utrecht and Luttelgeest are where things happen; Zeist and the other locatie are the strangers, who see nothing
of it. Passwords: `tests.factories.accounts.PASSWORD`. A test that needs another account makes it with
`account_with(rol, parent, ...)`. Models are imported inside the fixtures: plugins load before settings.
"""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from coa_portal.accounts.models import Gebruiker
    from coa_portal.organisaties.models import Arbeidsmarktregio, Gemeente, Opvanglocatie

_GEMEENTEN = {
    "GM0171": ("Noordoostpolder", "PV24", "Flevoland", "AM10", "Flevoland", "52.76000", "5.77000"),
    "GM0344": ("Utrecht", "PV26", "Utrecht", "AM13", "Midden-Utrecht", "52.09000", "5.09000"),
    "GM0355": ("Zeist", "PV26", "Utrecht", "AM13", "Midden-Utrecht", "52.10000", "5.26000"),
}


def make_gemeente(code: str) -> "Gemeente":
    """A gemeente of the reference data; made here when that is not loaded."""
    from coa_portal.organisaties.models import Arbeidsmarktregio, Gemeente, Provincie  # noqa: PLC0415

    found = Gemeente.objects.filter(code=code).first()
    if found is not None:
        return found
    naam, pv, provincie, am, regio, lat, lon = _GEMEENTEN[code]
    return Gemeente.objects.create(
        code=code,
        naam=naam,
        naam_sorteer=naam.lower(),
        provincie=Provincie.objects.get_or_create(code=pv, defaults={"naam": provincie})[0],
        arbeidsmarktregio=Arbeidsmarktregio.objects.get_or_create(code=am, defaults={"naam": regio})[0],
        lat=lat,
        lon=lon,
    )


def make_locatie(naam: str, gemeente: "Gemeente") -> "Opvanglocatie":
    from coa_portal.organisaties.models import Opvanglocatie  # noqa: PLC0415

    defaults: dict[str, Any] = {
        "soort": "azc",
        "gemeente": gemeente,
        "plaats": naam,
        "capaciteit": 500,
        "lat": gemeente.lat,
        "lon": gemeente.lon,
    }
    return Opvanglocatie.objects.get_or_create(naam=naam, defaults=defaults)[0]


@pytest.fixture(scope="session", autouse=True)
def celery_app(django_test_environment: None) -> None:
    """The portal's Celery app, as wsgi.py loads it: without it a hint of the outbox goes to Celery's default
    broker, which is not there, and every commit of an event waits seconds for it."""
    import coa_portal.celery  # noqa: F401, PLC0415


@pytest.fixture
def gemeente_utrecht(db: None) -> "Gemeente":
    return make_gemeente("GM0344")


@pytest.fixture
def gemeente_zeist(db: None) -> "Gemeente":
    """The stranger's gemeente, in the same region as Utrecht."""
    return make_gemeente("GM0355")


@pytest.fixture
def regio_utrecht(gemeente_utrecht: "Gemeente") -> "Arbeidsmarktregio":
    return gemeente_utrecht.arbeidsmarktregio


@pytest.fixture
def locatie_luttelgeest(db: None) -> "Opvanglocatie":
    return make_locatie("Luttelgeest", make_gemeente("GM0171"))


@pytest.fixture
def locatie_elders(gemeente_zeist: "Gemeente") -> "Opvanglocatie":
    """A locatie where no household of a test lives, unless the test moves it there."""
    return make_locatie("Elders", gemeente_zeist)


# e-mail addresses of accounts that a world shared by several tests holds already (see `shared_world`)
HELD: set[str] = set()


def _member(rol: str, naam: str, *parents: Any, **options: Any) -> "Gebruiker":
    from coa_portal.accounts.models import Gebruiker  # noqa: PLC0415
    from tests.factories.accounts import account_with  # noqa: PLC0415

    email = f"{naam.lower().replace(' ', '.')}@voorbeeld.example"
    if email in HELD:
        return Gebruiker.objects.get(email=email)
    return account_with(rol, *parents, naam=naam, email=email, **options)


def make_casemanager() -> "Gebruiker":
    return _member(
        "casemanager",
        "Carla Luttelgeest",
        make_locatie("Luttelgeest", make_gemeente("GM0171")),
        telefoon="088 000 00 01",
    )


def make_regievoerder_coa() -> "Gebruiker":
    return _member("regievoerder_coa", "Rita Landelijk")


def make_regievoerder() -> "Gebruiker":
    return _member(
        "regievoerder_gemeente", "Ruben Utrecht", make_gemeente("GM0344"), telefoon="030 000 00 01"
    )


def make_systeem() -> "Gebruiker":
    return _member("lezer_gemeente", "Systeem Utrecht", make_gemeente("GM0344"), kind="systeem")


@pytest.fixture
def casemanager_luttelgeest(locatie_luttelgeest: "Opvanglocatie") -> "Gebruiker":
    return make_casemanager()


@pytest.fixture
def casemanager_collega(locatie_luttelgeest: "Opvanglocatie") -> "Gebruiker":
    """Same role and locatie as Carla, nobody's behandelaar: "mine" is no extra right."""
    return _member("casemanager", "Colin Collega", locatie_luttelgeest)


@pytest.fixture
def casemanager_participatie(locatie_luttelgeest: "Opvanglocatie") -> "Gebruiker":
    return _member("casemanager_participatie", "Petra Participatie", locatie_luttelgeest)


@pytest.fixture
def casemanager_elders(locatie_elders: "Opvanglocatie") -> "Gebruiker":
    """A casemanager who sees nobody at Luttelgeest."""
    return _member("casemanager", "Elias Elders", locatie_elders)


@pytest.fixture
def regievoerder_coa(db: None) -> "Gebruiker":
    return make_regievoerder_coa()


@pytest.fixture
def programmabegeleider(locatie_luttelgeest: "Opvanglocatie") -> "Gebruiker":
    return _member("programmabegeleider", "Peter Programma", locatie_luttelgeest)


@pytest.fixture
def woonbegeleider_luttelgeest(locatie_luttelgeest: "Opvanglocatie") -> "Gebruiker":
    return _member("woonbegeleider", "Wilma Wonen", locatie_luttelgeest)


@pytest.fixture
def nt2_docent(locatie_luttelgeest: "Opvanglocatie") -> "Gebruiker":
    """Teaches the group "Ochtend 1" of Luttelgeest."""
    from tests.factories.voorinburgering import lesgroep_of  # noqa: PLC0415

    return _member("nt2_docent", "Nora Docent", lesgroep_of(locatie_luttelgeest))


@pytest.fixture
def regievoerder_utrecht(gemeente_utrecht: "Gemeente") -> "Gebruiker":
    return make_regievoerder()


@pytest.fixture
def regievoerder_utrecht_collega(gemeente_utrecht: "Gemeente") -> "Gebruiker":
    """Same role and gemeente as Ruben, nobody's behandelaar."""
    return _member("regievoerder_gemeente", "Rosa Utrecht", gemeente_utrecht)


@pytest.fixture
def lezer_utrecht_werk(gemeente_utrecht: "Gemeente") -> "Gebruiker":
    """A reader of the department of work: every tier, two sections."""
    return _member(
        "lezer_gemeente", "Lars Werk", gemeente_utrecht, terms={"onderdelen": ["educatief", "arbeid"]}
    )


@pytest.fixture
def lezer_utrecht(gemeente_utrecht: "Gemeente") -> "Gebruiker":
    """A reader of the housing department: the informatieprofiel only."""
    return _member("lezer_gemeente", "Lotte Lezer", gemeente_utrecht, terms={"max_tier": 0})


@pytest.fixture
def regievoerder_zeist(gemeente_zeist: "Gemeente") -> "Gebruiker":
    """The stranger: same role as Utrecht's, other gemeente."""
    return _member("regievoerder_gemeente", "Zara Zeist", gemeente_zeist)


@pytest.fixture
def contactpersoon_extern(gemeente_utrecht: "Gemeente") -> "Gebruiker":
    from coa_portal.common.dates import today  # noqa: PLC0415

    terms = {"eindigt_op": today() + dt.timedelta(days=90), "verwerkersovereenkomst": "VWO-2026-001"}
    return _member("contactpersoon_extern", "Ed Extern", gemeente_utrecht, terms=terms)


@pytest.fixture
def accountbeheerder_utrecht(gemeente_utrecht: "Gemeente") -> "Gebruiker":
    return _member("accountbeheerder_gemeente", "Anna Accounts", gemeente_utrecht)


@pytest.fixture
def regiocoordinator(regio_utrecht: "Arbeidsmarktregio") -> "Gebruiker":
    return _member("regiocoordinator", "Dirk Regio", regio_utrecht)


@pytest.fixture
def beheerder(db: None) -> "Gebruiker":
    return _member("beheerder", "Bea Beheer")


@pytest.fixture
def fg(db: None) -> "Gebruiker":
    """Functionaris gegevensbescherming."""
    return _member("functionaris_gegevensbescherming", "Fleur Gegevens")


@pytest.fixture
def systeem_utrecht(gemeente_utrecht: "Gemeente") -> "Gebruiker":
    """The API account of Utrecht's own system."""
    return make_systeem()


@pytest.fixture
def api_sleutel_utrecht(systeem_utrecht: "Gebruiker") -> str:
    """A usable key of `systeem_utrecht`, for the header `Authorization: Bearer <key>`."""
    from coa_portal.accounts.api_keys import make_api_key  # noqa: PLC0415
    from coa_portal.common.dates import today  # noqa: PLC0415

    until = today() + dt.timedelta(days=365)
    return make_api_key(gebruiker=systeem_utrecht, naam="test", geldig_tot=until, acting_user=None)[1]


@pytest.fixture
def systeem_zeist(gemeente_zeist: "Gemeente") -> str:
    """A usable key of the stranger's own system."""
    from coa_portal.accounts.api_keys import make_api_key  # noqa: PLC0415
    from coa_portal.common.dates import today  # noqa: PLC0415

    account = _member("lezer_gemeente", "Systeem Zeist", gemeente_zeist, kind="systeem")
    until = today() + dt.timedelta(days=365)
    return make_api_key(gebruiker=account, naam="test", geldig_tot=until, acting_user=None)[1]


@pytest.fixture
def client_of() -> "Callable[[Gebruiker], Client]":
    """Call with an account: a browser in which it is signed in. Each call gives a browser of its own."""
    from django.test import Client  # noqa: PLC0415

    def make(account: "Gebruiker") -> Client:
        browser = Client()
        browser.force_login(account, backend="coa_portal.accounts.backends.EmailBackend")
        return browser

    return make


@pytest.fixture
def login() -> "Callable[[Client, Gebruiker], Client]":
    """Call with a browser and an account: signs in there, ending who was signed in."""

    def sign_in(browser: "Client", account: "Gebruiker") -> "Client":
        browser.force_login(account, backend="coa_portal.accounts.backends.EmailBackend")
        return browser

    return sign_in
