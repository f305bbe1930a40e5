"""Writing and showing a BSN."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from coa_portal.audit.acting import action
from coa_portal.audit.reading import log_reading
from coa_portal.common.errors import DomainError
from klantprofiel.actions.dossier import allow, announce, lock_profiel, touch
from klantprofiel.bsn import all_hashes, decrypt, encrypt, keyed_hash
from klantprofiel.models import Burgerservicenummer, Vergunninghouder
from klantprofiel.validators import clean_bsn


def write_bsn(person: Vergunninghouder, bsn: str) -> bool:
    """Store, replace or (with "") remove the number of a locked person; whether that changed anything.

    Raises DomainError at the field "bsn". That a number is already known is said without telling whose it is.
    """
    known = Burgerservicenummer.objects.filter(vergunninghouder=person).first()
    if not bsn.strip():
        if known:
            known.delete()
            person._state.fields_cache.pop("bsn", None)
        return known is not None
    try:
        digits = clean_bsn(bsn)
    except ValidationError as error:
        raise DomainError(str(error.messages[0]), field="bsn", code="bsn") from None
    marks = all_hashes(digits)
    if known and known.keyed_hash in marks:
        return False
    if Burgerservicenummer.objects.filter(keyed_hash__in=marks).exists():
        raise DomainError(
            "Dit BSN staat al bij een ander dossier. Controleer het nummer.", field="bsn", code="bsn_known"
        )
    row = known or Burgerservicenummer(vergunninghouder=person)
    row.ciphertext, row.keyed_hash = encrypt(digits, person.pk), keyed_hash(digits)
    row.last_digits = digits[-3:]
    row.save()
    person.bsn = row
    return True


def tell_bsn_changed(person: Vergunninghouder, bsn: str) -> None:
    """Have the person's next history row say that the BSN changed; the number itself has no history."""
    reason = "BSN gewijzigd" if bsn.strip() else "BSN verwijderd"
    person._change_reason = reason  # type: ignore[attr-defined]  # read by simple-history


@action
def set_bsn(*, vergunninghouder: Vergunninghouder, bsn: str, acting_user: Any) -> bool:
    """Set, change or (with "") remove the BSN; whether anything changed."""
    profiel = lock_profiel(vergunninghouder)
    person = profiel.vergunninghouder
    allow(acting_user, "edit_profiel", person)
    if not write_bsn(person, bsn):
        return False
    if bsn.strip() and "bsn" in profiel.onbekend:
        profiel.onbekend = [name for name in profiel.onbekend if name != "bsn"]
    tell_bsn_changed(person, bsn)
    person.save()
    touch(profiel)
    announce(person, acting_user)
    return True


@action
def reveal_bsn(*, vergunninghouder: Vergunninghouder, request: HttpRequest, acting_user: Any) -> str:
    """The whole number, after its showing was logged; when the log cannot be written, nothing is shown (R10)."""
    allow(acting_user, "show_bsn", vergunninghouder)
    log_reading(request, what="BSN", subjects=[vergunninghouder.pk], object_id=vergunninghouder.pk)
    row = Burgerservicenummer.objects.filter(vergunninghouder=vergunninghouder).first()
    if row is None:
        raise DomainError("Bij dit dossier staat geen BSN.", code="no_bsn")
    return decrypt(row.ciphertext, row.vergunninghouder_id)
