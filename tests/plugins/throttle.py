"""Pytest plugin: every test counts uses and failures for itself, though all share one Valkey."""

import uuid

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    from django.conf import settings  # noqa: PLC0415 (plugins load before settings)

    settings.THROTTLE_NAMESPACE = uuid.uuid4().hex
