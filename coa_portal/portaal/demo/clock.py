"""A clock that can be set, so that the demo's history has believable dates although it is made in one go.

Only the loading command uses it, in a process of its own. It replaces `django.utils.timezone.now`, which all
code of the portal, Django's `auto_now` and the history tables ask.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.utils import timezone

from coa_portal.common.dates import today


class DemoClock:
    """Tells the time of the story that is being told; `days_ago` counts back from the real today."""

    def __init__(self) -> None:
        self._real_now = timezone.now
        self.today = today()
        self._moment: dt.datetime | None = None

    def now(self) -> dt.datetime:
        """The moment of the story, each time a little later, so that steps keep their order."""
        if self._moment is None:
            return self._real_now()
        self._moment += dt.timedelta(milliseconds=50)
        return self._moment

    def day(self, days_ago: int) -> dt.date:
        """The date so many days before today."""
        return self.today - dt.timedelta(days=days_ago)

    def turn_to(self, days_ago: int, hour: int = 10, minute: int = 0) -> dt.date:
        """Set the clock to a working hour of that day and give the date. Never later than really now."""
        local = timezone.get_current_timezone()
        wanted = dt.datetime.combine(self.day(days_ago), dt.time(hour, minute), tzinfo=local)
        self._moment = min(wanted, self._real_now() - dt.timedelta(minutes=5))
        return timezone.localdate(self._moment)

    @contextmanager
    def running(self) -> Iterator["DemoClock"]:
        """Everybody asks this clock until the block ends."""
        bound = [field for field in _fields_that_start_now(self._real_now)]
        timezone.now = self.now
        for field in bound:
            field._get_default = self.now
        try:
            yield self
        finally:
            timezone.now = self._real_now
            for field in bound:
                del field.__dict__["_get_default"]


def _fields_that_start_now(real_now: object) -> Iterator[Any]:
    """Model fields with `default=timezone.now`: they took the function itself and never ask the module again."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if field.default is real_now:
                yield field
