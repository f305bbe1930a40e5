"""Settings of a real worker in tests: production's, and the kind of event that only tests have."""

from coa_portal.settings import *  # noqa: F403
from coa_portal.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.notifications.proefsoort.ProefsoortConfig"]
