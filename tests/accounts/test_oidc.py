"""Signing in by the own organisation, against a real provider (issue 3; R1: it opens nothing of another)."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from joserfc import jwk

from coa_portal.accounts.models import Aanmeldpoging, ExterneIdentiteit, Gebruiker
from coa_portal.accounts.oidc import client as oidc_client
from coa_portal.accounts.oidc import identities
from coa_portal.common.errors import DomainError
from tests.accounts.real_provider import RealProvider, read_from, real_provider
from tests.factories.accounts import GebruikerFactory

pytestmark = pytest.mark.django_db
START = "/inloggen/organisatie/utrecht/"
BACK = "/inloggen/organisatie/utrecht/terug/"


@pytest.fixture(scope="module")
def running() -> Iterator[RealProvider]:
    with real_provider() as provider:
        yield provider


@pytest.fixture
def provider(running: RealProvider, settings: Any, regievoerder_utrecht: Gebruiker) -> RealProvider:
    """Configured for Utrecht; it knows the regievoerder, with a second factor."""
    running.change, running.key, running.without = None, None, set()
    running.calls.clear()
    oidc_client._apps.clear()
    environment = {
        "OIDC_PROVIDERS": "utrecht",
        "OIDC_UTRECHT_NAME": "Gemeente Utrecht",
        "OIDC_UTRECHT_DISCOVERY_URL": f"{running.url}/.well-known/openid-configuration",
        "OIDC_UTRECHT_CLIENT_ID": "coa-portaal",
        "OIDC_UTRECHT_CLIENT_SECRET": "geheim-van-de-test",
        "OIDC_UTRECHT_PARTY": "gemeente",
        "OIDC_UTRECHT_GEMEENTEN": "GM0344",
        "OIDC_UTRECHT_EMAIL_DOMAINS": "voorbeeld.example",
        "OIDC_UTRECHT_SECOND_FACTOR_AMR": "mfa,otp",
    }
    settings.OIDC_PROVIDERS = read_from(environment)
    running.knows("p1", email=regievoerder_utrecht.email, email_verified=True, amr=["pwd", "mfa"])
    return running


def go(browser: Client, provider: RealProvider, sub: str = "p1", start: str = START) -> Any:
    """The whole round trip; the answer of the portal to who comes back."""
    sent = browser.get(start)
    assert sent.status_code == 302, sent.content.decode()
    return come_back(browser, provider.sign_in(sent.url, sub))


def come_back(browser: Client, address: str) -> Any:
    assert address.startswith(f"http://localhost:8000{BACK}")
    return browser.get(address.removeprefix("http://localhost:8000"))


def is_signed_in(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


def test_round_trip_links_the_account_and_signs_in(
    client: Client, provider: RealProvider, regievoerder_utrecht: Gebruiker
) -> None:
    page = client.get("/inloggen/?next=/meldingen/").content.decode()
    assert "Inloggen met Gemeente Utrecht" in page
    assert f'href="{START}?next=%2Fmeldingen%2F"' in page
    answer = go(client, provider, start=f"{START}?next=/meldingen/")
    assert (answer.status_code, answer.url) == (302, "/meldingen/")
    assert is_signed_in(client)
    link = ExterneIdentiteit.objects.get()
    assert (link.gebruiker, link.issuer, link.subject) == (regievoerder_utrecht, provider.url, "p1")
    assert link.history.count() == 1
    assert link.history.get().history_user == regievoerder_utrecht
    line = Aanmeldpoging.objects.get(result="gelukt")
    assert (line.method, line.gebruiker) == ("oidc", regievoerder_utrecht)


def test_the_question_has_state_nonce_and_a_challenge(client: Client, provider: RealProvider) -> None:
    sent = client.get(START, headers={"Host": "localhost"})
    asked = {name: values[0] for name, values in parse_qs(urlsplit(sent.url).query).items()}
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43
    assert len(asked["state"]) >= 20 and len(asked["nonce"]) >= 20
    assert asked["redirect_uri"] == f"http://localhost:8000{BACK}"
    assert "geheim" not in sent.url
    again = client.get(START)
    assert asked["state"] not in again.url and asked["nonce"] not in again.url


def test_the_second_time_the_link_counts_not_the_address(
    client: Client, provider: RealProvider, regievoerder_utrecht: Gebruiker
) -> None:
    go(client, provider)
    provider.knows("p1", email="heel.anders@elders.example", email_verified=False, amr=["mfa"])
    browser = Client()
    assert go(browser, provider).status_code == 302
    assert is_signed_in(browser)
    assert ExterneIdentiteit.objects.count() == 1


def test_without_their_second_factor_the_portal_asks_its_own(
    client: Client, provider: RealProvider, regievoerder_utrecht: Gebruiker, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def passed(request: Any, account: Gebruiker, **options: Any) -> str:
        asked.append((account, options["method"], options["second_factor_done"]))
        return "/inloggen/"

    monkeypatch.setattr("coa_portal.accounts.sign_in.first_factor_passed", passed)
    for claims in ({"amr": ["pwd"]}, {}, {"acr": "hoog"}, {"amr": ["pwd", "otp"]}):
        provider.knows("p1", email=regievoerder_utrecht.email, email_verified=True, **claims)
        go(Client(), provider)
    assert [done for _, _, done in asked] == [False, False, False, True]
    assert {(account, method) for account, method, _ in asked} == {(regievoerder_utrecht, "oidc")}


CHANGES = {
    "nonce of another sign-in": lambda claims: claims.update(nonce="x" * 20),
    "no nonce": lambda claims: claims.pop("nonce"),
    "other audience": lambda claims: claims.update(aud="iemand-anders"),
    "azp of somebody else": lambda claims: claims.update(azp="iemand-anders"),
    "other issuer": lambda claims: claims.update(iss="https://kwaad.example"),
    "expired": lambda claims: claims.update(exp=int(time.time()) - 3600),
    "no end": lambda claims: claims.pop("exp"),
    "from the future": lambda claims: claims.update(iat=int(time.time()) + 3600),
    "nobody": lambda claims: claims.pop("sub"),
    "a second factor that is no list": lambda claims: claims.update(amr="mfa"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_token_that_does_not_fit_signs_nobody_in(client: Client, provider: RealProvider, what: str) -> None:
    provider.change = lambda claims: CHANGES[what](claims) and None
    answer = go(client, provider)
    assert answer.status_code == 400
    assert "verlopen of al gebruikt" in answer.content.decode()
    assert not is_signed_in(client)
    assert not ExterneIdentiteit.objects.exists()


def test_the_meddled_token_is_accepted_when_nothing_is_changed(
    client: Client, provider: RealProvider
) -> None:
    """Or the tests above would pass for the wrong reason."""
    provider.change = lambda claims: None
    assert go(client, provider).status_code == 302
    assert is_signed_in(client)


def test_a_token_signed_by_another_key(client: Client, provider: RealProvider) -> None:
    provider.key = jwk.RSAKey.generate_key(2048)
    assert go(client, provider).status_code == 400
    assert not is_signed_in(client)


def test_state_of_another_browser_or_none_or_used(client: Client, provider: RealProvider) -> None:
    sent = client.get(START)
    back = provider.sign_in(sent.url, "p1")
    assert come_back(Client(), back).status_code == 400  # somebody else's browser (login CSRF)
    parts = urlsplit(back)
    code = parse_qs(parts.query)["code"][0]
    for query in (f"code={code}", f"code={code}&state=verzonnen", "", "state=%00"):
        assert client.get(f"{BACK}?{query}").status_code == 400
    assert come_back(client, back).status_code == 302
    client.post("/uitloggen/")
    assert come_back(client, back).status_code == 400  # replayed
    assert not is_signed_in(client)


def test_answer_of_another_provider(client: Client, provider: RealProvider) -> None:
    """RFC 9207: what says it comes from elsewhere is not taken as an answer of this one."""
    sent = client.get(START)
    back = provider.sign_in(sent.url, "p1")
    assert come_back(client, f"{back}&iss=https://kwaad.example").status_code == 400


def test_saying_no_there(client: Client, provider: RealProvider) -> None:
    answer = come_back(client, provider.refuse(client.get(START).url))
    assert answer.status_code == 400
    assert "afgebroken" in answer.content.decode()


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "rianne@voorbeeld.example"},  # not verified
        {"email": "{known}", "email_verified": False},
        {"email": "{known}", "email_verified": None},
        {"email": "{known}@elders.example", "email_verified": True},
        {"email": "niemand@voorbeeld.example", "email_verified": True},
        {"email": ["{known}"], "email_verified": True},
        {"email_verified": True},
    ],
)
def test_addresses_that_find_nobody(
    client: Client, provider: RealProvider, regievoerder_utrecht: Gebruiker, claims: dict[str, Any]
) -> None:
    filled = {
        name: value.format(known=regievoerder_utrecht.email) if isinstance(value, str) else value
        for name, value in claims.items()
    }
    provider.knows("p2", amr=["mfa"], **filled)
    answer = go(client, provider, "p2")
    assert answer.status_code == 403
    assert "daarmee kunt u in het portaal niet inloggen" in answer.content.decode()
    assert not is_signed_in(client)
    assert not ExterneIdentiteit.objects.exists()
    assert not Gebruiker.objects.filter(email__startswith="niemand").exists()


def test_a_directory_that_hands_out_addresses_needs_no_verified(
    client: Client, provider: RealProvider, settings: Any, regievoerder_utrecht: Gebruiker
) -> None:
    settings.OIDC_PROVIDERS["utrecht"]["trusts_email"] = True
    provider.knows("p3", email=regievoerder_utrecht.email, amr=["mfa"])
    assert go(client, provider, "p3").status_code == 302
    provider.knows("p4", email=regievoerder_utrecht.email, email_verified=False, amr=["mfa"])
    assert go(Client(), provider, "p4").status_code == 403


@pytest.mark.parametrize("who", ["ended", "stranger", "coa", "system", "no role"])
def test_ended_foreign_and_unknown_get_one_answer(
    client: Client,
    provider: RealProvider,
    regievoerder_zeist: Gebruiker,
    casemanager_luttelgeest: Gebruiker,
    systeem_utrecht: Gebruiker,
    who: str,
) -> None:
    account = {
        "ended": lambda: GebruikerFactory(uit=True, party="gemeente", email="uit@voorbeeld.example"),
        "stranger": lambda: regievoerder_zeist,
        "coa": lambda: casemanager_luttelgeest,
        "system": lambda: systeem_utrecht,
        "no role": lambda: GebruikerFactory(gemeente=True, email="zonder@voorbeeld.example"),
    }[who]()
    provider.knows("p5", email=account.email, email_verified=True, amr=["mfa"])
    answer = go(client, provider, "p5")
    provider.knows("p6", email="niemand@voorbeeld.example", email_verified=True, amr=["mfa"])
    unknown = go(Client(), provider, "p6")
    assert answer.status_code == unknown.status_code == 403
    assert answer.content == unknown.content
    assert not is_signed_in(client)
    assert Aanmeldpoging.objects.filter(method="oidc", result="mislukt").count() == 2


def test_a_linked_account_that_ended_is_refused(
    client: Client, provider: RealProvider, regievoerder_utrecht: Gebruiker
) -> None:
    go(client, provider)
    Gebruiker.objects.filter(pk=regievoerder_utrecht.pk).update(is_active=False)
    assert go(Client(), provider).status_code == 403
    assert not is_signed_in(client)  # the running session ended too


def test_who_gets_an_address_later_is_not_who_had_it(
    client: Client, provider: RealProvider, regievoerder_utrecht: Gebruiker
) -> None:
    go(client, provider)
    provider.knows("p7", email=regievoerder_utrecht.email, email_verified=True, amr=["mfa"])
    assert go(Client(), provider, "p7").status_code == 403
    assert ExterneIdentiteit.objects.count() == 1


def test_unlinked_stays_unlinked_until_linked_again(
    client: Client, client_of: Any, provider: RealProvider, beheerder: Gebruiker
) -> None:
    go(client, provider)
    row = ExterneIdentiteit.objects.get()
    admin = client_of(beheerder)
    page = f"/beheer/accounts/externeidentiteit/{row.pk}/"
    assert "Ontkoppelen" in admin.get(f"{page}change/").content.decode()
    assert admin.post(f"{page}ontkoppelen/").status_code == 302
    assert go(Client(), provider).status_code == 403  # not by its address anew either
    with pytest.raises(DomainError):
        identities.unlink_identity(identiteit=row, acting_user=beheerder)
    assert admin.post(f"{page}koppelen/").status_code == 302
    assert go(Client(), provider).status_code == 302
    assert [line.history_user for line in row.history.all()[:2]] == [beheerder, beheerder]


@pytest.mark.parametrize("path", ["", "terug/"])
def test_a_provider_that_is_away_is_said_so(
    client: Client, provider: RealProvider, settings: Any, path: str
) -> None:
    if path:
        back = provider.sign_in(client.get(START).url, "p1").removeprefix("http://localhost:8000")
    settings.OIDC_PROVIDERS["utrecht"]["discovery_url"] = (
        "http://127.0.0.1:1/.well-known/openid-configuration"
    )
    answer = client.get(back if path else START)
    assert answer.status_code == 503
    assert "De inlogdienst van Gemeente Utrecht antwoordt niet." in answer.content.decode()
    assert client.get("/inloggen/").status_code == 200  # the page itself asks nothing


def test_a_discovery_document_of_another_issuer_is_not_believed(
    client: Client, provider: RealProvider, settings: Any
) -> None:
    elsewhere = provider.url.replace("127.0.0.1", "localhost")
    settings.OIDC_PROVIDERS["utrecht"]["discovery_url"] = f"{elsewhere}/.well-known/openid-configuration"
    provider.without = {"issuer"}
    for _ in range(2):  # nor the second time
        assert client.get(START).status_code == 503


def test_signing_out_here_and_there(client: Client, provider: RealProvider) -> None:
    go(client, provider)
    answer = client.post("/uitloggen/")
    assert answer.url == "/inloggen/?bericht=uitgelogd&organisatie=utrecht"
    page = client.get(answer.url).content.decode()
    assert "U bent uitgelogd." in page and "Ook uitloggen bij Gemeente Utrecht" in page
    there = client.get("/uitloggen/organisatie/utrecht/")
    assert there.url.startswith(f"{provider.url}/oauth2/end_session?")
    query = parse_qs(urlsplit(there.url).query)
    assert query["client_id"] == ["coa-portaal"]
    assert query["post_logout_redirect_uri"] == ["http://localhost:8000/inloggen/?bericht=uitgelogd"]
    assert "id_token_hint" not in query


def test_a_provider_without_signing_out(client: Client, provider: RealProvider) -> None:
    provider.without = {"end_session_endpoint"}
    go(client, provider)
    assert client.post("/uitloggen/").url == "/inloggen/?bericht=uitgelogd"
    assert client.get("/uitloggen/organisatie/utrecht/").url == "/inloggen/?bericht=uitgelogd"


@pytest.mark.parametrize("path", [START, BACK, "/uitloggen/organisatie/utrecht/"])
def test_off_by_default(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
    page = client.get("/inloggen/").content.decode()
    assert "organisatie/" not in page and "Inloggen via uw organisatie" not in page


def test_no_open_redirect(client: Client, provider: RealProvider) -> None:
    for wanted in ("https://kwaad.example/", "//kwaad.example", f"{START}"):
        browser = Client()
        assert "kwaad" not in go(browser, provider, start=f"{START}?next={wanted}").url


def test_form_action_stays_our_own(client: Client, provider: RealProvider) -> None:
    """The way there is a link and the way out too: no form is sent to an organisation."""
    policy = client.get("/inloggen/")["Content-Security-Policy"]
    assert "form-action 'self'" in policy
    assert provider.url not in policy


def test_nothing_of_the_answer_is_logged_or_kept(
    client: Client, provider: RealProvider, caplog: Any, regievoerder_utrecht: Gebruiker
) -> None:
    caplog.set_level("DEBUG")
    go(client, provider)
    provider.knows("p8", email="iemand.geheim@elders.example", email_verified=True)
    go(Client(), provider, "p8")
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("coa_portal"))
    for private in ("geheim", regievoerder_utrecht.email, "eyJ", "p8"):
        assert private not in ours
    session = str(dict(client.session.items()))
    assert (
        "eyJ" not in session and regievoerder_utrecht.email not in session and "code_verifier" not in session
    )
