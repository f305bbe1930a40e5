"""A kind of event for tests, in the test process and in a real worker: its subject is visible to who holds
`view_tier0` on the gemeente whose code the subject's key spells (`subject_of`)."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.apps import AppConfig

NAMESPACE = uuid.UUID("5b0f2f6e-2f0e-4b0a-9d8e-0a4c1f0f8a11")
TITLE = "Er is iets veranderd aan een proef"


def subject_of(gemeente_code: str, number: int = 0) -> uuid.UUID:
    """A key that carries the gemeente in its first six hexadecimal digits and a number in its last eight."""
    return uuid.UUID(f"{int(gemeente_code[2:]):06d}00-0000-4000-8000-0000{number:08x}")


def gemeente_of(subject: uuid.UUID) -> str:
    return f"GM{subject.hex[2:6]}"


def register_proef() -> Any:
    """Register the kind and return it."""
    from coa_portal.access.grants import accounts_holding, grants_of  # noqa: PLC0415 (after the apps)
    from coa_portal.access.roles import ScopeKind  # noqa: PLC0415
    from coa_portal.notifications.kinds import Kind, register  # noqa: PLC0415

    def recipients(event: Any) -> Iterable[Any]:
        return accounts_holding("view_tier0", ScopeKind.GEMEENTE, gemeente_of(event.subject_id))

    def visible(gebruiker: Any, subjects: Collection[uuid.UUID]) -> set[uuid.UUID]:
        from coa_portal.organisaties.models import Gemeente  # noqa: PLC0415

        # one real query, as a real kind has, so that a test can count them
        known = set(
            Gemeente.objects.filter(code__in=[gemeente_of(key) for key in subjects]).values_list(
                "pk", flat=True
            )
        )
        held = grants_of(gebruiker).on("view_tier0") & known
        return {key for key in subjects if gemeente_of(key) in held}

    kind = Kind("proef", TITLE, recipients, visible, lambda gebruiker, event: f"/proef/{event.subject_id}/")
    register(kind)
    return kind


class ProefsoortConfig(AppConfig):
    """Loads the kind in the process of a worker (tests/notifications/worker_settings.py)."""

    name = "tests.notifications"
    label = "proefsoort"

    def ready(self) -> None:
        register_proef()
