"""R5, R6, R13: the life of a consent, judged on the table of its steps and on what the gate opens."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from coa_portal.access.policy import visible
from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import add_years, today
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.notifications.models import Event
from klantprofiel.actions import end_verblijf
from koppeling.actions import make_koppeling, withdraw_koppeling
from koppeling.models import Koppeling
from overdracht import actions
from overdracht.lifecycle import TOESTEMMING
from overdracht.models import Inzage, Kaart, Profielversie, Screeningspublicatie, Toestemming
from tests.factories.files import jpeg, png
from tests.factories.koppeling import KoppelingFactory, besluit, casemanager_of, household, regievoerder
from tests.factories.overdracht import (
    ProfielversieFactory,
    ToestemmingFactory,
    change_profile,
    person_of,
    signed_document,
    taal,
)

pytestmark = pytest.mark.django_db

STEPS: dict[str, Callable[[Toestemming, Gebruiker], Any]] = {
    "ask": lambda row, who: actions.ask_toestemming(toestemming=row, gevraagd_op=today(), acting_user=who),
    "give": lambda row, who: actions.give_toestemming(
        toestemming=row, ondertekend_op=today(), document=signed_document(), acting_user=who
    ),
    "refuse": lambda row, who: actions.refuse_toestemming(toestemming=row, acting_user=who),
    "withdraw": lambda row, who: actions.withdraw_toestemming(
        toestemming=row, ingetrokken_op=today(), acting_user=who
    ),
}


def in_state(state: str) -> Toestemming:
    """A consent in any state of the table."""
    if state != "vervallen":
        return ToestemmingFactory(**{state: True})
    row = ToestemmingFactory()
    koppeling = Koppeling.objects.active().get(plaatsingseenheid=row.vergunninghouder.plaatsingseenheid_id)
    withdraw_koppeling(koppeling=koppeling, reden="fout", acting_user=regievoerder())
    make_koppeling(
        plaatsingseenheid=koppeling.plaatsingseenheid,
        gemeente=koppeling.gemeente,
        besluit=besluit(),
        acting_user=regievoerder(),
    )
    row.refresh_from_db()
    return row


def tier_of(row: Toestemming) -> int | None:
    """The tier that the gate opens for the person now."""
    return (
        Inzage.objects.filter(vergunninghouder=row.vergunninghouder_id).values_list("tier", flat=True).first()
    )


@pytest.mark.parametrize("state", list(TOESTEMMING.states))
@pytest.mark.parametrize("step", list(STEPS))
def test_r13_every_step_in_every_state(state: str, step: str) -> None:
    """R13: a step of the table is taken; any other is refused and changes nothing."""
    row = in_state(state)
    before = Toestemming.objects.filter(pk=row.pk).values().get()
    steps, who = Toestemming.history.count(), casemanager_of(row.vergunninghouder)

    if TOESTEMMING.allows(state, step):
        STEPS[step](row, who)
        row.refresh_from_db()
        assert row.status == TOESTEMMING.steps[step].target
        assert row.status_door == who
        assert tier_of(row) == (1 if row.status == "gegeven" else 0)
    else:
        with pytest.raises(DomainError) as refused:
            STEPS[step](row, who)
        assert refused.value.code == "illegal_step"
        assert Toestemming.objects.filter(pk=row.pk).values().get() == before
        assert Toestemming.history.count() == steps


def test_r5_tier_1_opens_with_the_signature_and_is_frozen_then() -> None:
    """R5: explained and asked open nothing; the signature opens and freezes the screening and tells the gemeente."""
    row = ToestemmingFactory(gevraagd=True)
    assert (tier_of(row), Screeningspublicatie.objects.count()) == (0, 0)

    STEPS["give"](row, casemanager_of(row.vergunninghouder))

    assert (tier_of(row), Screeningspublicatie.objects.count()) == (1, 1)
    event = Event.objects.get(kind="toestemming_gegeven")
    assert event.reference == Koppeling.objects.get().referentie


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({}, None, None),
        ({"uitgelegd_op": today() + dt.timedelta(days=1)}, "uitgelegd_op", "future"),
        ({"tekst_versie": "1999-1"}, "tekst_versie", "unknown_version"),
    ],
)
def test_explaining_is_judged(change: dict[str, Any], field: str | None, code: str | None) -> None:
    person = person_of(KoppelingFactory())
    values = {"taal": taal(), "met_tolk": True, "tekst_versie": "2026-1", "uitgelegd_op": today()} | change

    def explain() -> Toestemming:
        return actions.explain_toestemming(
            vergunninghouder=person, acting_user=casemanager_of(person), **values
        )

    if code is None:
        assert explain().status == "uitgelegd"
        with pytest.raises(DomainError, match="loopt al een toestemming"):
            explain()
    else:
        with pytest.raises(DomainError) as refused:
            explain()
        assert (refused.value.field, refused.value.code) == (field, code)
    assert Toestemming.objects.count() == (code is None)


@pytest.mark.parametrize("state", ["geen", "voorgesteld", "ingetrokken"])
def test_r7_consent_names_one_gemeente_so_it_needs_a_definitive_koppeling(state: str) -> None:
    """R7: there is nothing to consent to before the koppeling is definitive or after it ended."""
    unit = household()
    if state != "geen":
        KoppelingFactory(plaatsingseenheid=unit, **{state: True})
    with pytest.raises(DomainError) as refused:
        actions.explain_toestemming(
            vergunninghouder=unit.hoofdpersoon,
            taal=taal(),
            met_tolk=False,
            tekst_versie="2026-1",
            uitgelegd_op=today(),
            acting_user=casemanager_of(unit.hoofdpersoon),
        )
    assert refused.value.code == "no_koppeling"
    assert not Toestemming.objects.exists()


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (signed_document(), None),
        (SimpleUploadedFile("scan.jpg", jpeg()), None),
        (SimpleUploadedFile("scan.png", png()), None),
        (None, "document_required"),
        (SimpleUploadedFile("leeg.pdf", b""), "document_empty"),
        (SimpleUploadedFile("toch.pdf", b"<html><script>alert(1)</script>"), "document_kind"),
        (SimpleUploadedFile("groot.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024)), "document_too_large"),
    ],
)
def test_r5_the_signed_document_is_judged_by_what_it_contains(file: Any, code: str | None) -> None:
    """R5: a consent is registered with its document, whatever the file is called."""
    row = ToestemmingFactory()
    give = {
        "toestemming": row,
        "ondertekend_op": today(),
        "acting_user": casemanager_of(row.vergunninghouder),
    }
    if code is None:
        actions.give_toestemming(document=file, **give)
    else:
        with pytest.raises(DomainError) as refused:
            actions.give_toestemming(document=file, **give)
        assert (refused.value.field, refused.value.code) == ("document", code)
    assert tier_of(row) == (1 if code is None else 0)


@pytest.mark.parametrize(
    ("age", "signer", "code"),
    [
        (9, "parent", None),
        (9, "guardian", None),
        (9, "nobody", "child"),
        (9, "both", "both"),
        (9, "sister", "not_parent"),
        (16, "nobody", None),
        (16, "parent", "signs_self"),
        (16, "guardian", "signs_self"),
    ],
)
def test_r5_who_signs_for_whom(age: int, signer: str, code: str | None) -> None:
    """R5: a parent or guardian for a child under 16; from the sixteenth birthday the own signature."""
    koppeling = KoppelingFactory(plaatsingseenheid=household(40, age, 17))
    parent, person, sister = (person_of(koppeling, 1), *_by_age(koppeling, age, 17))
    row = ToestemmingFactory(vergunninghouder=person)
    who: dict[str, Any] = {
        "parent": {"vertegenwoordiger": parent},
        "guardian": {"voogd_naam": "N. Nidos"},
        "both": {"vertegenwoordiger": parent, "voogd_naam": "N. Nidos"},
        "sister": {"vertegenwoordiger": sister},
        "nobody": {},
    }[signer]

    def give() -> Toestemming:
        return actions.give_toestemming(
            toestemming=row,
            ondertekend_op=today(),
            document=signed_document(),
            acting_user=casemanager_of(person),
            **who,
        )

    if code is None:
        assert give().geldig_tot == (add_years(person.geboortedatum, 16) if who else None)
        assert tier_of(row) == 1
    else:
        with pytest.raises(DomainError) as refused:
            give()
        assert refused.value.code == code
        assert tier_of(row) == 0


def _by_age(koppeling: Koppeling, *ages: int) -> list[Any]:
    people = list(koppeling.plaatsingseenheid.leden.all())
    return [next(p for p in people if p.age() == age) for age in ages]


def test_r5_the_sixteenth_birthday_closes_the_gate_until_the_own_signature() -> None:
    """R5: what a parent signed covers a child no longer; the own signature opens it again, with new versions only."""
    koppeling = KoppelingFactory(plaatsingseenheid=household(40, 15))
    child = person_of(koppeling, 2)
    version = ProfielversieFactory(vergunninghouder=child)
    consent = child.toestemmingen.get()
    assert tier_of(consent) == 2

    consent.geldig_tot = today()
    consent.save()
    child.geboortedatum = add_years(today(), -16)
    child.save()
    assert tier_of(consent) == 0

    own = ToestemmingFactory(vergunninghouder=child, gegeven=True, dag=today())
    consent.refresh_from_db()
    assert (consent.status, own.vertegenwoordiger, tier_of(own)) == ("vervallen", None, 1)
    again = actions.publish_profiel(
        vergunninghouder=child, moment="tussentijds", acting_user=casemanager_of(child)
    )
    assert (tier_of(own), again.nummer) == (2, version.nummer + 1)


@pytest.fixture
def shared(regievoerder_utrecht: Gebruiker, casemanager_luttelgeest: Gebruiker) -> Any:
    """One person with everything open to Utrecht."""
    version = ProfielversieFactory()
    return version


@pytest.mark.parametrize("who", ["casemanager", "national desk"])
@pytest.mark.parametrize(
    "obstacle", ["none", "no stay", "held", "koppeling ended", "profile changed", "housed", "in the past"]
)
def test_r6_withdrawal_closes_at_once_and_nothing_stands_in_its_way(
    shared: Profielversie,
    who: str,
    obstacle: str,
    regievoerder_utrecht: Gebruiker,
    regievoerder_coa: Gebruiker,
) -> None:
    """R6: without stay, koppeling or finished profile, by the casemanager or by the national desk."""
    person, koppeling = shared.vergunninghouder, shared.koppeling
    consent = person.toestemmingen.get()
    day = today()
    if obstacle == "no stay":
        end_verblijf(vergunninghouder=person, tot=today(), acting_user=None)
    if obstacle == "held":
        actions.hold_publication(
            vergunninghouder=person, reden="Nog niet af", acting_user=casemanager_of(person)
        )
    if obstacle == "koppeling ended":
        withdraw_koppeling(koppeling=koppeling, reden="fout", acting_user=regievoerder_coa)
    if obstacle == "profile changed":
        change_profile(person)
    if obstacle == "in the past":
        day = consent.ondertekend_op
    account = casemanager_of(person) if who == "casemanager" else regievoerder_coa
    assert visible(Profielversie, regievoerder_utrecht).exists() == (obstacle != "koppeling ended")

    actions.withdraw_toestemming(toestemming=consent, ingetrokken_op=day, acting_user=account)

    assert not visible(Profielversie, regievoerder_utrecht).exists()
    assert not visible(Screeningspublicatie, regievoerder_utrecht).exists()
    assert visible(Kaart, regievoerder_utrecht).exists() == (obstacle != "koppeling ended")
    assert visible(Profielversie, casemanager_of(person)).get() == shared  # stays in COA's books
    told = Event.objects.filter(kind="toestemming_ingetrokken")
    assert told.count() == (obstacle != "koppeling ended")


def test_r6_a_new_signature_does_not_open_what_was_shared_before_the_withdrawal(
    shared: Profielversie, regievoerder_utrecht: Gebruiker
) -> None:
    """R6: versions of before stay in COA's books; the gemeente reads what is published under the new signature."""
    person = shared.vergunninghouder
    STEPS["withdraw"](person.toestemmingen.get(), casemanager_of(person))
    again = ToestemmingFactory(vergunninghouder=person, gegeven=True)
    assert tier_of(again) == 1
    assert not visible(Profielversie, regievoerder_utrecht).exists()

    # nothing changed in between, and still there is something to publish
    version = actions.publish_profiel(
        vergunninghouder=person, moment="tussentijds", acting_user=casemanager_of(person)
    )

    assert list(visible(Profielversie, regievoerder_utrecht)) == [version]
    assert version.nummer == 2


