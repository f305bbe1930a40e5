"""Whether two sentences are so alike that judging on one after training on the other would be cheating."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from coa_portal.avg.text import normalise

# who it is about says nothing: "Mw. is lesbisch" is a double of "Zij is lesbisch"
_FILLERS = frozenset(
    """hij zij ze mw mevr mevrouw dhr meneer mijnheer betrokkene client de het een is heeft en zijn haar he she a the
    has to in of van""".split()  # noqa: SIM905
)
_ALIKE = 0.75  # shared part of all content words


def content(text: str) -> frozenset[str]:
    """The words of a sentence that say something."""
    words = re.findall(r"[^\W_]+", normalise(text))
    return frozenset(word for word in words if word not in _FILLERS) or frozenset(words)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", normalise(text)))


def doubles(judged: Iterable[str], trained: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(judged, trained) pairs that are alike. Two single words are alike only with the whole sentence the same."""
    by_word: dict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
    known: dict[str, str] = {}
    for text in trained:
        known[_plain(text)] = text
        words = content(text)
        for word in words:
            by_word[word].append((text, words))
    for text in judged:
        words = content(text)
        if (plain := _plain(text)) in known:
            yield text, known[plain]
        near = {other for word in words for other in by_word[word]}
        for other, theirs in near:
            shared = len(words & theirs)
            if shared >= 2 and shared / len(words | theirs) >= _ALIKE:
                yield text, other
