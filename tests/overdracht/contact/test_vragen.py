"""Questions both ways: DESIGN §4's row "vragen", on pages, in PostgreSQL and in meldingen."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coa_portal.access.policy import visible
from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.notifications.engine import drain
from coa_portal.notifications.models import Melding
from koppeling.actions import withdraw_koppeling
from overdracht.actions import answer_vraag, ask_vraag, close_vraag, withdraw_toestemming
from overdracht.models import Antwoord, Vraag
from overdracht.objects import SHARED_OBJECTS, Sees, Situation
from tests.factories.koppeling import regievoerder
from tests.factories.overdracht import ProfielversieFactory, casemanager_of
from tests.overdracht.gemeente.scenes import Scene, scene

pytestmark = pytest.mark.django_db
Browser = Callable[[Any], Client]


def ask(huis: Any, who: Any, betrokkene: Any = None, tekst: str = "Is er een lift nodig?") -> Vraag:
    return ask_vraag(koppeling=huis.koppeling, betrokkene=betrokkene, tekst=tekst, acting_user=who)


def raw(account: Any, sql: str, *values: Any) -> list[Any]:
    with behind_wall(WallRole.GEMEENTE, account.pk), connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return [row[0] for row in cursor.fetchall()] if cursor.description else [cursor.rowcount]


def told(kind: str) -> set[str]:
    drain()
    return set(Melding.objects.filter(event__kind=kind).values_list("recipient__naam", flat=True))


def test_a_question_goes_to_the_other_side_and_its_answer_back(
    huis: Any, casemanager_luttelgeest: Any, regievoerder_utrecht: Any, client_of: Browser
) -> None:
    utrecht, coa = client_of(regievoerder_utrecht), client_of(casemanager_luttelgeest)
    page = reverse("overdracht_gemeente:vragen", args=[huis.koppeling.pk])
    sent = utrecht.post(page, {"betrokkene": str(huis.een.pk), "tekst": "Heeft hij een rijbewijs?"})
    vraag = Vraag.objects.get()
    assert (sent.status_code, vraag.van_partij, vraag.status) == (302, "gemeente", "open")
    assert told("vraag_gesteld") == {"Carla Luttelgeest"}, "not those who ask"

    waiting = coa.get(reverse("overdracht:contact")).text
    assert "Heeft hij een rijbewijs?" in waiting
    assert huis.een.vergunninghouder.naam in waiting
    answered = coa.post(reverse("overdracht:antwoorden", args=[vraag.pk]), {"tekst": "Ja, rijbewijs B."})
    assert answered.status_code == 302
    shown = utrecht.get(page).text
    assert "Ja, rijbewijs B." in shown
    assert "Carla Luttelgeest" in shown
    assert told("vraag_beantwoord") == {"Ruben Utrecht"}
    assert "Ja, rijbewijs B." not in Melding.objects.latest("created_at").event.extra.values()
    again = coa.post(reverse("overdracht:antwoorden", args=[vraag.pk]), {"tekst": "Nog een keer."})
    assert again.status_code == 200
    assert Antwoord.objects.count() == 1


@pytest.mark.parametrize("side", ["gemeente", "coa"])
def test_words_about_a_person_need_consent(
    side: str, huis: Any, casemanager_luttelgeest: Any, regievoerder_utrecht: Any
) -> None:
    who = regievoerder_utrecht if side == "gemeente" else casemanager_luttelgeest
    with pytest.raises(DomainError, match="geen toestemming"):
        ask(huis, who, huis.twee)
    assert ask(huis, who, huis.een).van_partij == side
    assert ask(huis, who).betrokkene_id is None
    with pytest.raises(DomainError) as refused:
        ask(huis, who, tekst="x" * 501)
    assert refused.value.field == "tekst"


def test_who_may_write(
    huis: Any,
    lezer_utrecht_werk: Any,
    programmabegeleider: Any,
    casemanager_participatie: Any,
    regievoerder_utrecht: Any,
    casemanager_luttelgeest: Any,
) -> None:
    for reader in (lezer_utrecht_werk, programmabegeleider):
        with pytest.raises(NotAllowed):
            ask(huis, reader)
    vraag = ask(huis, casemanager_participatie)
    with pytest.raises(NotAllowed, match="andere organisatie"):
        answer_vraag(vraag=vraag, tekst="Zelf", acting_user=casemanager_luttelgeest)
    with pytest.raises(NotAllowed, match="wie de vraag stelde"):
        close_vraag(vraag=vraag, acting_user=regievoerder_utrecht)
    close_vraag(vraag=vraag, acting_user=casemanager_luttelgeest)
    with pytest.raises(DomainError, match="Gesloten"):
        answer_vraag(vraag=vraag, tekst="Te laat", acting_user=regievoerder_utrecht)


def _talk(huis: Any, gemeente: Any, coa: Any) -> None:
    """A question each way about the person and about the household, the first answered."""
    answer_vraag(vraag=ask(huis, gemeente, huis.een, "Van de gemeente"), tekst="Van het COA", acting_user=coa)
    ask(huis, coa, huis.een, "COA over de persoon")
    ask(huis, coa, None, "COA over het huishouden")
    ask(huis, gemeente, None, "Gemeente over het huishouden")


EVERYTHING = {
    "Van de gemeente",
    "Van het COA",
    "COA over de persoon",
    "COA over het huishouden",
    "Gemeente over het huishouden",
}


def reads(account: Any) -> set[str]:
    """Texts by raw SQL; Python's policy must agree."""
    found: set[str] = set()
    for model in (Vraag, Antwoord):
        rows = set(raw(account, f"SELECT tekst FROM {model._meta.db_table}"))  # noqa: S608
        with behind_wall(WallRole.GEMEENTE, account.pk):
            assert set(visible(model, account).values_list("tekst", flat=True)) == rows
        assert set(visible(model, account).values_list("tekst", flat=True)) == rows, "also without the wall"
        found |= rows
    return found


