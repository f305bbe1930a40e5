"""The norms of the Voorinburgering for tests."""

import datetime as dt

from coa_portal.organisaties.models import Norm


def norm(code: str, waarde: int, van: dt.date = dt.date(2015, 1, 1)) -> Norm:
    """A number that holds from `van` on, in place of the one of the reference data."""
    Norm.objects.filter(code=code, geldig_van=van).delete()
    return Norm.objects.create(
        sleutel=f"{code}-{van.year}",
        code=code,
        omschrijving=code,
        waarde=waarde,
        bron="test",
        geldig_van=van,
    )
