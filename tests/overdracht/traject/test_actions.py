"""Intake, PIP, start, move, checklist and logeren (DESIGN §5.6, §5.8-§5.10, R5, R13): what follows, what is refused.

Each action runs under the role of its side of the wall."""

from dataclasses import replace
from typing import Any

import pytest

from coa_portal.common.dates import add_months, today
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.notifications.models import Event
from overdracht import actions
from overdracht.actions import Trajectfeiten, Verhuisfeiten
from overdracht.models import Inburgeringstraject, Logeerperiode, Overdrachtspunt, Verhuisdatum, Verhuizing
from overdracht.toegang import last_day_of_access
from tests.factories.overdracht import ToestemmingFactory, person_of
from tests.factories.voorinburgering import join, lesgroep_of
from tests.overdracht.traject.conftest import Do, ago
from voorinburgering.actions import start_deelname
from voorinburgering.models import Deelname, VoorinburgeringEinde

pytestmark = pytest.mark.django_db

INTAKE = Trajectfeiten(intake_gestart_op=ago(40), intake_afgerond_op=ago(30))
PIP = replace(INTAKE, kennisgeving_op=ago(50), pip_vastgesteld_op=ago(20), leerroute="B")


def refused(do: Do, action: Any, **words: Any) -> tuple[str | None, str]:
    """Field and code of the refusal."""
    with pytest.raises(DomainError) as found:
        do(action, **words)
    assert found.value.message.endswith(".")
    return found.value.field, found.value.code


def kinds() -> list[str]:
    return sorted(Event.objects.exclude(kind="koppeling_gemaakt").values_list("kind", flat=True))


@pytest.fixture
def in_group(koppeling: Any) -> Any:
    """The hoofdpersoon takes lessons at COA."""
    person = person_of(koppeling, 1)
    group = lesgroep_of(person.dossier_locatie)
    return join(group, person, ago(30))


def test_coa_hears_once_of_intake_and_pip(koppeling: Any, member: Any, as_utrecht: Do) -> None:
    for facts in (INTAKE, PIP, replace(PIP, leerroute="Z")):
        as_utrecht(actions.save_traject, koppeling=koppeling, betrokkene=member, feiten=facts)
    row = Inburgeringstraject.objects.get()
    assert (row.leerroute, row.pip_vastgesteld_op, row.history.count()) == ("Z", ago(20), 3)
    assert kinds() == ["intake_afgerond", "pip_vastgesteld"]


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"intake_gestart_op": ago(61)}, ("intake_gestart_op", "before_koppeling")),
        ({"intake_gestart_op": None}, ("intake_gestart_op", "start_needed")),
        ({"intake_afgerond_op": ago(41)}, ("intake_afgerond_op", "order")),
        ({"intake_afgerond_op": ago(-1)}, ("intake_afgerond_op", "future")),
        ({"intake_afgerond_op": None}, ("intake_afgerond_op", "intake_needed")),
        ({"toets_uitkomst": "haalbaar"}, ("toets_op", "date_needed")),
        ({"pip_vastgesteld_op": ago(31)}, ("pip_vastgesteld_op", "order")),
        ({"leerroute": ""}, ("leerroute", "needed")),
        ({"pip_vastgesteld_op": None}, ("pip_vastgesteld_op", "date_needed")),
        ({"pip_verlengd_tot": ago(-9)}, ("pip_verlenging_reden", "reason_required")),
        ({"pip_verlenging_reden": "toets"}, ("pip_verlengd_tot", "date_needed")),
        (
            {"pip_verlengd_tot": ago(-9), "pip_verlenging_reden": "toets", "kennisgeving_op": None},
            ("pip_verlengd_tot", "no_term"),
        ),
    ],
)
def test_facts_that_contradict_are_refused_at_their_field(
    change: dict[str, Any], answer: tuple[str, str], koppeling: Any, member: Any, as_utrecht: Do
) -> None:
    words = {"koppeling": koppeling, "betrokkene": member}
    assert refused(as_utrecht, actions.save_traject, feiten=replace(PIP, **change), **words) == answer
    assert not Inburgeringstraject.objects.exists()
    as_utrecht(actions.save_traject, feiten=PIP, **words)


