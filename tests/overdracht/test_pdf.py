"""The PDF of a version (R20): every value of COA's sample form, PDF/UA structure, odd foreign text."""

import copy
import datetime as dt
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from coa_portal.web.pdf.document import MISSING_GLYPH_NOTE, TEMPLATE
from overdracht.pdf.render import (
    OWN_STATEMENT_NOTE,
    UNVERIFIED_NOTE,
    PdfHeader,
    render_kaart,
    render_profielversie,
    render_screening,
)

Payload = dict[str, Any]
HEADER = PdfHeader(
    referentie="K-2017-00042",
    gemeente="Utrecht",
    published_at=dt.datetime(2017, 4, 2, 22, 30, tzinfo=dt.UTC),
    versie=3,
)
HERE = Path(__file__).parent


@pytest.fixture
def sample() -> Payload:
    payload: Payload = json.loads((HERE / "payload_voorbeeld.json").read_text())
    return payload


def _squeeze(text: str) -> str:
    """Line breaks of the layout are not part of the text."""
    return re.sub(r"[\s\u200b]+", "", text)


def _text(pdf: bytes) -> str:
    return _squeeze("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def _with_ambition(payload: Payload, text: str) -> Payload:
    changed = copy.deepcopy(payload)
    fact = next(s for s in changed["sections"] if s["key"] == "toekomst")["facts"][0]
    fact["value"] = fact["text"] = text
    return changed


def _structure_types(pdf: bytes) -> list[str]:
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, DictionaryObject):
            if "/S" in node:
                found.append(str(node["/S"]))
            walk_kids(node.get("/K"))

    def walk_kids(kids: Any) -> None:
        kids = kids.get_object() if hasattr(kids, "get_object") else kids
        for kid in kids if isinstance(kids, list) else [kids]:
            if hasattr(kid, "get_object") and isinstance(kid.get_object(), DictionaryObject):
                walk(kid)

    walk(PdfReader(io.BytesIO(pdf)).root_object["/StructTreeRoot"])
    return found


def test_every_text_of_the_form_is_in_the_pdf(sample: Payload) -> None:
    """formulier_teksten.txt holds every label and value of the paper form (source B2, last pages)."""
    text = _text(render_profielversie(sample, header=HEADER))
    expected = (HERE / "formulier_teksten.txt").read_text().splitlines()
    assert len(expected) > 130
    assert [part for part in expected if _squeeze(part) not in text] == []


def test_form_order_is_kept(sample: Payload) -> None:
    text = _text(render_profielversie(sample, header=HEADER))
    order = ["Taalvaardigheid", "Spreektaal", "Onderwijsgegevens", "Instemming", "DatumUAF", "Autotechniek"]
    places = [text.index(word) for word in order]
    assert places == sorted(places)


def test_document_states_version_dutch_date_gemeente_and_reference(sample: Payload) -> None:
    text = _text(render_profielversie(sample, header=HEADER))
    # 22:30 UTC on the 2nd is the 3rd in the Netherlands.
    for part in ("Datum03-04-2017", "Versie3", "GemeenteUtrecht", "KenmerkK-2017-00042", "Pagina1van2"):
        assert part in text


def test_bsn_is_masked_even_when_the_payload_forgot(sample: Payload) -> None:
    sample["sections"][0]["facts"][1]["text"] = "123456782"
    text = _text(render_profielversie(sample, header=HEADER))
    assert "******782" in text
    assert "123456782" not in text


def test_own_statements_are_marked_and_explained(sample: Payload) -> None:
    text = _text(render_profielversie(sample, header=HEADER))
    assert "Werkervaring(Eigenopgave)" in text
    assert "auto-onderdelen.(Eigenopgave)" in text
    assert _squeeze(OWN_STATEMENT_NOTE) in text
    for section in sample["sections"]:
        for item in [*section["facts"], *(row for table in section["tables"] for row in table["rows"])]:
            item["own_statement"] = False
    assert "Eigenopgave" not in _text(render_profielversie(sample, header=HEADER))


def test_mixed_table_says_per_row_what_is_own_statement(sample: Payload) -> None:
    work = next(s for s in sample["sections"] if s["key"] == "arbeid")["tables"][0]
    work["rows"][0]["own_statement"] = False
    text = _text(render_profielversie(sample, header=HEADER))
    assert "Herkomst" in text
    assert "KleinebuurtsupermarktEigenopgave" in text
    assert "Werkervaring(Eigenopgave)" not in text


