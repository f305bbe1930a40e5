"""Attendance: a whole group at once, corrections, and that it follows membership (DESIGN §8, R2, R4, R9)."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError, NotAllowed
from tests.factories.klantprofiel import VergunninghouderFactory
from tests.factories.voorinburgering import join, les_of, lesgroep_of
from voorinburgering import actions
from voorinburgering.actions import Opgave, record_aanwezigheid
from voorinburgering.models import Aanwezigheid, Deelname, Les

pytestmark = pytest.mark.django_db
LONG = today() - dt.timedelta(days=60)


@pytest.fixture
def group(locatie_luttelgeest: Any) -> Any:
    return lesgroep_of(locatie_luttelgeest)


def member(group: Any, van: dt.date = LONG) -> Deelname:
    person = VergunninghouderFactory(locatie=group.opvanglocatie)
    return join(group, person, van)


def record(les: Les, **said: Any) -> Les:
    """`said`: what of whom, as `{deelname: Opgave}` under `of`."""
    return record_aanwezigheid(
        les=les,
        opgaven={row.pk: one for row, one in said["of"].items()},
        acting_user=said.get("acting_user"),
    )


def posted(deelnames: Any, **choices: Any) -> dict[str, Any]:
    """The form as the page sends it: everybody there, but for `choices` by place in the list."""
    form = {f"stand_{row.pk}": "aanwezig" for row in deelnames}
    for place, (choice, minutes) in choices.items():
        row = deelnames[int(place[1:])]
        form |= {f"stand_{row.pk}": choice, f"minuten_{row.pk}": minutes}
    return form


def refusal(call: Any) -> tuple[str, str | None]:
    with pytest.raises(DomainError) as caught:
        call()
    return caught.value.code, caught.value.field


@pytest.mark.parametrize("who", ["nt2_docent", "programmabegeleider"])
def test_a_whole_group_is_recorded_and_corrected_on_one_page(
    who: str, group: Any, client_of: Any, request: Any
) -> None:
    account = request.getfixturevalue(who)
    rows = [member(group) for _ in range(3)]
    les = les_of(group)
    browser = client_of(account)
    address = f"/lesgroepen/les/{les.pk}/"
    page = browser.get(address).content.decode()
    assert page.count('value="aanwezig"') == page.count("checked") == 3
    answer = browser.post(address, posted(rows, p1=("afgemeld", ""), p2=("deel", "45")))
    assert answer.status_code == 302 and "/week/" in answer.headers["Location"]
    stands = {row.deelname_id: (row.stand, row.reden, row.minuten) for row in Aanwezigheid.objects.all()}
    assert [stands[row.pk] for row in rows] == [
        ("aanwezig", "", 120),
        ("afwezig", "afgemeld", 0),
        ("aanwezig", "deel", 45),
    ]
    les.refresh_from_db()
    assert (les.status, les.status_door) == ("gegeven", account)
    browser.post(address, posted(rows, p2=("deel", "45")))
    corrected = Aanwezigheid.objects.get(deelname=rows[1])
    assert corrected.minuten == 120
    # the correction keeps what it was and says who; what stayed the same was left alone
    assert [row.history_user_id for row in corrected.history.all()] == [account.pk] * 2
    assert Aanwezigheid.history.count() == 4


def test_what_is_wrong_is_said_at_the_person_and_what_was_typed_is_kept(
    group: Any, client_of: Any, nt2_docent: Any
) -> None:
    rows = [member(group), member(group)]
    les = les_of(group)
    browser = client_of(nt2_docent)
    for minutes in ("", "0", "120", "999999", "veel", "-3"):
        page = browser.post(f"/lesgroepen/les/{les.pk}/", posted(rows, p0=("deel", minutes)))
        assert page.status_code == 200, minutes
        shown = page.content.decode()
        assert "veld--fout" in shown and f"#id_minuten_{rows[0].pk}" in shown, minutes
        assert not minutes or f'value="{minutes}"' in shown
    for form in ({}, posted(rows, p0=("ziek", "")), posted(rows[:1])):
        assert browser.post(f"/lesgroepen/les/{les.pk}/", form).status_code == 200
    assert not Aanwezigheid.objects.exists()


def test_only_a_lesson_that_has_begun_and_takes_place_is_recorded(group: Any) -> None:
    said = {member(group): Opgave()}
    tomorrow = les_of(group, days_ago=-1)
    assert refusal(lambda: record(tomorrow, of=said))[0] == "not_begun"
    cancelled = actions.cancel_les(les=les_of(group), reden="docent", acting_user=None)
    assert refusal(lambda: record(cancelled, of=said))[0] == "illegal_step"
    assert refusal(lambda: record(les_of(group, days_ago=2), of={}))[0] == "nobody"


def test_only_who_was_in_the_group_on_that_day_is_recorded(group: Any, locatie_luttelgeest: Any) -> None:
    week_ago = today() - dt.timedelta(days=7)
    late, elsewhere = member(group, van=week_ago), member(lesgroep_of(locatie_luttelgeest, "Middag 1"))
    gone = member(group)
    actions.end_deelname(deelname=gone, tot=week_ago, acting_user=None)
    before, after = les_of(group, days_ago=8), les_of(group, days_ago=7)
    for les, row in ((before, late), (after, gone), (after, elsewhere)):
        assert refusal(lambda les=les, row=row: record(les, of={row: Opgave()}))[0] == "not_member"
    record(before, of={gone: Opgave()})
    record(after, of={late: Opgave()})
    # and PostgreSQL holds it, whatever the code does
    row = Aanwezigheid.objects.get(deelname=late)
    for break_it in (
        lambda: Aanwezigheid.objects.create(les=after, deelname=gone, stand="aanwezig", minuten=5),
        lambda: Aanwezigheid.objects.filter(pk=row.pk).update(minuten=121),
        lambda: Deelname.objects.filter(pk=late.pk).update(van=today()),
        lambda: Les.objects.filter(pk=after.pk).update(dag=LONG - dt.timedelta(days=9)),
        lambda: Les.objects.filter(pk=after.pk).update(status="vervallen"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            break_it()


def test_leaving_keeps_the_lessons_one_was_in_and_takes_later_absence_back(group: Any) -> None:
    there, away = member(group), member(group)
    for days in (5, 3):
        record(les_of(group, days_ago=days), of={there: Opgave(), away: Opgave("afgemeld")})
    four_ago = today() - dt.timedelta(days=4)
    end = {"tot": four_ago, "acting_user": None}
    assert refusal(lambda: actions.end_deelname(deelname=there, **end)) == ("was_there", "tot")
    actions.end_deelname(deelname=away, **end)
    assert [row.les.dag for row in away.aanwezigheid.all()] == [today() - dt.timedelta(days=5)]
    # the end of the programme does not ask: it falls after the last lesson
    actions.end_voorinburgering(
        vergunninghouder=there.vergunninghouder, reden="regulier", op=four_ago, acting_user=None
    )
    there.refresh_from_db()
    assert there.tot == today() - dt.timedelta(days=2) and there.aanwezigheid.count() == 2


def test_a_lesson_that_was_not_given_after_all_loses_its_attendance_and_not_the_history(
    group: Any, nt2_docent: Any, programmabegeleider: Any
) -> None:
    les = record(les_of(group), of={member(group): Opgave()})
    assert refusal(lambda: actions.cancel_les(les=les, reden="docent", acting_user=None))[0] == "given"
    with pytest.raises(NotAllowed):
        actions.reopen_les(les=les, acting_user=nt2_docent)
    assert actions.reopen_les(les=les, acting_user=programmabegeleider).status == "gepland"
    assert not Aanwezigheid.objects.exists()
    assert [row.history_type for row in Aanwezigheid.history.order_by("history_date")] == ["+", "-"]


@pytest.mark.parametrize("who", ["casemanager_elders", "casemanager_participatie", "regievoerder_coa"])
def test_r2_nobody_else_records_or_sees_a_lesson(who: str, group: Any, client_of: Any, request: Any) -> None:
    account = request.getfixturevalue(who)
    row, les = member(group), les_of(group)
    with pytest.raises(NotAllowed):
        record(les, of={row: Opgave()}, acting_user=account)
    assert client_of(account).get(f"/lesgroepen/les/{les.pk}/").status_code == 404


def test_r4_the_role_of_a_docent_reads_and_writes_lessons_of_own_groups_alone(
    nt2_docent: Any, group: Any, locatie_luttelgeest: Any
) -> None:
    other = lesgroep_of(locatie_luttelgeest, "Middag 1")
    own, strange = les_of(group), les_of(other)
    row, stranger = member(group), member(other)
    for les, deelname in ((own, row), (strange, stranger)):
        record(les, of={deelname: Opgave()})

    def ask(sql: str) -> Any:
        with transaction.atomic(), behind_wall(WallRole.DOCENT, nt2_docent.pk), connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if sql.startswith("SELECT") else cursor.rowcount

    assert ask("SELECT id FROM voorinburgering_les") == [(own.pk,)]
    assert ask("SELECT deelname_id FROM voorinburgering_aanwezigheid") == [(row.pk,)]
    assert ask("SELECT deelname, les_id FROM voorinburgering_lesdeelnemer") == [(row.pk, own.pk)]
    mine = f"status_door_id = '{nt2_docent.pk}'"
    assert ask(f"UPDATE voorinburgering_les SET {mine}") == 1  # noqa: S608
    assert ask("UPDATE voorinburgering_aanwezigheid SET minuten = 60") == 1
    for forbidden in (
        "UPDATE voorinburgering_les SET dag = now()",
        "DELETE FROM voorinburgering_aanwezigheid",
        "SELECT 1 FROM voorinburgering_historicalaanwezigheid",
        "SELECT 1 FROM voorinburgering_lesreeks",
        f"UPDATE voorinburgering_les SET status_door_id = '{stranger.vergunninghouder_id}'",  # noqa: S608
        "INSERT INTO voorinburgering_aanwezigheid (id, created_at, updated_at, les_id, deelname_id, stand, reden,"
        " minuten) SELECT gen_random_uuid(), now(), now(), "
        f"'{strange.pk}', '{stranger.pk}', 'aanwezig', '', 1",
    ):
        with pytest.raises(ProgrammingError):
            ask(forbidden)


def test_twenty_people_and_forty_lessons_take_the_same_queries_as_one(
    group: Any, client_of: Any, nt2_docent: Any, casemanager_luttelgeest: Any
) -> None:
    """A group of 20 over 40 lessons opens and saves with a constant number of queries."""
    rows = [member(group)]
    lessons = [record(les_of(group, days_ago=1), of={rows[0]: Opgave()})]

    def counted() -> list[int]:
        numbers = []
        for account, page in ((nt2_docent, "mijn/"), (casemanager_luttelgeest, "")):
            browser = client_of(account)
            address = f"/lesgroepen/les/{lessons[0].pk}/"
            browser.get("/lesgroepen/week/")
            minutes = str(50 + len(numbers) + len(rows))
            changed = posted(rows, **{f"p{place}": ("deel", minutes) for place in range(len(rows))})
            pages = (f"/lesgroepen/{page}{group.pk}/", f"/lesgroepen/week/?van={lessons[0].dag}", address)
            for path in pages:
                with CaptureQueriesContext(connection) as caught:
                    assert browser.get(path).status_code == 200
                numbers.append(len(caught))
            with CaptureQueriesContext(connection) as caught:
                assert browser.post(address, changed).status_code == 302
            numbers.append(len(caught))
        return numbers

    one = counted()
    rows += [member(group) for _ in range(19)]
    record(lessons[0], of={row: Opgave() for row in rows})
    lessons += [record(les_of(group, days_ago=n), of={row: Opgave() for row in rows}) for n in range(2, 41)]
    assert counted() == one
