"""Two dossiers of one person become one, and two again, with everything where it was (issue 6.7, besluit 0031)."""

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from coa_portal.access.policy import visible
from coa_portal.common.errors import DomainError
from klantprofiel.actions import NewPerson, RowInput, create_household, merge_people, save_section, undo_merge
from klantprofiel.bsn import decrypt
from klantprofiel.models import Plaatsingseenheid, Samenvoeging, Vergunninghouder
from tests.factories.koppeling import KoppelingFactory
from tests.factories.overdracht import ToestemmingFactory
from tests.factories.voorinburgering import agreed, lesgroep_of
from voorinburgering.actions import start_deelname

pytestmark = pytest.mark.django_db
BORN = dt.date(1990, 1, 31)


def make(number: str, voornaam: str, locatie: Any, van: dt.date, bsn: str = "") -> Vergunninghouder:
    new = NewPerson(number, voornaam, "Ahmad", BORN, bsn=bsn)
    unit = create_household(members=[new], opvanglocatie=locatie, van=van, acting_user=None)
    return Vergunninghouder.objects.get(pk=unit.hoofdpersoon_id)


@pytest.fixture
def pair(locatie_luttelgeest: Any, casemanager_luttelgeest: Any) -> tuple[Vergunninghouder, Vergunninghouder]:
    """The second knows a phone number, a BSN, a language more, another spreektaal, and is in a lesgroep."""
    one = make("2991000001", "Mohammed", locatie_luttelgeest, dt.date(2024, 6, 1))
    two = make("2991000002", "Muhammad", locatie_luttelgeest, dt.date(2024, 1, 1), bsn="111222333")
    two.verblijven.update(tot=dt.date(2024, 5, 1))
    for person, taal, extra in ((one, "ara", []), (two, "tir", [RowInput({"taal": "eng"})])):
        save_section(
            vergunninghouder=person,
            section="educatief",
            facts={"spreektaal": taal},
            rows={"talen": [RowInput({"taal": "ara"}), *extra]},
            acting_user=casemanager_luttelgeest,
        )
    save_section(
        vergunninghouder=two,
        section="persoonlijk",
        facts={"telefoonnummer": "06-12345678"},
        acting_user=casemanager_luttelgeest,
    )
    agreed(two, dt.date(2024, 2, 1))
    start_deelname(
        lesgroep=lesgroep_of(locatie_luttelgeest),
        vergunninghouder=two,
        van=dt.date(2024, 2, 1),
        acting_user=None,
    )
    return Vergunninghouder.objects.get(pk=one.pk), Vergunninghouder.objects.get(pk=two.pk)


def everything(*people: Vergunninghouder) -> dict[str, Any]:
    """Every row of every app about these people, without the moments of saving."""
    found = {}
    profiles = [person.klantprofiel.pk for person in people]
    for model in apps.get_models():
        if hasattr(model, "history_type") or not model._meta.managed or model is Samenvoeging:
            continue
        for field in model._meta.concrete_fields:
            keys = {"Vergunninghouder": [one.pk for one in people], "Klantprofiel": profiles}
            if field.is_relation and field.related_model and field.related_model.__name__ in keys:
                lookup = {f"{field.attname}__in": keys[field.related_model.__name__]}
                for row in model._default_manager.filter(**lookup).values():
                    kept = {
                        k: v
                        for k, v in row.items()
                        if k not in {"created_at", "updated_at", "ciphertext", "id"}
                    }
                    found[f"{model.__name__}.{field.name}.{row.get('id')}"] = kept
    found |= {
        str(one.pk): [one.samengevoegd_in_id, one.plaatsingseenheid_id, one.dossier_locatie_id]
        for one in people
    }
    return {k if "Burger" not in k else "bsn": v for k, v in found.items()}


