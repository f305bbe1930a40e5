"""The one read of a kept view: the account's own."""

from coa_portal.accounts.models import Gebruiker
from coa_portal.portaal.models import Werkweergave
from coa_portal.portaal.work.forms import filter_of
from coa_portal.portaal.work.regels import Filter


def saved_filter(gebruiker: Gebruiker) -> Filter | None:
    """How the account kept its work list; None when it never did."""
    row = Werkweergave.objects.filter(gebruiker=gebruiker).first()
    return filter_of(vars(row)) if row else None
