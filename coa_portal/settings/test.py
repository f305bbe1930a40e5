"""Settings of the tests: the same as production, with cheap passwords and mail kept in memory.

`tests/plugins/services.py` sets addresses and keys in the environment before this is read.
"""

from coa_portal.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# a test asks more in a second than a person in a day; tests of the rates switch them on
RATES_ENFORCED = False
# tests count the queries of pages: without those of the number in the menu, which its own tests switch on
WORK_COUNTER_SECONDS = 0
# tests look at what was put on the queue, or run the real worker; none of them needs a publish
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "max_retries": 0}
