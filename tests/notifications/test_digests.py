"""The daily e-mail: once each morning, of what is still unread, still seen and still wanted (R11, R25, R26)."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from coa_portal.notifications import actions, digests, engine
from coa_portal.notifications.models import Digest, DigestLine, Melding, Meldingsvoorkeur
from tests.notifications.proefsoort import TITLE
from tests.notifications.test_engine import end_grants

pytestmark = pytest.mark.django_db
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def daily(regievoerder_utrecht: Any) -> Any:
    """Utrecht's regievoerder wants it once a day."""
    Meldingsvoorkeur.objects.create(gebruiker=regievoerder_utrecht, kind="proef", wijze="dagelijks")
    return regievoerder_utrecht


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Call with a day and an hour: that is the moment from now on."""

    def turn(day: int, hour: int) -> None:
        moment = dt.datetime(2027, 3, day, hour, 5, tzinfo=AMSTERDAM)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    turn(1, 15)
    return turn


def of_proef() -> list[Any]:
    return [sent for sent in mail.outbox if TITLE in sent.body]


def test_one_email_each_morning_with_everything(
    announce: Any, gemeente_utrecht: Any, daily: Any, clock: Any, settings: Any
) -> None:
    settings.PORTAL_BASE_URL = "https://portaal.example"
    for number in (1, 2, 3):
        announce(gemeente_utrecht, number)
    engine.drain()
    clock(2, 6)
    engine.drain()
    assert mail.outbox == []
    clock(2, 7)
    assert engine.drain() == (0, 1)
    assert engine.drain() == (0, 0)
    (sent,) = mail.outbox
    digest = Digest.objects.get()
    assert sent.subject == "COA-portaal: 3 meldingen voor u"
    assert sent.to == [daily.email]
    assert sent.extra_headers["Message-ID"] == f"<{digest.pk}@portaal.example>"
    ((html, kind),) = sent.alternatives
    assert kind == "text/html"
    for shown in (sent.body, html):
        for melding in Melding.objects.all():
            assert f"https://portaal.example/meldingen/{melding.pk}/" in shown
            assert melding.event.reference in shown
        for personal in (daily.naam, daily.email, str(daily.pk), str(melding.event.subject_id)):
            assert personal not in shown
    assert set(DigestLine.objects.values_list("digest", flat=True)) == {digest.pk}


def test_what_comes_after_the_morning_waits_for_the_next(
    announce: Any, gemeente_utrecht: Any, daily: Any, clock: Any
) -> None:
    announce(gemeente_utrecht, 1)
    engine.drain()
    clock(2, 7)
    engine.drain()
    announce(gemeente_utrecht, 2)
    engine.drain()
    clock(2, 23)
    engine.drain()
    assert len(mail.outbox) == 1
    clock(3, 7)
    engine.drain()
    assert [sent.subject for sent in mail.outbox] == ["COA-portaal: 1 melding voor u"] * 2


def test_a_morning_that_was_missed_is_made_up_once(
    announce: Any, gemeente_utrecht: Any, daily: Any, clock: Any
) -> None:
    announce(gemeente_utrecht)
    engine.drain()
    clock(5, 16)
    engine.drain()
    clock(6, 8)
    engine.drain()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("what", ["read", "not seen", "not wanted", "account ended"])
def test_what_is_no_news_any_more_is_left_out_and_an_empty_one_not_sent(
    what: str, announce: Any, gemeente_utrecht: Any, daily: Any, clock: Any
) -> None:
    announce(gemeente_utrecht)
    engine.drain()
    if what == "read":
        actions.mark_all_read(acting_user=daily)
    elif what == "not seen":
        end_grants(daily)
    elif what == "not wanted":
        Meldingsvoorkeur.objects.update(wijze="portaal")
    else:
        type(daily).objects.filter(pk=daily.pk).update(is_active=False)
    clock(2, 7)
    engine.drain()
    assert of_proef() == []
    assert Digest.objects.get().silenced_at is not None
    assert engine.drain() == (0, 0)


def test_only_what_is_still_news_is_told(
    announce: Any, gemeente_utrecht: Any, daily: Any, clock: Any
) -> None:
    for number in (1, 2):
        announce(gemeente_utrecht, number)
    engine.drain()
    actions.mark_read(melding=Melding.objects.get(event__reference="K-00001"), acting_user=daily)
    clock(2, 7)
    engine.drain()
    (sent,) = mail.outbox
    assert "K-00002" in sent.body
    assert "K-00001" not in sent.body


def test_a_failing_one_is_tried_again_and_then_shown_to_the_beheerder(
    announce: Any, gemeente_utrecht: Any, daily: Any, clock: Any, settings: Any, monkeypatch: Any
) -> None:
    settings.EMAIL_BACKEND = "tests.notifications.test_engine.DeafBackend"
    announce(gemeente_utrecht)
    engine.drain()
    clock(2, 7)
    for _ in range(8):
        engine.drain()
        Digest.objects.exclude(next_try_at=None).update(next_try_at=timezone.now())
    (row,) = Digest.objects.undeliverable()
    assert (row.attempts, row.error) == (8, "ConnectionRefusedError")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert engine.drain() == (0, 0)
    actions.retry_sending(sending=row, acting_user=None)
    assert engine.drain() == (0, 1)
    assert len(mail.outbox) == 1


def test_beheerder_sees_and_retries_it_without_reading_it(
    announce: Any, gemeente_utrecht: Any, daily: Any, clock: Any, beheerder: Any, client_of: Any
) -> None:
    announce(gemeente_utrecht)
    engine.drain()
    clock(2, 7)
    assert digests.make_next() == 1
    Digest.objects.update(next_try_at=None, attempts=8, error="ConnectionRefusedError")
    browser = client_of(beheerder)
    assert "Niet bezorgd" in browser.get("/").content.decode()
    page = browser.get("/beheer/notifications/digest/")
    assert daily.naam in page.content.decode()
    assert "K-00001" not in page.content.decode()
    answer = browser.post(
        "/beheer/notifications/digest/",
        {"action": "try_again", "_selected_action": [str(Digest.objects.get().pk)]},
        follow=True,
    )
    assert "1 e-mail wordt opnieuw geprobeerd." in answer.content.decode()
    engine.drain()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2027-03-02T06:59+01:00", "2027-03-01T07:00+01:00"),
        ("2027-03-02T07:00+01:00", "2027-03-02T07:00+01:00"),
        # the clock goes forward in the night of 28 March, and back in that of 31 October
        ("2027-03-28T06:30+02:00", "2027-03-27T07:00+01:00"),
        ("2027-03-28T05:00+00:00", "2027-03-28T07:00+02:00"),
        ("2027-10-31T05:59+00:00", "2027-10-30T07:00+02:00"),
        ("2027-10-31T06:00+00:00", "2027-10-31T07:00+01:00"),
    ],
)
def test_the_morning_is_dutch(now: str, morning: str) -> None:
    assert digests.last_morning(dt.datetime.fromisoformat(now)) == dt.datetime.fromisoformat(morning)
