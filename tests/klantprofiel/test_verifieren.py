"""R16: what waits to be verified is seen, stays out of a version, and is verified several at once after a talk."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coa_portal.common.dates import short_date, today
from coa_portal.common.errors import DomainError
from klantprofiel.actions import save_section, take_over, verify_facts
from klantprofiel.choices import Bron
from klantprofiel.herkomst import open_items
from klantprofiel.models import Klantprofiel, Vergunninghouder
from klantprofiel.overnemen import Aanbod
from klantprofiel.payload import build_profiel_payload
from klantprofiel.texts import code_names
from tests.factories.klantprofiel import VergunninghouderFactory
from tests.klantprofiel.sturen import read_form

pytestmark = pytest.mark.django_db
TOLD = Aanbod(
    {"opleidingsniveau": "middelbaar", "ambities": "Een eigen garage"},
    {
        "werkervaring": [{"beroep": "Automonteur", "van": dt.date(2010, 1, 1)}],
        "talen": [{"taal": "fas", "mondeling": "goed"}],
    },
)


@pytest.fixture
def person(locatie_luttelgeest: Any) -> Vergunninghouder:
    return VergunninghouderFactory(locatie=locatie_luttelgeest)


def tell(person: Vergunninghouder, offer: Aanbod = TOLD, **other: Any) -> Any:
    return take_over(
        **{"vergunninghouder": person, "aanbod": offer, "bron": Bron.SCREENING, "acting_user": None, **other}
    )


def profile(person: Vergunninghouder) -> Klantprofiel:
    return Klantprofiel.objects.select_related("vergunninghouder").get(vergunninghouder=person)


def waiting(person: Vergunninghouder) -> dict[str, Any]:
    return {item.key: item.state for item in open_items(profile(person), code_names())}


def verify(
    person: Vergunninghouder, seen: dict[str, Any], who: Any, bron: str = "gesprek", **other: Any
) -> int:
    return verify_facts(
        **{
            "vergunninghouder": person,
            "gezien": seen,
            "bron": bron,
            "op": today(),
            "acting_user": who,
            **other,
        }
    )


def sent(person: Vergunninghouder) -> set[str]:
    """Every text of a version that was told at the screening."""
    wanted = {"Middelbaar", "Een eigen garage", "Automonteur", "Farsi"}
    found = set()
    for part in build_profiel_payload(person)["sections"]:
        found |= {fact["text"] for fact in part["facts"]}
        found |= {cell["text"] for table in part["tables"] for row in table["rows"] for cell in row["cells"]}
    return found & wanted


def test_what_waits_stays_out_of_a_version_until_it_is_verified(
    person: Vergunninghouder, casemanager_luttelgeest: Any
) -> None:
    who = casemanager_luttelgeest
    assert tell(person).aantal == 4
    seen = waiting(person)
    assert len(seen) == profile(person).te_verifieren == 4
    assert sent(person) == set()
    assert verify(person, seen, who) == 4
    assert sent(person) == {"Middelbaar", "Een eigen garage", "Automonteur", "Farsi"}
    assert profile(person).te_verifieren == 0
    sources = {row.veld: (row.bron, row.geverifieerd_op) for row in profile(person).herkomsten.all()}
    # the own word stays that, whoever heard it
    assert sources == {"opleidingsniveau": ("gesprek", today()), "ambities": ("eigen_opgave", None)}
    work, language = profile(person).werkervaring.get(), profile(person).talen.get()
    assert (work.bron, work.geverifieerd_op) == ("eigen_opgave", None)
    assert (language.bron, language.geverifieerd_op, language.geverifieerd_door) == ("gesprek", today(), who)


def test_a_document_verifies_the_own_word_too(person: Vergunninghouder, casemanager_luttelgeest: Any) -> None:
    tell(person)
    assert verify(person, waiting(person), casemanager_luttelgeest, bron="document") == 4
    work = profile(person).werkervaring.get()
    assert (work.bron, work.geverifieerd_op, work.is_own_statement) == ("document", today(), False)
    source = profile(person).herkomsten.get(veld="ambities")
    assert (source.bron, source.geverifieerd_op) == ("document", today())


def test_nobody_verifies_a_value_that_they_did_not_see(
    person: Vergunninghouder, casemanager_luttelgeest: Any
) -> None:
    who = casemanager_luttelgeest
    tell(person)
    seen = waiting(person)
    verify(person, {"ambities": seen["ambities"]}, who)
    assert verify(person, {"ambities": seen["ambities"]}, who) == 0  # a colleague was first
    row = next(key for key in seen if key.startswith("werkervaring"))
    profile(person).werkervaring.update(beroep="Kok")
    with pytest.raises(DomainError, match="Intussen gewijzigd: Werk"):
        verify(person, seen, who)
    assert profile(person).te_verifieren == 3
    for wrong in ({"bron": "ibis"}, {"op": today() + dt.timedelta(1)}, {"gezien": {}}):
        with pytest.raises(DomainError):
            verify(person, {row: waiting(person)[row]}, who, **wrong)


def test_existing_values_stay_beside_what_is_offered_until_a_person_picks(
    person: Vergunninghouder, casemanager_luttelgeest: Any
) -> None:
    who = casemanager_luttelgeest
    save_section(
        vergunninghouder=person, section="educatief", facts={"opleidingsniveau": "hoog"}, acting_user=who
    )
    save_section(vergunninghouder=person, section="arbeid", geen=["werkervaring"], acting_user=who)
    left = tell(person)
    assert left.aantal == 2
    assert {(one.label, one.hier, one.daar, one.is_verified) for one in left.verschillen} == {
        ("Opleidingsniveau", "Hoog", "Middelbaar", True),
        ("Werk", "Geen werkervaring", "Automonteur, 01-01-2010", False),
    }
    assert profile(person).opleidingsniveau == "hoog"
    keys = [one.key for one in left.verschillen]
    with pytest.raises(DomainError, match="Intussen gewijzigd"):
        tell(person, vervang=keys, gezien={})
    done = tell(person, vervang=keys, gezien={one.key: one.state for one in left.verschillen})
    assert (done.aantal, done.verschillen) == (2, [])
    after = profile(person)
    assert (after.opleidingsniveau, after.geen, after.werkervaring.get().beroep) == (
        "middelbaar",
        [],
        "Automonteur",
    )
    assert tell(person).aantal == 0  # taking over again changes nothing


def test_the_page_verifies_what_is_ticked_and_the_dossier_shows_it(
    person: Vergunninghouder, browser: Any, casemanager_luttelgeest: Any
) -> None:
    tell(person)
    page, dossier = (reverse(f"klantprofiel:{name}", args=[person.pk]) for name in ("verifieren", "dossier"))
    section = reverse("klantprofiel:sectie", args=[person.pk, "educatief"])
    for address in (dossier, section):
        assert browser.get(address).content.decode().count("Nog te verifiëren</span>") >= 2
    shown = browser.get(f"{page}?alles=1")
    data = read_form(shown)
    everything = [key for _, lines in shown.context["groepen"] for item, _, _ in lines for key in [item.key]]
    refused = browser.post(page, {**data, "gegevens": []})
    assert "Kies ten minste één gegeven" in refused.content.decode()
    answer = browser.post(page, {**data, "gegevens": everything[:2]})
    assert answer.url == page
    assert browser.post(page, {**data, "gegevens": everything}).url == dossier
    text = " ".join(browser.get(dossier).content.decode().split())
    assert f"Gesprek, {casemanager_luttelgeest.naam}, {short_date(today())}" in text
    assert "Nog te verifiëren</span>" not in text
    assert "Alles in dit dossier is geverifieerd" in browser.get(page).content.decode()


def test_the_pages_read_as_much_for_one_row_as_for_many(person: Vergunninghouder, browser: Any) -> None:
    addresses = [reverse("klantprofiel:verifieren", args=[person.pk])]
    addresses.append(reverse("klantprofiel:sectie", args=[person.pk, "arbeid"]))

    def count() -> list[int]:
        counts = []
        for address in addresses:
            browser.get(address)
            with CaptureQueriesContext(connection) as caught:
                browser.get(address)
            counts.append(len(caught))
        return counts

    tell(person)
    one = count()
    tell(person, Aanbod({}, {"werkervaring": [{"beroep": f"Werk {n}"} for n in range(20)]}))
    assert count() == one
