"""Who hears what, and how: by dossier, by kind, by role (DESIGN §9); what a follower may not see stays away (R26)."""

import uuid
from typing import Any

import pytest
from django.core import mail

from coa_portal.access.roles import ROLES, Party
from coa_portal.access.wall import behind_wall, wall_role_of
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from coa_portal.notifications import actions, engine, kinds
from coa_portal.notifications.kinds import Group
from coa_portal.notifications.models import Delivery, DigestLine, Melding, Meldingsvoorkeur, Volgen, Wijze
from coa_portal.notifications.preferences import DEFAULTS, default_of, kinds_for, own_defaults
from koppeling.actions import report_housed, withdraw_koppeling
from overdracht.actions import assign_behandelaar_gemeente, withdraw_toestemming
from overdracht.models import Toestemming
from tests.factories.accounts import grant
from tests.factories.koppeling import KoppelingFactory, household, regievoerder
from tests.factories.overdracht import ProfielversieFactory, casemanager_of, person_of
from tests.notifications.test_engine import end_grants

pytestmark = pytest.mark.django_db
NEWS = "profiel_doorgezet"  # of tier 2, to the regievoerder


def choose(account: Any, kind: str, wijze: str) -> None:
    with behind_wall(wall_role_of(account), account.pk):
        actions.choose_preferences(choices={kind: wijze}, acting_user=account)


def follow(account: Any, subject: Any, wijze: str = "direct") -> None:
    with behind_wall(wall_role_of(account), account.pk):
        actions.follow(subject_id=subject.pk, wijze=Wijze(wijze), acting_user=account)


def channels(account: Any, kind: str) -> list[str]:
    """How one melding of a kind came: "portaal" always, and by which e-mail."""
    found = []
    for row in Melding.objects.filter(recipient=account, event__kind=kind):
        at_once = Delivery.objects.filter(melding=row).exists()
        daily = DigestLine.objects.filter(melding=row).exists()
        found.append("direct" if at_once else "dagelijks" if daily else "portaal")
    return found


@pytest.fixture
def koppeling(regievoerder_utrecht: Any, casemanager_luttelgeest: Any) -> Any:
    return KoppelingFactory(plaatsingseenheid=household(40, 12))


def publish(koppeling: Any) -> None:
    ProfielversieFactory(vergunninghouder=person_of(koppeling))
    engine.drain()


@pytest.mark.parametrize("wijze", ["direct", "dagelijks", "portaal", "uit"])
def test_a_preference_decides_how_a_kind_comes(wijze: str, koppeling: Any, regievoerder_utrecht: Any) -> None:
    choose(regievoerder_utrecht, NEWS, wijze)
    publish(koppeling)
    assert channels(regievoerder_utrecht, NEWS) == ([] if wijze == "uit" else [wijze])


def test_what_equals_the_default_is_not_kept(regievoerder_utrecht: Any) -> None:
    choose(regievoerder_utrecht, NEWS, "uit")
    assert Meldingsvoorkeur.objects.get().wijze == "uit"
    choose(regievoerder_utrecht, NEWS, str(own_defaults(regievoerder_utrecht)[NEWS]))
    assert not Meldingsvoorkeur.objects.exists()


@pytest.mark.parametrize("kind", ["toestemming_ingetrokken", "derde_ingetrokken", "toegang_beeindigd"])
def test_what_must_not_be_missed_stays_in_the_portal(kind: str, regievoerder_utrecht: Any) -> None:
    with pytest.raises(DomainError):
        choose(regievoerder_utrecht, kind, "uit")
    choose(regievoerder_utrecht, kind, "portaal")


def test_muting_a_dossier_spares_what_must_not_be_missed(koppeling: Any, regievoerder_utrecht: Any) -> None:
    follow(regievoerder_utrecht, koppeling, "uit")
    publish(koppeling)
    withdraw_toestemming(
        toestemming=Toestemming.objects.get(),
        ingetrokken_op=today(),
        acting_user=casemanager_of(person_of(koppeling)),
    )
    engine.drain()
    assert channels(regievoerder_utrecht, NEWS) == []
    assert channels(regievoerder_utrecht, "toestemming_ingetrokken") == ["portaal"]


def test_a_kind_that_never_comes_cannot_be_chosen(beheerder: Any, regievoerder_utrecht: Any) -> None:
    for account, kind in ((beheerder, NEWS), (regievoerder_utrecht, "account_aangevraagd")):
        with pytest.raises(DomainError):
            choose(account, kind, "portaal")


