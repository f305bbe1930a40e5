"""`manage.py rotate_keys`: BSNs and their hashes move to the newest key, after which the old one may go."""

import base64
import hashlib
import hmac
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from coa_portal.common.errors import DomainError
from coa_portal.common.rotation import outdated, renew
from klantprofiel.actions import set_bsn
from klantprofiel.actions.bsn import decrypt
from klantprofiel.bsn import COLUMN
from klantprofiel.models import Burgerservicenummer, Vergunninghouder

OLD, NEW = (base64.urlsafe_b64encode(letter * 32).decode() for letter in (b"o", b"n"))
BSN = {"2900000001": "123456782", "2900000002": "111222333"}


@pytest.fixture
def two_numbers(settings: Any, voorbeeld: Vergunninghouder) -> Any:
    """Two people whose BSNs were stored under the old key, which is still there behind a new one."""
    settings.FIELD_KEYS = [OLD]
    Burgerservicenummer.objects.all().delete()
    for v_nummer, number in BSN.items():
        person = Vergunninghouder.objects.get(v_nummer=v_nummer)
        set_bsn(vergunninghouder=person, bsn=number, acting_user=None)
    settings.FIELD_KEYS = [NEW, OLD]
    return settings


def numbers() -> set[str]:
    return {decrypt(row.ciphertext, row.vergunninghouder_id) for row in Burgerservicenummer.objects.all()}


def test_everything_is_renewed_and_the_old_key_may_go(two_numbers: Any, capsys: Any) -> None:
    with pytest.raises(CommandError):
        call_command("rotate_keys", tel=True)
    call_command("rotate_keys", batch=1)
    told = capsys.readouterr().out
    assert "2 vernieuwd" in told
    assert not set(BSN.values()) & set(told.split())
    two_numbers.FIELD_KEYS = [NEW]
    assert numbers() == set(BSN.values())
    call_command("rotate_keys")
    other = Vergunninghouder.objects.exclude(v_nummer__in=BSN).first()
    with pytest.raises(DomainError, match="al bij een ander dossier"):
        set_bsn(vergunninghouder=other, bsn=BSN["2900000002"], acting_user=None)


def test_a_double_is_found_while_keys_are_being_renewed(two_numbers: Any) -> None:
    other = Vergunninghouder.objects.exclude(v_nummer__in=BSN).first()
    with pytest.raises(DomainError, match="al bij een ander dossier"):
        set_bsn(vergunninghouder=other, bsn=BSN["2900000002"], acting_user=None)
    same = Vergunninghouder.objects.get(v_nummer="2900000002")
    assert not set_bsn(vergunninghouder=same, bsn=BSN["2900000002"], acting_user=None)


def test_stopped_half_way_and_started_again(two_numbers: Any) -> None:
    steps = renew(COLUMN, batch=1)
    next(steps)
    steps.close()
    assert outdated(COLUMN).count() == 1
    assert numbers() == set(BSN.values())
    call_command("rotate_keys")
    assert outdated(COLUMN).count() == 0


def test_what_no_key_reads_is_told_and_left_alone(two_numbers: Any, capsys: Any) -> None:
    first, second = Burgerservicenummer.objects.order_by("pk")
    # somebody with access to the database copied the number of one person to the other
    Burgerservicenummer.objects.filter(pk=first.pk).update(ciphertext=second.ciphertext)
    with pytest.raises(CommandError, match="1 waarden"):
        call_command("rotate_keys")
    assert str(first.pk) in capsys.readouterr().err
    with pytest.raises(DomainError, match="kan niet worden gelezen"):
        numbers()


def test_numbers_from_before_the_ring_are_found_and_renewed(two_numbers: Any) -> None:
    two_numbers.BSN_HASH_KEY = "vroeger"
    row = Burgerservicenummer.objects.get(vergunninghouder__v_nummer="2900000002")
    number = BSN["2900000002"]
    row.ciphertext = Fernet(OLD).encrypt(number.encode()).decode()
    row.keyed_hash = hmac.new(b"vroeger", number.encode(), hashlib.sha256).hexdigest()
    row.save()
    assert not set_bsn(vergunninghouder=row.vergunninghouder, bsn=number, acting_user=None)
    call_command("rotate_keys")
    two_numbers.BSN_HASH_KEY, two_numbers.FIELD_KEYS = "", [NEW]
    assert number in numbers()
    assert not set_bsn(vergunninghouder=row.vergunninghouder, bsn=number, acting_user=None)
