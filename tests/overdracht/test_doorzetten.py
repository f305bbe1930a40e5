"""R5, R6, R8, R19: publishing a profile, and what stays of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from coa_portal.access.policy import visible
from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.notifications.models import Event
from koppeling.actions import report_housed, withdraw_koppeling
from koppeling.models import Koppeling
from overdracht import actions
from overdracht.coa.standing import proposed_moment, standing_of
from overdracht.lifecycle import OPVRAGING, OPVRAGING_CLOSE_REASONS
from overdracht.models import Inzage, Opvraging, Profielversie, Screeningspublicatie, Vasthouding
from overdracht.readers import payload_as_sent, version_for_reader
from overdracht.selectors import pending_changes
from tests.factories.koppeling import KoppelingFactory, casemanager_of, household, regievoerder
from tests.factories.overdracht import (
    OpvragingFactory,
    ProfielversieFactory,
    ToestemmingFactory,
    change_profile,
    person_of,
)

pytestmark = pytest.mark.django_db


def publish(person: Any, **changes: Any) -> Profielversie:
    values = {"vergunninghouder": person, "moment": "koppeling", "acting_user": casemanager_of(person)}
    return actions.publish_profiel(**{**values, **changes})


def ended(person: Any) -> None:
    koppeling = Koppeling.objects.active().get(plaatsingseenheid=person.plaatsingseenheid_id)
    withdraw_koppeling(koppeling=koppeling, reden="fout", acting_user=regievoerder())


def withdrawn(person: Any) -> None:
    consent = person.toestemmingen.get(status="gegeven")
    actions.withdraw_toestemming(
        toestemming=consent, ingetrokken_op=today(), acting_user=casemanager_of(person)
    )


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda person: None, None),
        (ended, "no_koppeling"),
        (withdrawn, "no_consent"),
        (publish, "unchanged"),
    ],
)
def test_r5_publishing_needs_koppeling_consent_and_something_new(
    spoil: Callable[[Any], Any], code: str | None
) -> None:
    """R5: each condition that is missing refuses, with nothing written; with all of them tier 2 opens."""
    person = ToestemmingFactory(gegeven=True).vergunninghouder
    spoil(person)
    before = Profielversie.objects.count(), Event.objects.count()

    if code is None:
        version = publish(person)
        assert (version.nummer, version.gemeente.naam) == (1, "Utrecht")
        assert Inzage.objects.get(vergunninghouder=person).tier == 2
        assert Event.objects.filter(kind="profiel_doorgezet").count() == 1
    else:
        with pytest.raises(DomainError) as refused:
            publish(person)
        assert refused.value.code == code
        assert (Profielversie.objects.count(), Event.objects.count()) == before


@pytest.mark.parametrize("moment", [*Profielversie.Moment.values, "ooit"])
def test_the_moment_is_one_of_the_list(moment: str) -> None:
    person = ToestemmingFactory(gegeven=True).vergunninghouder
    if moment == "ooit":
        with pytest.raises(DomainError) as refused:
            publish(person, moment=moment)
        assert refused.value.field == "moment"
    else:
        assert publish(person, moment=moment).moment == moment


@pytest.mark.parametrize(
    "account", ["casemanager_luttelgeest", "casemanager_elders", "regievoerder_coa", "programmabegeleider"]
)
def test_who_may_publish_hold_and_close(account: str, request: pytest.FixtureRequest) -> None:
    """The casemanager of the locatie, and nobody else."""
    person = ToestemmingFactory(gegeven=True).vergunninghouder
    opvraging = OpvragingFactory(vergunninghouder=person)
    who = request.getfixturevalue(account)
    steps: list[Callable[[], Any]] = [
        lambda: actions.hold_publication(vergunninghouder=person, reden="Nog niet af", acting_user=who),
        lambda: actions.release_publication(vergunninghouder=person, acting_user=who),
        lambda: actions.close_opvraging(opvraging=opvraging, reden="later", acting_user=who),
        lambda: publish(person, acting_user=who),
    ]
    for step in steps:
        if account == "casemanager_luttelgeest":
            step()
        else:
            with pytest.raises(NotAllowed):
                step()
    assert Profielversie.objects.exists() == (account == "casemanager_luttelgeest")


def test_r8_the_legal_basis_is_stored_with_everything_that_is_shared() -> None:
    """R8: grondslag stands with the koppeling and with each sharing, apart from the signature."""
    version = ProfielversieFactory()
    screening = Screeningspublicatie.objects.get()
    assert version.koppeling.grondslag == "huisvestingswet"
    assert {version.grondslag, screening.grondslag} == {version.koppeling.grondslag}


def test_r19_a_version_stays_what_it_was() -> None:
    """R19: no later change of the dossier, no save and no database role of ours changes what was sent."""
    version = ProfielversieFactory()
    person, frozen = version.vergunninghouder, payload_as_sent(version)
    change_profile(person, "Iets heel anders")
    person.voornaam = "Anders"
    person.save()

    again = Profielversie.objects.get(pk=version.pk)
    shown = payload_as_sent(again)
    assert (shown, shown["schema"], again.naam) == (frozen, 2, version.naam)
    with pytest.raises(TypeError):
        again.save()
    with pytest.raises(TypeError):
        again.delete()
    for role in (WallRole.COA, WallRole.GEMEENTE):
        for statement in (
            "UPDATE overdracht_profielversie SET nummer = 9",
            "DELETE FROM overdracht_profielversie",
        ):
            with pytest.raises(ProgrammingError, match="permission denied"):
                with transaction.atomic(), behind_wall(role, None), connection.cursor() as cursor:
                    cursor.execute(statement)


def test_r19_the_numbers_count_per_koppeling_and_what_changed_is_known() -> None:
    """R19: each version stands beside the one before it."""
    first = ProfielversieFactory()
    person, koppeling = first.vergunninghouder, first.koppeling
    assert not pending_changes(person, koppeling).has_changes
    text = change_profile(person)
    pending = pending_changes(person, koppeling)
    assert pending.changed == {"toekomst.ambities"}
    second = publish(person)
    assert second.nummer == 2
    shown = next(part for part in payload_as_sent(second)["sections"] if part["key"] == "toekomst")
    assert shown["facts"][0]["text"] == text


def test_r5_other_members_show_only_as_far_as_they_are_open_at_reading(
    regievoerder_utrecht: Gebruiker,
) -> None:
    """R5: a version names a household member while that member's own consent holds, whenever it is read."""
    koppeling = KoppelingFactory(plaatsingseenheid=household(40, 38))
    me, partner = person_of(koppeling, 1), person_of(koppeling, 2)
    version = ProfielversieFactory(vergunninghouder=me)

    def names() -> str:
        return str(version_for_reader(version, regievoerder_utrecht))

    assert partner.voornaam not in names()
    assert "Gezinslid, geen toestemming" in names()
    ToestemmingFactory(vergunninghouder=partner, gegeven=True)
    assert partner.voornaam in names()
    withdrawn(partner)
    assert partner.voornaam not in names()