def test_r6_a_new_signature_does_not_open_the_screening_of_before(regievoerder_utrecht: Gebruiker) -> None:
    """R6: what a withdrawn signature shared stays COA's, also to raw SQL under the gemeente's role."""
    row = ToestemmingFactory(gegeven=True)
    person = row.vergunninghouder
    before = Screeningspublicatie.objects.get()
    STEPS["withdraw"](row, casemanager_of(person))
    again = ToestemmingFactory(vergunninghouder=person, gegeven=True)
    now = Screeningspublicatie.objects.get(toestemming=again)

    assert list(visible(Screeningspublicatie, regievoerder_utrecht)) == [now]
    with behind_wall(WallRole.GEMEENTE, regievoerder_utrecht.pk):
        assert list(Screeningspublicatie.objects.values_list("pk", flat=True)) == [now.pk]
    assert set(visible(Screeningspublicatie, casemanager_of(person))) == {before, now}


@pytest.mark.parametrize("step", list(STEPS))
def test_who_may_record(step: str, casemanager_elders: Gebruiker, regievoerder_coa: Gebruiker) -> None:
    """The casemanager of the locatie; of another one nobody; the national desk withdraws only (R1, R6)."""
    row = ToestemmingFactory(**({"gegeven": True} if step == "withdraw" else {"uitgelegd": True}))
    with pytest.raises(NotAllowed):
        STEPS[step](row, casemanager_elders)
    if step == "withdraw":
        STEPS[step](row, regievoerder_coa)
    else:
        with pytest.raises(NotAllowed):
            STEPS[step](row, regievoerder_coa)