def test_only_who_is_of_age_and_of_the_koppeling_has_a_traject(
    koppeling: Any, member: Any, as_utrecht: Do, regievoerder_zeist: Any
) -> None:
    child = koppeling.betrokkenen.get(volgnummer=3)
    words = {"koppeling": koppeling, "feiten": INTAKE}
    assert refused(as_utrecht, actions.save_traject, betrokkene=child, **words) == (None, "no_duty")
    with pytest.raises(NotAllowed):
        actions.save_traject(betrokkene=member, acting_user=regievoerder_zeist, **words)


def test_an_early_start_ends_the_voorinburgering_and_its_guidance(
    koppeling: Any, member: Any, as_utrecht: Do, in_group: Any
) -> None:
    """DESIGN §5.6: in any scenario; taking the start back lets it go on."""
    words = {"koppeling": koppeling, "betrokkene": member}
    assert refused(as_utrecht, actions.start_traject, gestart_op=ago(10), **words) == (
        "gestart_op",
        "pip_needed",
    )
    as_utrecht(actions.save_traject, feiten=PIP, **words)
    assert refused(as_utrecht, actions.start_traject, gestart_op=ago(21), **words) == ("gestart_op", "order")
    row = as_utrecht(actions.start_traject, gestart_op=ago(10), **words)
    assert row.start_is_vroeg
    deelname = Deelname.objects.get()
    assert (deelname.tot, deelname.einde_reden) == (ago(10), "regulier")
    ended = VoorinburgeringEinde.objects.get()
    assert (ended.op, ended.reden, ended.history.get().history_user) == (
        ago(10),
        "regulier",
        row.history.first().history_user,
    )
    assert "traject_gestart" in kinds()
    assert refused(as_utrecht, actions.start_traject, gestart_op=ago(9), **words)[1] == "started"
    later = replace(PIP, pip_vastgesteld_op=ago(9))
    assert refused(as_utrecht, actions.save_traject, feiten=later, **words) == (
        "pip_vastgesteld_op",
        "started",
    )
    with pytest.raises(DomainError, match="gestopt"):
        start_deelname(
            lesgroep=in_group.lesgroep,
            vergunninghouder=in_group.vergunninghouder,
            van=today(),
            acting_user=None,
        )
    as_utrecht(actions.retract_start, **words)
    assert VoorinburgeringEinde.objects.get().hervat_op == today()
    assert "traject_teruggenomen" in kinds(), "COA stopped its lessons for a start that is not there"


def test_a_start_after_the_move_is_not_early(
    koppeling: Any, member: Any, as_utrecht: Do, in_group: Any
) -> None:
    words = {"koppeling": koppeling, "betrokkene": member}
    as_utrecht(actions.save_traject, feiten=PIP, **words)
    as_utrecht(actions.report_verhuisd, koppeling=koppeling, verhuisd_op=ago(15))
    row = as_utrecht(actions.start_traject, gestart_op=ago(10), **words)
    assert not row.start_is_vroeg
    assert {one.reden for one in VoorinburgeringEinde.objects.all()} == {"verhuisd"}
    assert Deelname.objects.get().einde_reden == "verhuisd"