def test_a_merge_keeps_everything_and_undoing_it_restores_everything(
    pair: tuple[Vergunninghouder, Vergunninghouder], casemanager_luttelgeest: Any
) -> None:
    one, two = pair
    before = everything(one, two)
    row = merge_people(blijft=one, vervalt=two, acting_user=casemanager_luttelgeest)

    one, two = (Vergunninghouder.objects.get(pk=person.pk) for person in (one, two))
    profiel = one.klantprofiel
    assert (profiel.telefoonnummer, profiel.spreektaal_id) == ("06-12345678", "ara")
    assert set(profiel.talen.values_list("taal", flat=True)) == {"ara", "eng"}
    assert profiel.herkomsten.get(veld="telefoonnummer").bron == "gesprek"
    assert decrypt(one.bsn.ciphertext, one.pk) == "111222333"
    assert (one.verblijven.count(), one.deelnames.count(), two.deelnames.count()) == (2, 1, 0)
    assert list(visible(Vergunninghouder, casemanager_luttelgeest)) == [one]
    assert list(visible(Plaatsingseenheid, casemanager_luttelgeest)) == [one.plaatsingseenheid]

    assert undo_merge(samenvoeging=row, acting_user=casemanager_luttelgeest) == []
    people = [Vergunninghouder.objects.get(pk=person.pk) for person in (one, two)]
    assert everything(*people) == before
    with pytest.raises(DomainError, match="al ongedaan"):
        undo_merge(samenvoeging=row, acting_user=casemanager_luttelgeest)


def test_what_was_changed_after_the_merge_stays_and_is_told(
    pair: tuple[Vergunninghouder, Vergunninghouder], casemanager_luttelgeest: Any
) -> None:
    one, two = pair
    row = merge_people(blijft=one, vervalt=two, acting_user=casemanager_luttelgeest)
    save_section(
        vergunninghouder=one, section="persoonlijk", facts={"telefoonnummer": "06-99999999"}, acting_user=None
    )
    assert any("telefoonnummer" in name for name in undo_merge(samenvoeging=row, acting_user=None))
    assert Vergunninghouder.objects.get(pk=one.pk).klantprofiel.telefoonnummer == "06-99999999"
    assert Vergunninghouder.objects.get(pk=two.pk).klantprofiel.telefoonnummer == "06-12345678"


def test_what_was_shared_or_belongs_to_a_family_cannot_lapse(
    pair: tuple[Vergunninghouder, Vergunninghouder], casemanager_luttelgeest: Any, locatie_luttelgeest: Any
) -> None:
    one, two = pair
    koppeling = KoppelingFactory(plaatsingseenheid=two.plaatsingseenheid)
    with pytest.raises(DomainError, match="heeft een koppeling"):
        merge_people(blijft=one, vervalt=two, acting_user=casemanager_luttelgeest)
    ToestemmingFactory(vergunninghouder=two)
    assert koppeling.pk
    merge_people(blijft=two, vervalt=one, acting_user=casemanager_luttelgeest)  # the other way round it can

    other = make("2991000003", "Amal", locatie_luttelgeest, dt.date(2024, 6, 1), bsn="123456782")
    with pytest.raises(DomainError, match="ander BSN"):
        merge_people(blijft=two, vervalt=other, acting_user=casemanager_luttelgeest)


def test_a_double_in_the_same_family_leaves_it(
    casemanager_luttelgeest: Any, locatie_luttelgeest: Any
) -> None:
    members = [NewPerson(str(2992000000 + n), f"Kind {n}", "Ahmad", BORN) for n in range(3)]
    unit = create_household(members=members, opvanglocatie=locatie_luttelgeest, acting_user=None)
    head, one, double = unit.leden.order_by("v_nummer")
    with pytest.raises(DomainError, match="hoofdpersoon"):
        merge_people(blijft=one, vervalt=head, acting_user=casemanager_luttelgeest)
    row = merge_people(blijft=one, vervalt=double, acting_user=casemanager_luttelgeest)
    assert unit.leden.count() == 2
    undo_merge(samenvoeging=row, acting_user=casemanager_luttelgeest)
    assert unit.leden.count() == 3
    assert Plaatsingseenheid.objects.count() == 1


def test_the_dossier_warns_compares_merges_and_undoes(
    pair: tuple[Vergunninghouder, Vergunninghouder], browser: Any
) -> None:
    one, two = pair
    dossier = reverse("klantprofiel:dossier", args=[one.pk])
    url = reverse("klantprofiel:samenvoegen", args=[one.pk, two.pk])
    assert url in browser.get(dossier).content.decode()
    page = browser.get(url).content.decode()
    assert "06-12345678" in page
    assert "111222333" not in page
    assert browser.post(url).url == dossier
    assert browser.get(reverse("klantprofiel:dossier", args=[two.pk])).status_code == 404
    undo = reverse("klantprofiel:samenvoeging_ongedaan", args=[Samenvoeging.objects.get().pk])
    assert undo in browser.get(dossier).content.decode()
    browser.post(undo)
    assert browser.get(reverse("klantprofiel:dossier", args=[two.pk])).status_code == 200