def test_after_withdrawal_and_end_the_gemeente_keeps_its_own_words(
    huis: Any,
    casemanager_luttelgeest: Any,
    regievoerder_utrecht: Any,
    lezer_utrecht: Any,
    regievoerder_zeist: Any,
    contactpersoon_extern: Any,
    client_of: Browser,
) -> None:
    _talk(huis, regievoerder_utrecht, casemanager_luttelgeest)
    assert reads(regievoerder_utrecht) == EVERYTHING
    household = {"COA over het huishouden", "Gemeente over het huishouden"}
    assert reads(lezer_utrecht) == household, "tier 0 reads nothing that names a person"
    assert reads(contactpersoon_extern) == household, "the consent does not name the third party"
    assert reads(regievoerder_zeist) == set()

    withdraw_toestemming(
        toestemming=huis.toestemming,
        ingetrokken_op=today(),
        acting_user=casemanager_of(huis.een.vergunninghouder),
    )
    assert reads(regievoerder_utrecht) == household | {"Van de gemeente"}
    page = reverse("overdracht_gemeente:vragen", args=[huis.koppeling.pk])
    shown = client_of(regievoerder_utrecht).get(page).text
    assert "Van de gemeente" in shown
    assert "Van het COA" not in shown
    assert huis.een.vergunninghouder.naam not in shown

    withdraw_koppeling(koppeling=huis.koppeling, reden="fout", acting_user=regievoerder())
    own = {"Van de gemeente", "Gemeente over het huishouden"}
    assert reads(regievoerder_utrecht) == own
    assert set(Vraag.objects.values_list("status", flat=True)) == {"beantwoord", "gesloten"}
    shown = client_of(regievoerder_utrecht).get(page).text
    assert "Een persoon uit het huishouden" in shown
    assert 'id="stel"' not in shown


@pytest.mark.parametrize("situation", list(Situation))
def test_the_table_of_shared_objects_holds_for_questions(
    situation: Situation, make_scene: Callable[[Situation], Scene], regievoerder_utrecht: Any
) -> None:
    """R5-R7: the texts were written while consent stood; rows are put there as the actions wrote them then."""
    made = make_scene(situation)
    member = made.koppeling.betrokkenen.get(vergunninghouder=made.person)
    coa = casemanager_of(made.person)
    if situation not in (Situation.BEFORE_CONSENT, Situation.MOVED_NEW):
        for side, who in (("gemeente", regievoerder_utrecht), ("coa", coa)):
            Vraag.objects.create(
                koppeling=made.koppeling,
                gemeente_id=made.koppeling.gemeente_id,
                betrokkene=member,
                van_partij=side,
                door=who,
                door_naam=who.naam,
                tekst=side,
                status="open",
            )
    expected = {Sees.YES: {"gemeente", "coa"}, Sees.OWN: {"gemeente"}, Sees.NO: set()}
    assert reads(regievoerder_utrecht) == expected[SHARED_OBJECTS["vragen"].sees[situation]]


@pytest.fixture
def make_scene(regievoerder_utrecht: Any, casemanager_luttelgeest: Any) -> Callable[[Situation], Scene]:
    return lambda situation: scene(situation, regievoerder_utrecht)


def _insert(account: Any, table: str, values: dict[str, Any]) -> bool:
    """Whether PostgreSQL lets the account insert the row; nothing stays."""
    places = ", ".join(["%s"] * len(values))
    sql = f"INSERT INTO {table} (created_at, updated_at, {', '.join(values)}) VALUES (now(), now(), {places})"  # noqa: S608
    try:
        with transaction.atomic():
            raw(account, sql, *values.values())
            transaction.set_rollback(True)
    except ProgrammingError as error:
        assert "row-level security" in str(error)
        return False
    return True


