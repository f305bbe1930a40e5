"""The classifier: per category a logistic regression over words, pairs of words, parts of words and the rules.

Trained by `coa_portal/avg/training/train.py`; here it only adds up stored weights. No library, no network.
"""

import gzip
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from coa_portal.avg.categories import CODES
from coa_portal.avg.rules import CONTEXT, DATA, STRONG, Hit
from coa_portal.avg.text import Token

WEIGHTS = DATA / "gewichten.json.gz"
MOST_REMEMBERED = 50_000  # words: a bound on memory, not on the guard
Vector = tuple[float, ...]
NOTHING: Vector = (0.0,) * len(CODES)


@dataclass(frozen=True)
class Model:
    """`weights`: feature → one weight per category, in the order of `CODES`. `bias`: the same, of no feature."""

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
    """What one word says: itself, how it begins and ends, and its parts of five letters."""
    if word.isdigit():
        return ("w:0",)
    found = ["w:" + word]
    size = len(word)
    found += [f"p{n}:{word[:n]}" for n in (3, 4, 5, 7) if size > n]
    found += [f"x{n}:{word[-n:]}" for n in (4, 6) if size > n]
    if size > 5:
        found += ["c:" + word[n : n + 5] for n in range(1, size - 4)]
    return tuple(found)


def pair_features(tokens: Sequence[Token]) -> list[str]:
    """Words beside each other, and with one word between them."""
    words = ["^", *(token.text for token in tokens), "$"]
    found = ["b:" + one + "_" + other for one, other in pairwise(words)]
    found += ["k:" + one + "_" + other for one, other in zip(words, words[2:], strict=False)]
    return found


def rule_features(hits: Sequence[Hit]) -> list[str]:
    """Which categories the rules saw, and whether the sentence is about work, study or sport."""
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
    return found


def scores(model: Model, tokens: Sequence[Token], hits: Sequence[Hit]) -> list[float]:
    """The score per category, in the order of `CODES`; above 0 means more likely than not."""
    total = list(model.bias)
    weights = model.weights
    for vector in word_vectors(model, tokens):
        _add(total, vector)
    for name in pair_features(tokens):
        if name in weights:
            _add(total, weights[name])
    for name in rule_features(hits):
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
