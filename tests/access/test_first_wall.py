"""R2 outside the wall: a task or a command asks as the owner of the tables, and each policy still leaves a gemeente
nothing of another one."""

from typing import Any

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from coa_portal.access import policy
from coa_portal.access.policy import visible
from coa_portal.accounts.models import Gebruiker
from koppeling.models import Koppeling
from tests.access.world import World

pytestmark = pytest.mark.django_db
# what a gemeente publishes about itself; no person stands in it
PUBLIC = {"Welkomstpagina", "Introductiedag"}


def shared_models() -> list[type[Model]]:
    """Kinds of objects with a policy that belong to a gemeente."""
    found = []
    for model in policy._POLICIES:
        try:
            model._meta.get_field("gemeente")
        except FieldDoesNotExist:
            continue
        if model._meta.app_label in {"koppeling", "overdracht"} and model.__name__ not in PUBLIC:
            found.append(model)
    return found


def test_r2_no_policy_leans_on_the_wall(
    world: World, regievoerder_zeist: Gebruiker, regievoerder_utrecht: Gebruiker
) -> None:
    utrecht = Koppeling.objects.get(pk=world.koppeling.pk).gemeente_id
    shown = set()
    for model in shared_models():
        foreign: Any = visible(model, regievoerder_zeist).filter(gemeente=utrecht)
        assert not foreign.exists(), model.__name__
        if visible(model, regievoerder_utrecht).filter(gemeente=utrecht).exists():
            shown.add(model.__name__)
    assert {"Koppeling", "Profielversie", "Huisvestingsgesprek", "Vraag", "Gesprek", "Afspraak"} <= shown
