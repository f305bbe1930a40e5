"""The pages of intake, PIP and move on both sides (DESIGN §4, §5.8, §5.9, R2): what is entered on one side is read on
the other, and by nobody else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from coa_portal.audit.models import Inzageregel
from coa_portal.common.dates import long_date, short_date
from koppeling.actions import withdraw_koppeling
from overdracht import actions
from overdracht.coa.standing import proposed_moment, standing_of
from overdracht.models import Inburgeringstraject, Overdrachtspunt, Verhuizing
from tests.factories.koppeling import regievoerder
from tests.factories.overdracht import ToestemmingFactory, person_of
from tests.overdracht.traject.conftest import Do, ago

pytestmark = pytest.mark.django_db
Open = Callable[[Any], Client]


def of_gemeente(name: str, koppeling: Any, member: Any = None) -> str:
    more = {"betrokkene": member.pk} if member else {}
    return reverse(f"overdracht_gemeente:{name}", kwargs={"pk": koppeling.pk, **more})


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_a_traject_is_entered_and_read_on_both_sides(
    koppeling: Any,
    member: Any,
    client_of: Open,
    regievoerder_utrecht: Any,
    casemanager_luttelgeest: Any,
) -> None:
    utrecht, coa = client_of(regievoerder_utrecht), client_of(casemanager_luttelgeest)
    form = of_gemeente("traject", koppeling, member)
    wrong = utrecht.post(
        form, {"intake_gestart_op": short_date(ago(30)), "pip_vastgesteld_op": short_date(ago(5))}
    )
    assert "Het PIP komt na de brede intake." in wrong.content.decode()
    assert not Inburgeringstraject.objects.exists()
    facts = {
        "intake_gestart_op": short_date(ago(30)),
        "intake_afgerond_op": short_date(ago(20)),
        "pip_vastgesteld_op": short_date(ago(5)),
        "leerroute": "O",
    }
    done = utrecht.post(form, facts)
    assert done.headers["Location"] == of_gemeente("inburgering", koppeling)
    utrecht.post(of_gemeente("start", koppeling, member), {"gestart_op": short_date(ago(1))})
    expected = f"Vastgesteld op {long_date(ago(5))}, Onderwijsroute"
    page = text(utrecht, of_gemeente("inburgering", koppeling))
    assert expected in page and "voor de verhuizing" in page
    assert f"Gestart op {long_date(ago(1))}" in text(utrecht, of_gemeente("koppeling", koppeling))
    person = person_of(koppeling)
    theirs = text(coa, reverse("overdracht:voortgang", args=[person.pk]))
    assert expected in theirs and "regulier traject gestart" in theirs
    whole = text(coa, reverse("overdracht_dossier:overdracht", args=[person.pk]))
    assert f"Gestart op {long_date(ago(1))}" in whole
    assert Inzageregel.objects.filter(what="warme overdracht").exists(), "R10"
    dossier = text(coa, reverse("klantprofiel:dossier", args=[person.pk]))
    assert f"Gestart op {long_date(ago(1))}" in dossier
    assert reverse("overdracht_dossier:overdracht", args=[person.pk]) in dossier


def test_a_move_is_entered_and_read_by_coa_and_woonbegeleider(
    koppeling: Any,
    client_of: Open,
    regievoerder_utrecht: Any,
    casemanager_luttelgeest: Any,
    woonbegeleider_luttelgeest: Any,
) -> None:
    """The woonbegeleider reads the date; the address stays with gemeente and casemanagers (DESIGN §3)."""
    utrecht = client_of(regievoerder_utrecht)
    facts = {
        "woning_gevonden_op": short_date(ago(2)),
        "definitief_op": short_date(ago(-9)),
        "straat": "Dwarsweg",
        "huisnummer": "9",
        "postcode": "3511 ab",
        "plaats": "Utrecht",
    }
    utrecht.post(of_gemeente("verhuizing_wijzigen", koppeling), facts)
    assert Verhuizing.objects.get().postcode == "3511 AB"
    date, address = f"{long_date(ago(-9))} (definitief)", "Dwarsweg 9, 3511 AB Utrecht"
    coa = client_of(casemanager_luttelgeest)
    person = person_of(koppeling)
    assert address in text(utrecht, of_gemeente("verhuizing", koppeling))
    assert address in text(coa, reverse("overdracht:voortgang", args=[person.pk]))
    listed = text(client_of(woonbegeleider_luttelgeest), reverse("klantprofiel:huishoudens"))
    assert date in listed and "Dwarsweg" not in listed
    assert proposed_moment(standing_of(person), {"koppeling"}) == "verhuizing"
    changed = utrecht.post(
        of_gemeente("verhuizing_wijzigen", koppeling), {**facts, "definitief_op": short_date(ago(-8))}
    )
    assert "Kies waarom de datum verandert." in changed.content.decode()
    utrecht.post(of_gemeente("verhuisd", koppeling), {"verhuisd_op": short_date(ago(0))})
    koppeling.refresh_from_db()
    until = f"Tot en met {long_date(koppeling.toegang_tot)}"
    assert until in text(utrecht, of_gemeente("koppeling", koppeling))
    assert until in text(coa, reverse("overdracht_dossier:overdracht", args=[person.pk]))


def test_the_checklist_is_for_regievoerders_under_consent(
    koppeling: Any,
    member: Any,
    client_of: Open,
    regievoerder_utrecht: Any,
    lezer_utrecht_werk: Any,
    casemanager_luttelgeest: Any,
    programmabegeleider: Any,
) -> None:
    """DESIGN §4, row "checklist". A reader with every tier, and others at COA, see nothing of it."""
    utrecht = client_of(regievoerder_utrecht)
    form = of_gemeente("checklist", koppeling, member)
    assert utrecht.get(form).status_code == 403, "no consent yet"
    assert "Checklist" not in text(utrecht, of_gemeente("verhuizing", koppeling))
    person = person_of(koppeling)
    ToestemmingFactory(vergunninghouder=person, gegeven=True)
    utrecht.post(form, {"jgz": "overgedragen", "jgz_op": short_date(ago(1)), "sociaal_team": "niet"})
    assert Overdrachtspunt.objects.count() == 2
    assert Inzageregel.objects.filter(what="checklist overdracht").exists()
    assert "1 van 4 geregeld" in text(utrecht, of_gemeente("verhuizing", koppeling))
    page = reverse("overdracht:voortgang", args=[person.pk])
    assert f"Overgedragen op {long_date(ago(1))}" in text(client_of(casemanager_luttelgeest), page)
    assert "Checklist" not in text(client_of(programmabegeleider), page)
    reader = client_of(lezer_utrecht_werk)
    assert "Checklist" not in text(reader, of_gemeente("verhuizing", koppeling))
    assert reader.get(form).status_code == 404


def test_own_work_stays_after_the_koppeling_ended(
    koppeling: Any,
    member: Any,
    as_utrecht: Do,
    client_of: Open,
    regievoerder_utrecht: Any,
    regievoerder_zeist: Any,
) -> None:
    """DESIGN §4, row "eigen_werk": kept, closed, and nobody else's; COA's huisvestingsgesprek is gone."""
    facts = actions.Trajectfeiten(intake_gestart_op=ago(9))
    as_utrecht(actions.save_traject, koppeling=koppeling, betrokkene=member, feiten=facts)
    as_utrecht(
        actions.save_verhuizing, koppeling=koppeling, feiten=actions.Verhuisfeiten(verwacht_op=ago(-9))
    )
    withdraw_koppeling(koppeling=koppeling, reden="fout", acting_user=regievoerder())
    utrecht = client_of(regievoerder_utrecht)
    assert long_date(ago(9)) in text(utrecht, of_gemeente("inburgering", koppeling))
    page = text(utrecht, of_gemeente("verhuizing", koppeling))
    assert long_date(ago(-9)) in page and "Verhuizing melden" not in page
    assert "Brede intake begonnen" in text(utrecht, of_gemeente("koppeling", koppeling))
    assert utrecht.get(of_gemeente("verhuisd", koppeling)).status_code == 403
    assert client_of(regievoerder_zeist).get(of_gemeente("verhuizing", koppeling)).status_code == 404


def test_coa_enters_huisvestingsgesprek_and_logeren(
    koppeling: Any, client_of: Open, programmabegeleider: Any, regievoerder_utrecht: Any
) -> None:
    coa, person = client_of(programmabegeleider), person_of(koppeling)
    coa.post(reverse("overdracht:huisvestingsgesprek", args=[person.pk]), {"gehouden_op": short_date(ago(1))})
    stay = {"van": short_date(ago(3)), "tot": short_date(ago(-30))}
    coa.post(reverse("overdracht:logeren", args=[person.pk]), stay)
    page = text(client_of(regievoerder_utrecht), of_gemeente("verhuizing", koppeling))
    assert long_date(ago(1)) in page
    assert f"Van {long_date(ago(3))} tot en met {long_date(ago(-30))}" in page
