"""A process that writes events as actions do, whatever is killed meanwhile: `python -m ... NUMBER`."""

import sys
import time

import django

import coa_portal.celery  # noqa: F401  (the hints go to its broker)

django.setup()

from django.db import Error, connection, transaction  # noqa: E402

from coa_portal.access.roles import WallRole  # noqa: E402
from coa_portal.access.wall import behind_wall  # noqa: E402
from coa_portal.notifications import outbox  # noqa: E402
from coa_portal.notifications.models import Meldingsvoorkeur  # noqa: E402
from coa_portal.organisaties.models import Gemeente  # noqa: E402
from tests.factories.accounts import account_with  # noqa: E402
from tests.notifications.proefsoort import subject_of  # noqa: E402

GEMEENTEN = ("GM0344", "GM0355")
WIJZEN = ("direct", "dagelijks", "portaal")


def prepare() -> None:
    """Per gemeente one account for each way to hear of it."""
    for code in GEMEENTEN:
        gemeente = Gemeente.objects.get(code=code)
        for wijze in WIJZEN:
            with behind_wall(WallRole.BEHEER, None):
                account = account_with("regievoerder_gemeente", gemeente)
            with behind_wall(WallRole.GEMEENTE, account.pk):
                Meldingsvoorkeur.objects.create(gebruiker=account, kind="proef", wijze=wijze)


def write(number: int) -> None:
    """That many events, each tried until its transaction is known to be committed: like a person who gets an error
    page and saves again."""
    for n in range(number):
        while not _written(n):
            time.sleep(0.05)
        time.sleep(0.01)


def _written(n: int) -> bool:
    code = GEMEENTEN[n % 2]
    try:
        with transaction.atomic(), behind_wall(WallRole.COA, None):
            outbox.announce(
                "proef",
                subject_id=subject_of(code, n),
                reference=f"K-{n:05d}",
                key=str(n),
                acting_user=None,
            )
    except Error:
        connection.close()
        return False
    return True


if __name__ == "__main__":
    prepare()
    write(int(sys.argv[1]))
