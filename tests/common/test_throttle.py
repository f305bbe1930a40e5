"""Counting in Valkey, and without it."""

import concurrent.futures
import time
from typing import Any

import pytest
import redis

from coa_portal.common import throttle
from coa_portal.common.addresses import client_address, counted_network, shortened
from coa_portal.common.throttle import Ladder

LADDER = Ladder(free=3, waits=(60, 120, 900), window=3600)


@pytest.fixture(params=["valkey", "memory"])
def counters(request: Any, monkeypatch: pytest.MonkeyPatch, settings: Any) -> str:
    """The same behaviour with Valkey and with Valkey away."""
    monkeypatch.setattr(throttle, "_counters", throttle._Counters())
    if request.param == "memory":
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
    return str(request.param)


def test_a_rate_lets_through_what_it_says_and_tells_how_long_to_wait(counters: str) -> None:
    assert [throttle.hit("3/minute", "somebody") for _ in range(3)] == [0, 0, 0]
    assert 55 <= throttle.hit("3/minute", "somebody") <= 60
    assert throttle.hit("3/minute", "somebody else") == 0


def test_the_window_moves(counters: str) -> None:
    assert throttle.hit("2/2 second", "x") == 0
    time.sleep(1.2)
    assert throttle.hit("2/2 second", "x") == 0
    assert throttle.hit("2/2 second", "x") >= 1
    time.sleep(1)  # the first is over two seconds ago, the second is not
    assert throttle.hit("2/2 second", "x") == 0
    assert throttle.hit("2/2 second", "x") >= 1


def test_waits_grow_to_the_last_and_no_further() -> None:
    assert [LADDER.wait_after(n) for n in range(1, 8)] == [0, 0, 60, 120, 900, 900, 900]


def test_failures_are_braked_and_a_right_attempt_is_not_one(counters: str) -> None:
    assert [throttle.reserve(LADDER, "x").wait for _ in range(2)] == [0, 0]
    assert throttle.reserve(LADDER, "x").wait == 0  # the third attempt may be made; after it one waits
    assert 55 <= throttle.reserve(LADDER, "x").wait <= 61
    throttle.forget("x")
    for _ in range(10):
        place = throttle.reserve(LADDER, "x")
        assert place.wait == 0
        throttle.give_back(place)
    assert throttle.seconds_left("x") == 0


def test_asking_again_while_waiting_makes_the_wait_no_longer(counters: str) -> None:
    for _ in range(20):
        throttle.reserve(LADDER, "x")
    assert throttle.seconds_left("x") <= 61


def test_many_attempts_at_once_are_no_way_around_the_brake(counters: str) -> None:
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: throttle.reserve(LADDER, "x").wait, range(40)))
    assert answers.count(0) == LADDER.free


def test_keys_in_valkey_name_nobody(settings: Any, services: Any) -> None:
    server = redis.Redis.from_url(services.redis_url)
    before = set(server.scan_iter("*"))
    throttle.hit("3/minute", "jan@voorbeeld.example", "192.0.2.7")
    throttle.reserve(LADDER, "jan@voorbeeld.example", "192.0.2.7")
    added = b" ".join(set(server.scan_iter("*")) - before)
    assert added
    assert b"jan" not in added
    assert b"192.0.2" not in added


def test_a_dead_valkey_is_asked_once_in_a_while_only(
    monkeypatch: pytest.MonkeyPatch, settings: Any, caplog: Any
) -> None:
    settings.REDIS_URL = "redis://:geheim@127.0.0.1:1/0"
    monkeypatch.setattr(throttle, "_counters", throttle._Counters())
    for _ in range(50):
        throttle.hit("100/minute", "x")
    assert len(caplog.records) == 1
    assert "geheim" not in caplog.text


@pytest.mark.parametrize(
    ("address", "counted", "kept"),
    [
        ("192.0.2.77", "192.0.2.77/32", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.77/32", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/64", "fe80::/48"),
        ("geen adres", "", ""),
        ("", "", ""),
    ],
)
def test_addresses_are_counted_by_subscriber_and_kept_by_network(
    address: str, counted: str, kept: str
) -> None:
    assert (counted_network(address), shortened(address)) == (counted, kept)


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "found"),
    [
        (False, "203.0.113.9", "192.0.2.1"),
        (True, "203.0.113.9", "203.0.113.9"),
        (True, "6.6.6.6, 203.0.113.9", "203.0.113.9"),  # what stands before was sent by the visitor
        (True, "", "192.0.2.1"),
        (True, "onzin", "192.0.2.1"),
    ],
)
def test_only_our_own_proxy_is_believed(
    rf: Any, settings: Any, behind_proxy: bool, forwarded: str, found: str
) -> None:
    settings.BEHIND_PROXY = behind_proxy
    request = rf.get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == found
