"""Trains the classifier of the AVG guard and writes its weights; `--try` only tells how well it would do.

    python -m coa_portal.avg.training.train [--try]

Logistic regression with AdaGrad, in plain Python, with a fixed seed: the same sentences give the same weights. At every
step a part of the words is left out, so that rules and parts of words learn to do without them. `--try` trains on four
fifths of the sentences and judges the rest. The judged sentences of tests/avg/ are read only to leave out
whatever looks too much like one of them.
"""

import gzip
import json
import math
import random
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from coa_portal.avg.categories import CODES
from coa_portal.avg.guard import check
from coa_portal.avg.model import ANY, OUTPUTS, WEIGHTS, Model, pair_features, rule_features, word_features
from coa_portal.avg.rules import DATA, find_hits
from coa_portal.avg.text import normalise, sentences
from coa_portal.avg.training.kinship import doubles
from coa_portal.avg.training.sentences import Example, by_grammar, by_hand, copies

SEED = 20260
JUDGED = Path(__file__).parents[3] / "tests" / "avg"
_ROUNDS, _RATE, _KEPT, _DECAY = 14, 0.25, 0.6, 5e-4
_AVERAGED = 8  # the weights are the mean over the last rounds, which is calmer than any single one
_SCALE = 100
Row = tuple[tuple[int, ...], int, frozenset[str]]


def main() -> None:
    chance = random.Random(SEED)  # noqa: S311  (draws sentences, not secrets)
    hand, made = training_set(chance)
    _write_everyday_words([*hand, *made])
    if "--try" in sys.argv:
        chance.shuffle(hand)
        kept = len(hand) // 5
        model = fit([*hand[kept:], *made], chance)
        _tell(hand[:kept], model)
        return
    model = fit([*hand, *made], chance)
    _store(model)
    sys.stdout.write(f"{len(hand)} geschreven, {len(made)} gemaakt, {len(model.weights)} gewichten\n")


def training_set(chance: random.Random) -> tuple[list[Example], list[Example]]:
    """The sentences written by hand and those made by the grammar, without any double of a judged one."""
    hand, made = by_hand(), by_grammar(chance)
    judged = [
        line
        for path in sorted(JUDGED.glob("beoordeeld*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and line[0] not in "#["
    ]
    alike = {double for _, double in doubles(judged, [example.text for example in (*hand, *made)])}
    return ([e for e in hand if e.text not in alike], [e for e in made if e.text not in alike])


def _write_everyday_words(examples: Sequence[Example]) -> None:
    words = set()
    for example in examples:
        if not example.labels:
            words |= set(re.findall(r"[a-z]{6,}", normalise(example.text)))
    path = DATA / "gewone_woorden.txt"
    path.write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")


def fit(examples: list[Example], chance: random.Random) -> Model:
    """A model of these sentences and of copies of them."""
    names: dict[str, int] = {}
    rows = [_row(example, names) for example in (*examples, *copies(examples, chance))]
    rule_count = {number for name, number in names.items() if name[0] == "r"}
    columns = []
    for number, code in enumerate(OUTPUTS):
        columns.append(_fit_one(code, rows, rule_count, len(names), random.Random(SEED + number)))  # noqa: S311
    weights = {}
    for name, place in names.items():
        vector = tuple(column[1][place] for column in columns)
        if any(abs(value) >= 0.02 for value in vector):
            weights[name] = vector
    return Model(tuple(column[0] for column in columns), weights)


def _row(example: Example, names: dict[str, int]) -> Row:
    tokens = [token for sentence in sentences(example.text) for token in sentence]
    hits = find_hits(tokens)
    found = [*rule_features(hits, tokens), *pair_features(tokens)]
    for token in tokens:
        found += word_features(token.text)
    places = tuple(names.setdefault(name, len(names)) for name in found)
    return places, 0, example.labels


def _fit_one(
    code: str, rows: list[Row], rules: set[int], size: int, chance: random.Random
) -> tuple[float, list[float]]:
    weights, history = [0.0] * size, [1.0] * size
    bias, bias_history = 0.0, 1.0
    order = list(range(len(rows)))
    mean, bias_mean = [0.0] * size, 0.0
    for number in range(_ROUNDS):
        chance.shuffle(order)
        for index in order:
            places, _number, labels = rows[index]
            used = [place for place in places if place in rules or chance.random() < _KEPT]
            wanted = 1.0 if (labels if code == ANY else code in labels) else 0.0
            score = bias + sum([weights[place] for place in used])
            slope = 1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) - wanted
            if abs(slope) < 0.02:
                continue
            slope *= 1.3 if wanted and code != ANY else 1.0
            bias_history += slope * slope
            bias -= _RATE * slope / math.sqrt(bias_history)
            for place in used:
                history[place] += slope * slope
                weights[place] -= _RATE * (slope + _DECAY * weights[place]) / math.sqrt(history[place])
        if number >= _ROUNDS - _AVERAGED:
            mean = [sum(pair) for pair in zip(mean, weights, strict=True)]
            bias_mean += bias
    return bias_mean / _AVERAGED, [value / _AVERAGED for value in mean]


def _store(model: Model) -> None:
    rows = {}
    for name in sorted(model.weights):
        pairs = [
            part
            for number, value in enumerate(model.weights[name])
            if round(value * _SCALE)
            for part in (number, round(value * _SCALE))
        ]
        if pairs:
            rows[name] = pairs
    data = {
        "licentie": "EUPL-1.2, COA-portaal; gemaakt door coa_portal/avg/training/train.py",
        "scale": _SCALE,
        "bias": [round(value * _SCALE) for value in model.bias],
        "weights": rows,
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    WEIGHTS.write_bytes(gzip.compress(text.encode(), mtime=0))


def _tell(judged: list[Example], model: Model) -> None:
    for code in (*CODES, ""):
        hit = wrong = missed = 0
        for example in judged:
            found = {finding.category for finding in check(example.text, model)}
            said = code in found if code else bool(found)
            true = code in example.labels if code else bool(example.labels)
            hit += said and true
            wrong += said and not true
            missed += true and not said
            if not code and said != true:
                sys.stdout.write(f"  {sorted(found)} {sorted(example.labels)} {example.text}\n")
        recall = hit / max(1, hit + missed)
        precision = hit / max(1, hit + wrong)
        sys.stdout.write(
            f"{code or 'alles'}: recall {recall:.3f} precision {precision:.3f} ({hit + missed})\n"
        )


if __name__ == "__main__":
    main()
