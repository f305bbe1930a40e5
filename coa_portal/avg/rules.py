"""The word rules: single words (also as the begin or end of a compound, also misspelt) and phrases.

The rules themselves are data: `data/woorden.txt` and `data/zinsdelen.txt`, whose heads explain the notation.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from coa_portal.avg.stems import without_prefix
from coa_portal.avg.text import Token, normalise

DATA = Path(__file__).parent / "data"
STRONG, WEAK = "sterk", "zwak"
CONTEXT = "context"
_GAP = 5  # words that ".." may skip
_SHORTEST, _LONGEST = 3, 14  # of a begin or end of a word
_TYPO_LENGTH = 7  # shorter words look too much like each other
_NEVER = "nooit"
# a compound that ends so is a street, whatever it begins with ("Kerkstraat"), or somebody's work ("traumachirurg")
_STREETS = ("straat", "weg", "laan", "plein", "hof", "pad", "dijk", "kade", "gracht", "steeg", "singel")
_WORK = tuple(
    """arts chirurg verpleegkundige verzorger verzorgende medewerker medewerkster beambte bewaarder bewaker directeur
    deskundige onderzoeker onderzoek kunde wetenschap wetenschappen leer docent leraar lerares tolk trainer coach
    begeleider specialist advocaat rechter jurist technicus laborant assistent assistente personeel keuken winkel
    fabriek serie series boek boeken film films roman romans podcast podcasts museum cursus opleiding diploma
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Hit:
    """A rule that fits on the words `first`..`last` (inclusive) of a sentence."""

    category: str
    strength: str
    first: int
    last: int


@dataclass(frozen=True)
class _Phrase:
    category: str
    strength: str
    slots: tuple[frozenset[str], ...]
    gaps: tuple[bool, ...]  # whether words may be skipped before the slot


@dataclass
class _Rules:
    exact: dict[str, dict[str, str]] = field(default_factory=dict)
    begins: dict[str, dict[str, str]] = field(default_factory=dict)
    ends: dict[str, dict[str, str]] = field(default_factory=dict)
    misspelt: dict[str, dict[str, str]] = field(default_factory=dict)
    phrases: dict[str, list[_Phrase]] = field(default_factory=dict)
    known_words: dict[str, dict[str, str]] = field(default_factory=dict)  # what a word was found to be


@cache
def _rules() -> _Rules:
    found = _Rules()
    for category, entry in _entries("woorden.txt", None):
        _take_word(found, category, entry)
    for category, entry in _entries("zinsdelen.txt", ";"):
        _take_phrase(found, category, entry)
    return found


def _entries(name: str, separator: str | None) -> Iterator[tuple[str, str]]:
    category = ""
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            category = line.strip("[]")
        elif line and not line.startswith("#"):
            for entry in line.split(separator):
                if text := _folded(entry.strip()):
                    yield category, text


def _folded(text: str) -> str:
    return normalise(unicodedata.normalize("NFC", text))


def _take_word(found: _Rules, category: str, entry: str) -> None:
    strength = {"~": WEAK, "-": _NEVER}.get(entry[0], STRONG)
    word = entry.lstrip("~-")
    if word.startswith("*"):
        table, word = found.ends, word[1:]
    elif word.endswith("*"):
        table, word = found.begins, word[:-1]
    else:
        table = found.exact
    rules = table.setdefault(word, {})
    # an entry that says less wins: that is how a word is taken out of a wider rule
    rules[category] = strength if rules.get(category, STRONG) == STRONG else rules[category]
    if strength == STRONG and len(word) >= _TYPO_LENGTH and table is not found.ends:
        for spelling in _one_letter_less(word):
            found.misspelt.setdefault(spelling, {})[category] = STRONG


