"""From outbox to inbox and e-mail (R11, R25, R26)."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from coa_portal.accounts.actions import end_toekenning
from coa_portal.notifications import actions, engine, kinds, outbox, sending
from coa_portal.notifications.models import Delivery, Event, Melding
from tests.factories.accounts import GebruikerFactory, account_with
from tests.notifications.proefsoort import TITLE

pytestmark = pytest.mark.django_db


def recipients() -> set[str]:
    return set(Melding.objects.values_list("recipient__naam", flat=True))


def end_grants(account: Any) -> None:
    for toekenning in account.toekenningen.all():
        end_toekenning(toekenning=toekenning, reden="functie", acting_user=None)


def test_everybody_concerned_gets_one_melding_and_one_email(
    announce: Any,
    gemeente_utrecht: Any,
    regievoerder_utrecht: Any,
    lezer_utrecht: Any,
    regievoerder_zeist: Any,
) -> None:
    event = announce(gemeente_utrecht)
    assert engine.drain() == (1, 2)
    assert engine.drain() == (0, 0)
    event.refresh_from_db()
    assert event.drained_at is not None
    assert recipients() == {regievoerder_utrecht.naam, lezer_utrecht.naam}
    assert sorted(message.to[0] for message in mail.outbox) == sorted(
        [regievoerder_utrecht.email, lezer_utrecht.email]
    )


def test_who_did_it_is_not_told(announce: Any, gemeente_utrecht: Any, regievoerder_utrecht: Any) -> None:
    announce(gemeente_utrecht, acting_user=regievoerder_utrecht)
    engine.drain()
    assert recipients() == set()


def test_ended_account_is_not_told(announce: Any, gemeente_utrecht: Any, regievoerder_utrecht: Any) -> None:
    regievoerder_utrecht.is_active = False
    regievoerder_utrecht.save()
    announce(gemeente_utrecht)
    engine.drain()
    assert recipients() == set()


def test_system_has_a_melding_to_fetch_but_no_email(
    announce: Any, gemeente_utrecht: Any, systeem_utrecht: Any
) -> None:
    announce(gemeente_utrecht)
    engine.drain()
    assert recipients() == {systeem_utrecht.naam}
    assert mail.outbox == []


def test_same_key_is_one_event(announce: Any, gemeente_utrecht: Any, regievoerder_utrecht: Any) -> None:
    announce(gemeente_utrecht)
    announce(gemeente_utrecht)
    assert Event.objects.count() == 1


def test_event_goes_with_its_change(announce: Any, gemeente_utrecht: Any) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        announce(gemeente_utrecht)
        _ = 1 / 0
    assert Event.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_event_outside_a_transaction_is_refused(proef: Any) -> None:
    with pytest.raises(RuntimeError):
        outbox.announce("proef", subject_id=proef.code, reference="", key="1", acting_user=None)


@pytest.fixture
def hints(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    given: list[str] = []
    monkeypatch.setattr(outbox, "_hint", lambda: given.append("hint"))
    return given


def test_one_hint_per_transaction(
    announce: Any,
    gemeente_utrecht: Any,
    gemeente_zeist: Any,
    hints: list[str],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        announce(gemeente_utrecht)
        announce(gemeente_zeist)
    assert hints == ["hint"]


def test_hint_of_a_savepoint_that_was_rolled_back_does_not_count(
    announce: Any,
    gemeente_utrecht: Any,
    gemeente_zeist: Any,
    hints: list[str],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            announce(gemeente_utrecht)
            _ = 1 / 0
        announce(gemeente_zeist)
    assert hints == ["hint"]


def test_who_may_not_see_it_now_gets_nothing(announce: Any, gemeente_utrecht: Any, proef: Any) -> None:
    """A recipient by one rule who does not see the subject by the other (R26)."""
    stranger = GebruikerFactory(gemeente=True)
    kinds.register(
        kinds.Kind("proef", TITLE, lambda event: [stranger.pk], proef.visible_subjects, proef.link)
    )
    announce(gemeente_utrecht)
    engine.drain()
    assert recipients() == set()


def test_email_is_silenced_when_visibility_ended_in_between(
    announce: Any, gemeente_utrecht: Any, regievoerder_utrecht: Any
) -> None:
    announce(gemeente_utrecht)
    engine._take_event()
    end_grants(regievoerder_utrecht)
    engine.drain()
    # that the access ended is told, what happened before is not
    assert Delivery.objects.get(melding__event__kind="proef").silenced_at is not None
    assert [sent.body for sent in mail.outbox if TITLE in sent.body] == []


def test_email_is_silenced_when_it_was_read_in_the_portal(
    announce: Any, gemeente_utrecht: Any, regievoerder_utrecht: Any
) -> None:
    announce(gemeente_utrecht)
    engine._take_event()
    actions.mark_all_read(acting_user=regievoerder_utrecht)
    engine.drain()
    assert mail.outbox == []


def test_failing_event_waits_and_holds_up_nobody(
    announce: Any,
    gemeente_utrecht: Any,
    gemeente_zeist: Any,
    regievoerder_utrecht: Any,
    regievoerder_zeist: Any,
    proef: Any,
) -> None:
    def recipients_of(event: Any) -> list[Any]:
        if event.reference == "K-00001":
            raise ValueError("Selam Tesfay, 123456782")
        return list(proef.recipients(event))

    kinds.register(kinds.Kind("proef", TITLE, recipients_of, proef.visible_subjects, proef.link))
    bad, good = announce(gemeente_utrecht, 1), announce(gemeente_zeist, 2)
    engine.drain()
    bad.refresh_from_db()
    good.refresh_from_db()
    assert good.drained_at is not None
    assert recipients() == {regievoerder_zeist.naam}
    assert (bad.drained_at, bad.attempts, bad.error) == (None, 1, "ValueError")
    assert bad.next_try_at > timezone.now()
    kinds.register(proef)
    Event.objects.filter(pk=bad.pk).update(next_try_at=timezone.now())
    engine.drain()
    assert recipients() == {regievoerder_utrecht.naam, regievoerder_zeist.naam}


def test_failing_delivery_is_tried_eight_times_and_then_shown_to_the_beheerder(
    announce: Any, gemeente_utrecht: Any, regievoerder_utrecht: Any, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "tests.notifications.test_engine.DeafBackend"
    announce(gemeente_utrecht)
    for tries in range(1, 9):
        engine.drain()
        row = Delivery.objects.get()
        assert (row.attempts, row.error, row.sent_at) == (tries, "ConnectionRefusedError", None)
        if tries < 8:
            assert row.next_try_at is not None
            Delivery.objects.update(next_try_at=timezone.now())
    assert list(Delivery.objects.undeliverable()) == [row]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert engine.drain() == (0, 0)
    actions.retry_sending(sending=row, acting_user=None)
    assert engine.drain() == (0, 1)
    assert len(mail.outbox) == 1


class DeafBackend:
    def __init__(self, **kwargs: Any) -> None: ...

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError("smtp.voorbeeld.example: jan@voorbeeld.example")


def test_waits_grow_and_stay_bounded() -> None:
    waits = [sending.wait_after(tries) for tries in range(1, 40)]
    assert waits[0] == dt.timedelta(seconds=30)
    assert waits == sorted(waits)
    assert waits[-1] == dt.timedelta(hours=6)


def test_email_carries_no_personal_data_and_a_stable_message_id(
    announce: Any, gemeente_utrecht: Any, settings: Any
) -> None:
    settings.PORTAL_BASE_URL = "https://portaal.example"
    account = account_with("regievoerder_gemeente", gemeente_utrecht, naam="Bijzondere Naam")
    announce(gemeente_utrecht)
    engine.drain()
    message = mail.outbox[0]
    melding, delivery = Melding.objects.get(), Delivery.objects.get()
    whole = message.message().as_string()
    assert f"https://portaal.example/meldingen/{melding.pk}/" in message.body
    assert "K-00001" in message.body
    assert TITLE in message.subject
    assert message.extra_headers["Message-ID"] == f"<{delivery.pk}@portaal.example>"
    assert message.to == [account.email]
    for personal in ("Bijzondere", "Naam", str(account.pk)):
        assert personal not in whole
