"""Settings for tools that read the code and connect to nothing.

Beside the settings package: importing that one reads the environment at once.
"""

import os

os.environ.setdefault("SECRET_KEY", "tools")
os.environ.setdefault("DATABASE_URL", "postgres://localhost/none")
os.environ.setdefault("DATABASE_OWNER_URL", "postgres://localhost/none")
os.environ.setdefault("REDIS_URL", "redis://localhost/0")
os.environ.setdefault("FIELD_KEYS", "a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2U=")
os.environ.setdefault("READING_LOG_KEYS", "a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2U=")

from coa_portal.settings import *  # noqa: F403
