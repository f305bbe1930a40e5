"""The lifecycles of the shared side as data, one module per noun (R13)."""

from overdracht.lifecycle.opvraging import OPVRAGING, OPVRAGING_CLOSE_REASONS
from overdracht.lifecycle.toestemming import TOESTEMMING

__all__ = ["OPVRAGING", "OPVRAGING_CLOSE_REASONS", "TOESTEMMING"]
