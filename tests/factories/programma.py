"""The norms of the Voorinburgering for tests."""

import datetime as dt

from coa_portal.organisaties.models import Norm


def norm(code: str, waarde: int, van: dt.date = dt.date(2015, 1, 1)) -> Norm:
    """A number that holds from `van` on; the same row when asked again."""
    values = {
        "code": code,
        "omschrijving": code,
        "waarde": waarde,
        "bron": "test",
        "geldig_van": van,
    }
    return Norm.objects.update_or_create(sleutel=f"{code}-{van.year}", defaults=values)[0]