def test_the_proposed_moment_follows_the_koppeling() -> None:
    person = ToestemmingFactory(gegeven=True).vergunninghouder
    koppeling = Koppeling.objects.get()
    assert proposed_moment(standing_of(person), set()) == "koppeling"
    assert proposed_moment(standing_of(person), {"koppeling"}) == "tussentijds"
    report_housed(koppeling=koppeling, acting_user=regievoerder())
    assert proposed_moment(standing_of(person), {"koppeling"}) == "verhuizing"
    assert proposed_moment(standing_of(person), {"koppeling", "verhuizing"}) == "tussentijds"


@pytest.mark.parametrize("reden", ["Nog niet af", "  ", ""])
def test_holding_needs_a_reason(reden: str) -> None:
    person = ToestemmingFactory(gegeven=True).vergunninghouder
    who = casemanager_of(person)
    if reden.strip():
        actions.hold_publication(vergunninghouder=person, reden=reden, acting_user=who)
        actions.hold_publication(vergunninghouder=person, reden="Anders", acting_user=who)
        assert Vasthouding.objects.get().reden == "Anders"
        publish(person)  # by hand it may always be sent
        actions.release_publication(vergunninghouder=person, acting_user=who)
        actions.release_publication(vergunninghouder=person, acting_user=who)
    else:
        with pytest.raises(DomainError) as refused:
            actions.hold_publication(vergunninghouder=person, reden=reden, acting_user=who)
        assert refused.value.field == "reden"
    assert not Vasthouding.objects.exists()


@pytest.mark.parametrize("state", list(OPVRAGING.states))
@pytest.mark.parametrize("reden", [*OPVRAGING_CLOSE_REASONS, "", "zomaar"])
def test_r13_closing_a_request_in_every_state(state: str, reden: str) -> None:
    """R13: only an open request is closed, and only with a coded reason."""
    row = OpvragingFactory(gesloten=state == "gesloten")
    person = row.vergunninghouder
    if state == "beantwoord":
        ProfielversieFactory(vergunninghouder=person)
    told = Event.objects.filter(kind="opvraging_gesloten").count()

    def close() -> Opvraging:
        return actions.close_opvraging(opvraging=row, reden=reden, acting_user=casemanager_of(person))

    if state == "open" and reden in OPVRAGING_CLOSE_REASONS:
        assert (close().status, Event.objects.filter(kind="opvraging_gesloten").count()) == (
            "gesloten",
            told + 1,
        )
    else:
        with pytest.raises(DomainError):
            close()
        row.refresh_from_db()
        assert row.status == state
        assert Event.objects.filter(kind="opvraging_gesloten").count() == told


def test_a_publication_answers_the_request_and_the_end_of_the_koppeling_closes_it() -> None:
    answered, closed = OpvragingFactory(), OpvragingFactory()
    version = ProfielversieFactory(vergunninghouder=answered.vergunninghouder)
    ended(closed.vergunninghouder)
    answered.refresh_from_db()
    closed.refresh_from_db()
    assert (answered.status, answered.status_door) == ("beantwoord", version.doorgezet_door)
    assert (closed.status, closed.status_reden) == ("gesloten", "koppeling")


def test_r6_versions_stay_in_coas_books(regievoerder_utrecht: Gebruiker, regievoerder_coa: Gebruiker) -> None:
    """R6: after withdrawal COA still reads what was sent; the gemeente does not."""
    version = ProfielversieFactory()
    withdrawn(version.vergunninghouder)
    assert list(visible(Profielversie, regievoerder_coa)) == [version]
    assert not visible(Profielversie, regievoerder_utrecht).exists()
