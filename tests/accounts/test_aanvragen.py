"""Requests for accounts: who may ask, what is refused, and what granting makes of them (DESIGN §3)."""

import datetime as dt
from typing import Any

import pytest

from coa_portal.access.grants import read_grants
from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.accounts import actions
from coa_portal.accounts.actions.aanvraag import KEEP, MOVE, Agreement
from coa_portal.accounts.models import Accountaanvraag, Gebruiker, Verwerkersovereenkomst
from coa_portal.common.dates import add_months, today
from coa_portal.common.errors import DomainError, NotAllowed
from tests.factories.accounts import AanvraagFactory, GebruikerFactory, account_with, grant, overeenkomst

pytestmark = pytest.mark.django_db
SOON = today() + dt.timedelta(days=60)


@pytest.fixture
def base(gemeente_utrecht: Any, accountbeheerder_utrecht: Any) -> dict[str, Any]:
    """A request that is right."""
    return {
        "gemeente": gemeente_utrecht,
        "email": "Nieuw@Voorbeeld.example",
        "naam": "Nieuw Iemand",
        "rol": "lezer_gemeente",
        "max_tier": 0,
        "acting_user": accountbeheerder_utrecht,
    }


def refused(**terms: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        actions.request_account(**terms)
    return caught.value


def test_request_behind_the_wall_and_granting_makes_the_account(base: dict[str, Any], beheerder: Any) -> None:
    asking = base["acting_user"]
    with behind_wall(WallRole.GEMEENTE, asking.pk):
        row = actions.request_account(**base)
    assert (row.status, row.email) == ("aangevraagd", "nieuw@voorbeeld.example")
    with behind_wall(WallRole.BEHEER, beheerder.pk):
        done = actions.grant_aanvraag(aanvraag=row, antwoord="Welkom", acting_user=beheerder)
    account = Gebruiker.objects.get(email=row.email)
    assert (done.status, done.antwoord, done.toekenning.gebruiker) == ("toegekend", "Welkom", account)
    assert (account.organisatie_naam, account.party) == ("Gemeente Utrecht", "gemeente")
    assert read_grants(account).parents == {"view_tier0": {"GM0344"}}
    assert done.toekenning.eindigt_op == add_months(today(), 6)
    with pytest.raises(DomainError):
        actions.grant_aanvraag(aanvraag=row, acting_user=beheerder)


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"rol": "casemanager"}, "rol", "role"),
        ({"rol": "regievoerder_gemeente"}, "max_tier", "tier"),
        ({"eindigt_op": today() - dt.timedelta(days=1)}, "eindigt_op", "past"),
        ({"eindigt_op": today() + dt.timedelta(days=300)}, "eindigt_op", "too_long"),
        ({"rol": "contactpersoon_extern"}, "eindigt_op", "end_required"),
        ({"rol": "contactpersoon_extern", "eindigt_op": SOON}, "verwerkersovereenkomst", "agreement"),
        ({"agreement": Agreement(partij="X", kenmerk="1")}, "verwerkersovereenkomst", "agreement"),
    ],
)
def test_refusals_name_their_field(
    base: dict[str, Any], change: dict[str, Any], field: str, code: str
) -> None:
    error = refused(**{**base, **change})
    assert (error.field, error.code) == (field, code)
    assert not Accountaanvraag.objects.exists()
    actions.request_account(**base)


def test_the_same_is_not_asked_twice(base: dict[str, Any], beheerder: Any) -> None:
    row = actions.request_account(**base)
    assert refused(**base).code == "already_asked"
    actions.request_account(**{**base, "rol": "regievoerder_gemeente", "max_tier": None})
    actions.grant_aanvraag(aanvraag=row, acting_user=beheerder)
    assert refused(**base).code == "duplicate"


def test_only_the_own_gemeente(base: dict[str, Any], gemeente_zeist: Any, regievoerder_utrecht: Any) -> None:
    with pytest.raises(NotAllowed):
        actions.request_account(**{**base, "gemeente": gemeente_zeist})
    with pytest.raises(NotAllowed):
        actions.request_account(**{**base, "acting_user": regievoerder_utrecht})


def test_withdrawing_and_refusing(base: dict[str, Any], beheerder: Any) -> None:
    asking = base["acting_user"]
    row = actions.request_account(**base)
    with behind_wall(WallRole.GEMEENTE, asking.pk):
        actions.withdraw_aanvraag(aanvraag=row, acting_user=asking)
    with pytest.raises(NotAllowed):
        actions.withdraw_aanvraag(aanvraag=row, acting_user=asking)
    again = actions.request_account(**base)
    with pytest.raises(DomainError):
        actions.refuse_aanvraag(aanvraag=again, reden="", antwoord="", acting_user=beheerder)
    no = actions.refuse_aanvraag(
        aanvraag=again, reden="niet_nodig", antwoord="Liever een lezer", acting_user=beheerder
    )
    assert (no.status, no.reden_label) == ("geweigerd", "De rol is niet nodig voor het werk")
    assert not Gebruiker.objects.filter(email=no.email).exists()


def test_new_agreement_is_registered_with_the_grant(base: dict[str, Any], beheerder: Any) -> None:
    new = Agreement(partij="Stichting Hulp", kenmerk="VWO-9", einde=SOON)
    row = actions.request_account(
        **{**base, "rol": "contactpersoon_extern", "eindigt_op": SOON, "agreement": new}
    )
    done = actions.grant_aanvraag(aanvraag=row, acting_user=beheerder)
    agreement = Verwerkersovereenkomst.objects.get()
    assert done.toekenning.verwerkersovereenkomst == agreement
    assert (agreement.derde_partij, agreement.einddatum) == ("Stichting Hulp", SOON)
    assert done.toekenning.gebruiker.organisatie_naam == "Stichting Hulp"


