"""The AVG guard on forms (R9): every free text of every form, while typing and on saving, and what is logged of it."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from coa_portal.avg.confirm import MarkedWords, asking, log_kept
from coa_portal.avg.models import Bevestiging
from coa_portal.web.forms import PortaalForm, Unguarded
from coa_portal.web.forms.base import PortaalFormMixin
from coa_portal.web.forms.marked import is_free_text
from klantprofiel.actions import RowInput, save_section
from klantprofiel.forms.sectie import facts_form, rows_formset
from klantprofiel.free_text import guarded_columns, guarded_facts
from klantprofiel.sections import SECTIONS
from klantprofiel.snapshot import Snapshot
from overdracht.models import Vraag
from tests.factories.koppeling import KoppelingFactory, household

PACKAGES = ("coa_portal", "klantprofiel", "voorinburgering", "koppeling", "overdracht")
MARKED = "is depressief"
# Django admin reads and writes no dossier (DESIGN §3, Beheerder); its forms hold accounts and agreements
ADMIN = "coa_portal.accounts.admin."


def _subclasses(kind: type) -> Iterator[type]:
    for found in kind.__subclasses__():
        yield found
        yield from _subclasses(found)


def all_forms() -> list[type[Any]]:
    """Every form class of the project, those of the sections of the profile included."""
    for name in PACKAGES:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, name + "."):
            if not {"migrations", "training", "wsgi", "celery"} & set(module.name.split(".")):
                importlib.import_module(module.name)
    empty = Snapshot({}, {}, frozenset(), frozenset())
    made = [facts_form(section, empty) for section in SECTIONS]
    made += [rows_formset(rows).form for section in SECTIONS for rows in section.rows]
    own = [kind for kind in _subclasses(forms.BaseForm) if kind.__module__.startswith(PACKAGES)]
    return list(dict.fromkeys([*own, *made]))


def test_r9_every_free_text_of_every_form_is_guarded_or_excepted_with_a_reason() -> None:
    guarded = 0
    for kind in all_forms():
        fields: dict[str, forms.Field] = getattr(kind, "base_fields", {})
        if not issubclass(kind, PortaalFormMixin):
            assert kind.__module__.startswith(ADMIN) or not any(map(is_free_text, fields.values())), kind
            continue
        for name, field in fields.items():
            # a kind of field that nobody judged yet: say in marked.py whether it holds words
            kinds = (base for base in type(field).__mro__ if base.__module__.startswith("django.forms"))
            assert next(kinds) is not forms.Field, (kind, name)
        assert {type(reason) for reason in kind.unguarded.values()} <= {Unguarded}, kind
        for name in (name for name, field in fields.items() if is_free_text(field)):
            if name not in kind.unguarded:
                assert "avg" in _codes(kind, name), f"{kind.__module__}.{kind.__name__}.{name} lets words by"
                guarded += 1
    assert guarded > 30


def _codes(kind: type[Any], name: str) -> set[str]:
    """What a form says about marked words in one field, whatever else it needs to be made."""
    form = kind.__new__(kind)
    if isinstance(kind.base_fields[name], forms.FileField):
        files = MultiValueDict({name: [SimpleUploadedFile("is depressief.pdf", b"x")]})
        PortaalFormMixin.__init__(form, QueryDict(), files)
    else:
        PortaalFormMixin.__init__(form, QueryDict(f"{name}={MARKED}"))
    form._errors = ErrorDict()
    form.cleaned_data = {name: files[name] if form[name].html_name in form.files else MARKED}
    form._post_clean()
    return {error.code for error in form.errors.as_data().get(name, ())}


def test_the_sections_guard_the_same_texts_in_the_form_and_in_the_action() -> None:
    empty = Snapshot({}, {}, frozenset(), frozenset())
    on_forms = {
        name
        for section in SECTIONS
        for name, field in facts_form(section, empty).base_fields.items()
        if is_free_text(field) and name not in facts_form(section, empty).unguarded
    }
    assert on_forms == set(guarded_facts())
    assert {"ambities", "gezinshereniging_toelichting"} <= on_forms
    assert {
        ("werkervaring", "bijzonderheden"),
        ("hobbys", "hobby"),
        ("onderwijs", "opleiding"),
    } <= guarded_columns()


class _Upload(PortaalForm):
    bestand = forms.FileField(label="Bestand")
    naam = forms.CharField(label="Naam", initial="Is depressief")


def _posted(name: str, **more: str) -> _Upload:
    files = MultiValueDict({"bestand": [SimpleUploadedFile(name, b"x")]})
    data = QueryDict(mutable=True)
    data.update({"naam": "Is depressief", **more})
    return _Upload(data, files)


def test_the_name_of_an_upload_is_guarded_and_what_stood_there_is_not_judged_again() -> None:
    form = _posted("brief_psychiater_PTSS.pdf")
    assert not form.is_valid()
    assert set(form.errors) == {"bestand"}
    html = str(form["bestand"].as_field_group())
    assert "<mark>PTSS</mark>" in html and 'name="bestand__avg"' in html
    assert _posted("diploma_lasser.pdf").is_valid()


@pytest.mark.django_db
def test_a_reason_holds_for_its_own_request_and_is_logged_once_the_write_succeeds() -> None:
    with asking(activity="bijhouden-klantprofiel", trace_id="a" * 32):
        assert _posted("cv PTSS.pdf", bestand__avg="werk").is_valid()
        assert not Bevestiging.objects.exists()
        log_kept("save_x", None)
        log_kept("save_y", None)
    with asking():
        log_kept("save_z", None)
    assert list(Bevestiging.objects.values_list("waar", "veld", "categorie", "reden", "trace_id")) == [
        ("bijhouden-klantprofiel", "Bestand", "psychisch", "werk", "a" * 32)
    ]


@pytest.mark.django_db
def test_r9_a_gemeente_keeps_a_marked_question_only_with_a_reason(
    client_of: Any, regievoerder_utrecht: Any
) -> None:
    koppeling = KoppelingFactory(plaatsingseenheid=household(34))
    browser = client_of(regievoerder_utrecht)
    address = reverse("overdracht_gemeente:vragen", args=[koppeling.pk])
    typed = {"onderwerp": "wonen", "tekst": "Kan mevrouw traplopen? Ze is slechtziend."}

    refused = browser.post(address, typed)

    assert "<mark>slechtziend</mark>" in refused.content.decode() and not Vraag.objects.exists()
    assert "data-avg=" in refused.content.decode() and "portaal/avg" in refused.content.decode()
    assert browser.post(address, {**typed, "tekst__avg": "nodig"}).status_code == 302
    assert Vraag.objects.count() == 1
    kept = Bevestiging.objects.filter(categorie="medisch").get()
    assert (kept.door_id, kept.waar, kept.reden) == (regievoerder_utrecht.pk, "vragen-over-dossier", "nodig")


@pytest.mark.django_db
def test_r9_what_comes_in_without_a_form_is_guarded_too() -> None:
    person = household().hoofdpersoon
    row = RowInput({"beroep": "Kok", "bijzonderheden": "Gestopt, werd depressief."})
    with pytest.raises(MarkedWords) as error:
        save_section(
            vergunninghouder=person, section="arbeid", rows={"werkervaring": [row]}, acting_user=None
        )
    assert error.value.field == "werkervaring.0.bijzonderheden"


def test_the_answer_while_typing_marks_words_and_keeps_nothing(
    client_of: Any, casemanager_luttelgeest: Any, django_assert_num_queries: Any, caplog: Any
) -> None:
    browser, address = client_of(casemanager_luttelgeest), reverse("web:vrije_tekst")
    told = browser.post(
        address, {"veld": "talen-0-x", "tekst": "Haar man is <b>depressief</b>."}
    ).content.decode()
    assert "<mark>depressief</mark>" in told and "&lt;b&gt;" in told and "<b>" not in told
    assert 'name="talen-0-x__avg"' in told
    quiet = browser.post(address, {"veld": "x", "tekst": "Wil in de zorg werken."})
    assert "<mark>" not in quiet.content.decode() and quiet["Cache-Control"] == "no-store"
    assert browser.post(address, {"veld": 'x" onx="', "tekst": "a"}).status_code == 400
    assert browser.get(address, {"tekst": "x"}).status_code == 405
    assert "depressief" not in caplog.text and not Bevestiging.objects.exists()
