"""Welcome pages, introduction days, and who is who on both sides."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.accounts.actions import change_own_details
from coa_portal.accounts.models import Gebruiker
from coa_portal.accounts.werkdagen import days_text, works_on
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.notifications.engine import drain
from coa_portal.notifications.models import Melding
from coa_portal.organisaties.models import Taal
from klantprofiel.actions import assign_behandelaar
from koppeling.actions import withdraw_koppeling
from overdracht import actions
from overdracht.models import Introductieaanmelding, Introductiedag, Welkomstpagina
from overdracht.welkom import Stuk, blocks_of
from overdracht.wie import coa_contacts, locatie_contacts
from tests.factories.koppeling import KoppelingFactory, household, regievoerder

pytestmark = pytest.mark.django_db
Browser = Callable[[Any], Client]
ARABIC = {"naam": "Arabisch", "eigen_naam": "العربية", "richting": "rtl"}


def make_day(gemeente: Any, who: Any, **facts: Any) -> Introductiedag:
    told = {"datum": today() + dt.timedelta(days=5), "van": dt.time(10), "tot": dt.time(12)}
    told |= {"plaats": "Stadskantoor", "max_deelnemers": 1}
    return actions.add_introductiedag(gemeente=gemeente, acting_user=who, **{**told, **facts})


def test_the_text_becomes_blocks_and_never_html(
    regievoerder_utrecht: Any, casemanager_luttelgeest: Any, client_of: Browser
) -> None:
    Taal.objects.update_or_create(code="ara", defaults=ARABIC)
    utrecht, coa = client_of(regievoerder_utrecht), client_of(casemanager_luttelgeest)
    rows = {"links-TOTAL_FORMS": "1", "links-INITIAL_FORMS": "0", "links-0-naam": "Stad"}
    typed = {"taal": "ara", "titel": "أهلاً", "tekst": "# Kop\n- een\n- twee\n\n<b>niet vet</b>", **rows}
    new = reverse("overdracht_gemeente:welkom_nieuw")
    wrong = utrecht.post(new, {**typed, "links-0-adres": "javascript:alert(1)"})
    assert "Vul een webadres in" in wrong.text
    assert utrecht.post(new, {**typed, "links-0-adres": "https://utrecht.nl"}).status_code == 302
    page = Welkomstpagina.objects.get()
    preview = utrecht.get(reverse("overdracht_gemeente:welkom_voorbeeld", args=[page.pk])).text
    assert 'lang="ar" dir="rtl"' in preview
    assert "&lt;b&gt;niet vet" in preview
    assert coa.get(reverse("overdracht:welkom", args=[page.pk])).status_code == 404, "a draft"

    utrecht.post(reverse("overdracht_gemeente:welkom_publiceren", args=[page.pk]))
    change = reverse("overdracht_gemeente:welkom_wijzigen", args=[page.pk])
    changed = {**typed, "titel": "Half af", "links-INITIAL_FORMS": "1", "links-0-adres": "https://utrecht.nl"}
    assert utrecht.get(change).status_code == 200
    assert utrecht.post(change, changed).status_code == 302
    shown = coa.get(reverse("overdracht:welkom", args=[page.pk])).text
    assert "أهلاً" in shown
    assert "Half af" not in shown, "what is being written reaches nobody"
    assert coa.get(reverse("overdracht:welkom_pdf", args=[page.pk])).content.startswith(b"%PDF")
    assert "Gepubliceerd, met nieuw concept" in utrecht.get(reverse("overdracht_gemeente:welkom")).text
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        behind_wall(WallRole.COA, casemanager_luttelgeest.pk),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT tekst FROM overdracht_welkomstpagina")


def test_blocks() -> None:
    text = "Dag\nallemaal\n\n## Kop\n- een\n* twee\nverder"
    assert blocks_of(text) == [
        Stuk("alinea", "Dag\nallemaal"),
        Stuk("kop", "Kop"),
        Stuk("lijst", regels=["een", "twee"]),
        Stuk("alinea", "verder"),
    ]


def test_only_the_own_regievoerder_writes_page_and_days(
    gemeente_utrecht: Any, regievoerder_utrecht: Any, regievoerder_zeist: Any, client_of: Browser
) -> None:
    day = make_day(gemeente_utrecht, regievoerder_utrecht)
    with pytest.raises(NotAllowed):
        make_day(gemeente_utrecht, regievoerder_zeist)
    with pytest.raises(NotAllowed):
        actions.cancel_introductiedag(dag=day, acting_user=regievoerder_zeist)
    address = reverse("overdracht_gemeente:introductiedag", args=[day.pk])
    assert client_of(regievoerder_zeist).get(address).status_code == 404
    with behind_wall(WallRole.GEMEENTE, regievoerder_zeist.pk), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM overdracht_introductiedag")
        assert cursor.fetchall() == []
    for wrong in ({"tot": dt.time(9)}, {"datum": today() - dt.timedelta(days=1)}, {"max_deelnemers": 0}):
        with pytest.raises(DomainError) as refused:
            make_day(gemeente_utrecht, regievoerder_utrecht, **wrong)
        assert refused.value.field in {*wrong}


def test_registering_for_a_day_until_it_is_full(
    huis: Any,
    gemeente_utrecht: Any,
    casemanager_luttelgeest: Any,
    regievoerder_utrecht: Any,
    client_of: Browser,
) -> None:
    day = make_day(gemeente_utrecht, regievoerder_utrecht)
    coa, utrecht = client_of(casemanager_luttelgeest), client_of(regievoerder_utrecht)
    page = reverse("overdracht:introductiedag", args=[day.pk])
    assert coa.post(page, {"betrokkene": str(huis.twee.pk)}).status_code == 302
    drain()
    melding = Melding.objects.get(event__kind="introductiedag_aangemeld")
    assert melding.recipient_id == regievoerder_utrecht.pk
    with pytest.raises(DomainError, match="vol"):
        actions.register_for_day(dag=day, betrokkene=huis.een, acting_user=casemanager_luttelgeest)

    seen = reverse("overdracht_gemeente:introductiedag", args=[day.pk])
    shown = utrecht.get(seen).text
    assert "Persoon 2" in shown, "no consent: a number"
    assert huis.twee.vergunninghouder.naam not in shown
    actions.change_introductiedag(
        dag=day,
        acting_user=regievoerder_utrecht,
        datum=day.datum,
        van=dt.time(13),
        tot=dt.time(15),
        plaats=day.plaats,
        max_deelnemers=2,
    )
    drain()
    changed = Melding.objects.filter(event__kind="introductiedag_gewijzigd")
    assert {row.recipient_id for row in changed} == {casemanager_luttelgeest.pk}
    actions.register_for_day(dag=day, betrokkene=huis.een, acting_user=casemanager_luttelgeest)
    assert huis.een.vergunninghouder.naam in utrecht.get(seen).text, "consent: the name"

    row = Introductieaanmelding.objects.get(betrokkene=huis.een)
    assert coa.post(reverse("overdracht:afmelden", args=[row.pk])).status_code == 302
    withdraw_koppeling(koppeling=huis.koppeling, reden="fout", acting_user=regievoerder())
    assert not Introductieaanmelding.objects.filter(afgemeld_op=None).exists()
    assert "Persoon 2" not in utrecht.get(seen).text


def test_who_registers_whom(
    huis: Any,
    gemeente_utrecht: Any,
    gemeente_zeist: Any,
    regievoerder_utrecht: Any,
    casemanager_luttelgeest: Any,
    programmabegeleider: Any,
    casemanager_elders: Any,
) -> None:
    day = make_day(gemeente_utrecht, regievoerder_utrecht, max_deelnemers=9)
    for stranger in (programmabegeleider, casemanager_elders):
        with pytest.raises(NotAllowed):
            actions.register_for_day(dag=day, betrokkene=huis.een, acting_user=stranger)
    theirs = KoppelingFactory(plaatsingseenheid=household(30), gemeente=gemeente_zeist)
    with pytest.raises(DomainError, match="niet aan deze gemeente"):
        actions.register_for_day(
            dag=day, betrokkene=theirs.betrokkenen.get(), acting_user=casemanager_luttelgeest
        )
    actions.cancel_introductiedag(dag=day, acting_user=regievoerder_utrecht)
    with pytest.raises(DomainError, match="gaat niet door"):
        actions.register_for_day(dag=day, betrokkene=huis.een, acting_user=casemanager_luttelgeest)


@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_one(
    huis: Any, gemeente_utrecht: Any, regievoerder_utrecht: Any, casemanager_luttelgeest: Any
) -> None:
    day = make_day(gemeente_utrecht, regievoerder_utrecht)
    start, said = threading.Barrier(2), []

    def register(member: Any) -> None:
        try:
            start.wait(timeout=20)
            actions.register_for_day(dag=day, betrokkene=member, acting_user=casemanager_luttelgeest)
            said.append("in")
        except DomainError as error:
            said.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=register, args=[member]) for member in (huis.een, huis.twee)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["full", "in"]


def test_working_days_and_who_there_is_instead(
    huis: Any,
    casemanager_luttelgeest: Any,
    casemanager_collega: Any,
    casemanager_elders: Any,
    regievoerder_utrecht: Any,
    regievoerder_zeist: Any,
    client_of: Browser,
) -> None:
    carla, person = casemanager_luttelgeest, huis.een.vergunninghouder
    day = today().isoweekday()
    assert (days_text([1, 2, 4]), days_text([5]), days_text([])) == (
        "Werkt op ma, di en do",
        "Werkt op vr",
        "",
    )
    assert works_on([], today()) and works_on([day], today()) and not works_on([day % 7 + 1], today())
    own = {
        "naam": carla.naam,
        "functie": "Casemanager",
        "telefoon": "088 000 00 01",
        "werkdagen": [day % 7 + 1],
    }
    assert client_of(carla).post(reverse("accounts:account"), own).status_code == 302
    with pytest.raises(DomainError):
        change_own_details(
            gebruiker=carla, naam="x", functie="", telefoon="", werkdagen=[8], acting_user=carla
        )

    assign_behandelaar(vergunninghouder=person, behandelaar=carla, acting_user=None)
    utrecht = client_of(regievoerder_utrecht)
    page = reverse("overdracht_gemeente:koppeling", args=[huis.koppeling.pk])
    shown = utrecht.get(page).text
    assert "Vandaag niet aanwezig" in shown
    assert 'href="tel:0880000001"' in shown
    assert "Casemanager van persoon 1" in shown
    assign_behandelaar(
        vergunninghouder=person,
        behandelaar=carla,
        vervanger=casemanager_collega,
        vervanging_tot=today(),
        acting_user=None,
    )
    assert "Vandaag niet aanwezig, vervanger is Colin Collega" in utrecht.get(page).text
    for account, names in (
        (regievoerder_utrecht, {"Carla Luttelgeest", "Colin Collega", "Ruben Utrecht"}),
        (regievoerder_zeist, {"Zara Zeist"}),
    ):
        with behind_wall(WallRole.GEMEENTE, account.pk):
            assert set(Gebruiker.contact.values_list("naam", flat=True)) == names
            found = {person.naam for _, people in locatie_contacts() for person in people}
        assert found == names - {"Ruben Utrecht", "Zara Zeist"}
    withdraw_koppeling(koppeling=huis.koppeling, reden="fout", acting_user=regievoerder())
    with behind_wall(WallRole.GEMEENTE, regievoerder_utrecht.pk):
        assert coa_contacts(huis.koppeling, regievoerder_utrecht) == []
        assert set(Gebruiker.contact.values_list("naam", flat=True)) == {"Ruben Utrecht"}


def test_lists_ask_as_many_questions_for_20_rows_as_for_1(
    huis: Any,
    gemeente_utrecht: Any,
    regievoerder_utrecht: Any,
    casemanager_luttelgeest: Any,
    client_of: Browser,
) -> None:
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    first = make_day(gemeente_utrecht, regievoerder_utrecht, max_deelnemers=30)
    coa, utrecht = client_of(casemanager_luttelgeest), client_of(regievoerder_utrecht)
    places = (
        (utrecht, reverse("overdracht_gemeente:introductiedagen")),
        (utrecht, reverse("overdracht_gemeente:introductiedag", args=[first.pk])),
        (coa, reverse("overdracht:gemeente", args=[gemeente_utrecht.pk])),
        (coa, reverse("overdracht:introductiedag", args=[first.pk])),
        (coa, reverse("overdracht:gemeenten")),
    )

    def count(browser: Client, address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    actions.register_for_day(dag=first, betrokkene=huis.een, acting_user=casemanager_luttelgeest)
    for place in places:
        count(*place)
    few = [count(*place) for place in places]
    for _ in range(4):
        make_day(gemeente_utrecht, regievoerder_utrecht)
        other = KoppelingFactory(plaatsingseenheid=household(40))
        actions.register_for_day(
            dag=first, betrokkene=other.betrokkenen.get(), acting_user=casemanager_luttelgeest
        )
    with transaction.atomic():
        assert [count(*place) for place in places] == few
