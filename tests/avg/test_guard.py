"""The AVG guard of free text (R9): what it says, how well, and that it was judged on what it never learned."""

import io
import json
import random
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from coa_portal.avg.categories import BY_CODE
from coa_portal.avg.guard import check
from coa_portal.avg.training.kinship import doubles
from coa_portal.avg.training.sentences import by_hand
from coa_portal.avg.training.train import SEED, training_set
from tests.avg.judging import ALL, LAST, SETS, figures, judged, rows

DOCS = Path(__file__).parents[2] / "docs" / "avg-wachter.md"


def test_the_published_figures_are_those_of_the_stored_weights() -> None:
    published = DOCS.read_text(encoding="utf-8").splitlines()
    assert [row for file in SETS for row in rows(file) if row not in published] == []


def test_the_guard_finds_and_spares_enough() -> None:
    """A floor under the published figures: a change of rules or sentences may not quietly make them worse."""
    first = figures()
    assert len(judged()) >= 600
    assert first[ALL].recall >= 0.98 and first[ALL].precision >= 0.95
    for name, found in first.items():
        assert found.recall >= 0.93 and found.precision >= 0.87, (name, found)
    assert first[ALL].positive < 0.65 * len(judged())
    last = figures(LAST)[ALL]
    assert len(judged(LAST)) >= 250 and last.recall >= 0.95 and last.precision >= 0.90
    assert 0.45 < last.positive / len(judged(LAST)) < 0.55


def test_no_judged_sentence_nor_its_double_was_trained_on() -> None:
    hand, made = training_set(random.Random(SEED))  # noqa: S311
    trained = [example.text for example in (*hand, *made)]
    own = [one.text for file in SETS for one in judged(file)]
    assert list(doubles(own, trained)) == []
    assert list(doubles(own, [example.text for example in by_hand()])) == []
    # and the measure itself sees a double in other clothes
    assert list(doubles(["Mw. heeft vaak hevige migraine."], ["Zij heeft vaak hevige migraine"]))


@pytest.mark.parametrize(
    ("line", "term", "category"),
    [
        ("Haar man is depressief.", "depressief", "psychisch"),
        ("Zij slikt pillen om te slapen", "slikt pillen", "medisch"),
        ("Geen medische klachten.", "medische klachten", "medisch"),
        ("é Ö: heeft diabetes", "diabetes", "medisch"),
        ("Ze is swanger", "swanger", "medisch"),
        ("هو مسيحي", "مسيحي", "religie"),
        ("هو مُسْلِم", "مُسْلِم", "religie"),
        ("😀  Haar zoon is de\u0301pressief", "de\u0301pressief", "psychisch"),
        ("ሕማም ኣለዎ", "ሕማም", "medisch"),
        ("Werkte als kok. Is nu vaak agressief tegen bewoners.", "agressief", "gedrag"),
    ],
)
def test_a_finding_stands_at_its_place_with_category_and_reason(line: str, term: str, category: str) -> None:
    found = [finding for finding in check(line) if finding.category == category]
    assert [line[one.start : one.end] for one in found] == [one.term for one in found]
    assert any(term in one.term for one in found)
    assert {one.reason for one in found} == {BY_CODE[category].reason}


@pytest.mark.parametrize(
    "line",
    [
        "werkte als verpleegkundige in een ziekenhuis",
        "wil in de zorg werken",
        "speelt graag agressief schaak",
        "",
        "   ",
    ],
)
def test_ordinary_sentences_are_left_alone(line: str) -> None:
    assert check(line) == []


def test_the_command_answers_every_line_whatever_the_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = b"Heeft astma.\r\n\n\xff\xfe\x00 is dronken\n" + "ኣስማ".encode() + b"\nDroomt van een bakkerij"
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    out = io.StringIO()
    call_command("check_free_text", stdout=out)
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [answer["line"] for answer in answers] == [1, 2, 3, 4, 5]
    assert [bool(answer["findings"]) for answer in answers] == [True, False, True, True, False]
    assert set(answers[0]["findings"][0]) == {"term", "category", "reason", "start", "end"}
