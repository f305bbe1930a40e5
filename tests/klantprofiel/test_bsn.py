"""The BSN: encrypted, found twice, masked, and shown only when that was logged (R10, R20)."""

from typing import Any

import pytest
from django.urls import reverse

from coa_portal.audit.models import Inzageregel, Verwerkingsregel
from coa_portal.common.errors import DomainError
from klantprofiel.actions import set_bsn
from klantprofiel.models import Burgerservicenummer, Vergunninghouder


def test_stored_encrypted(voorbeeld: Any) -> None:
    row = Burgerservicenummer.objects.get(vergunninghouder=voorbeeld)
    assert row.last_digits == "782"
    assert "123456782" not in f"{row.ciphertext}{row.keyed_hash}"


def test_a_known_number_is_refused_without_telling_whose(voorbeeld: Any) -> None:
    other = Vergunninghouder.objects.get(v_nummer="2900000002")
    with pytest.raises(DomainError) as caught:
        set_bsn(vergunninghouder=other, bsn="123456782", acting_user=None)
    assert caught.value.field == "bsn"
    assert "Voorbeeld" not in caught.value.message
    assert set_bsn(vergunninghouder=other, bsn="111222333", acting_user=None)


def test_shown_once_and_logged(browser: Any, voorbeeld: Any) -> None:
    page = browser.get(reverse("klantprofiel:dossier", args=[voorbeeld.pk])).content.decode()
    assert "123456782" not in page
    Inzageregel.objects.all().delete()
    answer = browser.post(reverse("klantprofiel:toon_bsn", args=[voorbeeld.pk]))
    assert "123456782" in answer.content.decode()
    assert Inzageregel.objects.filter(what="BSN", object_id=voorbeeld.pk).count() == 1
    assert Verwerkingsregel.objects.filter(activity="tonen-bsn").count() == 1
    assert browser.get(reverse("klantprofiel:toon_bsn", args=[voorbeeld.pk])).status_code == 405


def test_not_shown_when_the_log_cannot_be_written(browser: Any, voorbeeld: Any, monkeypatch: Any) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("klantprofiel.actions.bsn.log_reading", broken)
    browser.raise_request_exception = False
    answer = browser.post(reverse("klantprofiel:toon_bsn", args=[voorbeeld.pk]))
    assert answer.status_code == 500
    assert "123456782" not in answer.content.decode()


def test_never_in_history(browser: Any, voorbeeld: Any) -> None:
    set_bsn(vergunninghouder=voorbeeld, bsn="111222333", acting_user=None)
    page = browser.get(reverse("klantprofiel:geschiedenis", args=[voorbeeld.pk])).content.decode()
    assert "BSN gewijzigd" in page
    assert "222333" not in page
