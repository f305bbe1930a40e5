"""Other shapes of a word that say the same: without its ending, as it sounds, and without its vowels.

Rough on purpose: a stem is a feature of the classifier and never shown. It makes "schopte" teach about "geschopt", and
"veroordeelt" or "manupulatief" recognisable as what was meant.
"""

import re

_ENDINGS = (
    *(
        "eerden",
        "ingen",
        "heden",
        "erige",
        "eerde",
        "eert",
        "tjes",
        "igde",
        "ende",
        "enden",
        "sten",
        "achtig",
    ),
    *(
        "heid",
        "ing",
        "ige",
        "den",
        "ten",
        "tje",
        "ers",
        "en",
        "de",
        "te",
        "er",
        "ig",
        "e",
        "t",
        "d",
        "s",
        "n",
    ),
)
_BEGINNINGS = (
    "وال",
    "بال",
    "كال",
    "فال",
    "لل",
    "ال",
    "و",
    "ب",
    "ل",
    "ف",
    "س",
    "ን",
    "ብ",
    "ም",
    "ዝ",
    "እን",
    "ካብ",
)
_ARABIC_ENDINGS = ("ها", "هم", "هن", "ات", "ون", "ين", "ته", "تها", "ه", "ة", "ي", "ت")
_SHORTEST = 3
_SOUNDS = (
    (re.compile(r"sch(?=[^aeiouy]|$)"), "s"),
    (re.compile(r"ij|ei|y"), "i"),
    (re.compile(r"ou|au"), "u"),
    (re.compile(r"ph|v"), "f"),
    (re.compile(r"z"), "s"),
    (re.compile(r"ck|c(?=[^eih])|q"), "k"),
    (re.compile(r"c(?=[ei])"), "s"),
    (re.compile(r"th|dt|d$"), "t"),
    (re.compile(r"ch"), "g"),
    (re.compile(r"(.)\1+"), r"\1"),
)
_VOWELS = re.compile(r"[aeiou]+")
_SKELETON = 5  # consonants: fewer say too little


def stems_of(word: str) -> tuple[str, ...]:
    """The shapes of one normalised word, without doubles; none of a short one."""
    if len(word) <= _SHORTEST:
        return ()
    if not word.isascii():
        return (_arabic_stem(word),) if "\u0600" <= word[0] <= "\u06ff" else (word[:3],)
    sound = _sound_of(word)
    stem = _sound_of(_stem_of(word))
    skeleton = _VOWELS.sub("", sound)
    found = [stem, "f" + sound]
    if len(skeleton) >= _SKELETON:
        found.append("q" + skeleton)
    return tuple(found)


def _stem_of(word: str) -> str:
    if word.startswith("ge") and len(word) > 6:
        word = word[2:]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word


def _sound_of(word: str) -> str:
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def without_prefix(word: str) -> str:
    """An Arabic or Tigrinya word without the article or preposition that is written to it; else the word itself."""
    for part in _BEGINNINGS:
        if word.startswith(part) and len(word) - len(part) >= _SHORTEST:
            return word[len(part) :]
    return word


def _arabic_stem(word: str) -> str:
    word = without_prefix(word)
    for part in _ARABIC_ENDINGS:
        if word.endswith(part) and len(word) - len(part) >= _SHORTEST:
            return word[: -len(part)]
    return word
