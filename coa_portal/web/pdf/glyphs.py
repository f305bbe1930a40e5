"""Which characters the bundled fonts can draw, and text made safe for PDF/UA-1.

PDF/UA forbids a character without a glyph and Typst refuses the whole document for one; a name in a script
that we carry no font for may not cost the gemeente its PDF. Such a character becomes □, and the document
says so.
"""

import re
import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS_DIR = Path(__file__).parent / "fonts"
REPLACEMENT = "□"

# Bidirectional overrides can make a text read as another one; the direction comes from the letters here.
_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNBROKEN = re.compile(r"\S{36,}")
_BREAK_EVERY = re.compile(r"(.{12})(?=.)")
_ALWAYS_PRINTABLE = {"\n", " ", "\u00a0"}
_MARKS = {"Mn", "Me", "Mc", "Cf"}
_RTL_CLASSES = {"R", "AL"}


def _cmap_offsets(data: bytes) -> list[int]:
    table_count = struct.unpack_from(">H", data, 4)[0]
    for n in range(table_count):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, 12 + 16 * n)
        if tag == b"cmap":
            subtable_count = struct.unpack_from(">H", data, offset + 2)[0]
            return [
                offset + struct.unpack_from(">HHI", data, offset + 4 + 8 * m)[2]
                for m in range(subtable_count)
            ]
    return []


def _format_4(data: bytes, at: int) -> set[int]:
    """Basic plane segments; a glyph number of zero inside a segment is no glyph."""
    count = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", data, at + 16 + 4 * count)
    ranges_at = at + 16 + 6 * count
    ranges = struct.unpack_from(f">{count}H", data, ranges_at)
    covered: set[int] = set()
    for n, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, ranges, strict=True)):
        for code in range(start, end + 1):
            glyph = code
            if offset:
                glyph = struct.unpack_from(">H", data, ranges_at + 2 * n + offset + 2 * (code - start))[0]
                if not glyph:
                    continue
            if (glyph + delta) & 0xFFFF:
                covered.add(code)
    return covered - {0xFFFF}


def _format_12(data: bytes, at: int) -> set[int]:
    """Groups over all planes."""
    covered: set[int] = set()
    for n in range(struct.unpack_from(">I", data, at + 12)[0]):
        start, end, glyph = struct.unpack_from(">III", data, at + 16 + 12 * n)
        covered.update(range(start + (glyph == 0), end + 1))
    return covered


def font_coverage(path: Path) -> set[int]:
    """Code points one TrueType file has a glyph for (its cmap subtables of formats 4 and 12)."""
    data = path.read_bytes()
    covered: set[int] = set()
    for at in _cmap_offsets(data):
        table_format = struct.unpack_from(">H", data, at)[0]
        if table_format == 4:
            covered |= _format_4(data, at)
        elif table_format == 12:
            covered |= _format_12(data, at)
    return covered


@cache
def coverage() -> frozenset[int]:
    """Code points that at least one bundled upright regular font can draw (read once per process)."""
    return frozenset().union(*(font_coverage(path) for path in FONTS_DIR.glob("*-Regular.ttf")))


def _keep(char: str) -> str:
    if char in _ALWAYS_PRINTABLE:
        return char
    if char == "\t":
        return " "
    category = unicodedata.category(char)
    if category in {"Cc", "Cs"}:
        return ""
    if char == "\ufeff" or (category == "Cf" and ord(char) not in coverage()):
        return ""
    return char if ord(char) in coverage() else REPLACEMENT


def _with_break_points(match: re.Match[str]) -> str:
    return _BREAK_EVERY.sub("\\1\u200b", match[0])


def printable(text: str) -> str:
    """`text` as the fonts can draw it: composed, without control characters, unknown letters as □.

    Very long words get places to break, so that they stay inside their column.
    """
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text))
    cleaned = "".join(map(_keep, _BIDI_CONTROLS.sub("", text)))
    return _UNBROKEN.sub(_with_break_points, cleaned)


def without_marks(text: str) -> str:
    """`printable` text without loose accents and joiners: the way out when one font has the letter and
    another its accent, which no text shaper can combine.
    """
    return "".join(char for char in printable(text) if unicodedata.category(char) not in _MARKS)


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left, as HTML's dir="auto" decides."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in _RTL_CLASSES:
            return True
        if direction == "L":
            return False
    return False
