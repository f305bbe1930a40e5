"""What needs doing now, per role, derived from facts: nothing is stored and nothing is ticked off (DESIGN §10)."""

from coa_portal.portaal.work.base import Blok, Cijfer, Werk, gather, register

__all__ = ["Blok", "Cijfer", "Werk", "gather", "register"]
