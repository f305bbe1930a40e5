"""Pytest plugin: how hard property tests try. `make test` runs few examples, the same ones every time;
`make test-deep` (HYPOTHESIS_PROFILE=deep) many, and other ones each time."""

import os

from hypothesis import HealthCheck, settings

# a database and a busy machine make single examples slow now and then; that is no failure
_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("quick", settings(max_examples=25, derandomize=True, **_COMMON))  # type: ignore[arg-type]
settings.register_profile("deep", settings(max_examples=1000, **_COMMON))  # type: ignore[arg-type]
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
