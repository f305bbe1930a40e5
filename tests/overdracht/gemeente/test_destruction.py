"""R6: after withdrawal the gemeente is asked to destroy what it downloaded, and confirms that once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import ProgrammingError, connection
from django.test import Client
from django.urls import reverse

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.accounts.models import Gebruiker
from coa_portal.common.errors import DomainError
from overdracht.actions import confirm_destruction
from overdracht.models import VernietigingsBevestiging
from overdracht.objects import Situation
from tests.factories.overdracht import ToestemmingFactory
from tests.overdracht.gemeente.scenes import Scene, withdraw

pytestmark = pytest.mark.django_db

MakeScene = Callable[[Situation], Scene]
ASKED = "Toestemming is ingetrokken. Vernietig wat u hebt gedownload."
BUTTON = "Bevestig dat alles is vernietigd"


def text_of(browser: Client, made: Scene) -> str:
    return browser.get(reverse("overdracht_gemeente:koppeling", args=[made.koppeling.pk])).text


def confirm(browser: Client, made: Scene) -> Any:
    member = made.koppeling.betrokkenen.get(vergunninghouder=made.person)
    keys = [made.koppeling.pk, member.pk]
    return browser.post(reverse("overdracht_gemeente:vernietiging_bevestigen", args=keys), follow=True)


def test_asked_at_once_and_confirmed_by_name(
    make_scene: MakeScene, utrecht: Client, regievoerder_utrecht: Gebruiker
) -> None:
    made = make_scene(Situation.CONSENT)
    assert ASKED not in text_of(utrecht, made)
    withdraw(made.person)
    assert ASKED in text_of(utrecht, made)
    assert BUTTON in text_of(utrecht, made)

    after = confirm(utrecht, made).text
    assert ASKED not in after
    assert f"{regievoerder_utrecht.naam} heeft op" in after
    row = VernietigingsBevestiging.objects.get()
    assert (row.door_id, row.toestemming_id) == (regievoerder_utrecht.pk, made.person.toestemmingen.get().pk)


def test_confirming_twice_changes_nothing(make_scene: MakeScene, utrecht: Client) -> None:
    made = make_scene(Situation.WITHDRAWN)
    confirm(utrecht, made)
    first = VernietigingsBevestiging.objects.get().op
    assert "Hier is niets meer te bevestigen." in confirm(utrecht, made).text
    assert VernietigingsBevestiging.objects.get().op == first


def test_each_withdrawal_asks_anew(make_scene: MakeScene, utrecht: Client) -> None:
    made = make_scene(Situation.WITHDRAWN)
    confirm(utrecht, made)
    ToestemmingFactory(vergunninghouder=made.person, gegeven=True)
    assert "ingetrokken" not in text_of(utrecht, made).lower()
    withdraw(made.person)
    assert ASKED in text_of(utrecht, made)
    confirm(utrecht, made)
    assert VernietigingsBevestiging.objects.count() == 2


@pytest.mark.parametrize("situation", [Situation.BEFORE_CONSENT, Situation.CONSENT])
def test_nothing_to_confirm_without_a_withdrawal(
    make_scene: MakeScene, regievoerder_utrecht: Gebruiker, situation: Situation
) -> None:
    made = make_scene(situation)
    member = made.koppeling.betrokkenen.get(vergunninghouder=made.person)
    with pytest.raises(DomainError, match="niets meer te bevestigen"):
        confirm_destruction(koppeling=made.koppeling, betrokkene=member, acting_user=regievoerder_utrecht)


def test_the_database_takes_it_from_the_own_gemeente_in_the_own_name_only(
    make_scene: MakeScene, regievoerder_utrecht: Gebruiker, regievoerder_zeist: Gebruiker
) -> None:
    """R4: raw SQL under the role of the gemeente."""
    made = make_scene(Situation.WITHDRAWN)
    member = made.koppeling.betrokkenen.get(vergunninghouder=made.person)
    consent = made.person.toestemmingen.get().pk

    def insert(account: Gebruiker, door: Gebruiker) -> None:
        with behind_wall(WallRole.GEMEENTE, account.pk), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO overdracht_vernietigingsbevestiging (id, created_at, updated_at, op, koppeling_id, "
                "gemeente_id, betrokkene_id, toestemming_id, door_id) "
                "VALUES (gen_random_uuid(), now(), now(), now(), %s, %s, %s, %s, %s)",
                [
                    made.koppeling.pk,
                    made.koppeling.gemeente_id,
                    member.pk,
                    consent,
                    door.pk,
                ],
            )

    for account, door in (
        (regievoerder_zeist, regievoerder_zeist),
        (regievoerder_utrecht, regievoerder_zeist),
    ):
        with pytest.raises(ProgrammingError, match="row-level security"):
            insert(account, door)
    insert(regievoerder_utrecht, regievoerder_utrecht)
    assert VernietigingsBevestiging.objects.count() == 1


def test_a_signature_that_ended_at_sixteen_is_said_to_have_ended(
    make_scene: MakeScene, utrecht: Client
) -> None:
    """R5: the representative's signature no longer covers; the gate closes without anybody withdrawing."""
    made = make_scene(Situation.CONSENT)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE overdracht_toestemming SET geldig_tot = current_date")
    page = text_of(utrecht, made)
    assert "De toestemming is verlopen" in page
    assert made.person.naam not in page


def test_refusals_and_unsigned_consents_are_nobodys_business(
    make_scene: MakeScene, regievoerder_utrecht: Gebruiker
) -> None:
    """R4: under the role not even the status of a refusal can be read."""
    made = make_scene(Situation.BEFORE_CONSENT)
    ToestemmingFactory(vergunninghouder=made.person, geweigerd=True)
    with behind_wall(WallRole.GEMEENTE, regievoerder_utrecht.pk), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM overdracht_toestemming")
        assert cursor.fetchone()[0] == 0
