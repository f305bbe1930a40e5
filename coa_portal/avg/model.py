"""The classifier: per category a logistic regression over words, pairs of words, parts of words and the rules.

Trained by `coa_portal/avg/training/train.py`; here it only adds up stored weights. No library, no network.
"""

import gzip
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import combinations, pairwise

from coa_portal.avg.categories import CODES
from coa_portal.avg.rules import CONTEXT, DATA, STRONG, Hit
from coa_portal.avg.stems import stems_of
from coa_portal.avg.text import Token

WEIGHTS = DATA / "gewichten.json.gz"
MOST_REMEMBERED = 50_000  # words: a bound on memory, not on the guard
Vector = tuple[float, ...]
ANY = "*"  # the question whether anything is wrong at all, which learns from all categories together
OUTPUTS = (*CODES, ANY)
NOTHING: Vector = (0.0,) * len(OUTPUTS)


@dataclass(frozen=True)
class Model:
    """`weights`: feature → one weight per category, in the order of `OUTPUTS`. `bias`: the same, of no feature."""

    bias: Vector
    weights: Mapping[str, Vector]
    known_words: dict[str, Vector] = field(
        default_factory=dict, compare=False
    )  # the sum per word, remembered


@cache
def stored_model() -> Model:
    """The weights of the repository."""
    with gzip.open(WEIGHTS, "rt", encoding="utf-8") as file:
        data = json.load(file)
    scale = float(data["scale"])
    rows = data["weights"].items()
    weights = {name: _unpacked(row, scale) for name, row in rows}
    return Model(tuple(value / scale for value in data["bias"]), weights)


def _unpacked(row: Sequence[int], scale: float) -> Vector:
    """Weights stand as pairs: number of the category, weight times `scale`."""
    values = list(NOTHING)
    for category, weight in zip(row[::2], row[1::2], strict=True):
        values[category] = weight / scale
    return tuple(values)


def word_features(word: str) -> tuple[str, ...]:
    """What one word says: itself, its stem and its sound, how it begins and ends, and its parts of five letters."""
    if word.isdigit():
        return ("w:0",)
    found = ["w:" + word, *("s:" + idea for idea in ideas_of(word))]
    found += ["m:" + part for part in stems_of(word)]
    size = len(word)
    found += [f"p{n}:{word[:n]}" for n in (3, 4, 5, 7) if size > n]
    found += [f"x{n}:{word[-n:]}" for n in (4, 6) if size > n]
    if size > 5:
        found += ["c:" + word[n : n + 5] for n in range(1, size - 4)]
    return tuple(found)


def pair_features(tokens: Sequence[Token]) -> list[str]:
    """Words beside each other, and with one word between them; which ideas come together in the sentence."""
    words = ["^", *(token.text for token in tokens), "$"]
    found = ["b:" + one + "_" + other for one, other in pairwise(words)]
    found += ["k:" + one + "_" + other for one, other in zip(words, words[2:], strict=False)]
    ideas = sorted({idea for token in tokens for idea in ideas_of(token.text)})
    found += ["i:" + one + "_" + other for one, other in combinations(ideas, 2)]
    return found


@cache
def _ideas() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    exact: dict[str, list[str]] = {}
    begins: dict[str, list[str]] = {}
    for line in (DATA / "begrippen.txt").read_text(encoding="utf-8").splitlines():
        name, colon, words = line.partition(": ")
        if colon and not line.startswith("#"):
            for word in words.split():
                table, key = (begins, word[:-1]) if word.endswith("*") else (exact, word)
                table.setdefault(key, []).append(name)
    return exact, begins


@lru_cache(maxsize=MOST_REMEMBERED)
def ideas_of(word: str) -> tuple[str, ...]:
    """What a word is about, so that one word teaches about others (`data/begrippen.txt`)."""
    exact, begins = _ideas()
    found = set(exact.get(word, ()))
    for size in range(3, len(word) + 1):
        found.update(begins.get(word[:size], ()))
    return tuple(sorted(found))


def rule_features(hits: Sequence[Hit], tokens: Sequence[Token]) -> list[str]:
    """Which categories the rules saw, whether the sentence is about work, study or sport, and what stands around."""
    seen = {(hit.category, hit.strength) for hit in hits if hit.category != CONTEXT}
    strong = {category for category, strength in seen if strength == STRONG}
    has_context = any(hit.category == CONTEXT for hit in hits)
    found = ["r:context"] if has_context else []
    for category, strength in sorted(seen):
        found.append(f"r:{category}_{strength}")
        if has_context:
            found.append(f"rc:{category}_{strength}")
    if not strong:
        found.append("r:geen")
    return found + _around(hits, tokens)


def _around(hits: Sequence[Hit], tokens: Sequence[Token]) -> list[str]:
    """What stands before and after a word of a rule ("als psycholoog", "naar de psycholoog"), and what it is about."""
    words = ["^", "^", *(token.text for token in tokens), "$"]
    ideas = {idea for token in tokens for idea in ideas_of(token.text)}
    found = set()
    for hit in hits:
        code = hit.category
        if code != CONTEXT:
            found |= {f"v{code}_{words[hit.first + 1]}", f"u{code}_{words[hit.first]}_{words[hit.first + 1]}"}
            found |= {f"n{code}_{words[hit.last + 3]}", f"e{code}_{words[2]}"}
            found |= {f"j{code}_{idea}" for idea in ideas}
    return sorted(found)


def scores(model: Model, tokens: Sequence[Token], hits: Sequence[Hit]) -> list[float]:
    """The score per category and for anything at all, in the order of `OUTPUTS`; above 0 means more likely than not."""
    total = list(model.bias)
    weights = model.weights
    for vector in word_vectors(model, tokens):
        _add(total, vector)
    for name in pair_features(tokens):
        if name in weights:
            _add(total, weights[name])
    for name in rule_features(hits, tokens):
        if name in weights:
            _add(total, weights[name])
    return total


def _add(total: list[float], vector: Vector) -> None:
    for place, value in enumerate(vector):
        total[place] += value


def word_vectors(model: Model, tokens: Sequence[Token]) -> list[Vector]:
    """Per word the sum of the weights of its features."""
    found = []
    for token in tokens:
        vector = model.known_words.get(token.text)
        if vector is None:
            vector = _sum_of(model, word_features(token.text))
            if len(model.known_words) < MOST_REMEMBERED:
                model.known_words[token.text] = vector
        found.append(vector)
    return found


def _sum_of(model: Model, names: Sequence[str]) -> Vector:
    total = list(NOTHING)
    for name in names:
        if name in model.weights:
            _add(total, model.weights[name])
    return tuple(total)


def probability(score: float) -> float:
    """A score as a chance between 0 and 1."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
