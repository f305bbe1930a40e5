"""Judges a line of free text (R9): which words say something that does not belong in a profile, and why.

Rules and classifier decide together, sentence by sentence and category by category. A strong rule needs little help
of the classifier, a weak one needs its consent, and without any rule the classifier must be sure by itself. What
that help must be was chosen on a part of the training sentences (docs/avg-wachter.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from coa_portal.avg.categories import BY_CODE, CODES
from coa_portal.avg.model import Model, Vector, scores, stored_model, word_vectors
from coa_portal.avg.rules import STRONG, Hit, find_hits
from coa_portal.avg.text import Token, sentences

# the least score (log odds) of the classifier, beside a strong rule, a weak one, and none
LEAST_STRONG, LEAST_WEAK, LEAST_ALONE = -1.5, -0.5, 1.3
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
    hits = find_hits(tokens)
    found: list[Finding] = []
    for number, (code, score) in enumerate(zip(CODES, scores(model, tokens, hits), strict=True)):
        own = [hit for hit in hits if hit.category == code]
        strong = [hit for hit in own if hit.strength == STRONG]
        if score < _least(own, strong):
            continue
        marked = _merged(strong or own) or _telling_words(word_vectors(model, tokens), number)
        for first, last in marked:
            start, end = tokens[first].start, tokens[last].end
            found.append(Finding(line[start:end], code, BY_CODE[code].reason, start, end))
    return found


def _least(own: list[Hit], strong: list[Hit]) -> float:
    if strong:
        return LEAST_STRONG
    return LEAST_WEAK if own else LEAST_ALONE


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
