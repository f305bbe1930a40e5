"""Settings of the tests: the same as production, with cheap passwords and mail kept in memory.

`tests/plugins/services.py` sets the addresses of database and broker before this is read.
"""

import os

os.environ.setdefault("SECRET_KEY", "test-only-key-that-is-long-enough-for-the-deploy-check-0123456789")
os.environ.setdefault("BSN_KEYS", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
os.environ.setdefault("BSN_HASH_KEY", "test-only")
os.environ.setdefault("PORTAL_DB", "owner")

from coa_portal.settings import *  # noqa: E402, F403
from coa_portal.settings import STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# tests look at what was put on the queue, or run the real worker; none of them needs a publish
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "max_retries": 0}
