"""Externals read what consents name them in, of the whole gemeente or of named dossiers (DESIGN §3, R1, R5, R6)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from coa_portal.access.policy import visible
from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from coa_portal.organisaties.models import DerdePartij
from koppeling.actions import withdraw_koppeling
from koppeling.models import Koppeling
from overdracht.actions import add_derde, name_dossiers, withdraw_derde
from overdracht.actions.toestemming import explain_toestemming
from overdracht.models import BenoemdDossier, ExterneLezer, Profielversie, Toestemming, ToestemmingDerde
from overdracht.teksten import current_text
from tests.factories.accounts import account_with
from tests.factories.koppeling import KoppelingFactory, casemanager_of, household, regievoerder
from tests.factories.overdracht import (
    ProfielversieFactory,
    ToestemmingFactory,
    person_of,
    signed_document,
    taal,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(contactpersoon_extern: Gebruiker) -> Any:
    """A household of two with a version of person 1; the consent names nobody yet."""
    koppeling = KoppelingFactory(plaatsingseenheid=household(40, 38))
    ProfielversieFactory(vergunninghouder=person_of(koppeling))
    return koppeling


@pytest.fixture
def party(contactpersoon_extern: Gebruiker) -> DerdePartij:
    found: DerdePartij = contactpersoon_extern.toekenningen.get().derde_partij
    return found


@pytest.fixture
def named_only(contactpersoon_extern: Gebruiker, gemeente_utrecht: Any) -> Gebruiker:
    """Works for the same party, on named dossiers only."""
    agreement = contactpersoon_extern.toekenningen.get().verwerkersovereenkomst
    terms = {
        "eindigt_op": today() + dt.timedelta(days=60),
        "verwerkersovereenkomst": agreement,
        "alleen_benoemd": True,
    }
    return account_with("contactpersoon_extern", gemeente_utrecht, naam="Nora Naam", terms=terms)


def consent_of(koppeling: Any, place: int = 1) -> Toestemming:
    row: Toestemming = Toestemming.objects.get(vergunninghouder=person_of(koppeling, place), status="gegeven")
    return row


def name(koppeling: Any, party: DerdePartij) -> ToestemmingDerde:
    consent = consent_of(koppeling)
    return add_derde(
        toestemming=consent,
        derde_partij=party,
        ondertekend_op=today(),
        document=signed_document(),
        acting_user=casemanager_of(consent.vergunninghouder),
    )


def reads(account: Gebruiker, koppeling: Any, browser: Client) -> tuple[bool, bool, int]:
    """Whether page and version answer, and how many versions raw SQL gives."""
    page = browser.get(reverse("overdracht_gemeente:koppeling", args=[koppeling.pk]))
    version = Profielversie.objects.get(koppeling=koppeling)
    pdf = browser.get(reverse("overdracht_gemeente:versie_pdf", args=[koppeling.pk, version.pk]))
    with behind_wall(WallRole.GEMEENTE, account.pk), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM overdracht_profielversie")
        raw = int(cursor.fetchone()[0])
    return page.status_code == 200, pdf.status_code == 200, raw


def test_tier_2_opens_with_the_naming_and_closes_with_its_withdrawal(
    shared: Any, party: DerdePartij, contactpersoon_extern: Gebruiker, client_of: Callable[..., Client]
) -> None:
    browser = client_of(contactpersoon_extern)
    assert reads(contactpersoon_extern, shared, browser) == (True, False, 0)
    naming = name(shared, party)
    assert reads(contactpersoon_extern, shared, browser) == (True, True, 1)
    withdraw_derde(
        naming=naming,
        ingetrokken_op=today(),
        acting_user=casemanager_of(naming.toestemming.vergunninghouder),
    )
    assert reads(contactpersoon_extern, shared, browser) == (True, False, 0)
    text = browser.get(reverse("overdracht_gemeente:koppeling", args=[shared.pk])).text
    assert "Vernietig wat u hebt gedownload" in text
    assert person_of(shared).naam not in text


def test_another_party_named_opens_nothing(
    shared: Any, contactpersoon_extern: Gebruiker, client_of: Callable[..., Client]
) -> None:
    ToestemmingDerde.objects.create(
        toestemming=consent_of(shared),
        gemeente=shared.gemeente,
        derde_partij=DerdePartij.objects.create(naam="Stichting Elders"),
        genoemd_op=today(),
    )
    assert reads(contactpersoon_extern, shared, client_of(contactpersoon_extern)) == (True, False, 0)


def explained(koppeling: Any, place: int, party: DerdePartij) -> Toestemming:
    person = person_of(koppeling, place)
    return explain_toestemming(
        vergunninghouder=person,
        taal=taal(),
        met_tolk=True,
        tekst_versie=current_text(today()).versie,
        uitgelegd_op=today(),
        derden=[party],
        acting_user=casemanager_of(person),
    )


def namings_read(account: Gebruiker) -> int:
    with behind_wall(WallRole.GEMEENTE, account.pk):
        return ToestemmingDerde.objects.count()


@pytest.mark.parametrize("end", ["only explained", "koppeling ended", "dossier not named"])
def test_raw_sql_reads_namings_of_open_consents_only(
    end: str,
    shared: Any,
    party: DerdePartij,
    named_only: Gebruiker,
    regievoerder_utrecht: Gebruiker,
    contactpersoon_extern: Gebruiker,
) -> None:
    """R4, R7: what a refusal named, or a koppeling that ended, is as closed as the consent itself."""
    name(shared, party)
    readers = (regievoerder_utrecht, contactpersoon_extern)
    assert [namings_read(account) for account in readers] == [1, 1]
    if end == "dossier not named":
        assert namings_read(named_only) == 0
        name_dossiers(
            koppeling=shared,
            toekenning=named_only.toekenningen.get().pk,
            betrokkenen=[shared.betrokkenen.get(volgnummer=1).pk],
            acting_user=regievoerder_utrecht,
        )
        assert namings_read(named_only) == 1
    elif end == "only explained":
        explained(shared, 2, party)
        assert ToestemmingDerde.objects.count() == 2
        assert [namings_read(account) for account in readers] == [1, 1]
    else:
        withdraw_koppeling(koppeling=shared, reden="fout", acting_user=regievoerder())
        assert [namings_read(account) for account in readers] == [0, 0]


def test_named_dossiers_only(
    shared: Any,
    party: DerdePartij,
    named_only: Gebruiker,
    regievoerder_utrecht: Gebruiker,
    client_of: Callable[..., Client],
) -> None:
    browser = client_of(named_only)
    name(shared, party)
    assert reads(named_only, shared, browser) == (False, False, 0)

    toekenning = named_only.toekenningen.get().pk
    first = shared.betrokkenen.get(volgnummer=1)
    regievoerder = client_of(regievoerder_utrecht)
    address = reverse("overdracht_gemeente:externen", args=[shared.pk])
    assert "Nora Naam" in regievoerder.get(address).text
    answer = regievoerder.post(address, {f"lezer_{toekenning.hex}": [str(first.pk)]})
    assert answer.status_code == 302
    assert reads(named_only, shared, browser) == (True, True, 1)
    page = browser.get(reverse("overdracht_gemeente:koppeling", args=[shared.pk])).text
    assert "Persoon 2" not in page
    assert shared.referentie in browser.get(reverse("overdracht_gemeente:lijst")).text

    regievoerder.post(address, {})
    assert reads(named_only, shared, browser) == (False, False, 0)
    assert BenoemdDossier.objects.get().beeindigd_door_id == regievoerder_utrecht.pk


def test_who_may_name_dossiers(
    shared: Any, named_only: Gebruiker, regievoerder_zeist: Gebruiker, lezer_utrecht: Gebruiker
) -> None:
    toekenning = named_only.toekenningen.get().pk
    member = shared.betrokkenen.get(volgnummer=1)
    for stranger in (regievoerder_zeist, lezer_utrecht, named_only):
        with pytest.raises(DomainError):
            name_dossiers(
                koppeling=shared, toekenning=toekenning, betrokkenen=[member.pk], acting_user=stranger
            )
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
        behind_wall(WallRole.GEMEENTE, regievoerder_zeist.pk),
    ):
        BenoemdDossier(
            toekenning_id=toekenning,
            betrokkene=member,
            koppeling=shared,
            gemeente_id="GM0355",
            benoemd_door=regievoerder_zeist,
        ).save(force_insert=True)
    with behind_wall(WallRole.GEMEENTE, regievoerder_zeist.pk):
        assert not ExterneLezer.objects.exists()


def test_r2_the_first_wall_holds_alone_for_an_external(
    shared: Any, party: DerdePartij, contactpersoon_extern: Gebruiker, named_only: Gebruiker
) -> None:
    assert not visible(Profielversie, contactpersoon_extern).exists()
    assert not visible(Koppeling, named_only).exists()
    name(shared, party)
    assert visible(Profielversie, contactpersoon_extern).count() == 1
    assert not visible(Profielversie, named_only).exists()


def test_the_text_names_only_who_works_for_the_gemeente(shared: Any, party: DerdePartij) -> None:
    person = person_of(shared, 2)
    terms: dict[str, Any] = {
        "vergunninghouder": person,
        "taal": taal(),
        "met_tolk": False,
        "uitgelegd_op": today(),
        "acting_user": casemanager_of(person),
    }
    stranger = DerdePartij.objects.create(naam="Stichting Elders")
    for version, derden in (("2026-2", [stranger]), ("2026-1", [party])):
        with pytest.raises(DomainError):
            explain_toestemming(tekst_versie=version, derden=derden, **terms)
    row = explain_toestemming(tekst_versie="2026-2", derden=[party], **terms)
    assert [naming.derde_partij for naming in row.derden.all()] == [party]


def test_pages_of_coa(
    shared: Any, party: DerdePartij, casemanager_luttelgeest: Gebruiker, client_of: Callable[..., Client]
) -> None:
    browser = client_of(casemanager_luttelgeest)
    consent = consent_of(shared)
    answer = browser.post(
        reverse("overdracht:derde_toevoegen", args=[consent.pk]),
        {
            "derde_partij": str(party.pk),
            "ondertekend_op": f"{today():%d-%m-%Y}",
            "document": signed_document(),
        },
    )
    assert answer.status_code == 302
    naming = consent.derden.get()
    page = browser.get(reverse("overdracht:toestemming", args=[consent.vergunninghouder_id])).text
    assert party.naam in page
    answer = browser.post(
        reverse("overdracht:derde_intrekken", args=[naming.pk]), {"ingetrokken_op": f"{today():%d-%m-%Y}"}
    )
    assert answer.status_code == 302
    naming.refresh_from_db()
    assert naming.ingetrokken_op == today()


def test_l5_a_birthday_is_not_readable(shared: Any, regievoerder_utrecht: Gebruiker) -> None:
    ToestemmingFactory(vergunninghouder=person_of(shared, 2), gegeven=True)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        behind_wall(WallRole.GEMEENTE, regievoerder_utrecht.pk),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT geldig_tot FROM overdracht_toestemming")
