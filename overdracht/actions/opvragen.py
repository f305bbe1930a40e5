"""COA's side of a request for the profile."""

from coa_portal.access.policy import require
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.errors import DomainError
from klantprofiel.models import Vergunninghouder
from koppeling.models import Koppeling
from overdracht.lifecycle import OPVRAGING, OPVRAGING_CLOSE_REASONS
from overdracht.models import Opvraging
from overdracht.notify import tell


@action
def close_opvraging(*, opvraging: Opvraging, reden: str, acting_user: Gebruiker) -> Opvraging:
    """Say that the profile does not come (now), with a coded reason; the gemeente is told."""
    row: Opvraging = Opvraging.objects.select_for_update().get(pk=opvraging.pk)
    require(acting_user, "doorzetten", row.vergunninghouder)
    if reden not in OPVRAGING_CLOSE_REASONS:
        raise DomainError("Kies een reden.", field="reden", code="reason_required")
    OPVRAGING.apply(row, "close", acting_user=acting_user, reason=reden)
    tell(
        "opvraging_gesloten",
        row.koppeling,
        key=f"opvraging:{row.pk}",
        acting_user=acting_user,
        person_id=row.vergunninghouder_id,
    )
    return row


def answer_open(person: Vergunninghouder, koppeling: Koppeling, *, acting_user: Gebruiker | None) -> None:
    """A publication answers an open request; inside the transaction of publishing."""
    for row in Opvraging.objects.select_for_update().filter(
        koppeling=koppeling, vergunninghouder=person, status="open"
    ):
        OPVRAGING.apply(row, "answer", acting_user=acting_user)


def close_for_ended_koppeling(koppeling: Koppeling, *, acting_user: Gebruiker | None) -> None:
    """Nothing will come any more; inside the transaction that ended the koppeling."""
    for row in Opvraging.objects.select_for_update().filter(koppeling=koppeling, status="open"):
        OPVRAGING.apply(row, "close", acting_user=acting_user, reason="koppeling")
