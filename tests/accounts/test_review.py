"""Review reports: complete, frozen, signed off once, and harmless in a spreadsheet (BIO2)."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from coa_portal.accounts.models import Gebruiker, Rechtencontrole
from coa_portal.accounts.review import as_csv, draw_up_review, period_of, sign_off_review
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError

pytestmark = pytest.mark.django_db


def test_drawn_up_downloaded_and_signed_off(
    beheerder: Any, client_of: Any, contactpersoon_extern: Any, lezer_utrecht: Any
) -> None:
    admin, base = client_of(beheerder), "/beheer/accounts/rechtencontrole/"
    assert "2026-K3" in admin.post(f"{base}add/", {"periode": "vorig jaar"}).content.decode()
    assert admin.post(f"{base}add/", {"periode": str(today().year)}).status_code == 302
    row = Rechtencontrole.objects.get()
    Gebruiker.objects.filter(pk=lezer_utrecht.pk).update(naam="Anders")
    text = admin.get(f"{base}{row.pk}/csv/").content.decode()
    for words in ("Lotte Lezer", "extern", "beheerder", "toegekend", "Utrecht"):
        assert words in text
    assert "Anders" not in text
    assert admin.post(f"{base}{row.pk}/aftekenen/", {"opmerkingen": "Akkoord"}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.status_door, row.opmerkingen) == ("afgetekend", beheerder, "Akkoord")
    assert "1 controle van rechten" in admin.get(f"{base}?status=afgetekend").content.decode()
    assert "0 controles van rechten" in admin.get(f"{base}?status=opgesteld").content.decode()
    again = admin.post(f"{base}{row.pk}/aftekenen/", {"opmerkingen": "Anders"}).content.decode()
    assert "Dit kan niet" in again


def test_command(lezer_utrecht: Any, capsys: Any) -> None:
    call_command("report_access", period=str(today().year), save=True)
    assert "Lotte Lezer" in capsys.readouterr().out
    assert Rechtencontrole.objects.count() == 1
    with pytest.raises(CommandError):
        call_command("report_access", period="2026-K5")


def test_periods_and_formulas() -> None:
    assert [day.isoformat() for day in period_of("2026-K1")] == ["2026-01-01", "2026-03-31"]
    with pytest.raises(DomainError):
        period_of("26")
    assert "'=1+1" in as_csv([{"naam": "=1+1"}])


def test_on_paper_for_beheerder_and_privacy_officer(
    beheerder: Any, fg: Any, client_of: Any, lezer_utrecht: Any, regievoerder_utrecht: Any
) -> None:
    """The officer reads what was frozen, behind a role of the database that writes nothing of it."""
    row = draw_up_review(periode="2026-K1", acting_user=beheerder)
    sign_off_review(controle=row, opmerkingen="Twee mensen nagebeld", acting_user=beheerder)
    html = client_of(fg).get("/toezicht/controles/").content.decode()
    for words in ("2026-K1", "Afgetekend", "Bea Beheer", "Twee mensen nagebeld"):
        assert words in html
    for who in (fg, beheerder):
        answer = client_of(who).get(f"/toezicht/controles/{row.pk}/pdf/")
        assert answer.status_code == 200
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
        for words in ("Controle van rechten", "Lotte Lezer", "Ruben Utrecht", "Twee mensen nagebeld"):
            assert words in text, words
    assert client_of(regievoerder_utrecht).get(f"/toezicht/controles/{row.pk}/pdf/").status_code == 404
    assert client_of(beheerder).get("/toezicht/controles/").status_code == 404