def test_pdf_is_tagged_ua1_in_dutch_with_title(sample: Payload) -> None:
    pdf = render_profielversie(sample, header=HEADER)
    reader = PdfReader(io.BytesIO(pdf))
    root = reader.root_object
    assert str(root["/Lang"]).startswith("nl")
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata is not None
    assert reader.metadata.title == "Klantprofiel vergunninghouder"
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfuaid:part(>|=\")1", metadata)
    types = _structure_types(pdf)
    assert types.count("/H1") == 1
    assert types.count("/H2") == 8
    tables = [table for section in sample["sections"] for table in section["tables"]]
    assert types.count("/Table") == len(tables)
    assert types.count("/TH") >= sum(len(table["columns"]) for table in tables)
    assert types.count("/LI") > 30
    assert all(page["/Tabs"] == "/S" for page in reader.pages if "/Annots" in page)


def test_same_input_gives_the_same_bytes(sample: Payload) -> None:
    assert render_profielversie(sample, header=HEADER) == render_profielversie(sample, header=HEADER)


@pytest.mark.parametrize(
    "hostile",
    [
        '#read("/etc/passwd")',
        '#import "@preview/x:1.0.0": *',
        "$ sum_(i=1)^n $ \\ #pagebreak() ] [ } { ",
        '"; #eval("1+1") //  /* */ <label> @ref `raw` *bold* _em_ = kop',
        '{"rtl": "x"}\\u0041 \\" ',
        "O'Brien #1 $5 a@b.nl <script>alert(1)</script> {{ 7*7 }} {% now %}",
    ],
)
def test_markup_in_a_value_is_printed_as_it_was_typed(sample: Payload, hostile: str) -> None:
    assert _squeeze(hostile) in _text(render_profielversie(_with_ambition(sample, hostile), header=HEADER))


def test_template_reads_nothing_but_its_data() -> None:
    code = re.sub(r"//.*", "", TEMPLATE.read_text())
    assert re.findall(r"\b(import|include|read|eval|image|csv|yaml|toml|xml|cbor|plugin)\b", code) == []
    assert code.count("json(") == 1


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("ኣብ ሆላንድ ምህንድስና ክመሃር ይደሊ", "ምህንድስና"),
        ("Хочу работать механиком", "механиком"),
        ("Ångström, Łukasz, Şükrü, Đorđe, Nguyễn Thị", "NguyễnThị"),
        ("Ես ուզում եմ սովորել", "սովորել"),
    ],
)
def test_foreign_scripts_are_text_in_the_pdf(sample: Payload, text: str, letters: str) -> None:
    pdf_text = _text(render_profielversie(_with_ambition(sample, text), header=HEADER))
    assert letters in pdf_text
    assert _squeeze(MISSING_GLYPH_NOTE) not in pdf_text


@pytest.mark.parametrize("text", ["أريد أن أعمل ميكانيكيا", "می‌خواهم مکانیک شوم", "غواړم کار وکړم"])
def test_arabic_script_is_shaped_and_keeps_its_letters(sample: Payload, text: str) -> None:
    pdf_text = _text(render_profielversie(_with_ambition(sample, text), header=HEADER))
    assert {char for char in _squeeze(text) if char.isalpha()} <= set(pdf_text)
    assert _squeeze(MISSING_GLYPH_NOTE) not in pdf_text


@pytest.mark.parametrize(
    "text",
    [
        "李小龙 werkt",
        "klaar 😀",
        "a\x00b\x07c\ud800 \ue000",
        "\ufffd",
        "\ufeffbom",
        "\u2031\u06d61",  # a sign, an accent and a digit that no one font has all of
    ],
)
def test_undrawable_characters_never_cost_the_document(sample: Payload, text: str) -> None:
    pdf_text = _text(render_profielversie(_with_ambition(sample, text), header=HEADER))
    assert "CONTACTPERSOONCOA" in pdf_text


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=60))
def test_any_text_gives_a_document(text: str) -> None:
    row = {"cells": [{"text": text}], "own_statement": True}
    table = {"key": "t", "label": text, "columns": [{"key": "c", "label": text}], "rows": [row]}
    fact = {"key": "k", "label": text, "text": text}
    section = {"key": "s", "label": text, "note": text, "facts": [fact], "tables": [table]}
    payload = {"schema": 1, "kind": "profielversie", "sections": [section]}
    assert render_profielversie(payload, header=HEADER).startswith(b"%PDF")


