"""What no form of the portal sends is refused before anything reads it; messages stay out of cookies."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/inloggen/?next=%00", "/dossiers/?wie=a%00"])
def test_a_nul_in_an_address_is_a_bad_request(path: str) -> None:
    assert Client().get(path).status_code == 400
    assert Client().get(path.replace("%00", "")).status_code in {200, 302}


def test_a_body_larger_than_the_largest_upload_is_refused_unread() -> None:
    def answer(size: int) -> Any:
        return Client().post("/inloggen/", {}, CONTENT_LENGTH=str(size))

    assert answer(settings.UPLOAD_MAX_BYTES + 2 * 1024 * 1024).status_code == 413
    assert answer(0).status_code == 200


def test_messages_name_people_and_are_kept_out_of_cookies(
    client_of: Any, casemanager_luttelgeest: Any
) -> None:
    answer = client_of(casemanager_luttelgeest).post(
        "/account/", {"naam": "Nieuwe Naam", "functie": "", "telefoon": ""}, follow=True
    )
    assert "messages" not in answer.cookies
    assert settings.MESSAGE_STORAGE.endswith("SessionStorage")


def test_json_nested_too_deep_is_a_bad_request(api_sleutel_utrecht: str) -> None:
    answer = Client(raise_request_exception=False).post(
        "/api/v1/meldingen/00000000-0000-4000-8000-000000000000/leesbevestigingen",
        data="[" * 100_000,
        content_type="application/json",
        headers={"Authorization": f"Bearer {api_sleutel_utrecht}"},
    )
    assert answer.status_code in {400, 404}
