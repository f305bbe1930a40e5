"""Figures of the Voorinburgering: they agree with a slow count of their own, and leave small groups out."""

import csv
import datetime as dt
import io
import zipfile
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coa_portal.audit.models import Inzageregel
from coa_portal.common.dates import today
from coa_portal.portaal.figures.voorinburgering import PARTS, _count, figures_of, periods
from klantprofiel.models import Vergunninghouder
from koppeling.taakstelling import half_year_bounds
from tests.factories.klantprofiel import VergunninghouderFactory
from tests.factories.voorinburgering import les_of, lesgroep_of
from voorinburgering.models import Aanwezigheid, Deelname, Programma, Toetsresultaat, VoorinburgeringEinde

pytestmark = pytest.mark.django_db
LEVELS = ("", "pre_a1", "a1", "a2", "b1", "c2")
NOW = periods()[0]
FIRST = half_year_bounds(NOW)[0]
LONG_AGO = FIRST - dt.timedelta(days=400)

# of one person: in this half year, answer, how far, end, the older and the latest level, minutes
STORY = st.tuples(
    st.booleans(),
    st.sampled_from(("", "ja", "nee", "onbekend")),
    st.booleans(),
    st.sampled_from(("", "afgerond", "verhuisd", "hervat")),
    st.sampled_from(LEVELS),
    st.sampled_from(LEVELS),
    st.integers(0, 120),
)
Story = tuple[bool, str, bool, str, str, str, int]


@pytest.fixture
def people(locatie_luttelgeest: Any, locatie_elders: Any) -> list[Any]:
    """Twelve people at two locaties, each in an NT2 group whose lesson was given."""
    made = []
    for number in range(12):
        locatie = (locatie_luttelgeest, locatie_elders)[number % 2]
        person = VergunninghouderFactory(locatie=locatie)
        group = lesgroep_of(locatie)
        person.deelname = Deelname.objects.create(lesgroep=group, vergunninghouder=person, van=today())
        made.append(person)
    return made


def tell(people: list[Any], stories: list[Story], lessons: dict[Any, Any]) -> None:
    """Write the rows of these stories, and nothing else."""
    for model in (Aanwezigheid, Toetsresultaat, VoorinburgeringEinde, Programma):
        model.objects.all()._raw_delete("default")
    for person, (is_now, answer, started, end, older, latest, minutes) in zip(people, stories, strict=True):
        day = FIRST if is_now else LONG_AGO
        Programma.objects.create(
            vergunninghouder=person,
            aangeboden_op=day,
            instemming=answer,
            instemming_op=day if answer else None,
            gestart_op=day if started and answer == "ja" else None,
            status="aangeboden",
        )
        if end:
            resumed = today() if end == "hervat" else None
            reden = "afgerond" if end == "hervat" else end
            VoorinburgeringEinde.objects.create(
                vergunninghouder=person, op=day, reden=reden, hervat_op=resumed
            )
        for level, taken in ((older, LONG_AGO), (latest, day + dt.timedelta(days=1))):
            if level:
                Toetsresultaat.objects.create(
                    vergunninghouder=person,
                    soort="eindtoets",
                    resultaat=level,
                    afgenomen_op=taken,
                    afgenomen_door="X",
                    status="vastgelegd",
                )
        if minutes:
            Aanwezigheid.objects.create(
                les=lessons[person.dossier_locatie_id],
                deelname=person.deelname,
                stand="aanwezig",
                minuten=minutes,
            )


