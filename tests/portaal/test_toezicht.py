"""R10: the privacy officer asks the log; nothing of a dossier comes along, and every question is in the log itself."""

import csv
import datetime as dt
import io
import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coa_portal.audit.hints import MANY_PER_HOUR, REFUSED_PER_HOUR, unusual
from coa_portal.audit.models import Inzageregel, Verwerkingsregel, Zegel
from coa_portal.audit.reading import Channel, Result, Source, write_reading
from coa_portal.audit.register import REGISTER
from coa_portal.common.dates import short_date, today
from coa_portal.portaal.toezicht import keten
from tests.factories.koppeling import KoppelingFactory
from tests.factories.overdracht import person_of

pytestmark = pytest.mark.django_db
LOG = "portaal:leeslog"


@pytest.fixture
def people(casemanager_luttelgeest: Any, regievoerder_utrecht: Any) -> tuple[Any, Any]:
    """Two people of two households."""
    return person_of(KoppelingFactory()), person_of(KoppelingFactory())


@pytest.fixture
def read(people: Any) -> Any:
    """Call with an account and a person: writes that this account opened that dossier."""

    def write(account: Any, person: Any, what: str = "dossier", **more: Any) -> Inzageregel:
        source = Source(account, more.pop("activity", "bijhouden-klantprofiel"), uuid4().hex)
        subjects = [] if more.get("result") == Result.REFUSED else [person.pk]
        write_reading(source, what=what, subjects=subjects, object_id=person.pk, **more)
        return Inzageregel.objects.get(trace_id=source.trace_id)

    return write


@pytest.fixture
def officer(client_of: Any, fg: Any) -> Any:
    return client_of(fg)


def shown(answer: Any) -> set[str]:
    """Traces of the lines on a page."""
    return {line.trace_id for line, _, _ in answer.context["regels"] if line.what != "leeslog"}


def ask(officer: Any, **typed: str) -> Any:
    return officer.post(reverse(LOG), typed, follow=True)


def test_lines_about_one_person_with_refusals_and_nothing_of_others(
    officer: Any, people: Any, read: Any, casemanager_luttelgeest: Any, casemanager_elders: Any
) -> None:
    one, other = people
    mine = read(casemanager_luttelgeest, one)
    refused = read(casemanager_elders, one, result=Result.REFUSED)
    theirs = read(casemanager_luttelgeest, other)
    assert shown(officer.get(reverse(LOG))) == {mine.trace_id, refused.trace_id, theirs.trace_id}
    answer = ask(officer, persoon=one.v_nummer)
    assert shown(answer) == {mine.trace_id, refused.trace_id}
    assert one.achternaam not in answer.content.decode()
    assert shown(ask(officer, persoon=other.plaatsingseenheid.referentie)) == {theirs.trace_id}
    koppeling = one.betrokken_bij.get().koppeling.referentie
    assert shown(ask(officer, persoon=koppeling)) == {mine.trace_id, refused.trace_id}
    assert shown(ask(officer)) == {mine.trace_id, refused.trace_id, theirs.trace_id}


def test_what_was_typed_is_in_no_address_and_a_wrong_number_is_told_at_the_field(
    officer: Any, people: Any, casemanager_luttelgeest: Any, read: Any
) -> None:
    answer = ask(officer, persoon=people[0].v_nummer, medewerker="Carla")
    assert all(people[0].v_nummer not in address for address, _ in answer.redirect_chain)
    assert answer.request["QUERY_STRING"] == ""
    for typed in ("12345", "9999999999", "PE-999999"):
        answer = officer.post(reverse(LOG), {"persoon": typed})
        assert answer.status_code == 200
        assert answer.context["zoekform"].errors["persoon"]
    assert officer.post(reverse(LOG), {"medewerker": "bestaat niet"}).context["zoekform"].errors["medewerker"]


