"""A gemeente's own system, that works with the API by its key."""

from typing import Any

from django.test import Client

from coa_portal.accounts.api_keys import make_api_key
from coa_portal.common.dates import today
from coa_portal.organisaties.models import Gemeente
from tests.factories.accounts import account_with

NOWHERE = "00000000-0000-4000-8000-000000000000"


class System:
    """A gemeente's system with its key."""

    def __init__(self, gemeente: Gemeente, rol: str = "regievoerder_gemeente", **terms: Any) -> None:
        self.account = account_with(
            rol, gemeente, naam=f"Systeem {gemeente.naam}", kind="systeem", terms=terms
        )
        self.key = make_api_key(gebruiker=self.account, naam="proef", geldig_tot=today(), acting_user=None)[1]
        self.client = Client(headers={"Authorization": f"Bearer {self.key}"})

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1{path}", query)

    def post(self, path: str, body: Any = None) -> Any:
        return self.client.post(f"/api/v1{path}", body, content_type="application/json")


def assert_problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["API-Version"] == "1.1.0"
    body: dict[str, Any] = answer.json()
    assert {"title", "status", "detail"} <= set(body)
    assert body["status"] == status
    return body
