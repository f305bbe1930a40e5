"""`manage.py migrate`, with less waiting: `python -m tests.plugins.quick_migrate` takes the same arguments.

Django makes every model class anew for each step of each migration, which keeps the collector of garbage busy and asks
the same question about swapped models each time. What the migrations do is not touched.
"""

import gc
import sys

from django.apps import registry
from django.core.management import execute_from_command_line

_answers: dict[str, str | None] = {}
_ask = registry.Apps.get_swappable_settings_name.__wrapped__  # the cache around it is emptied at each step


def _remembered(apps: registry.Apps, to_string: str) -> str | None:
    if not registry.apps.ready:
        return _ask(apps, to_string)  # type: ignore[no-any-return]
    if to_string not in _answers:
        _answers[to_string] = _ask(apps, to_string)
    return _answers[to_string]


_remembered.cache_clear = lambda: None  # type: ignore[attr-defined]

if __name__ == "__main__":
    gc.set_threshold(100_000, 20, 20)
    registry.Apps.get_swappable_settings_name = _remembered  # type: ignore[assignment,method-assign]
    execute_from_command_line(["manage.py", *sys.argv[1:]])
