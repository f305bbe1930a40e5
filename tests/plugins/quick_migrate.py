"""`manage.py migrate`, with less waiting: `python -m tests.plugins.quick_migrate` takes the same arguments.

Django makes the class of every related model anew for each step of each migration: some 30,000 classes, four fifths of
the time. Here a step makes that of its own model alone and marks the rest as delayed, as Django itself does where a
step touches no relation; before Python code of a migration runs, Django then makes all of them anew. The same question
about swapped models is answered once, and the collector of garbage comes less often. What the migrations do to the
database is not touched: a dump of the template with and without this differed in nothing but the times at which each
migration ran.
"""

import gc
import sys

from django.apps import registry
from django.core.management import execute_from_command_line
from django.db.migrations.state import ProjectState

_answers: dict[str, str | None] = {}
_ask = registry.Apps.get_swappable_settings_name.__wrapped__  # the cache around it is emptied at each step


def _remembered(apps: registry.Apps, to_string: str) -> str | None:
    if not registry.apps.ready:
        return _ask(apps, to_string)  # type: ignore[no-any-return]
    if to_string not in _answers:
        _answers[to_string] = _ask(apps, to_string)
    return _answers[to_string]


_remembered.cache_clear = lambda: None  # type: ignore[attr-defined]


def _reload_itself(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
    if "apps" in self.__dict__:  # the classes were made before
        self.is_delayed = True
        self._reload({(app_label, model_name)})


if __name__ == "__main__":
    gc.set_threshold(100_000, 20, 20)
    registry.Apps.get_swappable_settings_name = _remembered  # type: ignore[assignment,method-assign]
    ProjectState.reload_model = _reload_itself  # type: ignore[method-assign]
    execute_from_command_line(["manage.py", *sys.argv[1:]])