def test_agreement_of_another_gemeente_is_refused_by_postgresql_too(
    base: dict[str, Any], gemeente_zeist: Any
) -> None:
    known = overeenkomst(gemeente_zeist, "Stichting")
    terms = {**base, "rol": "contactpersoon_extern", "eindigt_op": SOON}
    assert refused(**terms, agreement=Agreement(known=known)).code == "agreement"


def test_somebody_of_another_gemeente_is_the_beheerders_choice(
    base: dict[str, Any], beheerder: Any, regievoerder_zeist: Any
) -> None:
    asked = {**base, "email": regievoerder_zeist.email}
    with behind_wall(WallRole.GEMEENTE, base["acting_user"].pk):
        row = actions.request_account(**asked)  # the gemeente hears nothing of the other account
    with pytest.raises(DomainError) as caught:
        actions.grant_aanvraag(aanvraag=row, acting_user=beheerder)
    assert (caught.value.field, caught.value.code) == ("keuze", "choice")
    actions.grant_aanvraag(aanvraag=row, keuze=KEEP, acting_user=beheerder)
    assert read_grants(regievoerder_zeist).on("view_tier0") == {"GM0344", "GM0355"}


def test_moving_keeps_nothing_of_the_old_gemeente(
    base: dict[str, Any], beheerder: Any, regievoerder_zeist: Any, gemeente_zeist: Any, client_of: Any
) -> None:
    browser = client_of(regievoerder_zeist)
    other = AanvraagFactory(gemeente=gemeente_zeist, email=regievoerder_zeist.email)
    row = actions.request_account(**{**base, "email": regievoerder_zeist.email})
    actions.grant_aanvraag(aanvraag=row, keuze=MOVE, acting_user=beheerder)
    moved = Gebruiker.objects.get(pk=regievoerder_zeist.pk)
    assert read_grants(moved).parents == {"view_tier0": {"GM0344"}}
    assert moved.organisatie_naam == "Gemeente Utrecht"
    assert not moved.has_usable_password()
    assert browser.get("/account/").status_code == 302
    other.refresh_from_db()
    assert other.status == "ingetrokken"
    old = moved.toekenningen.get(gemeente=gemeente_zeist)
    assert (old.status, old.status_reden) == ("beeindigd", "andere_gemeente")


def test_account_of_another_kind_or_switched_off_is_refused(
    base: dict[str, Any], beheerder: Any, casemanager_luttelgeest: Any
) -> None:
    row = actions.request_account(**{**base, "email": casemanager_luttelgeest.email})
    with pytest.raises(DomainError) as caught:
        actions.grant_aanvraag(aanvraag=row, acting_user=beheerder)
    assert caught.value.code == "party"
    off = GebruikerFactory(gemeente=True, uit=True)
    row = actions.request_account(**{**base, "email": off.email})
    with pytest.raises(DomainError) as caught:
        actions.grant_aanvraag(aanvraag=row, acting_user=beheerder)
    assert caught.value.code == "inactive"


class TestOwnGemeente:
    """What an accountbeheerder decides alone: renewing and ending."""

    def test_renewing_and_ending_behind_the_wall(
        self, accountbeheerder_utrecht: Any, lezer_utrecht: Any
    ) -> None:
        row = lezer_utrecht.toekenningen.get()
        row.eindigt_op = today()
        row.save()
        with behind_wall(WallRole.GEMEENTE, accountbeheerder_utrecht.pk):
            actions.renew_by_gemeente(toekenning=row, acting_user=accountbeheerder_utrecht)
        row.refresh_from_db()
        assert row.eindigt_op == add_months(today(), 6)
        with behind_wall(WallRole.GEMEENTE, accountbeheerder_utrecht.pk):
            actions.end_by_gemeente(toekenning=row, reden="uit_dienst", acting_user=accountbeheerder_utrecht)
        row.refresh_from_db()
        assert (row.status, row.status_door) == ("beeindigd", accountbeheerder_utrecht)
        assert row.history.first().history_user == accountbeheerder_utrecht
        assert read_grants(lezer_utrecht).parents == {}

    def test_not_the_own_grant_not_another_accountbeheerder_not_elsewhere(
        self,
        accountbeheerder_utrecht: Any,
        gemeente_utrecht: Any,
        regievoerder_zeist: Any,
    ) -> None:
        colleague = account_with("accountbeheerder_gemeente", gemeente_utrecht)
        also = grant(accountbeheerder_utrecht, "regievoerder_gemeente", gemeente_utrecht)[0]
        own = accountbeheerder_utrecht.toekenningen.get(rol="accountbeheerder_gemeente")
        theirs, foreign = colleague.toekenningen.get(), regievoerder_zeist.toekenningen.get()
        for row in (own, also, theirs, foreign):
            with pytest.raises(NotAllowed):
                actions.renew_by_gemeente(toekenning=row, acting_user=accountbeheerder_utrecht)
        for row in (own, also, foreign):
            with pytest.raises(NotAllowed):
                actions.end_by_gemeente(toekenning=row, reden="functie", acting_user=accountbeheerder_utrecht)
        actions.end_by_gemeente(toekenning=theirs, reden="functie", acting_user=accountbeheerder_utrecht)
