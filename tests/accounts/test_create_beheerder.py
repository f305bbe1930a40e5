"""The first account of an installation, made at the console."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from coa_portal.accounts.models import Gebruiker

pytestmark = pytest.mark.django_db
EMAIL = "eerste@coa.example"


def create(capsys: pytest.CaptureFixture[str]) -> str:
    call_command("create_beheerder", EMAIL, "Eerste Beheerder")
    return capsys.readouterr().out


def test_the_link_leads_to_a_password_and_the_password_to_the_admin(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = re.search(r"https?://[^/]+(/\S+)", create(capsys))
    assert found
    browser = Client()
    page = browser.get(found[1], follow=True)
    password = "een-lang-wachtwoord-1"
    fields = {name: password for name in page.context["form"].fields}
    browser.post(page.request["PATH_INFO"], fields)
    account = Gebruiker.objects.get(email=EMAIL)
    assert account.check_password(password)
    browser.force_login(account)
    assert browser.get("/beheer/").status_code == 200


def test_an_address_that_has_an_account_is_refused_and_nothing_is_made(
    capsys: pytest.CaptureFixture[str],
) -> None:
    create(capsys)
    with pytest.raises(CommandError):
        create(capsys)
    assert Gebruiker.objects.filter(email=EMAIL).count() == 1
