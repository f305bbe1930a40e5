"""The translations printed beside the Dutch: whole, with the same places to fill in, and drawn by our fonts."""

import json
import string
from pathlib import Path

from coa_portal import web
from coa_portal.web.pdf.glyphs import REPLACEMENT, is_right_to_left, printable
from coa_portal.web.vertaling import TALEN, UNOFFICIAL
from overdracht.pdf import pid, verklaring
from overdracht.teksten import TEKSTEN
from voorinburgering.models import PidOnderdeel

TABLE = json.loads((Path(web.__path__[0]) / "vertaling" / "woorden.json").read_text(encoding="utf-8"))


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_text_is_there_in_every_language_with_the_same_places_to_fill_in() -> None:
    assert sorted(TABLE["talen"]) == sorted(TALEN)
    wrong = [
        dutch
        for dutch, others in TABLE["woorden"].items()
        if len(others) != len(TALEN)
        or not all(text.strip() for text in others)
        or any(places(text) != places(dutch) for text in others)
    ]
    assert wrong == []


def test_our_fonts_draw_every_translation_and_its_direction_is_that_of_the_language() -> None:
    for taal in TALEN.values():
        texts = [taal.translate(dutch) for dutch in TABLE["woorden"]]
        assert not [text for text in texts if REPLACEMENT in printable(text)]
        directions = {is_right_to_left(text) for text in texts if not text.isascii()}
        # a text that begins with a word of ours (VOORwerk) is placed in the direction of the language all the same
        assert taal.is_right_to_left in directions


def test_what_is_printed_around_the_facts_has_a_translation() -> None:
    """The texts of the papers themselves, every version of the declaration included; labels: test_papier."""
    texts = {pid.TITLE, pid.YOURS, pid.YOU_CHOOSE, pid.WRONG, pid.NOTHING, UNOFFICIAL}
    texts |= {pid.FOLDER, pid.HANDED_OVER, *PidOnderdeel.labels, verklaring.TITLE}
    texts |= {*verklaring.SIGN_SELF, *verklaring.SIGN_FOR}
    for tekst in TEKSTEN.values():
        texts |= {*tekst.alineas, tekst.derde} - {""}
    assert sorted(texts - set(TABLE["woorden"])) == []
