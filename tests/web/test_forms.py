"""Rendering of fields and rows, the error summary, and rows without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from coa_portal.web.forms import asks_row, error_lines, show_as_typed, with_extra_row
from tests.web.conftest import Node, tree
from tests.web.gallery.forms import LoginForm, TaalRijen, WerkForm

ADDRESS = "/dossiers/selam/werk/"


def rows_data(*rows: dict[str, str], **extra: str) -> dict[str, str]:
    """POST data of the rows "talen"."""
    data = {"talen-TOTAL_FORMS": str(len(rows)), "talen-INITIAL_FORMS": "0", **extra}
    for number, row in enumerate(rows):
        data |= {f"talen-{number}-{name}": value for name, value in row.items()}
    return data


GOOD = {
    "functie": "Kok",
    "van": "3-4-2017",
    "land": "er",
    "bewijs": "geen",
    "akkoord": "on",
    **rows_data({"taal": "Tigrinya", "mondeling": "goed"}),
}


def test_field_is_tied_to_its_hint_and_error(show: Callable[..., Node]) -> None:
    form = WerkForm({"functie": ""})
    field = show("{% veld form.functie %}", form=form)
    box = field.one("input")
    assert box.attrs["aria-describedby"] == "id_functie_helptext id_functie_error"
    assert box.attrs["aria-invalid"] == "true"
    assert box.attrs["dir"] == "auto"
    assert "utrecht-textbox--invalid" in (box.attrs["class"] or "")
    assert field.one("p", id="id_functie_error").text == "Fout: Vul “Functie” in."
    assert field.one("label").attrs["for"] == "id_functie"
    assert [node.attrs.get("class") for node in field.one("div", class_="veld").children] == [
        "veld__label",
        "veld__hint",
        "veld__fout",
        box.attrs["class"],
    ]


def test_choice_group_is_a_fieldset_that_carries_hint_and_error(show: Callable[..., Node]) -> None:
    group = show("{% veld form.tolk %}", form=WerkForm({"tolk": "x"})).one("fieldset")
    assert group.one("legend").text == "Tolk nodig?"
    assert group.attrs["aria-describedby"] == "id_tolk_helptext id_tolk_error"
    assert [radio.attrs["id"] for radio in group.all("input")] == [f"id_tolk_{n}" for n in range(4)]
    assert not any("aria-invalid" in radio.attrs for radio in group.all("input"))
    assert [label.attrs["for"] for label in group.all("label")] == [f"id_tolk_{n}" for n in range(4)]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("functie", "Functie"),
        ("tot", "Gestopt op (niet verplicht)"),
        ("document", "Document (niet verplicht)"),
        ("tolk", "Tolk nodig?"),
        ("dagen", "Beschikbaar op (niet verplicht)"),
    ],
)
def test_optional_fields_say_so(show: Callable[..., Node], name: str, label: str) -> None:
    field = show(f"{{% veld form.{name} %}}", form=WerkForm())
    assert field.one(class_="veld__label").text == label


def test_whole_form_has_hidden_fields_lines_and_groups(show: Callable[..., Node]) -> None:
    form = show("{% formulier form %}", form=WerkForm())
    assert form.one("input", name="kenmerk").attrs["type"] == "hidden"
    group = form.one("fieldset", class_="groep")
    assert group.one("legend").text == "Periode"
    assert [box.attrs["name"] for box in group.one(class_="veldrij").all("input")] == ["van", "tot"]
    names = [node.attrs["name"] for node in form.all("input") if "name" in node.attrs]
    assert names.count("functie") == 1
    assert form.one("option", value="").text == "Maak een keuze"


def test_post_form_is_whole(show: Callable[..., Node]) -> None:
    source = '{% postformulier form knop="Bewaren" annuleer_url="/terug/" %}{% formulier form %}{% endpostformulier %}'
    form = show(source, form=WerkForm(), csrf_token="geheim").one("form")
    assert (form.attrs["method"], form.attrs["enctype"]) == ("post", "multipart/form-data")
    assert "data-bewaak" in form.attrs
    assert form.one("input", name="csrfmiddlewaretoken").attrs["value"] == "geheim"
    assert form.one("a", class_="nl-button").attrs["href"] == "/terug/"
    # the Enter key presses the first submit button: that must be the one that saves
    assert form.all("button")[0].text == "Bewaren"
    login = show("{% postformulier form bewaak=False %}{% endpostformulier %}", form=LoginForm()).one("form")
    assert "enctype" not in login.attrs
    assert "data-bewaak" not in login.attrs


def test_error_summary_links_to_fields_and_rows(show: Callable[..., Node]) -> None:
    form = WerkForm({**GOOD, "bewijs": "", "van": "3-4-17"})
    rows = TaalRijen(
        rows_data({"taal": "Engels", "mondeling": "goed"}, {"taal": "", "mondeling": "zwak"}), prefix="talen"
    )
    assert not form.is_valid()
    assert not rows.is_valid()
    summary = show("{% foutlijst form rijen %}", form=form, rijen=rows)
    assert [(link.attrs["href"], link.text) for link in summary.all("a")] == [
        ("#id_bewijs_0", "Maak een keuze bij “Is er bewijs van dit werk?”."),
        # in a group, and groups stand below the other fields
        ("#id_van", "Begonnen op: Vul het jaar in met 4 cijfers. Bijvoorbeeld 3-4-2017."),
        ("#id_talen-1-taal", "Rij 2 van Talen: Vul “Taal” in."),
    ]
    assert summary.one("h2").text == "Er zijn 3 fouten"
    box = summary.one(role="alert")
    assert box.attrs["tabindex"] == "-1"


def test_too_many_rows_is_an_error_of_the_list() -> None:
    rows = TaalRijen(rows_data(*[{"taal": "x", "mondeling": "goed"}] * 6), prefix="talen")
    assert not rows.is_valid()
    (line,) = error_lines([rows])
    assert line.href == "#talen-rijen"
    assert line.tekst.startswith("Talen: ")


def test_nothing_is_judged_by_rendering(show: Callable[..., Node]) -> None:
    form = WerkForm({})
    assert error_lines([form, None]) == []
    assert show("{% foutlijst form %}", form=form).children == []


def test_every_error_link_has_its_target(gallery: Client) -> None:
    page = tree(gallery.post(ADDRESS, rows_data({"taal": "", "mondeling": "goed"})).content.decode())
    ids = {node.attrs["id"] for node in page.all() if "id" in node.attrs}
    links = [node.attrs["href"] or "" for node in page.one(class_="foutlijst").all("a")]
    assert len(links) == 6
    assert {link[1:] for link in links} <= ids
    assert page.one("title").text == "Fout: Werk – Selam Tesfay - COA-portaal"
    assert page.one("form", class_="formulier").attrs["data-bewaak"] == "vuil"


def test_good_form_is_saved(gallery: Client) -> None:
    assert gallery.post(ADDRESS, GOOD).content == b"opgeslagen"


def test_row_is_added_without_javascript_and_nothing_is_judged_or_lost(gallery: Client) -> None:
    typed = {**GOOD, "functie": "", "van": "geen datum", "rij_toevoegen": "talen"}
    page = tree(gallery.post(ADDRESS, typed).content.decode())
    assert page.one("input", name="talen-TOTAL_FORMS").attrs["value"] == "2"
    assert page.one("input", name="talen-0-taal").attrs["value"] == "Tigrinya"
    assert "value" not in page.one("input", name="talen-1-taal").attrs
    assert page.one("input", name="van").attrs["value"] == "geen datum"
    assert page.all(class_="veld__fout") == []
    assert page.all(class_="foutlijst") == []
    assert page.one("title").text == "Werk – Selam Tesfay - COA-portaal"


def test_removed_row_is_not_judged_and_a_full_list_offers_no_more() -> None:
    rows = TaalRijen(rows_data({"taal": "", "mondeling": "goed", "DELETE": "on"}), prefix="talen")
    assert rows.is_valid()
    full = TaalRijen(rows_data(*[{"taal": "x", "mondeling": "goed"}] * 5), prefix="talen")
    assert "rij_toevoegen" not in full.render()
    assert "rij_toevoegen" in rows.render()


@pytest.mark.parametrize("wrong", ["onbekend", "", "talen-0"])
def test_button_of_an_unknown_list_changes_nothing(wrong: str) -> None:
    data = QueryDict(mutable=True)
    data.update(rows_data({"taal": "x"}, rij_toevoegen=wrong))
    assert asks_row(data)
    assert with_extra_row(data) is data


def test_rows_render_a_template_for_javascript(show: Callable[..., Node]) -> None:
    rows = show("{% formset rijen %}", rijen=TaalRijen(prefix="talen")).one("fieldset", class_="rijen")
    assert rows.attrs["id"] == "talen-rijen"
    assert rows.one("template").one("input", name="talen-__prefix__-taal") is not None
    assert rows.one("button", name="rij_toevoegen").attrs["value"] == "talen"
    assert rows.all(class_="rij")[0].one("legend").text == "Taal 1"


def test_show_as_typed_also_takes_a_single_form() -> None:
    form: Any = WerkForm({})
    show_as_typed(form)
    assert form.errors == {}


def test_few_short_radios_stand_beside_each_other(show: Callable[..., Node]) -> None:
    form = WerkForm()
    assert show("{% veld form.tolk %}", form=form).one("fieldset", class_="keuze--rij")
    assert not show("{% veld form.bewijs %}", form=form).all(class_="keuze--rij")