def slow_count(people: list[Any], stories: list[Story]) -> dict[Any, dict[str, int]]:
    """The same figures told from the stories, person by person. Who waits is counted apart: the page subtracts."""
    found: dict[Any, dict[str, int]] = {}
    waiting: Counter[Any] = Counter()
    for person, (is_now, answer, started, end, older, latest, minutes) in zip(people, stories, strict=True):
        if not is_now:
            continue
        row = found.setdefault(person.dossier_locatie_id, dict.fromkeys((*PARTS, "minuten"), 0))
        row["aangeboden"] += 1
        takes_part = started and answer == "ja"
        has_ended = end in ("afgerond", "verhuisd")
        waiting[person.dossier_locatie_id] += answer == "ja" and not takes_part and not has_ended
        row["ingestemd"] += answer == "ja" and (takes_part or not has_ended)
        if not takes_part:
            continue
        row["gestart"] += 1
        row["afgerond"] += end == "afgerond"
        row["minuten"] += minutes
        level = latest or older
        row["getoetst"] += bool(level)
        for code in ("a1", "a2", "b1"):
            row[code] += bool(level) and LEVELS.index(level) >= LEVELS.index(code)
    assert {key: row["ingestemd"] - row["gestart"] for key, row in found.items()} == {
        key: waiting[key] for key in found
    }
    return found


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stories=st.lists(STORY, min_size=12, max_size=12))
def test_figures_agree_with_a_slow_count_of_the_same_people(
    stories: list[Story], people: list[Any], regievoerder_coa: Any
) -> None:
    lessons = {
        person.dossier_locatie_id: person.deelname.lesgroep.lessen.first() or given_lesson(person)
        for person in people
    }
    tell(people, stories, lessons)
    expected = slow_count(people, stories)
    assert _count(regievoerder_coa, NOW) == expected
    for regel in figures_of(regievoerder_coa, NOW).regels:
        for measure, number in regel.getallen.items():
            assert number is None or number >= 5, measure


def given_lesson(person: Any) -> Any:
    les = les_of(person.deelname.lesgroep)
    type(les).objects.filter(pk=les.pk).update(status="gegeven")
    return les


@pytest.fixture
def filled(people: list[Any], locatie_luttelgeest: Any) -> dict[str, int]:
    """Luttelgeest: eleven offered, ten agreed, five of them started; elsewhere three."""
    more = [VergunninghouderFactory(locatie=locatie_luttelgeest) for _ in range(5)]
    here = [person for person in people if person.dossier_locatie_id == locatie_luttelgeest.pk] + more
    there = [person for person in people if person not in here][:3]
    for place, person in enumerate([*here, *there]):
        agreed = 0 < place <= 10
        Programma.objects.create(
            vergunninghouder=person,
            aangeboden_op=FIRST,
            instemming="ja" if agreed else "",
            instemming_op=FIRST if agreed else None,
            gestart_op=FIRST if 0 < place <= 5 else None,
            status="aangeboden",
        )
    return {"here": len(here)}


def test_page_csv_and_spreadsheet_tell_the_same_and_leave_small_groups_out(
    filled: dict[str, int], client_of: Any, regievoerder_coa: Any
) -> None:
    browser = client_of(regievoerder_coa)
    shown = browser.get("/cijfers/voorinburgering/").content.decode()
    assert "Luttelgeest" in shown and "weggelaten" in shown and "<progress" in shown
    lines = list(
        csv.reader(
            io.StringIO(browser.get("/cijfers/voorinburgering/csv/").content.decode("utf-8-sig")),
            delimiter=";",
        )
    )
    by_place = {line[1]: dict(zip(lines[0], line, strict=True)) for line in lines[1:]}
    here = next(line for name, line in by_place.items() if "Luttelgeest" in name)
    there = next(line for name, line in by_place.items() if "Elders" in name)
    assert here["Aangeboden"] == "11"
    assert here["Ingestemd"] == "weggelaten"  # ten of eleven would tell of the one who did not
    assert here["Meegedaan"] == "weggelaten"
    assert set(list(there.values())[2:]) == {"weggelaten"}
    sheet = browser.get("/cijfers/voorinburgering/xlsx/")
    with zipfile.ZipFile(io.BytesIO(sheet.content)) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
        assert any(name.startswith("xl/charts/") for name in book.namelist())
    assert "Ingestemd" in texts and "weggelaten" in texts
    assert Inzageregel.objects.filter(what__startswith="cijfers Voorinburgering").count() == 2
    assert browser.get("/cijfers/voorinburgering/?periode=1999-1").status_code == 404


def test_r2_a_casemanager_counts_the_own_locatie_alone(
    filled: dict[str, int], client_of: Any, casemanager_luttelgeest: Any, casemanager_elders: Any
) -> None:
    own, other = (
        client_of(who).get("/cijfers/voorinburgering/").content.decode()
        for who in (casemanager_luttelgeest, casemanager_elders)
    )
    assert "Luttelgeest</th>" in own and "Elders</th>" not in own
    assert "Luttelgeest</th>" not in other
    assert Vergunninghouder.objects.count() > filled["here"]
