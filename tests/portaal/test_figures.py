"""The pages of the figures: counts of the own regions, never a person (DESIGN §3, R4)."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.audit.models import Inzageregel
from coa_portal.common.dates import today
from coa_portal.organisaties.models import Arbeidsmarktregio, Taakstelling
from coa_portal.portaal.figures.selectors import closed_half_years
from coa_portal.portaal.models import Regiocijfer
from koppeling import actions as koppelen
from koppeling.models import Koppeling
from koppeling.taakstelling import half_year_bounds
from overdracht import actions
from overdracht.models import Toestemming
from tests.factories.accounts import account_with
from tests.factories.koppeling import KoppelingFactory, household, regievoerder
from tests.factories.overdracht import ProfielversieFactory, ToestemmingFactory, casemanager_of, person_of

pytestmark = pytest.mark.django_db
LAST = closed_half_years()[0]
# what happened and is counted: table and moment
_MOMENTS = (
    ("koppeling_koppeling", "definitief_op"),
    ("koppeling_historicalkoppeling", "history_date"),
    ("overdracht_betrokkene", "created_at"),
    ("overdracht_historicaltoestemming", "history_date"),
    ("overdracht_profielversie", "doorgezet_op"),
    ("overdracht_scenariokeuze", "gekozen_op"),
    ("klantprofiel_historicalvergunninghouder", "history_date"),
)


def move_into_last_half_year() -> None:
    """Everything that happened so far, a month before the end of the last closed half year."""
    days = (today() - half_year_bounds(LAST)[1]).days + 30
    with connection.cursor() as cursor:
        for table, column in _MOMENTS:
            cursor.execute(f"UPDATE {table} SET {column} = {column} - %s * interval '1 day'", [days])  # noqa: S608


@pytest.fixture
def twelve(gemeente_utrecht: Any, gemeente_zeist: Any, casemanager_luttelgeest: Any) -> Any:
    """Twelve people to Utrecht (six with consent, one with a published profile, six housed), three to Zeist."""
    Taakstelling.objects.update_or_create(gemeente=gemeente_utrecht, halfjaar=LAST, defaults={"aantal": 100})
    first = KoppelingFactory(plaatsingseenheid=household(40, 38, 36, 34, 30, 28))
    for place in range(1, 7):
        ToestemmingFactory(vergunninghouder=person_of(first, place), gegeven=True)
    ProfielversieFactory(vergunninghouder=person_of(first, 1))
    KoppelingFactory(plaatsingseenheid=household(41, 39, 37, 35, 31, 29), gehuisvest=True)
    KoppelingFactory(plaatsingseenheid=household(33, 32, 31), gemeente=gemeente_zeist)
    move_into_last_half_year()
    return first


def counted(account: Any, role: WallRole = WallRole.GEMEENTE) -> dict[str, tuple[int, ...]]:
    with behind_wall(role, account.pk):
        return {
            row.gemeente_id: (row.personen, row.gehuisvest, row.toestemming, row.doorgezet)
            for row in Regiocijfer.objects.filter(halfjaar=LAST)
        }


EVERYTHING = {"GM0344": (12, 6, 6, 1), "GM0355": (3, 0, 0, 0)}


def test_r4_the_view_gives_the_own_regions_and_nothing_to_others(
    twelve: Any,
    regiocoordinator: Any,
    regievoerder_coa: Any,
    regievoerder_utrecht: Any,
    casemanager_luttelgeest: Any,
) -> None:
    assert counted(regiocoordinator) == EVERYTHING
    assert counted(regievoerder_coa, WallRole.COA) == EVERYTHING
    elsewhere = Arbeidsmarktregio.objects.get_or_create(code="AM10", defaults={"naam": "Flevoland"})[0]
    assert counted(account_with("regiocoordinator", elsewhere)) == {}
    assert counted(regievoerder_utrecht) == {}
    assert counted(casemanager_luttelgeest, WallRole.COA) == {}
    type(regiocoordinator).objects.filter(pk=regiocoordinator.pk).update(is_active=False)
    assert counted(regiocoordinator) == {}


def test_r4_who_sees_figures_reads_no_row_of_a_person(twelve: Any, regiocoordinator: Any) -> None:
    tables = ("koppeling_koppeling", "overdracht_betrokkene", "overdracht_kaart", "overdracht_toestemming")
    with behind_wall(WallRole.GEMEENTE, regiocoordinator.pk), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(id) FROM {table}")  # noqa: S608
            assert cursor.fetchone() == (0,), table


def test_a_closed_half_year_never_changes_again(twelve: Any, regiocoordinator: Any) -> None:
    """Two looks at different moments cannot be subtracted: what happens later is not counted here."""
    person = person_of(twelve, 2)
    actions.withdraw_toestemming(
        toestemming=Toestemming.objects.get(vergunninghouder=person),
        ingetrokken_op=today(),
        acting_user=casemanager_of(person),
    )
    ProfielversieFactory(vergunninghouder=person_of(twelve, 3))
    koppelen.withdraw_koppeling(koppeling=twelve, reden="fout", acting_user=regievoerder())
    KoppelingFactory(plaatsingseenheid=household(50))
    assert counted(regiocoordinator) == EVERYTHING


def test_what_ended_within_the_half_year_is_not_counted(twelve: Any, regiocoordinator: Any) -> None:
    koppelen.withdraw_koppeling(koppeling=twelve, reden="fout", acting_user=regievoerder())
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE koppeling_historicalkoppeling SET history_date = %s WHERE status = 'ingetrokken'",
            [half_year_bounds(LAST)[1] - dt.timedelta(days=5)],
        )
    assert counted(regiocoordinator)["GM0344"] == (6, 6, 0, 0)


def test_scenarios_are_counted_of_inburgeraars_and_by_their_term(
    gemeente_utrecht: Any, casemanager_luttelgeest: Any, regievoerder_utrecht: Any, regiocoordinator: Any
) -> None:
    """Ten inburgeraars, two children and somebody of 70: five in time, two too late, and three who wait."""
    rows = [
        KoppelingFactory(plaatsingseenheid=household(*ages))
        for ages in ((40, 38, 36, 35, 34, 9, 4), (30, 29, 70), (28, 27, 26))
    ]
    for koppeling in rows[:2]:
        adults = [row for row in koppeling.betrokkenen.all() if row.may_have_traject]
        actions.choose_scenario(
            koppeling=koppeling, betrokkenen=adults, scenario=2, acting_user=regievoerder_utrecht
        )
    Koppeling.objects.filter(pk=rows[1].pk).update(definitief_op=timezone.now() - dt.timedelta(days=15))
    move_into_last_half_year()
    with behind_wall(WallRole.GEMEENTE, regiocoordinator.pk):
        found = Regiocijfer.objects.get(halfjaar=LAST, gemeente_id="GM0344")
    assert (found.personen, found.inburgeraars, found.gekozen, found.op_tijd) == (13, 10, 7, 5)


def test_the_page_leaves_small_groups_out_and_names_nobody(
    twelve: Any, regiocoordinator: Any, client_of: Any
) -> None:
    answer = client_of(regiocoordinator).get("/cijfers/")
    lines = {regel.naam: regel for regel in answer.context["tabel"].regels}
    assert lines["Utrecht"].getallen == {
        "personen": 12,
        "gehuisvest": 6,
        "toestemming": 6,
        "doorgezet": None,
        "inburgeraars": None,
        "gekozen": None,
        "op_tijd": None,
    }
    assert set(lines["Zeist"].getallen.values()) == {None}
    assert answer.context["tabel"].totaal.getallen["personen"] is None, "Zeist would be the difference"
    text = answer.content.decode()
    assert "Tesfay" not in text and "KOP-" not in text and "PE-" not in text
    assert 'aria-current="page"' in text and "/cijfers/csv/" in text


def test_the_file_holds_what_the_page_holds_and_is_logged(
    twelve: Any, regiocoordinator: Any, client_of: Any
) -> None:
    browser = client_of(regiocoordinator)
    tabel = browser.get("/cijfers/").context["tabel"]
    answer = browser.get("/cijfers/csv/")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    expected = [
        ["weggelaten" if number is None else str(number) for number in regel.getallen.values()]
        for regel in [*tabel.regels, tabel.totaal]
    ]
    assert [row[4:] for row in rows[1:]] == expected
    assert ["Midden-Utrecht", LAST, "Utrecht", "100"] in [row[:4] for row in rows]
    line = Inzageregel.objects.get(activity="cijfers")
    assert (line.gebruiker, line.channel) == (regiocoordinator, Inzageregel.Channel.FILE)


def test_another_region_and_a_running_half_year_are_not_there(
    regiocoordinator: Any, regievoerder_coa: Any, regievoerder_utrecht: Any, client_of: Any
) -> None:
    Arbeidsmarktregio.objects.get_or_create(code="AM10", defaults={"naam": "Flevoland"})
    browser = client_of(regiocoordinator)
    for path in ("/cijfers/", "/cijfers/csv/"):
        assert browser.get(f"{path}?regio=AM13&periode={closed_half_years()[3]}").status_code == 200
        assert browser.get(f"{path}?regio=AM10").status_code == 404
        assert browser.get(f"{path}?periode=2099-1").status_code == 404
        assert client_of(regievoerder_coa).get(f"{path}?regio=AM10").status_code == 200
        assert client_of(regievoerder_utrecht).get(path).status_code == 404


def test_the_page_asks_as_much_for_twelve_people_as_for_none(
    regiocoordinator: Any, client_of: Any, django_assert_max_num_queries: Any, request: Any
) -> None:
    browser = client_of(regiocoordinator)
    browser.get("/cijfers/")
    with django_assert_max_num_queries(40) as before:
        browser.get("/cijfers/")
    request.getfixturevalue("twelve")
    with django_assert_max_num_queries(len(before)):
        browser.get("/cijfers/")


def test_home_and_menu_lead_to_the_figures(
    regiocoordinator: Any, regievoerder_utrecht: Any, client_of: Any
) -> None:
    answer = client_of(regiocoordinator).get("/")
    assert [taak.titel for taak in answer.context["werk"].bloks[0].taken] == ["Cijfers van Midden-Utrecht"]
    assert 'href="/cijfers/"' in answer.content.decode()
    assert 'href="/cijfers/"' not in client_of(regievoerder_utrecht).get("/").content.decode()
