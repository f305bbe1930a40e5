"""Words on paper in the language of the reader, beside the Dutch ones: the PID and the toestemmingsverklaring.

`woorden.json` holds each Dutch text with its translations. They were made by us, not by a sworn translator: whoever
prints them says so on the paper. The key is the Dutch text itself, so that a changed text has no translation until
somebody gives it one; `tests/web/test_vertaling.py` walks every label that may be printed.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "woorden.json"


@dataclass(frozen=True)
class Taal:
    """A language in which something may be printed; `naam` in Dutch."""

    code: str
    naam: str
    is_right_to_left: bool = False

    def translate(self, text: str) -> str:
        """The translation of a Dutch text; "" where there is none."""
        return _words(self.code).get(text, "")

    def both(self, text: str) -> dict[str, str]:
        """The Dutch text and its translation, as `tweetalig.typ` draws them."""
        return {"nl": text, "tr": self.translate(text)}


TALEN = {
    taal.code: taal
    for taal in (
        Taal("ar", "Arabisch", is_right_to_left=True),
        Taal("en", "Engels"),
        Taal("fa", "Farsi", is_right_to_left=True),
        Taal("ti", "Tigrinya"),
        Taal("tr", "Turks"),
    )
}
UNOFFICIAL = "Dit is geen officiële vertaling. De Nederlandse tekst geldt."


@cache
def _words(code: str) -> dict[str, str]:
    table = json.loads(_FILE.read_text(encoding="utf-8"))
    place = table["talen"].index(code)
    return {dutch: others[place] for dutch, others in table["woorden"].items()}
