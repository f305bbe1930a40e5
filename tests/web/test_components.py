"""Each component: what it shows, what it refuses, that text is escaped."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template import TemplateSyntaxError
from django.test import RequestFactory

from coa_portal.web.components import Gebeurtenis, Gegeven, Onderdeel, Persoon, Taak, Termijn
from coa_portal.web.icons import ICONS
from tests.web.conftest import Node
from tests.web.gallery import data

Show = Callable[..., Node]
EVIL = '<script>alert("x")</script>'


def test_icon_points_into_the_sprite_and_may_have_a_name(show: Show) -> None:
    plain = show('{% icoon "check" %}')
    assert plain.one("svg").attrs["aria-hidden"] == "true"
    assert plain.text == ""
    assert show('{% icoon "check" label="Klaar" %}').one("span").text == "Klaar"


def test_sprite_holds_exactly_the_named_icons() -> None:
    sprite = ElementTree.parse(Path(settings.BASE_DIR) / "static/portaal/iconen.svg")  # noqa: S314
    found = {symbol.attrib["id"] for symbol in sprite.getroot()}
    assert found == {f"i-{name}" for name in ICONS}


@pytest.mark.parametrize(
    "source",
    [
        '{% icoon "bestaat-niet" %}',
        '{% badge "x" soort="paars" %}',
        '{% knop "x" stijl="groot" %}',
        '{% banner "ramp" "x" %}',
    ],
)
def test_mistyped_kind_fails_at_once(show: Show, source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        show(source)


@pytest.mark.parametrize(
    "source",
    [
        "{% badge kwaad %}",
        "{% knop kwaad url=kwaad context=kwaad %}",
        "{% kaart kwaad badge=kwaad actie=kwaad actie_url=kwaad %}{{ kwaad }}{% endkaart %}",
        "{% banner 'fout' kwaad kwaad %}",
        "{% kengetal kwaad kwaad uitleg=kwaad %}",
        "{% gegevensblok %}{% gegeven kwaad kwaad hint=kwaad %}{% endgegevensblok %}",
        "{% tabel kwaad %}<tbody></tbody>{% endtabel %}",
        "{% leeg kwaad actie=kwaad actie_url=kwaad %}",
        "{% titelblok kwaad kenmerken=lijst %}{% endtitelblok %}",
        "{% kruimelpad kwaad kwaad kwaad %}",
        "{% uitklap kwaad %}{% enduitklap %}",
        "{% linkknop kwaad kwaad %}",
        "{{ kwaad|bsnmasker }}{{ kwaad|vnummer }}",
    ],
)
def test_text_is_escaped(show: Show, source: str) -> None:
    assert show(source, kwaad=EVIL, lijst=[EVIL]).all("script") == []


def test_button_is_a_link_with_an_address_and_submits_without(show: Show) -> None:
    link = show('{% knop "Wijzig" url="/x/" context="werk" icoon="pencil" %}').one("a")
    assert (link.attrs["href"], link.text) == ("/x/", "Wijzig werk")
    button = show('{% knop "Weg" stijl="gevaar" naam="stap" waarde="weg" %}').one("button")
    assert (button.attrs["type"], button.attrs["name"], button.attrs["value"]) == ("submit", "stap", "weg")
    assert "knop--gevaar" in (button.attrs["class"] or "")


@pytest.mark.parametrize("tag", ["postknop", "linkknop"])
def test_step_button_posts_with_proof_of_origin(show: Show, tag: str) -> None:
    source = f'{{% {tag} "Intrekken" "/stap/" naam="a" waarde="b" extra="van Selam" %}}'
    form = show(source, csrf_token="geheim").one("form")
    assert (form.attrs["method"], form.attrs["action"]) == ("post", "/stap/")
    assert form.one("input", name="csrfmiddlewaretoken").attrs["value"] == "geheim"
    assert form.one("button", name="a").text == "Intrekken van Selam"


def test_card_has_heading_badge_and_named_action(show: Show) -> None:
    source = '{% kaart "Werk" id="werk" niveau=3 badge="Leeg" actie="Wijzig" actie_url="/w/" %}<p>in</p>{% endkaart %}'
    card = show(source).one("section", id="werk")
    assert card.attrs["aria-label"] == "Werk"
    assert card.one("h3").text == "Werk"
    assert card.one(class_="badge").text == "Leeg"
    assert card.one("a").text == "Wijzig Werk"
    assert card.one("p").text == "in"


def test_banner_has_heading_or_is_a_plain_message(show: Show) -> None:
    assert show('{% banner "letop" "Let op" "Uitleg" %}').one("h2").text == "Let op"
    message = show('{% banner "goed" "Opgeslagen" niveau=0 rol="status" %}')
    assert message.all("h2") == []
    assert message.one(role="status").text == "Opgeslagen"
    block = show('{% bannerblok "info" "Kop" %}<p>lijf</p>{% endbannerblok %}')
    assert block.one("p").text == "lijf"


def test_key_figure_names_its_meter(show: Show) -> None:
    figure = show('{% kengetal "Compleet" "72%" meter=72 alarm=True %}').one(class_="kengetal--alarm")
    bar = figure.one("progress")
    assert (bar.attrs["value"], bar.attrs["aria-label"]) == ("72", "Compleet")
    assert show('{% meter 3 "Stappen" max=5 %}').one("progress").attrs["max"] == "5"


def test_facts_show_missing_empty_and_zero_apart(show: Show) -> None:
    rows = [
        ("Leeg", ""),
        ("Niets", None),
        ("Nul", 0),
        ("Nee", "nee"),
        Gegeven("Toets", "Nog niet", ontbreekt=True),
    ]
    facts = show("{% gegevens rijen %}", rijen=rows).one("dl")
    assert [(row.one("dt").text, row.one("dd").text) for row in facts.children] == [
        ("Leeg", "Niet ingevuld"),
        ("Niets", "Niet ingevuld"),
        ("Nul", "0"),
        ("Nee", "nee"),
        ("Toets", "Nog niet"),
    ]
    assert "ontbreekt" in (facts.children[-1].one("dd").attrs["class"] or "")


def test_table_scrolls_by_keyboard_and_has_a_caption(show: Show) -> None:
    region = show('{% tabel "Talen" titel_verborgen=True %}<tbody></tbody>{% endtabel %}').one(role="region")
    assert (region.attrs["tabindex"], region.attrs["aria-label"]) == ("0", "Talen")
    caption = region.one("caption")
    assert caption.text == "Talen"
    assert "onzichtbaar" in (caption.attrs["class"] or "")


def test_crumbs_end_with_this_page(show: Show) -> None:
    crumbs = show('{% kruimelpad "Dossiers" "/d/" "Selam" %}')
    assert crumbs.one("a").attrs["href"] == "/d/"
    assert crumbs.one(aria_current="page").text == "Selam"


def test_title_block_has_the_only_h1_and_buttons_on_request(show: Show) -> None:
    block = show("{% titelblok naam kenmerken=lijst %}{% endtitelblok %}", naam="محمد", lijst=["a", "b"])
    assert block.one("h1").attrs["dir"] == "auto"
    assert [mark.text for mark in block.all("li")] == ["a", "b"]
    assert block.all(class_="knoppen") == []
    assert show('{% titelblok "x" %}{% knop "k" %}{% endtitelblok %}').one(class_="knoppen").text == "k"


def test_sections_tell_their_stand_in_words(show: Show) -> None:
    items = [
        Onderdeel("Gezin", "/g/", "vol", True),
        Onderdeel("Werk", "/w/", "deels"),
        Onderdeel("Hulp", "/h/"),
    ]
    links = show("{% onderdelen items %}", items=items).all("a")
    assert [link.text for link in links] == ["Gezin , compleet", "Werk , deels ingevuld", "Hulp"]
    assert [link.attrs.get("aria-current") for link in links] == ["page", None, None]


def test_history_tells_when_who_and_what(show: Show) -> None:
    moment = dt.datetime(2026, 6, 30, 22, 30, tzinfo=dt.UTC)
    items = [
        Gebeurtenis(moment, "J. de Vries", "Gewijzigd", ["Naam"], "goed"),
        Gebeurtenis(dt.date(2026, 7, 1), "", "Nieuw"),
    ]
    lines = show("{% tijdlijn items %}", items=items).one("ol").children
    assert lines[0].one(class_="tijdlijn__wie").text == "1 juli 2026 om 00:30 door J. de Vries"
    assert lines[0].one("li").text == "Naam"
    assert lines[1].one(class_="tijdlijn__wie").text == "1 juli 2026"


def test_deadlines_and_people(show: Show) -> None:
    day = dt.date(2026, 12, 4)
    items = [Termijn("PIP", day, "laat", "2 dagen te laat", "10 weken", "/p/"), Termijn("BRP", day, "klaar")]
    late, done = show("{% termijnen items %}", items=items).all("li")
    assert late.one("strong").text == "2 dagen te laat"
    assert late.one("a").attrs["href"] == "/p/"
    assert done.one(class_="termijn__datum").text == "Afgerond op 4 december 2026"
    people = show("{% mensen items %}", items=[Persoon("A. Bakker", "Regievoerder", "030")])
    assert people.one("li").text == "A. Bakker Regievoerder 030"


def test_work_list_links_each_line_once_and_says_when_empty(show: Show) -> None:
    item = Taak("Selam", "/s/", "Toestemming vragen", "Toestemming", "letop", "3 dagen te laat", laat=True)
    line = show("{% takenlijst items %}", items=[item]).one("li")
    assert line.one("a").attrs["href"] == "/s/"
    assert line.one(class_="te-laat").text == "3 dagen te laat"
    assert show('{% takenlijst items leeg_tekst="Klaar." %}', items=[]).one(class_="leegvak").text == "Klaar."


def test_pages_keep_the_filter_and_disappear_when_one_is_enough(show: Show) -> None:
    request = RequestFactory().get("/lijst/", {"stand": "open", "pagina": "2"})
    pages = Paginator(range(95), 10)
    nav = show("{% paginering pagina label='Dossiers' %}", pagina=pages.page(2), request=request)
    assert nav.one("a", rel="prev").attrs["href"] == "?stand=open&pagina=1"
    assert nav.one("a", aria_current="page").text == "Pagina 2"
    assert nav.one("p").text == "11 tot en met 20 van 95"
    assert show("{% paginering pagina %}", pagina=Paginator(range(3), 10).page(1)).children == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ dag|datum }}", "3 april 2017"),
        ("{{ dag|kortedatum }}", "03-04-2017"),
        ("{{ nacht|datum }}", "1 juli 2026"),
        ("{{ nacht|tijdstip }}", "1 juli 2026 om 00:30"),
        ("{{ niets|datum }}{{ niets|kortedatum }}{{ niets|tijdstip }}", ""),
        ("{{ '123456782'|bsnmasker }}", "•••••• Verborgen, eindigt op 782"),
        ("{{ niets|bsnmasker }}", ""),
        ("{{ '2900000001'|vnummer }}", "290 000 0001"),
        ("{{ 1|aantal:'dossier,dossiers' }} {{ 0|aantal:'dossier,dossiers' }}", "1 dossier 0 dossiers"),
        ("{{ 'onbekend'|janee }} {{ waar|janee }} [{{ niets|janee }}]", "Onbekend Ja []"),
    ],
)
def test_filters(show: Show, source: str, expected: str) -> None:
    night = dt.datetime(2026, 6, 30, 22, 30, tzinfo=dt.UTC)
    assert show(source, dag=dt.date(2017, 4, 3), nacht=night, niets=None, waar=True).text == expected


def test_masked_bsn_holds_no_other_digit(show: Show) -> None:
    assert "123456" not in show("{{ bsn|bsnmasker }}", bsn="123456782").text


def test_payload_shows_everything_in_order_with_its_marks(show: Show) -> None:
    page = show("{% payload data changed=changed %}", data=data.PAYLOAD, changed=data.CHANGED)
    cards = page.all("section")
    assert [card.attrs["id"] for card in cards] == ["persoonlijk", "opleiding", "arbeid", "toekomst"]
    phone = cards[0].one("div", class_="gewijzigd")
    assert phone.text == "Telefoon Niet ingevuld Gewijzigd"
    table = cards[1].one("table")
    assert [head.text for head in table.one("thead").all("th")] == [
        "Taal",
        "Mondeling",
        "Schriftelijk",
        "Kenmerk",
    ]
    assert table.one("tr", class_="gewijzigd").text == "Engels Redelijk Zwak Eigen opgave Gewijzigd"
    assert "Niet ingevuld Gewijzigd" in cards[1].text
    assert "Kok in Khartoem <script>" in cards[2].text
    assert cards[2].one(class_="badge").text == "Eigen opgave"
    assert cards[3].text == "Toekomst in Nederland Nog niets ingevuld."


def test_payload_of_a_former_schema_with_parts_missing_still_shows(show: Show) -> None:
    old = {"sections": [{"key": "a", "label": "A", "facts": [{"key": "b", "label": "B"}]}]}
    assert show("{% payload data %}", data=old).text == "A B Niet ingevuld"
    assert show("{% payload data %}", data={}).text == ""
