"""Numbers that identify a person."""

from django.core.exceptions import ValidationError
from stdnum.nl import bsn as bsn_standard


def validate_v_nummer(value: str) -> None:
    """A V-nummer has ten digits (DESIGN §2)."""
    if not (len(value) == 10 and value.isascii() and value.isdigit()):
        raise ValidationError("Een V-nummer heeft 10 cijfers.", code="v_nummer")


def clean_bsn(value: str) -> str:
    """The nine digits of a BSN; ValidationError when the eleven test fails."""
    try:
        digits: str = bsn_standard.validate(value.strip().zfill(9) if value.strip().isdigit() else value)
    except bsn_standard.ValidationError:
        raise ValidationError(
            "Dit is geen geldig burgerservicenummer. Controleer de cijfers.", code="bsn"
        ) from None
    return digits
