"""Termijnen (R14): which facts they are counted from, the rules, and reading many at once."""

from overdracht.termijnen.feiten import Doorzetting, Feiten, Logeren
from overdracht.termijnen.regels import COA, DONE, GEMEENTE, OPEN, Stand, Termijn, termijnen

__all__ = [
    "COA",
    "DONE",
    "GEMEENTE",
    "OPEN",
    "Doorzetting",
    "Feiten",
    "Logeren",
    "Stand",
    "Termijn",
    "termijnen",
]