def test_r4_raw_sql_writes_no_question_that_the_action_would_refuse(
    huis: Any, casemanager_luttelgeest: Any, regievoerder_utrecht: Any, lezer_utrecht_werk: Any
) -> None:
    me = regievoerder_utrecht
    right = {
        "id": uuid4(),
        "koppeling_id": huis.koppeling.pk,
        "gemeente_id": "GM0344",
        "betrokkene_id": huis.een.pk,
        "van_partij": "gemeente",
        "door_id": me.pk,
        "door_naam": me.naam,
        "tekst": "x",
        "onderdeel": "",
        "status": "open",
        "status_sinds": huis.koppeling.created_at,
        "status_door_id": me.pk,
        "status_reden": "",
    }
    assert _insert(me, "overdracht_vraag", right)
    assert not _insert(lezer_utrecht_werk, "overdracht_vraag", right)
    for wrong in (
        {"van_partij": "coa"},
        {"door_id": casemanager_luttelgeest.pk},
        {"betrokkene_id": huis.twee.pk},
        {"gemeente_id": "GM0355"},
        {"status": "beantwoord"},
    ):
        assert not _insert(me, "overdracht_vraag", {**right, **wrong}), wrong
    ours, theirs = ask(huis, me, huis.een), ask(huis, casemanager_luttelgeest, huis.een)
    answer = {key: right[key] for key in right if not key.startswith("status")}
    answer = {**answer, "op": huis.koppeling.created_at, "vraag_id": theirs.pk}
    assert _insert(me, "overdracht_antwoord", answer)
    for wrong in ({"vraag_id": ours.pk}, {"betrokkene_id": None}, {"door_id": casemanager_luttelgeest.pk}):
        assert not _insert(me, "overdracht_antwoord", {**answer, **wrong}), wrong
    step = "UPDATE overdracht_vraag SET status = %s, status_door_id = %s WHERE id = %s"
    with pytest.raises(ProgrammingError), transaction.atomic():
        raw(me, step, "beantwoord", me.pk, theirs.pk)  # without an answer
    with pytest.raises(ProgrammingError), transaction.atomic():
        raw(me, "UPDATE overdracht_vraag SET tekst = 'anders' WHERE id = %s", ours.pk)
    with behind_wall(WallRole.GEMEENTE, me.pk):
        answer_vraag(vraag=theirs, tekst="Ja", acting_user=me)
        close_vraag(vraag=ours, acting_user=me)