@pytest.mark.parametrize("who", ["lezer_utrecht_werk", "regievoerder_utrecht_collega"])
def test_a_follower_hears_too(who: str, koppeling: Any, request: Any, regievoerder_utrecht: Any) -> None:
    account = request.getfixturevalue(who)
    assign_behandelaar_gemeente(
        koppeling=koppeling, behandelaar=regievoerder_utrecht, acting_user=regievoerder_utrecht
    )
    follow(account, koppeling, "dagelijks")
    publish(koppeling)
    assert channels(account, NEWS) == ["dagelijks"]
    assert channels(regievoerder_utrecht, NEWS) == ["direct"]


def test_a_follower_without_the_tier_hears_of_the_koppeling_only(koppeling: Any, lezer_utrecht: Any) -> None:
    follow(lezer_utrecht, koppeling)
    publish(koppeling)
    report_housed(koppeling=koppeling, acting_user=regievoerder())
    engine.drain()
    assert channels(lezer_utrecht, NEWS) == []
    assert channels(lezer_utrecht, "koppeling_gehuisvest") == ["direct"]


@pytest.mark.parametrize("who", ["regievoerder_zeist", "casemanager_elders", "beheerder", "nt2_docent"])
def test_a_stranger_cannot_follow(who: str, koppeling: Any, request: Any, client_of: Any) -> None:
    account = request.getfixturevalue(who)
    for subject in (koppeling, koppeling.plaatsingseenheid):
        with pytest.raises(DomainError):
            follow(account, subject)
        answer = client_of(account).post(f"/meldingen/volgen/{subject.pk}/", {"wijze": "direct"})
        assert answer.status_code == 404
    assert not Volgen.objects.exists()


def test_a_follower_who_may_no_longer_see_it_hears_nothing(
    koppeling: Any, regievoerder_zeist: Any, casemanager_elders: Any
) -> None:
    """The rows are made by hand: following was allowed once."""
    Volgen.objects.create(gebruiker=regievoerder_zeist, subject_id=koppeling.pk, wijze="direct")
    Volgen.objects.create(
        gebruiker=casemanager_elders, subject_id=koppeling.plaatsingseenheid_id, wijze="direct"
    )
    publish(koppeling)
    assert Melding.objects.filter(recipient__in=[regievoerder_zeist, casemanager_elders]).count() == 0


def test_coa_follows_the_household_to_its_next_gemeente(
    koppeling: Any, casemanager_collega: Any, gemeente_zeist: Any
) -> None:
    follow(casemanager_collega, koppeling.plaatsingseenheid)
    withdraw_koppeling(koppeling=koppeling, reden="fout", acting_user=regievoerder())
    KoppelingFactory(plaatsingseenheid=koppeling.plaatsingseenheid, gemeente=gemeente_zeist)
    engine.drain()
    heard = set(Melding.objects.filter(recipient=casemanager_collega).values_list("event__kind", flat=True))
    assert {"koppeling_ingetrokken", "koppeling_gemaakt"} <= heard


def test_who_follows_and_did_it_is_not_told(announce: Any, gemeente_utrecht: Any, lezer_utrecht: Any) -> None:
    event = announce(gemeente_utrecht, acting_user=lezer_utrecht)
    Volgen.objects.create(gebruiker=lezer_utrecht, subject_id=event.subject_id, wijze="direct")
    engine.drain()
    assert not Melding.objects.exists()


def test_a_system_neither_mutes_nor_gets_mail(
    announce: Any, gemeente_utrecht: Any, systeem_utrecht: Any
) -> None:
    Meldingsvoorkeur.objects.create(gebruiker=systeem_utrecht, kind="proef", wijze="uit")
    announce(gemeente_utrecht)
    engine.drain()
    assert Melding.objects.filter(recipient=systeem_utrecht).count() == 1
    assert mail.outbox == []


def test_every_kind_has_a_group_and_every_role_a_choice() -> None:
    assert set(DEFAULTS) <= set(ROLES)
    for kind in kinds.all_kinds():
        if kind.code == "proef":
            continue
        assert kind.group != Group.OTHER, kind.code
        assert kind.parties <= set(Party)
        for role in ROLES:
            assert default_of(kind, {role}) != Wijze.UIT
    assert default_of(kinds.kind_of("gesprek_gepland"), {"regievoerder_coa"}) == Wijze.PORTAAL
    assert default_of(kinds.kind_of("gesprek_gepland"), {"regievoerder_coa", "casemanager"}) == Wijze.DIRECT
    assert default_of(kinds.kind_of("termijn_nabij"), {"casemanager"}) == Wijze.DAGELIJKS


