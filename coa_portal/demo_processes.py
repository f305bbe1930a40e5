"""What runs beside database and broker: one table for `make demo` and docker-compose.yml (tested alike)."""

WEB_ARGUMENTS = (
    "coa_portal.wsgi:application",
    "--workers=2",
    "--threads=4",
    "--graceful-timeout=10",
    "--timeout=60",
    # one socket per user, which another demo would take over; nobody uses it
    "--no-control-socket",
    # a visitor's SCRIPT_NAME is not the proxy's
    "--forwarder-headers=",
)
WORKER_ARGUMENTS = ("--app=coa_portal.celery", "worker", "--concurrency=2", "--loglevel=INFO")
BEAT_ARGUMENTS = ("--app=coa_portal.celery", "beat", "--loglevel=INFO")
# in this order, before web, worker and beat start; as owner of the schema
PREPARE_COMMANDS = (("migrate", "--verbosity=0"), ("load_reference",), ("sync_grants",))


def process_table(bind: str, schedule_file: str) -> dict[str, list[str]]:
    """The command of each process: name of the process to program and arguments.

    `bind` is the address web listens on; `schedule_file` is where beat remembers when it last did what.
    """
    return {
        "web": ["gunicorn", *WEB_ARGUMENTS, f"--bind={bind}"],
        "worker": ["celery", *WORKER_ARGUMENTS],
        "beat": ["celery", *BEAT_ARGUMENTS, f"--schedule={schedule_file}"],
    }
