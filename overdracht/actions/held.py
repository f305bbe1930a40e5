"""What every write of the gemeente's side holds still before it judges."""

from coa_portal.common.locks import lock_until_commit
from koppeling.models import Koppeling


def fresh_koppeling(koppeling: Koppeling) -> Koppeling:
    """The row as it is now, held still by the lock that COA takes too: a gemeente may not lock the row."""
    lock_until_commit("koppeling", koppeling.pk)
    row: Koppeling = Koppeling.objects.shared().get(pk=koppeling.pk)
    return row
