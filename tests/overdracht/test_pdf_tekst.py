"""Text made printable, and the place of facts in the form: the pure parts of the PDF."""

import pytest

from coa_portal.web.pdf.glyphs import (
    FONTS_DIR,
    coverage,
    font_coverage,
    is_right_to_left,
    printable,
    without_marks,
)
from overdracht.pdf.layout import arrange, pair_up


def _fact(key: str, text: str = "x", label: str = "Label") -> dict[str, str]:
    return {"key": key, "label": label, "text": text}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("een\r\ntwee\u2028drie", "een\ntwee\ndrie"),
        ("tab\there", "tab here"),
        ("nul\x00 bel\x07 \ud800", "nul bel "),
        ("\u202eomgekeerd\u202c", "omgekeerd"),
        ("e\u0301", "é"),
        ("李 en 😀", "□ en □"),
        ("\ue000", "□"),
        ("\ufeffbom", "bom"),
        ("می‌خواهم", "می‌خواهم"),
    ],
)
def test_printable(text: str, expected: str) -> None:
    assert printable(text) == expected


def test_long_words_get_places_to_break() -> None:
    assert printable("a" * 35) == "a" * 35
    pieces = printable("a" * 40).split("\u200b")
    assert [len(piece) for piece in pieces] == [12, 12, 12, 4]


def test_without_marks_keeps_letters() -> None:
    assert without_marks("å\u0613 x\u0301") == "å x"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("123 العربية", True), ("Ali علی", False), ("", False), ("12-3", False), ("עברית abc", True)],
)
def test_direction_is_that_of_the_first_letter(text: str, expected: bool) -> None:
    assert is_right_to_left(text) is expected


def test_fonts_cover_the_scripts_of_the_people_we_print() -> None:
    samples = "ÀŁşđ Ωж العربيةپچگک ትግርኛ Հայերեն ქართული עברית ܐܒ தமிழ் ⵜⴰⵎⴰ"
    assert [char for char in samples if ord(char) not in coverage() and char != " "] == []
    arabic = font_coverage(FONTS_DIR / "NotoSansArabic-Regular.ttf")
    assert ord("ع") in arabic
    assert ord("ж") not in arabic


def test_every_font_has_its_licence_beside_it() -> None:
    families = {path.name.split("-")[0] for path in FONTS_DIR.glob("*.ttf")}
    licences = "".join(path.read_text() for path in FONTS_DIR.glob("OFL-*.md"))
    assert "SIL OPEN FONT LICENSE Version 1.1" in licences
    for family in families:
        name = "Source" if family == "SourceSans3" else family.removeprefix("NotoSans")
        assert name in licences


def test_known_facts_take_their_place_and_unknown_ones_follow() -> None:
    section = {
        "key": "persoonlijk",
        "facts": [_fact("nieuw"), _fact("bsn"), _fact("naam"), _fact("naam", "tweede")],
        "tables": [{"key": "t"}],
    }
    lines, table = arrange(section)
    assert [[fact["key"] for fact in line] for line in lines["lines"]] == [["naam", "bsn"], ["nieuw", "naam"]]
    assert table == {"kind": "table", "table": {"key": "t"}}


def test_known_pair_with_a_long_value_takes_two_lines() -> None:
    section = {"key": "persoonlijk", "facts": [_fact("telefoonnummer"), _fact("emailadres", "a" * 35)]}
    assert [len(line) for line in arrange(section)[0]["lines"]] == [1, 1]


def test_answer_that_there_is_none_stands_where_its_table_would() -> None:
    section = {"key": "arbeid", "facts": [_fact("nieuw"), _fact("werkervaring_geen"), _fact("cv_gemaakt")]}
    lines = arrange(section)[0]["lines"]
    assert [fact["key"] for line in lines for fact in line] == ["cv_gemaakt", "werkervaring_geen", "nieuw"]


def test_short_facts_share_a_line_and_long_ones_stand_alone() -> None:
    facts = [_fact("a"), _fact("b"), _fact("c", "lang " * 10), _fact("d"), _fact("e", "twee\nregels")]
    assert [len(line) for line in pair_up(facts)] == [2, 1, 1, 1]
