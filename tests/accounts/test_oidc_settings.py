"""What an installation says about the organisations that sign in by themselves; half of it stops the start."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.accounts.real_provider import read_from

GOOD = {
    "OIDC_PROVIDERS": "a",
    "OIDC_A_NAME": "A",
    "OIDC_A_DISCOVERY_URL": "https://id.example/.well-known/openid-configuration",
    "OIDC_A_CLIENT_ID": "x",
    "OIDC_A_CLIENT_SECRET": "y",
    "OIDC_A_PARTY": "coa",
    "OIDC_A_EMAIL_DOMAINS": "coa.example",
}


def test_settings_that_are_complete() -> None:
    assert read_from({}) == {}
    found = read_from(GOOD)["a"]
    assert found["email_domains"] == {"coa.example"} and found["amr"] == frozenset()


@pytest.mark.parametrize(
    "wrong",
    [
        {"OIDC_A_DISCOVERY_URL": "http://id.example/.well-known/openid-configuration"},
        {"OIDC_A_DISCOVERY_URL": "https://id.example/"},
        {"OIDC_A_PARTY": "iedereen"},
        {"OIDC_A_PARTY": "gemeente"},
        {"OIDC_A_GEMEENTEN": "GM0344"},
        {"OIDC_A_EMAIL_DOMAINS": ""},
        {"OIDC_A_NAME": None},
        {"OIDC_A_CLIENT_SECRET": None},
        {"OIDC_PROVIDERS": "a,../b"},
    ],
)
def test_settings_that_are_wrong_stop_the_start(wrong: dict[str, str | None]) -> None:
    values = {name: value for name, value in {**GOOD, **wrong}.items() if value is not None}
    with pytest.raises(ImproperlyConfigured):
        read_from(values)
