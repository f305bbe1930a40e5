"""What stands encrypted: readable with the right key, purpose and row alone; keys can be renewed."""

import base64
from typing import Any

import pytest
from cryptography.fernet import Fernet

from coa_portal.checks import check_field_keys
from coa_portal.common import crypto

OLD, NEW = (base64.urlsafe_b64encode(letter * 32).decode() for letter in (b"o", b"n"))


@pytest.fixture
def ring(settings: Any) -> Any:
    settings.FIELD_KEYS = [OLD]
    return settings


def test_reads_back_and_never_looks_the_same_twice(ring: Any) -> None:
    first, second = (crypto.encrypt("geheim ✓", purpose="totp", context="a") for _ in range(2))
    assert first != second
    assert "geheim" not in first
    assert crypto.decrypt(first, purpose="totp", context="a") == "geheim ✓"


@pytest.mark.parametrize(("purpose", "context"), [("bsn", "a"), ("totp", "b"), ("totp", "")])
def test_worthless_for_another_purpose_or_row(ring: Any, purpose: str, context: str) -> None:
    ciphertext = crypto.encrypt("geheim", purpose="totp", context="a")
    with pytest.raises(crypto.CannotDecrypt):
        crypto.decrypt(ciphertext, purpose=purpose, context=context)


def test_every_changed_character_is_noticed(ring: Any) -> None:
    ciphertext = crypto.encrypt("geheim", purpose="totp", context="a")
    for place in range(len(ciphertext)):
        other = "A" if ciphertext[place] != "A" else "B"
        changed = ciphertext[:place] + other + ciphertext[place + 1 :]
        with pytest.raises(crypto.CannotDecrypt):
            crypto.decrypt(changed, purpose="totp", context="a")
    for text in ("", "x", "1.2", "1.2.3.4", ciphertext[:-8], "gAAAAAbc"):
        with pytest.raises(crypto.CannotDecrypt):
            crypto.decrypt(text, purpose="totp", context="a")


def test_keys_are_renewed(ring: Any) -> None:
    before = crypto.encrypt("geheim", purpose="totp", context="a")
    assert not crypto.needs_reencryption(before)
    ring.FIELD_KEYS = [NEW, OLD]
    assert crypto.needs_reencryption(before)
    after = crypto.reencrypt(before, purpose="totp", context="a")
    assert not crypto.needs_reencryption(after)
    ring.FIELD_KEYS = [NEW]
    assert crypto.decrypt(after, purpose="totp", context="a") == "geheim"
    with pytest.raises(crypto.CannotDecrypt):
        crypto.decrypt(before, purpose="totp", context="a")


def test_hashes_differ_by_key_and_purpose_and_are_found_under_every_key(ring: Any) -> None:
    before = crypto.keyed_hash("111222333", purpose="bsn")
    assert before == crypto.keyed_hash("111222333", purpose="bsn")
    assert before != crypto.keyed_hash("111222333", purpose="recovery")
    ring.FIELD_KEYS = [NEW, OLD]
    assert crypto.keyed_hash("111222333", purpose="bsn") != before
    assert before in crypto.keyed_hashes("111222333", purpose="bsn")


def test_a_bsn_from_before_stays_readable_and_is_no_second_factor(ring: Any) -> None:
    before = Fernet(OLD).encrypt(b"111222333").decode()
    ring.FIELD_KEYS = [NEW, OLD]
    assert crypto.needs_reencryption(before)
    assert crypto.decrypt(before, purpose="bsn", context="a") == "111222333"
    with pytest.raises(crypto.CannotDecrypt):
        crypto.decrypt(before, purpose="totp", context="a")
    ring.FIELD_KEYS = [NEW]
    with pytest.raises(crypto.CannotDecrypt):
        crypto.decrypt(before, purpose="bsn", context="a")


@pytest.mark.parametrize("text", ["", "kort", OLD[:-4], OLD + "AAAA", "é" * 43])
def test_what_is_no_key(text: str) -> None:
    assert crypto.valid_key(OLD)
    assert not crypto.valid_key(text)


@pytest.mark.parametrize("keys", [[], [OLD, OLD], [OLD, "kort"], [""]])
def test_a_ring_that_is_none_stops_the_start(settings: Any, keys: list[str]) -> None:
    settings.FIELD_KEYS = [NEW, OLD]
    assert check_field_keys([]) == []
    settings.FIELD_KEYS = keys
    assert [error.id for error in check_field_keys([])] == ["portaal.E004"]
