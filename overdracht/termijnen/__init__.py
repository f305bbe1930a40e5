"""Termijnen (R14): which facts they are counted from, the rules, and reading many at once."""

from overdracht.termijnen.feiten import Doorzetting, Feiten, Logeren
from overdracht.termijnen.lezen import Gelezen, feiten_van
from overdracht.termijnen.regels import COA, DONE, GEMEENTE, OPEN, Stand, Termijn, termijnen

__all__ = [
    "COA",
    "DONE",
    "GEMEENTE",
    "OPEN",
    "Doorzetting",
    "Feiten",
    "Gelezen",
    "Logeren",
    "Stand",
    "Termijn",
    "feiten_van",
    "termijnen",
]
