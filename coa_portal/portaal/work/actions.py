"""The one write of the work list."""

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.portaal.models import Werkweergave
from coa_portal.portaal.work.regels import Filter


@action
def save_weergave(*, asked: Filter, acting_user: Gebruiker) -> Werkweergave:
    """Remember how the account sees its list; the next visit starts like that."""
    row = Werkweergave.objects.select_for_update().filter(gebruiker=acting_user).first()
    row = row or Werkweergave(gebruiker=acting_user)
    row.wie, row.soort, row.plaats, row.te_laat = asked.wie, asked.soort, asked.plaats, asked.te_laat
    row.save()
    return row
