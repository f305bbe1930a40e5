"""The training sentences: written by hand, made by the grammar, and joined or misspelt copies of those."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coa_portal.avg.categories import CODES

FOLDER = Path(__file__).parent
HARMLESS = "-"
_SLOT = re.compile(r"\{(\w+)\}")
_PER_CATEGORY, _HARMLESS_MADE = 420, 6000
_ABOUT = 0.5  # of the sentences that begin with what somebody does, that also get a subject
_DOES = re.compile(
    r"(?!Dit|Het|Wat|Met|Bij)[A-Z][a-z]*t\b|(?:Is|Kan|Wil|Was|Had|Mag|Zat|Liep|Kreeg|Ging|Kwam)\b|[A-Z][a-z]+te\b"
)


@dataclass(frozen=True)
class Example:
    """`labels`: codes of the categories; none for a harmless sentence."""

    text: str
    labels: frozenset[str]


def by_hand() -> list[Example]:
    """The sentences that people wrote, one file per category."""
    found = []
    harmless: list[tuple[str, set[str]]] = [("onschuldig", set()), ("onschuldig_portaal", set())]
    for name, own in (*((code, {code}) for code in CODES), *harmless):
        for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                text, _, more = line.partition("|")
                found.append(Example(text.strip(), frozenset({*own, *more.split()})))
    return found


def read_grammar() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Lists by name, and sentence patterns by category."""
    lists: dict[str, list[str]] = {}
    patterns: dict[str, list[str]] = {}
    category = ""
    for line in (FOLDER / "grammatica.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            name, _, rest = line[1:].partition("=")
            lists[name.strip()] = [item.strip() for item in rest.split(";")]
        elif line.startswith("["):
            category = line.strip("[]")
        elif line and not line.startswith("#"):
            patterns[category] = [item.strip() for item in line.split(";")]
    return lists, patterns


def by_grammar(chance: random.Random) -> list[Example]:
    """A drawn sample of what the grammar can say, without doubles."""
    lists, patterns = read_grammar()
    found: dict[str, Example] = {}
    for category, own in patterns.items():
        wanted = _HARMLESS_MADE if category == HARMLESS else _PER_CATEGORY
        labels = frozenset() if category == HARMLESS else frozenset({category})
        made = 0
        while made < wanted:
            text = _SLOT.sub(lambda slot: chance.choice(lists[slot[1]]), chance.choice(own))
            if text not in found:
                found[text] = Example(text, labels)
                made += 1
    return list(found.values())


def copies(examples: list[Example], chance: random.Random) -> Iterator[Example]:
    """Sentences about somebody, with something harmless before or after, and with a slip of the finger."""
    harmless = [example for example in examples if not example.labels]
    somebody = read_grammar()[0]["wie"]
    for example in examples:
        if _DOES.match(example.text) and chance.random() < _ABOUT:
            first, rest = example.text[0].lower(), example.text[1:]
            yield Example(f"{chance.choice(somebody)} {first}{rest}", example.labels)
        if example.labels and chance.random() < 0.3:
            other = chance.choice(harmless).text.rstrip(".")
            joint = chance.choice((" en ", ", ", " maar ", " - ", ", ook "))
            pair = [example.text.rstrip("."), other]
            chance.shuffle(pair)
            yield Example(joint.join(pair), example.labels)
        elif not example.labels and chance.random() < 0.15:
            yield Example(example.text.rstrip(".") + " en " + chance.choice(harmless).text, example.labels)
        if chance.random() < 0.15:
            yield Example(_slip(example.text, chance), example.labels)


def _slip(text: str, chance: random.Random) -> str:
    place = chance.randrange(max(1, len(text) - 1))
    kind = chance.randrange(3)
    if kind == 0:
        return text[:place] + text[place + 1 :]
    if kind == 1:
        return text[:place] + text[place : place + 1] + text[place:]
    return text[:place] + text[place + 1 : place + 2] + text[place : place + 1] + text[place + 2 :]
