"""A person who goes to work for another gemeente keeps nothing of the old one."""

from coa_portal.access.grants import forget_grants
from coa_portal.accounts.actions.judging import judge_author
from coa_portal.accounts.actions.toekenning import end_toekenning
from coa_portal.accounts.events import gemeente_was_left
from coa_portal.accounts.lifecycle import AANVRAAG
from coa_portal.accounts.models import RUNNING, Accountaanvraag, Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.errors import DomainError

_MOVED = "andere_gemeente"


@action
def move_gebruiker(
    *,
    gebruiker: Gebruiker,
    organisatie_naam: str,
    besides: Accountaanvraag | None = None,
    acting_user: Gebruiker | None,
) -> Gebruiker:
    """End everything an account holds and let it start anew for `organisatie_naam`.

    Every grant ends, open requests for its address are withdrawn (but for `besides`, the one that moves it), what is
    in its name at the old gemeente is let go, and every session and the password end: a new link signs it in again.
    """
    row = Gebruiker.objects.select_for_update().get(pk=gebruiker.pk)
    judge_author(row, acting_user)
    if not row.is_active:
        raise DomainError("Dit account is uitgeschakeld.", code="inactive")
    if not organisatie_naam.strip():
        raise DomainError("Vul de nieuwe organisatie in.", field="organisatie_naam", code="required")
    held = list(row.toekenningen.all())
    for toekenning in held:
        if toekenning.status in RUNNING:
            end_toekenning(toekenning=toekenning, reden=_MOVED, acting_user=acting_user)
    # also where the grant ended before: a name may still stand somewhere
    for gemeente_id in {toekenning.gemeente_id for toekenning in held if toekenning.gemeente_id}:
        gemeente_was_left.send(Gebruiker, gebruiker=row, gemeente_id=gemeente_id, acting_user=acting_user)
    _withdraw_requests(row, besides, acting_user)
    row.organisatie_naam = organisatie_naam.strip()
    row.set_unusable_password()
    row.save(update_fields=["organisatie_naam", "password"])
    forget_grants(gebruiker)
    return row


def _withdraw_requests(
    account: Gebruiker, besides: Accountaanvraag | None, acting_user: Gebruiker | None
) -> None:
    waiting = Accountaanvraag.objects.select_for_update(of=("self",)).filter(
        email=account.email.lower(), status="aangevraagd"
    )
    for aanvraag in waiting.exclude(pk=besides.pk if besides else None):
        AANVRAAG.apply(aanvraag, "withdraw", acting_user=acting_user)
