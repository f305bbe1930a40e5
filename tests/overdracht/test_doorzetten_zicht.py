"""Before publishing: who will read it and what, which moment is due, which condition lacks, and one click."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from coa_portal.access.policy import visible
from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import today
from overdracht import actions
from overdracht.coa.momenten import due_now, momenten
from overdracht.coa.ontvangers import ontvangers_van
from overdracht.models import Profielversie
from overdracht.readers import version_for_reader
from overdracht.termijnen import Feiten, termijnen
from overdracht.termijnen.feiten import Doorzetting
from tests.factories.koppeling import KoppelingFactory, casemanager_of, household
from tests.factories.overdracht import (
    ProfielversieFactory,
    ToestemmingFactory,
    change_profile,
    person_of,
    signed_document,
)
from tests.factories.termijnen import committed_duren

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Gebruiker], Client]
DUREN = committed_duren()
DAY = dt.date(2026, 11, 20)


def test_r26_the_preview_is_what_each_reader_gets_once_it_is_published(
    casemanager_luttelgeest: Gebruiker,
    regievoerder_utrecht: Gebruiker,
    regievoerder_utrecht_collega: Gebruiker,
    lezer_utrecht: Gebruiker,
    lezer_utrecht_werk: Gebruiker,
    contactpersoon_extern: Gebruiker,
    regievoerder_zeist: Gebruiker,
    client_of: ClientOf,
) -> None:
    """Named accounts and sections are those that read it afterwards, third parties that the consent names included;
    members of the household show as far as they are open to that reader (R5)."""
    koppeling = KoppelingFactory(plaatsingseenheid=household(40, 38, 17))
    me, partner = person_of(koppeling), person_of(koppeling, 2)
    consent = ToestemmingFactory(vergunninghouder=me, gegeven=True)
    ToestemmingFactory(vergunninghouder=partner, gegeven=True)
    change_profile(me)
    browser, address = client_of(casemanager_luttelgeest), reverse("overdracht:doorzetten", args=[me.pk])

    assert "Leest niet mee" in browser.get(address).text, "the third party is not named yet"
    party = contactpersoon_extern.toekenningen.get().derde_partij
    actions.add_derde(
        toestemming=consent,
        derde_partij=party,
        ondertekend_op=today(),
        document=signed_document(),
        acting_user=casemanager_luttelgeest,
    )
    page = browser.get(address)
    groups = page.context["ontvangers"].groepen
    promised = {}
    for number, group in enumerate(groups):
        shown = browser.get(address, {"als": number})
        assert f"Zo leest <strong>{group.titel}" in shown.text
        promised |= dict.fromkeys(group.namen, shown.context["preview"])
    sent = {"moment": "koppeling", "gezien": page.context["gezien"]}
    assert browser.post(address, sent).status_code == 302

    version = Profielversie.objects.get()
    everybody = (
        regievoerder_utrecht,
        regievoerder_utrecht_collega,
        lezer_utrecht,
        lezer_utrecht_werk,
        contactpersoon_extern,
        regievoerder_zeist,
    )
    readers = [who for who in everybody if visible(Profielversie, who).exists()]
    assert {who.naam for who in readers} == set(promised)
    assert len(readers) == 4
    for who in readers:
        assert promised[who.naam] == version_for_reader(version, who), who.naam
    assert partner.voornaam in str(promised[regievoerder_utrecht.naam])
    assert partner.voornaam not in str(promised[contactpersoon_extern.naam]), "that consent names nobody"


def test_who_reads_it_is_asked_in_as_many_queries_for_20_accounts_as_for_1(
    regievoerder_utrecht: Gebruiker, gemeente_utrecht: Any, django_assert_num_queries: Any
) -> None:
    from tests.factories.accounts import account_with  # noqa: PLC0415

    version = ProfielversieFactory()
    for _ in range(2):
        with django_assert_num_queries(4):
            found = ontvangers_van(version.koppeling, version.vergunninghouder_id)
        for _ in range(19):
            account_with("lezer_gemeente", gemeente_utrecht)
    assert found.aantal == 20


@pytest.mark.parametrize(
    ("more", "due", "states"),
    [
        ({}, "koppeling", "nu later later later"),
        ({"doorzettingen": (Doorzetting(DAY, "koppeling"),)}, None, "klaar later later later"),
        ({"driegesprek_gepland_op": DAY + dt.timedelta(days=40)}, "koppeling", "nu later straks later"),
        (
            {
                "doorzettingen": (Doorzetting(DAY - dt.timedelta(days=60), "koppeling"),),
                "driegesprek_gepland_op": DAY + dt.timedelta(days=9),
                "voorinburgering_klaar_op": DAY - dt.timedelta(days=1),
                "verhuizing_op": DAY + dt.timedelta(days=90),
            },
            "voorinburgering",
            "klaar nu nu straks",
        ),
        ({"toestemming_op": None}, None, "later later later later"),
    ],
)
def test_the_four_moments_say_which_is_due_and_why(
    more: dict[str, Any], due: str | None, states: str
) -> None:
    """DESIGN §5.5: (a) koppeling and consent, (b) Voorinburgering, (c) driegesprek, (d) the move."""
    known: dict[str, Any] = {
        "gekoppeld_op": DAY - dt.timedelta(days=70),
        "toestemming_op": DAY - dt.timedelta(days=61),
    }
    feiten = Feiten(**{**known, **more})
    rows = momenten(feiten, termijnen(feiten, DUREN, DAY), DAY)
    assert " ".join(row.wanneer for row in rows) == states
    found = due_now(rows)
    assert (found.code if found else None) == due
    assert all(row.uitleg for row in rows)


def test_one_click_from_the_dossier_sends_what_it_counts_and_nothing_else(
    casemanager_luttelgeest: Gebruiker, client_of: ClientOf
) -> None:
    person = ProfielversieFactory().vergunninghouder
    browser, dossier = client_of(casemanager_of(person)), reverse("klantprofiel:dossier", args=[person.pk])
    here = reverse("overdracht:doorzetten", args=[person.pk])
    change_profile(person)
    text = browser.get(dossier).text
    assert "1 wijziging is nog niet doorgezet: Toekomst in Nederland." in text
    seen = text.split('name="gezien" value="')[1].split('"')[0]
    moment = text.split('name="moment" value="')[1].split('"')[0]
    change_profile(person)
    late = browser.post(here, {"moment": moment, "gezien": seen})
    assert "Het profiel is net gewijzigd" in late.text
    assert Profielversie.objects.count() == 1
    seen = browser.get(dossier).text.split('name="gezien" value="')[1].split('"')[0]
    assert browser.post(here, {"moment": moment, "gezien": seen}).status_code == 302
    assert Profielversie.objects.count() == 2


def test_every_condition_that_lacks_is_a_line_with_the_way_to_mend_it(
    casemanager_luttelgeest: Gebruiker, regievoerder_coa: Gebruiker, client_of: ClientOf
) -> None:
    """R5: what stands between the profile and the gemeente, for who may publish and for who may not."""
    asked = ToestemmingFactory(gevraagd=True)
    refused = ToestemmingFactory(geweigerd=True)
    person = asked.vergunninghouder
    page = client_of(casemanager_of(person)).get(reverse("overdracht:doorzetten", args=[person.pk]))
    assert [row.label for row in page.context["ontbrekend"]] == [
        "Geldige toestemming",
        "Iets om door te zetten",
    ]
    assert reverse("overdracht:toestemming_geven", args=[asked.pk]) in page.text
    other = refused.vergunninghouder
    page = client_of(regievoerder_coa).get(reverse("overdracht:doorzetten", args=[other.pk]))
    assert "die is niet gegeven" in page.text
    assert "Alleen een casemanager van deze opvanglocatie" in page.text
    assert "Doorzetten naar de gemeente" not in page.text