def test_the_move_date_changes_twice_with_history_and_news(koppeling: Any, as_utrecht: Do) -> None:
    def save(**facts: Any) -> Any:
        reden = facts.pop("reden", "")
        return as_utrecht(
            actions.save_verhuizing, koppeling=koppeling, feiten=Verhuisfeiten(**facts), reden=reden
        )

    save(verwacht_op=ago(-40))
    house = {"woning_gevonden_op": ago(3), "verwacht_op": ago(-40)}
    save(**house, definitief_op=ago(-30))
    save(**house, definitief_op=ago(-33), reden="later")
    save(**house, definitief_op=ago(-31), reden="huishouden")
    rows = [
        (row.soort, row.vorige, row.datum, row.reden) for row in Verhuisdatum.objects.order_by("created_at")
    ]
    assert rows == [
        ("verwacht", None, ago(-40), ""),
        ("definitief", None, ago(-30), ""),
        ("definitief", ago(-30), ago(-33), "later"),
        ("definitief", ago(-33), ago(-31), "huishouden"),
    ]
    assert kinds() == ["verhuisdatum_gewijzigd"] * 3 + ["verhuisdatum_gezet"]
    assert refused(
        as_utrecht,
        actions.save_verhuizing,
        koppeling=koppeling,
        feiten=Verhuisfeiten(**house, definitief_op=ago(-20)),
    ) == ("reden", "reason_required")


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({"definitief_op": ago(-9)}, ("woning_gevonden_op", "house_needed")),
        ({"verwacht_op": ago(1)}, ("verwacht_op", "past")),
        ({"woning_gevonden_op": ago(-1)}, ("woning_gevonden_op", "future")),
        ({"rust_van": ago(2)}, ("rust_tot", "incomplete")),
        ({"rust_van": ago(2), "rust_tot": ago(3)}, ("rust_tot", "order")),
        ({"woning_gevonden_op": ago(1), "straat": "Dorpsstraat"}, ("huisnummer", "incomplete")),
        (
            {"woning_gevonden_op": ago(1), "straat": "A", "huisnummer": "1", "plaats": "B", "postcode": "12"},
            ("postcode", "postcode"),
        ),
    ],
)
def test_a_move_that_cannot_be_is_refused_at_its_field(
    facts: dict[str, Any], answer: tuple[str, str], koppeling: Any, as_utrecht: Do
) -> None:
    feiten = Verhuisfeiten(**facts)
    assert refused(as_utrecht, actions.save_verhuizing, koppeling=koppeling, feiten=feiten) == answer
    assert not Verhuizing.objects.exists()


def test_the_gemeente_reports_the_move_once_and_the_koppeling_follows(
    koppeling: Any, as_utrecht: Do, regievoerder_utrecht: Any
) -> None:
    for call, answer in (
        ((actions.record_brp, {"brp_op": ago(1)}), ("brp_op", "move_needed")),
        ((actions.report_verhuisd, {"verhuisd_op": ago(-1)}), ("verhuisd_op", "future")),
        ((actions.report_verhuisd, {"verhuisd_op": ago(61)}), ("verhuisd_op", "before_koppeling")),
    ):
        assert refused(as_utrecht, call[0], koppeling=koppeling, **call[1]) == answer
    as_utrecht(actions.report_verhuisd, koppeling=koppeling, verhuisd_op=ago(5))
    koppeling.refresh_from_db()
    assert (koppeling.status, koppeling.status_door) == ("gehuisvest", regievoerder_utrecht)
    assert koppeling.toegang_tot == last_day_of_access(ago(5), [], today())
    assert "koppeling_gehuisvest" in kinds()
    assert refused(as_utrecht, actions.report_verhuisd, koppeling=koppeling, verhuisd_op=ago(4)) == (
        "verhuisd_op",
        "moved",
    )
    assert refused(as_utrecht, actions.record_brp, koppeling=koppeling, brp_op=ago(6)) == ("brp_op", "order")
    assert as_utrecht(actions.record_brp, koppeling=koppeling, brp_op=ago(4)).brp_op == ago(4)
    feiten = Verhuisfeiten(verwacht_op=ago(-5))
    assert refused(as_utrecht, actions.save_verhuizing, koppeling=koppeling, feiten=feiten) == (
        "verwacht_op",
        "moved",
    )


def test_another_gemeente_reports_no_move(
    koppeling: Any, regievoerder_zeist: Any, lezer_utrecht: Any
) -> None:
    for account in (regievoerder_zeist, lezer_utrecht):
        with pytest.raises(NotAllowed):
            actions.report_verhuisd(koppeling=koppeling, verhuisd_op=ago(1), acting_user=account)


def test_coa_records_the_huisvestingsgesprek_and_the_gemeente_hears_once(
    koppeling: Any, as_coa: Do, as_utrecht: Do, casemanager_elders: Any
) -> None:
    for day in (ago(3), ago(2)):
        as_coa(actions.record_huisvestingsgesprek, koppeling=koppeling, gehouden_op=day)
    assert koppeling.huisvestingsgesprek.gehouden_op == ago(2)
    assert kinds() == ["huisvestingsgesprek_gehouden"]
    with pytest.raises(NotAllowed):
        actions.record_huisvestingsgesprek(
            koppeling=koppeling, gehouden_op=ago(2), acting_user=casemanager_elders
        )