def test_undrawable_letters_become_boxes_with_an_explanation(sample: Payload) -> None:
    text = _text(render_profielversie(_with_ambition(sample, "李小龙 werkt"), header=HEADER))
    assert "□□□werkt" in text
    assert _squeeze(MISSING_GLYPH_NOTE) in text


def test_long_text_and_unbroken_words_stay_on_the_page(sample: Payload) -> None:
    long_text = "Werken met mensen. " * 400 + "x" * 500
    pdf = render_profielversie(_with_ambition(sample, long_text), header=HEADER)
    assert _text(pdf).count("mensen.") == 400
    lines = [line for page in PdfReader(io.BytesIO(pdf)).pages for line in page.extract_text().splitlines()]
    assert max(map(len, lines)) < 120


def test_two_hundred_rows_repeat_their_header_on_every_page(sample: Payload) -> None:
    work = next(s for s in sample["sections"] if s["key"] == "arbeid")["tables"][0]
    work["rows"] = [
        {
            "cells": [{"value": t, "text": t} for t in (f"Beroep nummer {n}", "", "", "")],
            "own_statement": True,
        }
        for n in range(200)
    ]
    pdf = render_profielversie(sample, header=HEADER)
    reader = PdfReader(io.BytesIO(pdf))
    text = _text(pdf)
    assert all(f"Beroepnummer{n}" in text for n in (0, 99, 199))
    assert sum("Bijzonderheden" in page.extract_text() for page in reader.pages) >= 4
    assert f"Pagina{len(reader.pages)}van{len(reader.pages)}" in text


def test_unknown_sections_facts_and_tables_are_printed_too(sample: Payload) -> None:
    fact = {
        "key": "nieuw",
        "label": "Nieuw gegeven",
        "value": 1,
        "text": "uit schema later",
        "own_statement": False,
    }
    sample["sections"][0]["facts"] += [fact, {**fact, "text": "zelfde sleutel"}]
    sample["sections"].insert(
        0, {"key": "zz", "label": "Onbekende afdeling", "note": "", "facts": [fact], "tables": []}
    )
    sample["sections"].append(
        {"key": "leeg", "label": "Lege afdeling", "note": "", "facts": [], "tables": []}
    )
    text = _text(render_profielversie(sample, header=HEADER))
    for part in ("ONBEKENDEAFDELING", "zelfdesleutel", "LEGEAFDELING", "Geengegevensingevuld."):
        assert part in text
    assert text.count("uitschemalater") == 2


def test_sub_section_without_a_bar_above_it_becomes_a_bar(sample: Payload) -> None:
    """PDF/UA forbids skipping a heading level; a payload may start anywhere."""
    sample["sections"] = [section for section in sample["sections"] if section["key"] in {"uaf", "idw"}]
    types = _structure_types(render_profielversie(sample, header=HEADER))
    assert (types.count("/H2"), types.count("/H3")) == (1, 1)


def test_empty_table_says_so(sample: Payload) -> None:
    table = next(s for s in sample["sections"] if s["key"] == "arbeid")["tables"][1]
    table["rows"] = []
    text = _text(render_profielversie(sample, header=HEADER))
    assert "ZelfwerkzaamheidGeengegevensingevuld." in text


def test_screening_carries_the_not_verified_banner(sample: Payload) -> None:
    sample["kind"] = "screening"
    text = _text(render_screening(sample, header=HEADER))
    assert _squeeze(UNVERIFIED_NOTE) in text
    assert "Screeningenmatching" in text


def test_kaart_without_version_or_facts(sample: Payload) -> None:
    text = _text(
        render_kaart(
            {"schema": 1, "kind": "kaart", "sections": []},
            header=PdfHeader(referentie="K-1", gemeente="Zeist", published_at=HEADER.published_at),
        )
    )
    assert "Informatieprofiel" in text
    assert "Versie" not in text


@pytest.mark.parametrize(
    "change", [{"schema": 3}, {"schema": None}, {"kind": "screening"}, {"kind": "kaart"}]
)
def test_other_schema_or_kind_is_refused(sample: Payload, change: Payload) -> None:
    with pytest.raises(ValueError, match=r"schema|kind"):
        render_profielversie({**sample, **change}, header=HEADER)
