#!/usr/bin/env python
"""Django's commands. Without DATABASE_URL they use the embedded services (`coa_portal.embedded`)."""

import os
import sys


def main() -> int:
    """Run one command: as the owner of the schema, except runserver, which serves pages as the web does."""
    from coa_portal.embedded import EmbeddedServicesError, ensure_services  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coa_portal.settings")
    if "runserver" not in sys.argv[1:2]:
        os.environ.setdefault("PORTAL_DB", "owner")
    try:
        if "check_free_text" not in sys.argv[1:2]:  # reads lines and asks no service anything
            ensure_services()
    except EmbeddedServicesError as error:
        print(error, file=sys.stderr)
        return 1

    from django.core.management import execute_from_command_line  # noqa: PLC0415

    import coa_portal.celery  # noqa: F401, PLC0415 (so that a task started by a command finds the broker)

    execute_from_command_line(sys.argv)
    return 0


if __name__ == "__main__":
    sys.exit(main())