def _take_phrase(found: _Rules, category: str, entry: str) -> None:
    strength = WEAK if entry.startswith("~") else STRONG
    slots: list[frozenset[str]] = []
    gaps: list[bool] = []
    may_skip = False
    for part in entry.lstrip("~").split():
        if part == "..":
            may_skip = True
            continue
        slots.append(frozenset(part.split("/")))
        gaps.append(may_skip)
        may_skip = False
    phrase = _Phrase(category, strength, tuple(slots), tuple(gaps))
    for word in slots[0]:
        found.phrases.setdefault(word, []).append(phrase)


def _one_letter_less(word: str) -> set[str]:
    return {word} | {word[:place] + word[place + 1 :] for place in range(1, len(word))}


def kinds_of(word: str) -> dict[str, str]:
    """Category → strength of one normalised word, "context" for a word of work, study or sport among them."""
    rules = _rules()
    found = rules.known_words.get(word)
    if found is None:
        found = _judge(rules, word)
        if (
            len(rules.known_words) < 50_000
        ):  # the texts of a busy day; a bound on memory, not a limit of the guard
            rules.known_words[word] = found
    return found


def _judge(rules: _Rules, word: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for size in range(min(len(word), _LONGEST), _SHORTEST - 1, -1):
        for table, part in ((rules.begins, word[:size]), (rules.ends, word[-size:])):
            for category, strength in table.get(part, {}).items():
                found.setdefault(category, strength)
    if word.endswith(_STREETS):
        found = {}
    elif word.endswith(_WORK):
        found = {category: WEAK if strength == STRONG else strength for category, strength in found.items()}
    found |= rules.exact.get(word, {})
    if not found and "-" in word:
        for part in word.split("-"):
            found |= kinds_of(part)
    if not found and not word.isascii():
        found = kinds_of(bare) if (bare := without_prefix(word)) != word else {}
    if not found and word not in _everyday_words():
        found = _misspelt(rules, word)
    return {category: strength for category, strength in found.items() if strength != _NEVER}


def _misspelt(rules: _Rules, word: str) -> dict[str, str]:
    """One letter too many, too few or wrong, in a word that is long enough to be sure."""
    if len(word) < _TYPO_LENGTH - 1 or not word.isascii():
        return {}
    for spelling in _one_letter_less(word):
        if spelling in rules.misspelt:
            return rules.misspelt[spelling]
    return {}


@cache
def _everyday_words() -> frozenset[str]:
    """Words that only look like a misspelling: all that the harmless training sentences use."""
    return frozenset((DATA / "gewone_woorden.txt").read_text(encoding="utf-8").split())


def _fits(word: str, slot: frozenset[str]) -> bool:
    if word in slot:
        return True
    return any(choice[-1:] == "*" and word.startswith(choice[:-1]) for choice in slot)


def find_hits(tokens: Sequence[Token]) -> list[Hit]:
    """Every rule that fits somewhere in a sentence, words first, then phrases."""
    phrases = _rules().phrases
    hits = []
    for place, token in enumerate(tokens):
        for category, strength in kinds_of(token.text).items():
            hits.append(Hit(category, strength, place, place))
    for place, token in enumerate(tokens):
        for phrase in _starting_with(phrases, token.text):
            last = _end_of(phrase, tokens, place)
            if last is not None:
                hits.append(Hit(phrase.category, phrase.strength, place, last))
    return hits


def _starting_with(phrases: dict[str, list[_Phrase]], word: str) -> list[_Phrase]:
    found = phrases.get(word, [])
    for size in range(4, len(word) + 1):
        begun = phrases.get(word[:size] + "*")
        if begun:
            found = [*found, *begun]
    return found


def _end_of(phrase: _Phrase, tokens: Sequence[Token], start: int) -> int | None:
    place = start
    for slot, may_skip in zip(phrase.slots[1:], phrase.gaps[1:], strict=True):
        furthest = min(len(tokens), place + 2 + (_GAP if may_skip else 0))
        place = next((n for n in range(place + 1, furthest) if _fits(tokens[n].text, slot)), -1)
        if place < 0:
            return None
    return place
