"""A payload as one reader would get it once it is published, from the payload that would be frozen: the same steps as
`actions.frozen_rows` and `readers` take, without the rows in between."""

from collections.abc import Collection

from overdracht.payload import (
    EVERY_READER,
    Payload,
    split_members,
    split_sections,
    with_members,
    with_sections,
)


def as_read(data: Payload, *, onderdelen: Collection[str] = (), leden: Collection[str] = ()) -> Payload:
    """`onderdelen`: to what the reader's grant is narrowed, empty for everything. `leden`: keys of the household
    members who are open to the reader; of the others nothing is said (R5)."""
    without_members, members = split_members(data)
    head, parts = split_sections(without_members)
    granted = {EVERY_READER, *onderdelen}
    shown = [part.section for part in parts if not onderdelen or part.onderdeel in granted]
    whole = with_sections(head, shown)
    kept = {part["key"] for part in whole["sections"]}
    cells = {
        row.place: row.cells for row in members if row.person in leden and row.place.split(".")[0] in kept
    }
    return with_members(whole, cells)
