"""Brings the demo's database and static files up to date, in one process: starting Django costs a second.

Started by `coa_portal.demo_runner` as owner of the schema. Every step may be repeated; with everything in
place it takes little time.
"""

import hashlib
import os
import sys
from pathlib import Path


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coa_portal.settings")
    import django  # noqa: PLC0415

    import coa_portal.celery  # noqa: F401, PLC0415 (a task started while loading finds the broker)

    django.setup()

    from django.core.management import call_command  # noqa: PLC0415

    from coa_portal.demo_processes import PREPARE_COMMANDS  # noqa: PLC0415

    print("Database bijwerken en demo laden ...", flush=True)
    for command in PREPARE_COMMANDS:
        call_command(*command)
    call_command("load_demo")
    _collect_static()
    with Path(sys.argv[1]).open("w") as logins:
        call_command("load_demo", "--logins", stdout=logins)
    return 0


def _collect_static() -> None:
    """Collect static files when any of them changed since the last time."""
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.staticfiles.finders import get_finders  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    state = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            state.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.exists() and stamp.read_text() == state.hexdigest():
        return
    call_command("collectstatic", "--noinput", "--clear", "--verbosity=0")
    stamp.write_text(state.hexdigest())


if __name__ == "__main__":
    sys.exit(main())