@pytest.mark.parametrize(
    "query",
    [
        {"resultaat": "geweigerd"},
        {"kanaal": "pdf"},
        {"activiteit": "tonen-bsn"},
        {"organisatie": "Utrecht"},
        {"nummer": "own"},
        {"medewerker": "own"},
        {"van": "tomorrow"},
    ],
)
def test_each_filter_narrows(
    query: dict[str, str],
    officer: Any,
    people: Any,
    read: Any,
    casemanager_luttelgeest: Any,
    regievoerder_utrecht: Any,
) -> None:
    wanted = read(
        regievoerder_utrecht,
        people[0],
        activity="tonen-bsn",
        channel=Channel.PDF,
        result=Result.REFUSED,
    )
    read(casemanager_luttelgeest, people[0])
    (name,) = query
    value = {"own": wanted.trace_id, "tomorrow": short_date(today() + dt.timedelta(days=1))}.get(query[name])
    if name == "medewerker":
        value = str(regievoerder_utrecht.pk)
    if name == "organisatie":
        value = regievoerder_utrecht.organisatie_naam
    got = shown(officer.get(reverse(LOG), {name: value or query[name]}))
    assert got == (set() if name == "van" else {wanted.trace_id})


def test_searching_by_employee(officer: Any, people: Any, read: Any, casemanager_luttelgeest: Any) -> None:
    mine = read(casemanager_luttelgeest, people[0])
    assert shown(ask(officer, medewerker="carla")) == {mine.trace_id}
    assert shown(ask(officer, medewerker="fleur")) == set()


def test_every_question_is_in_the_log_with_the_person_it_was_about(
    officer: Any, fg: Any, people: Any
) -> None:
    ask(officer, persoon=people[0].v_nummer)
    line = Inzageregel.objects.get(gebruiker=fg, what="leeslog")
    assert line.activity == "toezicht-leeslog"
    assert Verwerkingsregel.objects.filter(trace_id=line.trace_id, parent_span_id=line.span_id).count() == 1


def test_same_queries_for_one_and_twenty_lines(
    officer: Any, people: Any, read: Any, casemanager_luttelgeest: Any
) -> None:
    def queries(url: str) -> int:
        officer.get(url)
        with CaptureQueriesContext(connection) as caught:
            assert officer.get(url).status_code == 200
        return len(caught)

    line = read(casemanager_luttelgeest, people[0])
    urls = [reverse(LOG), reverse("portaal:leeslog_regel", args=[line.pk]), reverse("portaal:opvallend")]
    urls += [reverse("portaal:toezicht"), reverse("portaal:home")]
    few = [queries(url) for url in urls]
    for _ in range(20):
        read(casemanager_luttelgeest, people[1])
    assert [queries(url) for url in urls] == few


def test_one_line_shows_both_halves_and_their_seals(
    officer: Any, people: Any, read: Any, casemanager_luttelgeest: Any
) -> None:
    line = read(casemanager_luttelgeest, people[0])
    url = reverse("portaal:leeslog_regel", args=[line.pk])
    assert "Nog niet verzegeld" in officer.get(url).content.decode()
    keten.seal_all()
    page = officer.get(url).content.decode()
    (half,) = Verwerkingsregel.objects.filter(trace_id=line.trace_id)
    assert "Carla Luttelgeest" in page
    assert f"Plaats {Zegel.objects.get(regel_id=half.pk).position}<" in page
    assert Zegel.objects.get(regel_id=line.pk).hash[:16] in page
    assert people[0].achternaam not in page


def test_state_of_the_chain_is_on_the_home_page(officer: Any, people: Any, read: Any, fg: Any) -> None:
    read(fg, people[0])
    keten.seal_all()
    keten.run_verification()
    assert "In orde" in officer.get(reverse("portaal:toezicht")).content.decode()
    Inzageregel.objects.all().delete()
    keten.run_verification()
    page = officer.get(reverse("portaal:toezicht")).content.decode()
    assert "niet ongeschonden" in page and "is verwijderd" in page
    assert "kengetal--alarm" in officer.get(reverse("portaal:home")).content.decode()


