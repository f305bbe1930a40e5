"""Every write on people, households, stays and profiles."""

from klantprofiel.actions.behandelaar import assign_behandelaar
from klantprofiel.actions.bsn import reveal_bsn, set_bsn
from klantprofiel.actions.document import (
    Documentfeiten,
    add_document,
    correct_document,
    replace_document,
    withdraw_document,
)
from klantprofiel.actions.huishouden import NewPerson, add_vergunninghouder, create_household
from klantprofiel.actions.ibis import run_block, start_import
from klantprofiel.actions.overnemen import Overgenomen, take_over
from klantprofiel.actions.samenvoegen import merge_people, undo_merge
from klantprofiel.actions.sectie import RowInput, SectionConflict, record_facts, save_section
from klantprofiel.actions.verblijf import end_verblijf, move_verblijf, register_verblijf
from klantprofiel.actions.verifieren import verify_facts
from klantprofiel.actions.verschil import settle_differences

__all__ = [
    "Documentfeiten",
    "NewPerson",
    "Overgenomen",
    "RowInput",
    "SectionConflict",
    "add_document",
    "add_vergunninghouder",
    "assign_behandelaar",
    "correct_document",
    "create_household",
    "end_verblijf",
    "merge_people",
    "move_verblijf",
    "record_facts",
    "register_verblijf",
    "replace_document",
    "reveal_bsn",
    "run_block",
    "save_section",
    "set_bsn",
    "settle_differences",
    "start_import",
    "take_over",
    "undo_merge",
    "verify_facts",
    "withdraw_document",
]