def test_page_of_preferences(koppeling: Any, regievoerder_utrecht: Any, fg: Any, client_of: Any) -> None:
    browser = client_of(regievoerder_utrecht)
    text = browser.get("/meldingen/voorkeuren/").content.decode()
    assert "Er is een nieuwe versie van een klantprofiel" in text
    assert "Een gemeente vraagt een account aan" not in text
    assert "U volgt nog geen dossiers." in text
    answer = browser.post(f"/meldingen/volgen/{koppeling.pk}/", {"wijze": "portaal"})
    assert answer.url == f"/gemeente/koppelingen/{koppeling.pk}/"
    values = {kind.code: "portaal" for kind in kinds_for(regievoerder_utrecht)}
    text = browser.post("/meldingen/voorkeuren/", values, follow=True).content.decode()
    assert "Uw voorkeuren zijn opgeslagen." in text
    assert koppeling.referentie in text
    assert set(Meldingsvoorkeur.objects.values_list("wijze", flat=True)) == {"portaal"}
    forged = {**values, "toestemming_ingetrokken": "uit"}
    assert (
        "Kies een antwoord uit de lijst." in browser.post("/meldingen/voorkeuren/", forged).content.decode()
    )
    browser.post(f"/meldingen/volgen/{koppeling.pk}/", {"wijze": "stop"})
    assert not Volgen.objects.exists()
    text = client_of(fg).get("/meldingen/voorkeuren/").content.decode()
    assert "Uw toegang loopt bijna af" in text
    assert "klantprofiel" not in text


def test_following_leads_back_inside_the_portal_only(
    koppeling: Any, regievoerder_utrecht: Any, client_of: Any
) -> None:
    browser = client_of(regievoerder_utrecht)
    address = f"/meldingen/volgen/{koppeling.pk}/"
    here = f"/gemeente/koppelingen/{koppeling.pk}/"
    assert browser.post(address, {"wijze": "direct", "terug": f"{here}?persoon=2"}).url == f"{here}?persoon=2"
    for elsewhere in ("https://elders.example/", "//elders.example/", "javascript:alert(1)"):
        assert browser.post(address, {"wijze": "direct", "terug": elsewhere}).url == here
    assert browser.post(address, {"wijze": "hard"}, follow=True).status_code == 200
    assert Volgen.objects.get().wijze == "direct"
    assert browser.post(f"/meldingen/volgen/{uuid.uuid4()}/", {"wijze": "stop"}).status_code == 404


@pytest.mark.parametrize("who", ["regievoerder_utrecht", "casemanager_luttelgeest"])
def test_dossier_page_offers_to_follow(who: str, koppeling: Any, request: Any, client_of: Any) -> None:
    account = request.getfixturevalue(who)
    at_coa = who == "casemanager_luttelgeest"
    here = f"/dossiers/{person_of(koppeling).pk}/" if at_coa else f"/gemeente/koppelingen/{koppeling.pk}/"
    subject = koppeling.plaatsingseenheid_id if at_coa else koppeling.pk
    browser = client_of(account)
    text = browser.get(here).content.decode()
    assert "Volg dit dossier" in text
    assert f"/meldingen/volgen/{subject}/" in text
    browser.post(f"/meldingen/volgen/{subject}/", {"wijze": "dagelijks"})
    assert "U krijgt meldingen één keer per dag per e-mail." in browser.get(here).content.decode()


def test_r26_who_came_to_read_tier_0_only_reads_no_news_of_versions(
    koppeling: Any, gemeente_utrecht: Any, regievoerder_utrecht: Any, client_of: Any
) -> None:
    """DESIGN §4: that there is a version is news of tier 2; the melding of before tells it no longer."""
    publish(koppeling)
    browser, title = client_of(regievoerder_utrecht), kinds.kind_of(NEWS).title
    assert title in browser.get("/meldingen/").content.decode()
    end_grants(regievoerder_utrecht)
    grant(regievoerder_utrecht, "lezer_gemeente", gemeente_utrecht, max_tier=0)
    text = client_of(regievoerder_utrecht).get("/meldingen/").content.decode()
    assert title not in text
    assert kinds.kind_of("koppeling_gemaakt").title in text
