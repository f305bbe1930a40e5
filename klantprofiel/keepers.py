"""Facts of the klantprofiel that an upper app keeps, so that the same fact is not typed in two places.

The form of a section shows such a fact with the way to where it is kept, and does not ask it; `save_section` refuses
another value for it. The upper app writes it with `record_facts`. It registers in `ready()`; this app knows none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from klantprofiel.models import Vergunninghouder


@dataclass(frozen=True)
class Keeper:
    """Where a fact is kept: words for the link, and the address ("" where there is nothing to open)."""

    plaats: str
    url: str = ""


Ask = Callable[[Vergunninghouder], Mapping[str, Keeper]]

_keepers: dict[str, Ask] = {}


def register_keeper(ask: Ask) -> None:
    """Ask this for the facts that are kept elsewhere of one person; again replaces it."""
    _keepers[f"{ask.__module__}.{ask.__qualname__}"] = ask


def kept_elsewhere(person: Vergunninghouder) -> dict[str, Keeper]:
    """Field → who keeps it, of the facts of this person that this app does not write by itself."""
    found: dict[str, Keeper] = {}
    for ask in _keepers.values():
        found.update(ask(person))
    return found
