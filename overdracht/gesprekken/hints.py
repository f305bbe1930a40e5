"""What COA is led to do before a driegesprek: publish the profile (B1: "voorafgaand aan het driegesprek").

COA's side registers how to find that out, because these pages know no living dossier.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from overdracht.models import Gesprek
from overdracht.policy import is_coa


@dataclass(frozen=True)
class Hint:
    """A banner: what is to be done first, and the way there."""

    titel: str
    tekst: str
    actie: str = ""
    url: str = ""


Finder = Callable[[Any, Gesprek, Collection[UUID]], list[Hint]]
_finder: list[Finder] = []


def register_finder(finder: Finder) -> None:
    """Set who knows what is to be published; called in `AppConfig.ready()`."""
    _finder[:] = [finder]


def of_gesprek(gebruiker: Any, gesprek: Gesprek, expected: Collection[UUID]) -> list[Hint]:
    """What is to be done before a driegesprek that is still open; nothing for a gemeente."""
    if not _finder or not is_coa(gebruiker):
        return []
    if gesprek.soort != Gesprek.Soort.DRIEGESPREK or not gesprek.is_open:
        return []
    return _finder[0](gebruiker, gesprek, expected)
