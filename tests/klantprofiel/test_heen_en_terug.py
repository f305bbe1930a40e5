"""Every field of the klantprofiel goes the whole way: form → profile → version → page of the gemeente → PDF text.

Nothing here names a field twice: they come from the table of sections. A new one is typed too, and has to come out at
every stop, unless it is named as one that stays at COA.
"""

import datetime as dt
import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import models
from django.urls import reverse

from coa_portal.common.dates import short_date, today
from klantprofiel.actions import record_facts
from klantprofiel.bsn import decrypt
from klantprofiel.keepers import kept_elsewhere
from klantprofiel.models import Vergunninghouder
from klantprofiel.sections import BY_CODE, FACTS, ROW_SETS, SECTIONS, Section
from klantprofiel.state import model_of, row_model, stored
from overdracht.models import Profielversie
from tests.factories.klantprofiel import VergunninghouderFactory
from tests.factories.koppeling import KoppelingFactory
from tests.factories.overdracht import ToestemmingFactory
from tests.hardening.pdf_text import text_of
from tests.klantprofiel.sturen import read_form, send

pytestmark = pytest.mark.django_db

BSN, BORN, FIRST_DAY = "123456782", dt.date(1975, 11, 8), dt.date(2015, 1, 1)
# the V-nummer stays at COA, the two names go as one, and of a nareiziger a note says so
NOT_SENT = {"v_nummer", "voornaam", "achternaam", "is_nareiziger"}
_ASKS = {fact.only_if[0] for fact in FACTS.values() if fact.only_if}
Shown = dict[str, dict[str, str]]  # section → label → text
Tables = dict[str, list[list[str]]]  # row set → texts of its cells


def _value(field: Any, number: int, *, is_yes: bool = False) -> Any:
    """A value that nothing else in the profile has, as far as its kind allows."""
    if isinstance(field, models.ForeignKey):
        codes = field.remote_field.model.objects.order_by("pk").values_list("pk", flat=True)
        return codes[number % len(codes)]
    if field.choices:
        known = [code for code, _ in field.choices if code not in ("", "onbekend", "o")]
        return "ja" if is_yes else known[number % len(known)]
    by_kind = {
        models.DateField: FIRST_DAY + dt.timedelta(days=9 * number),
        models.BooleanField: True,
        models.PositiveSmallIntegerField: 14,
        models.EmailField: f"veld{number}@voorbeeld.example",
    }
    return by_kind.get(type(field), f"Antwoord {number:03d}")


def _facts() -> dict[str, Any]:
    """A value for every single fact, that the rules allow together."""
    given = {
        name: _value(model_of(fact)._meta.get_field(name), number, is_yes=name in _ASKS)
        for number, (name, fact) in enumerate(FACTS.items())
        if not fact.is_bsn
    }
    given |= {"bsn": BSN, "v_nummer": "2900000017", "geboortedatum": BORN, "telefoonnummer": "06-12345017"}
    for order in [order for section in SECTIONS for order in section.orders] * 2:
        pair = sorted((given[order.earlier], given[order.later]))
        given[order.earlier], given[order.later] = pair
    return given


def _rows(name: str) -> list[dict[str, Any]]:
    model = row_model(ROW_SETS[name])
    columns = [column for column, _ in ROW_SETS[name].columns]
    return [
        {
            column: _value(model._meta.get_field(column), 200 + 10 * row + place * (column in ("van", "tot")))
            for place, column in enumerate(columns)
        }
        for row in (1, 2)
    ]


def _typed(value: Any) -> str:
    if isinstance(value, dt.date):
        return f"{value:%d-%m-%Y}"
    return "on" if value is True else str(value)


def _text(model: type[models.Model], name: str, value: Any) -> str:
    """How a value reads; on purpose not by the code that the portal itself uses."""
    field: Any = model._meta.get_field(name)
    if isinstance(field, models.ForeignKey):
        return str(field.remote_field.model.objects.get(pk=value).naam)
    if isinstance(value, dt.date):
        return short_date(value)
    return dict(field.choices or ()).get(value, str(value))


def _type(browser: Any, person: Vergunninghouder, section: Section, given: dict[str, Any]) -> None:
    """The section as somebody types it, with every field that nobody else keeps."""
    url = reverse("klantprofiel:sectie", args=[person.pk, section.code])
    page = browser.get(url)
    kept = kept_elsewhere(person)
    names = [fact.name for fact in section.facts if fact.name not in kept]
    typed = {name: _typed(given[name]) for name in names}
    for rows in section.rows:
        typed[f"{rows.name}-TOTAL_FORMS"] = "2"
        for number, row in enumerate(_rows(rows.name)):
            typed |= {f"{rows.name}-{number}-{column}": _typed(value) for column, value in row.items()}
    answer = send(browser, url, read_form(page), **typed)
    assert answer.status_code == 302, (section.code, answer.context["form"].errors)


