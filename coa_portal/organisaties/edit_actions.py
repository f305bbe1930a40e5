"""Writes of the beheerder on single rows of reference data; loading the files is in `actions.py`.

Reference data has no history of its own: Django admin's log says who changed which fields.
"""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction

from coa_portal.organisaties.models import LandelijkeTaakstelling, Norm, Opvanglocatie, Taakstelling


@transaction.atomic
def save_opvanglocatie(*, row: Opvanglocatie, acting_user: AbstractBaseUser | None) -> None:
    """Add or change a locatie; one that the beheerder enters is a real one."""
    _lock(row)
    if row._state.adding:
        row.is_demo = False
    row.save()


@transaction.atomic
def save_landelijke_taakstelling(
    *, row: LandelijkeTaakstelling, acting_user: AbstractBaseUser | None
) -> None:
    """Add or change the national number; `load_reference` then computes that of each gemeente."""
    _lock(row)
    row.save()


@transaction.atomic
def save_taakstelling(*, row: Taakstelling, acting_user: AbstractBaseUser | None) -> None:
    """Change the number of one gemeente. It then counts as entered by hand, and is not computed over."""
    _lock(row)
    row.is_berekend = False
    row.save()


@transaction.atomic
def save_norm(*, row: Norm, acting_user: AbstractBaseUser | None) -> None:
    """Add a norm for a new period, or change one. `load_reference` puts back what its file says of its own keys."""
    _lock(row)
    row.save()


def _lock(row: models.Model) -> None:
    type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