def test_the_checklist_needs_consent_and_tells_who_and_when(
    koppeling: Any, member: Any, as_coa: Do, as_utrecht: Do, casemanager_luttelgeest: Any
) -> None:
    """DESIGN §4, "checklist": regievoerders of both sides, under the consent of the person."""
    points = {"jgz": ("overgedragen", ago(1)), "sociaal_team": ("nvt", None), "gca_huisarts": ("", None)}
    for do in (as_coa, as_utrecht):
        assert refused(do, actions.save_checklist, betrokkene=member, punten=points) == (None, "no_consent")
    ToestemmingFactory(vergunninghouder=person_of(koppeling), gegeven=True)
    as_coa(actions.save_checklist, betrokkene=member, punten=points)
    again = {"jgz": ("overgedragen", ago(1)), "sociaal_team": ("niet", None)}
    changed = as_utrecht(actions.save_checklist, betrokkene=member, punten=again)
    assert [row.soort for row in changed] == ["sociaal_team"]
    assert Overdrachtspunt.objects.get(soort="jgz").door == casemanager_luttelgeest
    assert Overdrachtspunt.objects.count() == 2
    for wrong, answer in (
        (("overgedragen", None), ("jgz_op", "date_needed")),
        (("niet", ago(1)), ("jgz_op", "no_date")),
        (("overgedragen", ago(-1)), ("jgz_op", "future")),
    ):
        assert refused(as_coa, actions.save_checklist, betrokkene=member, punten={"jgz": wrong}) == answer


def test_logeren_lasts_three_months_and_longer_with_a_reason(
    koppeling: Any, member: Any, as_coa: Do, as_utrecht: Do
) -> None:
    van = ago(20)
    last = add_months(van, 3)
    too_long = {"betrokkene": member, "van": van, "tot": last + (today() - ago(1))}
    assert refused(as_coa, actions.start_logeren, **too_long) == ("tot", "too_long")
    row = as_coa(actions.start_logeren, betrokkene=member, van=van, tot=last)
    assert refused(as_coa, actions.start_logeren, betrokkene=member, van=van, tot=last)[1] == "running"
    assert refused(as_coa, actions.extend_logeren, periode=row, verlengd_tot=last, reden="woning") == (
        "verlengd_tot",
        "order",
    )
    later = add_months(last, 1)
    assert refused(as_coa, actions.extend_logeren, periode=row, verlengd_tot=later, reden="") == (
        "reden",
        "reason_required",
    )
    as_coa(actions.extend_logeren, periode=row, verlengd_tot=later, reden="woning")
    assert refused(as_coa, actions.end_logeren, periode=row, beeindigd_op=ago(21)) == (
        "beeindigd_op",
        "order",
    )
    as_utrecht(actions.report_verhuisd, koppeling=koppeling, verhuisd_op=ago(1))
    assert Logeerperiode.objects.get().beeindigd_op == ago(1), "the move ends it"
    assert refused(as_coa, actions.end_logeren, periode=row, beeindigd_op=ago(1))[1] == "ended"
    assert refused(as_coa, actions.start_logeren, betrokkene=member, van=ago(0), tot=ago(-9))[1] == "moved"


def test_extra_costs_are_agreed_and_dropped(koppeling: Any, member: Any, as_utrecht: Do) -> None:
    words: dict[str, Any] = {"koppeling": koppeling, "afgesproken_op": ago(1), "wie_betaalt": "gemeente"}
    assert refused(as_utrecht, actions.agree_kosten, soort="overig", **words) == ("omschrijving", "words")
    row = as_utrecht(actions.agree_kosten, soort="reis", bedrag_centen=1250, betrokkene=member, **words)
    assert as_utrecht(actions.drop_kosten, kosten=row).vervallen_op == today()
    assert refused(as_utrecht, actions.drop_kosten, kosten=row)[1] == "dropped"
