"""Set-up of the tests of meldingen."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.notifications import proefsoort


@pytest.fixture
def proef(db: None) -> Iterator[Any]:
    """The kind "proef", for as long as the test runs."""
    from coa_portal.notifications import kinds  # noqa: PLC0415

    yield proefsoort.register_proef()
    kinds._KINDS.pop("proef", None)


@pytest.fixture
def announce(proef: Any) -> Callable[..., Any]:
    """Call with a gemeente and a number: writes an event of kind "proef" as an action would."""
    from django.db import transaction  # noqa: PLC0415

    from coa_portal.notifications import outbox  # noqa: PLC0415
    from coa_portal.notifications.models import Event  # noqa: PLC0415

    def write(gemeente: Any, number: int = 1, acting_user: Any = None) -> Any:
        key = f"{gemeente.code}:{number}"
        with transaction.atomic():
            outbox.announce(
                "proef",
                subject_id=proefsoort.subject_of(gemeente.code, number),
                reference=f"K-{number:05d}",
                key=key,
                acting_user=acting_user,
            )
        return Event.objects.get(key=f"proef:{key}")

    return write
