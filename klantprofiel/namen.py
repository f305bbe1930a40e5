"""Names as they are searched: one writing for all scripts, and a key for how a word sounds.

A name that was written down from Arabic, Tigrinya or Farsi has many Latin spellings, and none is wrong. The writing
drops capitals and diacritics and turns other scripts into Latin letters; the key keeps the consonants, in groups that
those spellings share, so that Mohammed, Muhammad, Mehmet and محمد are one (besluit 0031). It finds too much rather than
too little: what resembles the typed name most stands first.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import groupby

KEY_LENGTH = 16
WRITING_LENGTH = 330  # two names of eighty, and what other scripts grow by

_ARABIC = dict(
    zip(
        "ابپتثجچحخدذرزژسشصضطظعغفقكکگلمنهةوؤيىیئآأإ",
        [
            "a",
            "b",
            "p",
            "t",
            "th",
            "j",
            "ch",
            "h",
            "kh",
            "d",
            "dh",
            "r",
            "z",
            "j",
            "s",
            "sh",
            "s",
            "d",
            "t",
            "z",
            "a",
            "gh",
            "f",
            "q",
            "k",
            "k",
            "g",
            "l",
            "m",
            "n",
            "h",
            "a",
            "w",
            "w",
            "y",
            "a",
            "y",
            "y",
            "a",
            "a",
            "i",
        ],
        strict=True,
    )
) | {"ء": ""}
_CYRILLIC = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщыэюяєіїґ",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "j",
            "z",
            "i",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "sh",
            "y",
            "e",
            "yu",
            "ya",
            "e",
            "i",
            "i",
            "g",
        ],
        strict=True,
    )
)
_LATIN = {
    "ß": "ss",
    "æ": "ae",
    "ø": "o",
    "œ": "oe",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ı": "i",
    "ə": "a",
}
_LETTERS = {**_ARABIC, **_CYRILLIC, **_LATIN}
_ETHIOPIC = re.compile(r"^ETHIOPIC SYLLABLE ([A-Z]+)$")
ARTICLES = frozenset({"al", "el"})  # of an Arabic name
_WORDS = re.compile(r"[a-z]+")

# longest first: how groups of letters sound, as one sign each
_SOUNDS = (
    ("tsch", "s"), ("dzj", "g"), ("sch", "s"), ("tch", "s"), ("dsj", "g"),
    ("ph", "f"), ("sh", "s"), ("sj", "s"), ("ch", "h"), ("kh", "h"), ("gh", "g"), ("th", "t"), ("dh", "t"),
    ("dj", "g"), ("dz", "s"), ("ts", "s"), ("tj", "s"), ("ck", "k"), ("qu", "k"),
    ("c", "k"), ("q", "k"), ("j", "g"), ("z", "s"), ("x", "ks"), ("d", "t"), ("v", "f"), ("b", "p"),
)  # fmt: skip
_SILENT = str.maketrans("", "", "aeiouwy")


@lru_cache(maxsize=4096)
def writing(text: str) -> str:
    """Small Latin letters and single spaces, whatever script and diacritics it had."""
    letters = "".join(_latin(letter) for letter in unicodedata.normalize("NFKD", text.lower()))
    return " ".join(_WORDS.findall(letters.replace("'", "").replace("’", "").replace("`", "")))


def _latin(letter: str) -> str:
    if letter < "\x80":
        return letter
    if letter in _LETTERS:
        return _LETTERS[letter]
    if unicodedata.combining(letter):
        return ""
    name = unicodedata.name(letter, "")
    if syllable := _ETHIOPIC.match(name):
        return syllable[1].lower()
    return "" if unicodedata.category(letter) in {"Lm", "Mn", "Cf", "Sk"} else " "


@lru_cache(maxsize=16384)
def sound(word: str) -> str:
    """How a written word sounds: its consonants in groups, doubles once. A word of vowels alone is itself."""
    heard = word
    for letters, sign in _SOUNDS:
        heard = heard.replace(letters, sign)
    consonants = heard.translate(_SILENT)
    squeezed = "".join(sign for sign, _ in groupby(consonants))
    return (squeezed or word)[:KEY_LENGTH]


def sounds(text: str) -> list[str]:
    """The keys of all words of a name, each once. The article of an Arabic name ("al-Ahmad", "Alahmad") is left out
    beside the word as it stands, and so is a Dutch j."""
    words = writing(text).split()
    bare = [word[2:] for word in words if word[:2] in ARTICLES and len(word) > 4]
    bare += [
        word[1:] for word in words if word[0] == "j" and len(word) > 2
    ]  # Joesoef is Yusuf in Dutch letters
    return sorted({sound(word) for word in (*words, *bare)})


def search_values(voornaam: str, achternaam: str) -> dict[str, object]:
    """The columns by which somebody is found, out of the names."""
    naam = f"{voornaam} {achternaam}"
    return {"zoeknaam": writing(naam)[:WRITING_LENGTH], "klanken": sounds(naam)}
