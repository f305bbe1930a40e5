"""Judges a line of free text (R9): which words say something that does not belong in a profile, and why.

Rules and classifier decide together, sentence by sentence. First whether anything is wrong at all: with a strong rule
the classifier must not be sure of the contrary, with a weak one it must agree, and without any it must be sure by
itself. Then which category: every one that rules and classifier agree on, or else the most likely one. The borders were
chosen on training sentences that were left out for it (docs/avg-wachter.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from coa_portal.avg.categories import BY_CODE, CODES
from coa_portal.avg.model import Model, Vector, scores, stored_model, word_vectors
from coa_portal.avg.rules import STRONG, WEAK, Hit, find_hits
from coa_portal.avg.text import Token, sentences

# the least score (log odds) that anything is wrong: beside no rule, a weak one, and a strong one
_ANY = (0.1, 0.0, -0.7)
# and of a category
_LEAST = (0.8, -0.3, -1.5)
_NEAR = 3.0  # a category that much less likely than the best one is not named beside it
# more is asked beside no rule of one, two or three words: what they look like says little
_FEW = {1: 100.0, 2: 2.5, 3: 1.0}
_MOST_WORDS = 4  # that the classifier marks by itself in one sentence


@dataclass(frozen=True)
class Finding:
    """`term` stands in the line at [start, end), in characters. `reason`: a sentence in plain Dutch."""

    term: str
    category: str
    reason: str
    start: int
    end: int

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {
            "term": self.term,
            "category": self.category,
            "reason": self.reason,
            "start": self.start,
            "end": self.end,
        }


def check(line: str, model: Model | None = None) -> list[Finding]:
    """What is wrong with a line, in order of place; an empty list when nothing is. Never raises."""
    model = model or stored_model()
    found = [finding for tokens in sentences(line) for finding in _judge_sentence(line, tokens, model)]
    return sorted(found, key=lambda finding: (finding.start, finding.end, finding.category))


def _judge_sentence(line: str, tokens: Sequence[Token], model: Model) -> list[Finding]:
    seen = find_hits(tokens)
    hits = [hit for hit in seen if hit.category in BY_CODE]
    found: list[Finding] = []
    for number in _categories(scores(model, tokens, seen), hits, len(tokens)):
        own = [hit for hit in hits if hit.category == CODES[number]]
        strong = [hit for hit in own if hit.strength == STRONG]
        marked = _merged(strong or own) or _telling_words(word_vectors(model, tokens), number)
        for first, last in marked:
            start, end = tokens[first].start, tokens[last].end
            code = CODES[number]
            found.append(Finding(line[start:end], code, BY_CODE[code].reason, start, end))
    return found


def _categories(score: Sequence[float], hits: Sequence[Hit], size: int) -> list[int]:
    """The numbers of the categories that a sentence falls in; none when nothing is wrong with it."""
    strength = {hit.category: hit.strength for hit in hits if hit.strength != STRONG}
    strength |= {hit.category: hit.strength for hit in hits if hit.strength == STRONG}
    least = _border(max(strength.values(), key=(WEAK, STRONG).index, default=""), _ANY)
    if score[-1] < least + (0.0 if hits else _FEW.get(size, 0.0)):
        return []
    best = max(range(len(CODES)), key=lambda n: score[n])
    near = [n for n in range(len(CODES)) if score[n] >= score[best] - _NEAR]
    return [n for n in near if score[n] >= _border(strength.get(CODES[n], ""), _LEAST)] or [best]


def _border(strength: str, borders: tuple[float, float, float]) -> float:
    return borders[("", WEAK, STRONG).index(strength)]


def _merged(hits: Sequence[Hit]) -> list[tuple[int, int]]:
    """The places of hits, those that overlap or touch as one."""
    found: list[tuple[int, int]] = []
    for first, last in sorted((hit.first, hit.last) for hit in hits):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _telling_words(vectors: Sequence[Vector], number: int) -> list[tuple[int, int]]:
    """The words that weighed most for a category when no rule named any."""
    weights = [vector[number] for vector in vectors]
    best = max(weights)
    places = [place for place, weight in enumerate(weights) if weight >= best * 0.6 and weight > 0]
    places = places[:_MOST_WORDS] or [weights.index(best)]
    return [(places[0], places[-1])] if places[-1] - places[0] <= _MOST_WORDS else [(p, p) for p in places]
