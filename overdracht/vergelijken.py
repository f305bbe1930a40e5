"""What differs between two frozen payloads, field by field, in words a person reads (R19, R27)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from coa_portal.web.payload import shown_sources
from overdracht.payload import WITH_SOURCES, Payload

Wat = Literal["nieuw", "gewijzigd", "vervallen"]
_BETWEEN = " · "  # the cells of one row


@dataclass(frozen=True)
class Verschil:
    """One fact or row. `was` or `nu` is empty where there was or is nothing."""

    label: str
    was: str
    nu: str

    @property
    def wat(self) -> Wat:
        """What happened to it."""
        if not self.was:
            return "nieuw"
        return "gewijzigd" if self.nu else "vervallen"


@dataclass(frozen=True)
class Onderdeelverschil:
    """The differences of one section."""

    key: str
    label: str
    verschillen: list[Verschil]


def differences(old: Payload, new: Payload) -> list[Onderdeelverschil]:
    """Sections in which something differs, in the order of `new`; sections that only `old` has come last.

    A source that an older schema could not tell is no difference, as in `overdracht.payload.differs`.
    """
    with_sources = min(old["schema"], new["schema"]) >= WITH_SOURCES
    before = {part["key"]: part for part in old["sections"]}
    after = {part["key"]: part for part in new["sections"]}
    found = []
    for key in [*after, *(key for key in before if key not in after)]:
        here = after.get(key, {})
        rows = list(_of_section(before.get(key, {}), here, with_sources=with_sources))
        if rows:
            found.append(Onderdeelverschil(key, (here or before[key])["label"], rows))
    return found


def count(found: list[Onderdeelverschil]) -> int:
    """How many facts and rows differ."""
    return sum(len(part.verschillen) for part in found)


def _of_section(old: dict[str, Any], new: dict[str, Any], *, with_sources: bool) -> Iterator[Verschil]:
    yield from _facts(old, new, with_sources=with_sources)
    tables = {table["key"]: table for table in old.get("tables", [])}
    names = [table["key"] for table in new.get("tables", [])]
    now = {table["key"]: table for table in new.get("tables", [])}
    for key in [*names, *(key for key in tables if key not in now)]:
        yield from _rows(tables.get(key, {}), now.get(key, {}))


def _facts(old: dict[str, Any], new: dict[str, Any], *, with_sources: bool) -> Iterator[Verschil]:
    before = {fact["key"]: fact for fact in old.get("facts", [])}
    after = {fact["key"]: fact for fact in new.get("facts", [])}
    sources = (shown_sources(old), shown_sources(new)) if with_sources else ({}, {})
    for key in [*after, *(key for key in before if key not in after)]:
        label = after.get(key, before.get(key, {})).get("label", key)
        was, now = before.get(key, {}).get("text", ""), after.get(key, {}).get("text", "")
        if was != now:
            yield Verschil(label, was, now)
        elif now and sources[0].get(key, "") != sources[1].get(key, ""):
            yield Verschil(f"{label}, bron", sources[0].get(key, ""), sources[1].get(key, ""))


def _rows(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Verschil]:
    """Rows by what they say, not by where they stand; one that went and one that came are one row that changed."""
    label = (new or old).get("label", "")
    before, after = Counter(_texts(old)), Counter(_texts(new))
    gone, came = list((before - after).elements()), list((after - before).elements())
    if len(gone) == len(came) == 1:
        yield Verschil(label, gone[0], came[0])
        return
    for text in gone:
        yield Verschil(label, text, "")
    for text in came:
        yield Verschil(label, "", text)


def _texts(table: dict[str, Any]) -> list[str]:
    return [
        _BETWEEN.join(str(cell["text"]) for cell in row["cells"] if cell["text"])
        for row in table.get("rows", [])
    ]