def _squeezed(text: str) -> str:
    """Without white space, places to break and the hyphens of a broken word."""
    return re.sub(r"[\s\u200b\u00ad-]+", "", text).lower()


def _page_parts(page: str) -> Iterator[tuple[str, str]]:
    """(code of the section, its piece of the page)."""
    starts = [(found.start(), found[1]) for found in re.finditer(r'<section class="kaart" id="(\w+)"', page)]
    ends = [start for start, _ in starts[1:]] + [len(page)]
    for (start, code), end in zip(starts, ends, strict=True):
        yield code, page[start:end]


def _plain(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def _stored_as_given(person: Vergunninghouder, given: dict[str, Any]) -> None:
    for name, fact in FACTS.items():
        if fact.is_bsn:
            assert decrypt(person.bsn.ciphertext, person.pk) == given[name]
        else:
            assert stored(person if fact.on_person else person.klantprofiel, name) == given[name], name
    for name in ROW_SETS:
        rows = getattr(person.klantprofiel, name).order_by("volgorde")
        assert [{column: stored(row, column) for column in _rows(name)[0]} for row in rows] == _rows(name)


def _publish(browser: Any, person: Vergunninghouder) -> Profielversie:
    koppeling = KoppelingFactory(plaatsingseenheid=person.plaatsingseenheid)
    ToestemmingFactory(vergunninghouder=person, gegeven=True)
    url = reverse("overdracht:doorzetten", args=[person.pk])
    browser.post(url, {**read_form(browser.get(url)), "moment": "koppeling"})
    return Profielversie.objects.get(koppeling=koppeling)


def _sent_as_given(version: Profielversie, given: dict[str, Any]) -> tuple[Shown, Tables]:
    """Compares the version; returns what the page and the paper have to show of it."""
    sent = {part["key"]: part for part in version.onderdelen.values_list("section", flat=True)}
    facts: Shown = {}
    tables: Tables = {}
    for section in SECTIONS:
        texts = {fact["key"]: fact["text"] for fact in sent[section.code]["facts"]}
        wanted = {
            fact.name: "******782" if fact.is_bsn else _text(model_of(fact), fact.name, given[fact.name])
            for fact in section.facts
            if fact.name not in NOT_SENT
        }
        assert {name: texts.get(name) for name in wanted} == wanted
        facts[section.code] = {FACTS[name].label: text for name, text in wanted.items()}
        for rows in section.rows:
            model = row_model(rows)
            tables[rows.name] = [[_text(model, *cell) for cell in row.items()] for row in _rows(rows.name)]
            table = next(one for one in sent[section.code]["tables"] if one["key"] == rows.name)
            assert [[cell["text"] for cell in row["cells"]] for row in table["rows"]] == tables[rows.name]
    facts["persoonlijk"]["Naam"] = f"{given['voornaam']} {given['achternaam']}"
    return facts, tables


def _shown_as_sent(page: str, facts: Shown, tables: Tables) -> None:
    for code, part in _page_parts(page):
        if code not in facts:
            continue  # of the Voorinburgering
        found = {
            _plain(label): _plain(text)
            for label, text in re.findall(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", part, re.S)
        }
        shown = {
            label: text if found.get(label, "").startswith(text) else found.get(label)
            for label, text in facts[code].items()
        }
        assert shown == facts[code]
        cells = [_plain(row) for row in re.findall(r"<tr[^>]*>(.*?)</tr>", part, re.S)]
        wanted = [" ".join(row) for rows in BY_CODE[code].rows for row in tables[rows.name]]
        assert [row for row in wanted if not any(cell.startswith(row) for cell in cells)] == []


def test_every_field_goes_from_form_to_profile_version_page_and_pdf(
    browser: Any, client_of: Any, locatie_luttelgeest: Any, regievoerder_utrecht: Any
) -> None:
    given = _facts()
    person = VergunninghouderFactory(geboortedatum=BORN, locatie=locatie_luttelgeest)
    for section in SECTIONS:
        _type(browser, person, section, given)
    kept = {name: given[name] for name in kept_elsewhere(person)}
    record_facts(vergunninghouder=person, facts=kept, bron="gesprek", op=today(), acting_user=None)
    _stored_as_given(Vergunninghouder.objects.get(pk=person.pk), given)

    version = _publish(browser, person)
    facts, tables = _sent_as_given(version, given)
    utrecht, address = client_of(regievoerder_utrecht), [version.koppeling_id, version.pk]
    page = utrecht.get(reverse("overdracht_gemeente:versie", args=address)).text
    _shown_as_sent(page, facts, tables)
    assert "Nareiziger: dit profiel is beperkt" in page

    paper = text_of(utrecht.get(reverse("overdracht_gemeente:versie_pdf", args=address)).content)
    wanted = [label + text for part in facts.values() for label, text in part.items()]
    wanted += ["".join(row) for rows in tables.values() for row in rows]
    assert [one for one in wanted if _squeezed(one) not in _squeezed(paper)] == []
    assert given["v_nummer"] not in page + paper