@pytest.mark.parametrize("trait", ["uitgelegd", "gevraagd", "gegeven"])
def test_r7_the_end_of_a_koppeling_lapses_what_nobody_signed(trait: str) -> None:
    """R7: a signature stays on record for its gemeente; an unsigned declaration for a former gemeente lapses."""
    row = ToestemmingFactory(**{trait: True})
    koppeling = Koppeling.objects.get()
    withdraw_koppeling(koppeling=koppeling, reden="fout", acting_user=regievoerder())
    row.refresh_from_db()
    assert row.status == ("gegeven" if trait == "gegeven" else "vervallen")
    assert tier_of(row) is None


def test_r5_a_household_that_comes_back_has_its_screening_written_anew(
    regievoerder_utrecht: Gebruiker,
) -> None:
    """R5, R7: the signature for Utrecht still stands when Utrecht gets the household again."""
    row = ToestemmingFactory(gegeven=True)
    koppeling = Koppeling.objects.get()
    withdraw_koppeling(koppeling=koppeling, reden="fout", acting_user=regievoerder())
    assert not visible(Screeningspublicatie, regievoerder_utrecht).exists()

    again = KoppelingFactory(plaatsingseenheid=koppeling.plaatsingseenheid)

    assert tier_of(row) == 1
    assert visible(Screeningspublicatie, regievoerder_utrecht).get().koppeling == again
