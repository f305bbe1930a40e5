"""Pytest plugin: what was imported and collected lives as long as the run, so the collector of garbage need not walk
through it again and again."""

import gc

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
