"""Text as the guard reads it: letters without accents, words with their place, and sentences."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# A word may hold an apostrophe or hyphen ("zo'n", "burn-out"); an underscore parts words, as in names of files.
# Signs that stand on a letter (names of files of a Mac, vowels and long lines of Arabic) belong to it and say nothing.
_SIGNS = r"\u0300-\u036f\u0640\u064b-\u0652\u200c"
_WORD = re.compile(rf"[^\W_](?:[^\W_]+|[{_SIGNS}]+)*(?:['-](?:[^\W_]+|[{_SIGNS}]+)+)*")
_SIGN = re.compile(rf"[{_SIGNS}]")
# A full stop after one or two letters ("Mw.", "dhr.", "a.") ends no sentence; a colon parts a heading from its text.
_SENTENCE_END = re.compile(r"(?<=[^\W_]{3})[.](?=\s|$)|[!?;\n\r።፡]+(?=\s|$)|[؟۔]")
_APOSTROPHES = dict.fromkeys(map(ord, "’‘`´ʼ"), "'") | dict.fromkeys(map(ord, "‐‑–"), "-")
_MOST_WORDS = 40  # of one sentence: more words without a stop are judged in parts
_ABBREVIATIONS = frozenset({"mevr", "dhr", "bijv", "evt", "ivm", "vnl"})


@dataclass(frozen=True)
class Token:
    """One word: `text` normalised, and where it stands in the line as it was typed (character offsets)."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def _plain(letter: str) -> str:
    """One letter for one letter, so that places in the line stay what they were."""
    base = unicodedata.normalize("NFD", letter.lower())[:1] or letter
    return base if len(base) == 1 else letter


def normalise(line: str) -> str:
    """Lower case, without accents, of the same length as the line."""
    if line.isascii():
        return line.lower()
    return "".join(map(_plain, line.translate(_APOSTROPHES)))


def sentences(line: str) -> list[list[Token]]:
    """The words of a line, sentence by sentence. Sentences without words are left out."""
    plain = normalise(line)
    found: list[list[Token]] = [[]]
    ends = [m.end() for m in _SENTENCE_END.finditer(plain) if not _is_abbreviation(plain, m.start())][::-1]
    for match in _WORD.finditer(plain):
        while ends and match.start() >= ends[-1]:
            ends.pop()
            found.append([])
        if len(found[-1]) == _MOST_WORDS:
            found.append([])
        found[-1].append(Token(_bare(match.group()), match.start(), match.end()))
    return [tokens for tokens in found if tokens]


def _bare(word: str) -> str:
    return word if word.isascii() else _SIGN.sub("", word) or word


def _is_abbreviation(plain: str, stop: int) -> bool:
    start = max(plain.rfind(" ", 0, stop), plain.rfind("\n", 0, stop)) + 1
    return plain[start:stop] in _ABBREVIATIONS
