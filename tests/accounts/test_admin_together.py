"""Several toekenningen at once, the filters of the lists, and what the first page of the admin asks for."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from coa_portal.accounts.admin.together import MOST
from coa_portal.accounts.models import Gebruiker, Toekenning
from coa_portal.common.dates import today
from tests.factories.accounts import AanvraagFactory, account_with
from tests.factories.second_factor import give_app

pytestmark = pytest.mark.django_db
LIST = "/beheer/accounts/toekenning/"


@pytest.fixture
def admin(beheerder: Any, client_of: Any) -> Any:
    """The browser of the beheerder."""
    return client_of(beheerder)


def only(account: Gebruiker) -> Toekenning:
    row: Toekenning = account.toekenningen.get()
    return row


def choose(admin: Any, action: str, *rows: Toekenning) -> str:
    """Tick rows in the list and pick an action; the address of the page that confirms."""
    answer = admin.post(LIST, {"action": action, "_selected_action": [row.pk for row in rows]})
    assert answer.status_code == 302
    return str(answer.url)


def test_good_ones_are_done_and_refused_ones_are_named(
    admin: Any, beheerder: Any, regievoerder_utrecht: Any, lezer_utrecht: Any
) -> None:
    good, ended, own = only(regievoerder_utrecht), only(lezer_utrecht), only(beheerder)
    Toekenning.objects.filter(pk=ended.pk).update(eindigt_op=today() - dt.timedelta(days=1))
    address = choose(admin, "end_chosen", good, ended, own)
    page = admin.get(address).content.decode()
    for words in ("Ruben Utrecht", "Lotte Lezer", "Bea Beheer", "Kies een reden"):
        assert words in page
    assert "Dit veld is vereist." in admin.post(address, {"reden": ""}).content.decode()
    good.refresh_from_db()
    assert good.status == "actief", "nothing happens before it is confirmed"
    page = admin.post(address, {"reden": "uit_dienst"}).content.decode()
    assert "2 gelukt, 1 niet" in page
    assert "U kunt niet over uw eigen toegang beslissen." in page
    for row in (good, ended, own):
        row.refresh_from_db()
    assert [row.status for row in (good, ended, own)] == ["beeindigd", "beeindigd", "actief"]
    assert (good.status_reden, good.status_door) == ("uit_dienst", beheerder)


def test_extending_several(admin: Any, regievoerder_utrecht: Any, contactpersoon_extern: Any) -> None:
    """What no longer runs is not revived, whatever is chosen beside it."""
    good, over = only(regievoerder_utrecht), only(contactpersoon_extern)
    Toekenning.objects.filter(pk=over.pk).update(eindigt_op=today() - dt.timedelta(days=1))
    day = today() + dt.timedelta(days=40)
    address = choose(admin, "extend_chosen", good, over)
    too_far = admin.post(address, {"eindigt_op": "01-01-2099"}).content.decode()
    assert "0 gelukt, 2 niet" in too_far
    assert "geldt hoogstens een half jaar" in too_far
    page = admin.post(address, {"eindigt_op": f"{day:%d-%m-%Y}"}).content.decode()
    assert "1 gelukt, 1 niet" in page
    assert "Deze toekenning loopt niet meer." in page
    good.refresh_from_db()
    assert (good.eindigt_op, good.verlengd_op) == (day, today())


def test_blocking_several(admin: Any, regievoerder_utrecht: Any, lezer_utrecht: Any) -> None:
    address = choose(admin, "block_chosen", only(regievoerder_utrecht), only(lezer_utrecht))
    assert "2 gelukt, 0 niet" in admin.post(address, {"reden": "misbruik"}).content.decode()
    assert {only(account).status for account in (regievoerder_utrecht, lezer_utrecht)} == {"geblokkeerd"}
    assert "2 gelukt" not in admin.post(address, {"reden": "misbruik"}).content.decode()


@pytest.mark.parametrize(
    ("name", "typed"),
    [("extend", {"eindigt_op": ""}), ("block", {"reden": "fout"}), ("end", {"reden": "fout"})],
)
def test_a_step_on_several_asks_for_the_factors_again(
    admin: Any, regievoerder_utrecht: Any, name: str, typed: dict[str, str]
) -> None:
    """And comes back to the same rows. Ending or blocking one grant never waits."""
    row = only(regievoerder_utrecht)
    address = choose(admin, f"{name}_chosen", row)
    session = admin.session
    session["authenticated_at"] = 0
    session.save()
    answer = admin.get(address)
    assert answer.status_code == 302
    assert answer.url == f"{reverse('accounts:confirm')}?{urlencode({'next': address})}"
    assert admin.post(address, typed).url.startswith(reverse("accounts:confirm"))
    row.refresh_from_db()
    assert (row.verlengd_op, row.status) == (None, "actief")
    for step in ("blokkeren", "beeindigen"):
        assert admin.get(f"{LIST}{row.pk}/{step}/").status_code == 200


def test_no_more_than_a_page_at_once(admin: Any, gemeente_utrecht: Any) -> None:
    rows = [only(account_with("lezer_gemeente", gemeente_utrecht)) for _ in range(MOST + 1)]
    chosen = {
        "action": "end_chosen", "select_across": "1", "_selected_action": [row.pk for row in rows],
    }  # fmt: skip
    page = admin.post(LIST, chosen, follow=True).content.decode()
    assert f"Kies hoogstens {MOST} toekenningen tegelijk." in page


@pytest.mark.parametrize("query", ["", "?id=x", "?id=0190a0a0-0000-7000-8000-000000000000"])
def test_nothing_chosen_is_nothing_there(admin: Any, query: str) -> None:
    assert admin.get(f"{LIST}samen/beeindigen/{query}").status_code == 404


def test_filters(
    admin: Any, regievoerder_utrecht: Any, regievoerder_zeist: Any, casemanager_luttelgeest: Any
) -> None:
    """Each leaves some of the three, in both lists."""
    give_app(regievoerder_zeist)
    long_ago = timezone.now() - dt.timedelta(days=100)
    Gebruiker.objects.filter(pk=casemanager_luttelgeest.pk).update(created_at=long_ago)
    Toekenning.objects.filter(gebruiker=regievoerder_zeist).update(eindigt_op=today() + dt.timedelta(days=9))
    names = {"Ruben Utrecht", "Zara Zeist", "Carla Luttelgeest"}
    expected = {
        "gemeente=trecH": {"Ruben Utrecht"},
        "locatie=luttel": {"Carla Luttelgeest"},
        "rol=casemanager": {"Carla Luttelgeest"},
        "verloopt=30": {"Zara Zeist"},
        "ongebruikt=1": {"Carla Luttelgeest"},
        "stap=nee": {"Ruben Utrecht", "Carla Luttelgeest"},
        "stap=nee&gemeente=utrecht": {"Ruben Utrecht"},
    }
    for query, left in expected.items():
        for address in (LIST, "/beheer/accounts/gebruiker/"):
            html = admin.get(f"{address}?{query}").content.decode()
            assert {name for name in names if f">{name}</a>" in html} == left, (address, query)


def test_a_typed_filter_keeps_the_others(admin: Any, regievoerder_utrecht: Any) -> None:
    html = admin.get(f"{LIST}?rol=regievoerder_gemeente&q=Ruben&gemeente=utr").content.decode()
    assert '<input type="hidden" name="rol" value="regievoerder_gemeente">' in html
    assert '<input type="hidden" name="q" value="Ruben">' in html
    assert 'name="gemeente" value="utr"' in html


def test_first_page_shows_what_waits(admin: Any, gemeente_utrecht: Any, regievoerder_zeist: Any) -> None:
    assert "Er zijn geen open aanvragen." in admin.get("/beheer/").content.decode()
    aanvraag = AanvraagFactory(gemeente=gemeente_utrecht)
    Toekenning.objects.filter(gebruiker=regievoerder_zeist).update(eindigt_op=today() + dt.timedelta(days=9))
    html = admin.get("/beheer/").content.decode()
    assert aanvraag.referentie in html
    assert "Verloopt binnen 30 dagen (1)" in html
    assert "Zara Zeist" in html
