"""What an accountbeheerder decides about the accounts of the own gemeente(n).

The policy judges on the gemeente's side of the wall; the grant and guardian's rows are then written on the beheerder's
side, in a named elevation inside the same transaction.
"""

from coa_portal.access.policy import require
from coa_portal.access.wall import elevated
from coa_portal.accounts.actions.toekenning import end_toekenning, extend_toekenning
from coa_portal.accounts.lifecycle import END_REASONS
from coa_portal.accounts.models import Gebruiker, Toekenning
from coa_portal.audit.acting import action
from coa_portal.common.errors import DomainError


@action
def renew_by_gemeente(*, toekenning: Toekenning, acting_user: Gebruiker) -> Toekenning:
    """Certify a grant for another half year, or until the agreement of an external ends (R14)."""
    row = Toekenning.objects.get(pk=toekenning.pk)
    require(acting_user, "renew", row)
    with elevated("manage-own-accounts"):
        return extend_toekenning(toekenning=row, eindigt_op=None, acting_user=acting_user)


@action
def end_by_gemeente(*, toekenning: Toekenning, reden: str, acting_user: Gebruiker) -> Toekenning:
    """End a grant at once, with a coded reason."""
    row = Toekenning.objects.get(pk=toekenning.pk)
    require(acting_user, "end", row)
    if reden not in END_REASONS:
        raise DomainError("Kies een reden.", field="reden", code="reason_required")
    with elevated("manage-own-accounts"):
        return end_toekenning(toekenning=row, reden=reden, acting_user=acting_user)
