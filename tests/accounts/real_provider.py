"""A real OpenID Connect provider on a port of its own, which a test can have answer wrongly."""

import base64
import contextlib
import json
import logging
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import environ
import flask
import oidc_provider_mock
import requests
import werkzeug.serving
from joserfc import jwk, jwt

from coa_portal.settings.oidc import read_providers

# the provider is on http here, which its own library refuses otherwise
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

Change = Callable[[dict[str, Any]], None]


def read_from(values: dict[str, str]) -> Any:
    """What the settings make of these variables."""
    env = environ.Env()
    env.ENVIRON = values
    return read_providers(env)


@dataclass
class RealProvider:
    """`change`: what happens to the claims of the next ID tokens, which are signed anew. `key`: signs instead of the
    provider's own. `calls`: the paths it was asked."""

    url: str
    change: Change | None = None
    key: Any = None
    without: set[str] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)

    def knows(self, sub: str, **claims: Any) -> None:
        """Make or change a person there."""
        requests.put(f"{self.url}/users/{sub}", json=claims, timeout=5).raise_for_status()

    def sign_in(self, address: str, sub: str) -> str:
        """Do what a person does there: the address that the browser is sent back to."""
        answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def refuse(self, address: str) -> str:
        """The person says no there."""
        answer = requests.post(address, data={"action": "deny"}, allow_redirects=False, timeout=5)
        return answer.headers["Location"]


@contextlib.contextmanager
def real_provider() -> Iterator[RealProvider]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = oidc_provider_mock.app(require_nonce=True)
    server = werkzeug.serving.make_server("127.0.0.1", 0, app, threaded=True)
    provider = RealProvider(f"http://127.0.0.1:{server.server_port}")
    app.after_request(lambda response: _meddle(provider, response))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _meddle(provider: RealProvider, response: flask.Response) -> flask.Response:
    provider.calls.append(flask.request.path)
    if flask.request.path.endswith("openid-configuration") and provider.without:
        document = {k: v for k, v in response.get_json().items() if k not in provider.without}
        response.set_data(json.dumps(document))
    if flask.request.path != "/oauth2/token" or response.status_code != 200:
        return response
    body = response.get_json()
    if provider.change is not None or provider.key is not None:
        claims = json.loads(_unpadded(body["id_token"].split(".")[1]))
        if provider.change is not None:
            provider.change(claims)
        own = flask.g.oidc_provider_mock_storage.jwk.as_dict(is_private=True)
        key = provider.key or jwk.RSAKey.import_key(own)
        header = {"alg": "RS256", "kid": own.get("kid", "")}
        body["id_token"] = jwt.encode(header, claims, key)
        response.set_data(json.dumps(body))
    return response


def _unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