def test_lists_ask_as_many_questions_for_20_rows_as_for_1(
    huis: Any,
    casemanager_luttelgeest: Any,
    regievoerder_utrecht: Any,
    client_of: Browser,
) -> None:
    places = (
        (client_of(regievoerder_utrecht), reverse("overdracht_gemeente:contact")),
        (client_of(casemanager_luttelgeest), reverse("overdracht:contact")),
    )

    def count(browser: Client, address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    _talk(huis, regievoerder_utrecht, casemanager_luttelgeest)
    for browser, address in places:
        count(browser, address)
    few = [count(*place) for place in places]
    for _ in range(4):
        _talk(huis, regievoerder_utrecht, casemanager_luttelgeest)
    assert [count(*place) for place in places] == few


def test_a_question_about_a_section_is_answered_beside_that_section(
    huis: Any,
    casemanager_luttelgeest: Any,
    regievoerder_utrecht: Any,
    lezer_utrecht_werk: Any,
    client_of: Browser,
) -> None:
    """From the section in the version to the section in the dossier and back; a reader without the section reads
    neither (R2, R4), by page and by raw SQL."""
    person = huis.een.vergunninghouder
    ProfielversieFactory(vergunninghouder=person)
    utrecht, coa = client_of(regievoerder_utrecht), client_of(casemanager_luttelgeest)
    page = reverse("overdracht_gemeente:vragen", args=[huis.koppeling.pk])
    link = f"{page}?persoon={huis.een.volgnummer}&amp;onderdeel=familie#stel"
    assert link in utrecht.get(reverse("overdracht_gemeente:koppeling", args=[huis.koppeling.pk])).text
    asked = utrecht.get(page, {"persoon": huis.een.volgnummer, "onderdeel": "familie"})
    assert [part["key"] for part in asked.context["sectie"]["payload"]["sections"]] == ["familie"]
    facts = {"betrokkene": str(huis.een.pk), "onderdeel": "familie", "tekst": "Klopt deze burgerlijke staat?"}
    assert utrecht.post(page, facts).status_code == 302
    vraag = Vraag.objects.get()
    assert vraag.onderdeel == "familie"
    assert told("vraag_gesteld") == {"Carla Luttelgeest"}
    event = Melding.objects.latest("created_at").event
    assert "familie" not in f"{event.key}{event.extra}{event.reference}", (
        "no word of the profile in a melding (R11)"
    )

    for name, keys in (("dossier", [person.pk]), ("sectie", [person.pk, "familie"])):
        assert "Klopt deze burgerlijke staat?" in coa.get(reverse(f"klantprofiel:{name}", args=keys)).text
    other = coa.get(reverse("klantprofiel:sectie", args=[person.pk, "arbeid"])).text
    assert "Klopt deze burgerlijke staat?" not in other
    answer = reverse("overdracht:antwoorden", args=[vraag.pk])
    shown = coa.get(answer).context["sectie"]
    assert [part["key"] for part in shown["payload"]["sections"]] == ["familie"]
    assert coa.post(answer, {"tekst": "Ja, sinds 2019."}).status_code == 302
    assert told("vraag_beantwoord") == {"Ruben Utrecht"}
    assert "Klopt deze" not in coa.get(reverse("klantprofiel:dossier", args=[person.pk])).text

    assert reads(regievoerder_utrecht) == {"Klopt deze burgerlijke staat?", "Ja, sinds 2019."}
    assert reads(lezer_utrecht_werk) == set(), "that grant does not bring this section"
    ask_vraag(
        koppeling=huis.koppeling,
        betrokkene=huis.een,
        onderdeel="arbeid",
        tekst="Welk rijbewijs?",
        acting_user=regievoerder_utrecht,
    )
    assert reads(lezer_utrecht_werk) == {"Welk rijbewijs?"}


def test_a_section_needs_a_person_whose_profile_has_it(
    huis: Any, regievoerder_utrecht: Any, lezer_utrecht_werk: Any
) -> None:
    def about(person: Any, section: str) -> Vraag:
        return ask_vraag(
            koppeling=huis.koppeling,
            betrokkene=person,
            onderdeel=section,
            tekst="Klopt dit?",
            acting_user=regievoerder_utrecht,
        )

    for person, section, field in (
        (None, "arbeid", "betrokkene"),
        (huis.een, "arbeid", "onderdeel"),  # nothing was published yet
    ):
        with pytest.raises(DomainError) as refused:
            about(person, section)
        assert refused.value.field == field
    ProfielversieFactory(vergunninghouder=huis.een.vergunninghouder)
    with pytest.raises(DomainError) as refused:
        about(huis.een, "bestaat-niet")
    assert refused.value.field == "onderdeel"
    assert about(huis.een, "arbeid").onderdeel == "arbeid"
    row = {
        "id": uuid4(),
        "created_at": "now",
        "updated_at": "now",
        "koppeling_id": huis.koppeling.pk,
        "gemeente_id": "GM0344",
        "betrokkene_id": huis.een.pk,
        "onderdeel": "familie",
        "van_partij": "gemeente",
        "door_id": lezer_utrecht_werk.pk,
        "door_naam": "x",
        "tekst": "x",
        "status": "open",
        "status_sinds": "now",
        "status_door_id": lezer_utrecht_werk.pk,
        "status_reden": "",
    }
    marks = ", ".join(["%s"] * len(row))
    insert = f"INSERT INTO overdracht_vraag ({', '.join(row)}) VALUES ({marks})"  # noqa: S608
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        raw(lezer_utrecht_werk, insert, *row.values())


def test_section_questions_take_as_many_queries_for_20_as_for_1(
    huis: Any, casemanager_luttelgeest: Any, regievoerder_utrecht: Any, client_of: Browser
) -> None:
    person = huis.een.vergunninghouder
    ProfielversieFactory(vergunninghouder=person)
    pages = (
        (client_of(casemanager_luttelgeest), reverse("klantprofiel:dossier", args=[person.pk])),
        (client_of(regievoerder_utrecht), reverse("overdracht_gemeente:koppeling", args=[huis.koppeling.pk])),
    )

    def asked(number: int) -> list[int]:
        for _ in range(number):
            ask_vraag(
                koppeling=huis.koppeling,
                betrokkene=huis.een,
                onderdeel="arbeid",
                tekst="Klopt dit nog?",
                acting_user=regievoerder_utrecht,
            )
        counted = []
        for _ in range(2):  # what is read once, is read the first time
            counted = []
            for browser, address in pages:
                with CaptureQueriesContext(connection) as log:
                    assert browser.get(address).status_code == 200
                counted.append(len(log))
        return counted

    few = asked(3)  # more than the panel shows
    assert asked(17) == few
    assert "20 open vragen" in pages[1][0].get(pages[1][1]).text