def test_hints(people: Any, read: Any, casemanager_luttelgeest: Any, casemanager_elders: Any) -> None:
    """Many different dossiers, refused often, and at night; each just at its limit, and not below it."""
    monday = timezone.make_aware(
        dt.datetime.combine(today() - dt.timedelta(days=today().weekday() + 7), dt.time(11))
    )

    def at(moment: dt.datetime, line: Inzageregel, key: Any = None) -> None:
        Inzageregel.objects.filter(pk=line.pk).update(created_at=moment, object_id=key or uuid4())

    found = lambda: {kind.code: [(h.naam, h.aantal) for h in kind.hints] for kind in unusual()}  # noqa: E731
    for _ in range(MANY_PER_HOUR - 1):
        at(monday, read(casemanager_luttelgeest, people[0]))
    for _ in range(REFUSED_PER_HOUR - 1):
        at(monday, read(casemanager_elders, people[0], result=Result.REFUSED))
    assert found() == {"veel": [], "buiten": [], "geweigerd": []}
    at(monday, read(casemanager_luttelgeest, people[0]))
    at(monday, read(casemanager_elders, people[0], result=Result.REFUSED))
    at(monday.replace(hour=23), read(casemanager_elders, people[0]))
    at(monday + dt.timedelta(days=5), read(casemanager_elders, people[0]))
    assert found() == {
        "veel": [("Carla Luttelgeest", MANY_PER_HOUR)],
        "buiten": [("Elias Elders", 1), ("Elias Elders", 1)],
        "geweigerd": [("Elias Elders", REFUSED_PER_HOUR)],
    }


def test_csv_of_the_present_question(
    officer: Any, people: Any, read: Any, casemanager_luttelgeest: Any, fg: Any
) -> None:
    read(casemanager_luttelgeest, people[0], what="=HYPERLINK(1)")
    read(casemanager_luttelgeest, people[1])
    ask(officer, persoon=people[0].v_nummer)
    answer = officer.post(reverse("portaal:leeslog_csv"))
    assert answer["Content-Disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["wat"] for row in rows if row["medewerker"] == "Carla Luttelgeest"] == ["'=HYPERLINK(1)"]
    assert Inzageregel.objects.filter(gebruiker=fg, what="leeslog: download CSV", channel="bestand").exists()


def test_ldv_download_and_command_have_the_fields_of_the_standard(
    officer: Any, people: Any, read: Any, casemanager_luttelgeest: Any, fg: Any, capsys: Any
) -> None:
    line = read(casemanager_luttelgeest, people[0])
    day = {"van": short_date(today()), "tot": short_date(today())}
    answer = officer.post(reverse("portaal:leeslog_ldv"), day)
    record = next(
        found for found in map(json.loads, answer.content.splitlines()) if found["trace_id"] == line.trace_id
    )
    assert set(record) == {
        "trace_id",
        "span_id",
        "parent_span_id",
        "status",
        "name",
        "start_time",
        "end_time",
        "resource",
        "attributes",
    }
    assert record["parent_span_id"] == line.span_id
    assert record["start_time"].endswith("Z")
    assert set(record["attributes"]) == {
        "dpl.core.processing_activity_id",
        "dpl.core.data_subject_id",
        "dpl.core.data_subject_id_type",
    }
    assert record["resource"]["attributes"]["service.name"] == "COA-portaal"
    assert "Carla" not in answer.content.decode()
    period = ["--from", str(today()), "--to", str(today())]
    call_command("export_ldv", *period, "--account", fg.email)
    assert line.trace_id in capsys.readouterr().out
    assert Inzageregel.objects.filter(gebruiker=fg, what="leeslog: export Logboek Dataverwerkingen").exists()
    with pytest.raises(CommandError, match="geen actieve functionaris"):
        call_command("export_ldv", *period, "--account", casemanager_luttelgeest.email)


def test_a_period_that_ends_before_it_starts_is_told(officer: Any) -> None:
    typed = {"van": "10-11-2026", "tot": "9-11-2026"}
    page = officer.post(reverse("portaal:leeslog_ldv"), typed)
    assert page.status_code == 200
    assert page.context["periode"].errors["tot"] == ["Kies een dag op of na de eerste dag."]


def test_register_on_screen_and_as_csv(officer: Any) -> None:
    page = officer.get(reverse("portaal:register")).content.decode()
    rows = csv.DictReader(
        io.StringIO(officer.get(reverse("portaal:register_csv")).content.decode("utf-8-sig")), delimiter=";"
    )
    assert {row["code"] for row in rows} == set(REGISTER)
    assert all(item.naam in page for item in REGISTER.values())


@pytest.mark.parametrize("name", ["portaal:toezicht", LOG, "portaal:opvallend", "portaal:register"])
def test_nobody_else_gets_in(name: str, client_of: Any, beheerder: Any, regievoerder_coa: Any) -> None:
    for account in (beheerder, regievoerder_coa):
        assert client_of(account).get(reverse(name)).status_code == 404
