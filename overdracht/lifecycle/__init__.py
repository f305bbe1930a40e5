"""The lifecycles of the shared side as data, one module per noun (R13)."""

from overdracht.lifecycle.gesprek import (
    AFSPRAAK,
    CANCEL_REASON_KOPPELING,
    CANCEL_REASONS,
    GESPREK,
    MISS_REASONS,
    OPEN_TALKS,
    TALK_REASONS,
)
from overdracht.lifecycle.opvraging import OPVRAGING, OPVRAGING_CLOSE_REASONS
from overdracht.lifecycle.toestemming import TOESTEMMING
from overdracht.lifecycle.vraag import VRAAG, VRAAG_CLOSE_REASONS
from overdracht.lifecycle.welkom import WELKOMSTPAGINA

__all__ = [
    "AFSPRAAK",
    "CANCEL_REASONS",
    "CANCEL_REASON_KOPPELING",
    "GESPREK",
    "MISS_REASONS",
    "OPEN_TALKS",
    "OPVRAGING",
    "OPVRAGING_CLOSE_REASONS",
    "TALK_REASONS",
    "TOESTEMMING",
    "VRAAG",
    "VRAAG_CLOSE_REASONS",
    "WELKOMSTPAGINA",
]
