"""What the Dutch fields accept, refuse, and give back."""

import datetime as dt

import pytest
from django import forms
from django.db import models

from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from coa_portal.web.forms import (
    DutchDateField,
    JaNeeOnbekendField,
    PortaalForm,
    PortaalModelForm,
    apply_domain_error,
)


class DateForm(PortaalForm):
    dag = DutchDateField(not_future=True, required=False)


class PeriodForm(PortaalForm):
    dag = DutchDateField(earliest=dt.date(2020, 1, 1), latest=dt.date(2020, 12, 31))


@pytest.mark.parametrize(
    "typed", ["3-4-2017", "03-04-2017", "3/4/2017", "3.4.2017", " 3 april 2017 ", "3 APR 2017", "2017-04-03"]
)
def test_date_is_read_as_people_write_it(typed: str) -> None:
    form = DateForm({"dag": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["dag"] == dt.date(2017, 4, 3)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (
            "31-2-2017",
            "Deze datum bestaat niet. Vul een datum in als dag, maand en jaar. Bijvoorbeeld 3-4-2017.",
        ),
        (
            "4-13-2017",
            "Deze datum bestaat niet. Vul een datum in als dag, maand en jaar. Bijvoorbeeld 3-4-2017.",
        ),
        ("gisteren", "Vul een datum in als dag, maand en jaar. Bijvoorbeeld 3-4-2017."),
        ("3-4", "Vul een datum in als dag, maand en jaar. Bijvoorbeeld 3-4-2017."),
        ("3-4-17", "Vul het jaar in met 4 cijfers. Bijvoorbeeld 3-4-2017."),
        ("3-4-0217", "Vul een datum in op of na 1 januari 1900."),
        ("3-4-9217", "Vul een datum in die niet na vandaag ligt."),
        ("\u0663-4-2017x", "Vul een datum in als dag, maand en jaar. Bijvoorbeeld 3-4-2017."),
    ],
)
def test_wrong_date_says_why_and_keeps_what_was_typed(typed: str, message: str) -> None:
    form = DateForm({"dag": typed})
    assert form.errors["dag"] == [message]
    assert f'value="{typed}"' in str(form["dag"])


def test_empty_date_is_none_and_bounds_are_inclusive() -> None:
    assert DateForm({"dag": "  "}).fields["dag"].clean("  ") is None
    assert DateForm({"dag": f"{today():%d-%m-%Y}"}).is_valid()
    assert PeriodForm({"dag": "31-12-2020"}).is_valid()
    assert PeriodForm({"dag": "1-1-2021"}).errors["dag"] == ["Vul een datum in op of voor 31 december 2020."]
    assert PeriodForm({"dag": ""}).errors["dag"] == ["Vul “Dag” in."]


def test_stored_date_shows_in_dutch_order_and_counts_as_unchanged() -> None:
    form = DateForm({"dag": "3 april 2017"}, initial={"dag": dt.date(2017, 4, 3)})
    assert not form.has_changed()
    assert 'value="03-04-2017"' in str(DateForm(initial={"dag": dt.date(2017, 4, 3)})["dag"])


class AnswerForm(PortaalForm):
    tolk = JaNeeOnbekendField()
    akkoord = JaNeeOnbekendField(required=True)


@pytest.mark.parametrize("answer", ["ja", "nee", "onbekend"])
def test_unknown_is_an_answer_of_its_own(answer: str) -> None:
    form = AnswerForm({"tolk": answer, "akkoord": answer})
    assert form.is_valid()
    assert form.cleaned_data["tolk"] == answer


def test_not_asked_is_empty_and_can_be_chosen_again() -> None:
    form = AnswerForm({"akkoord": ""})
    assert form.errors == {"akkoord": ["Maak een keuze bij “Akkoord”."]}
    assert "Nog niet gevraagd" in str(form["tolk"])
    assert "Nog niet gevraagd" not in str(form["akkoord"])
    assert AnswerForm({"tolk": "misschien", "akkoord": "ja"}).errors["tolk"] == [
        "Kies een antwoord uit de lijst."
    ]


class MessageForm(PortaalForm):
    naam = forms.CharField(max_length=3)
    mail = forms.EmailField(error_messages={"invalid": "Eigen tekst."})
    aantal = forms.IntegerField(min_value=1)


def test_messages_are_dutch_and_an_authors_message_stays() -> None:
    errors = MessageForm({"naam": "abcd", "mail": "x", "aantal": "0"}).errors
    assert errors["naam"] == ["Gebruik hooguit 3 tekens. U hebt er nu 4."]
    assert errors["mail"] == ["Eigen tekst."]
    assert errors["aantal"] == ["Vul een getal in van minstens 1."]
    assert MessageForm({"naam": "a\x00", "mail": "a@b.nl", "aantal": "x"}).errors == {
        "naam": ["Haal het onzichtbare teken (nul) uit de tekst."],
        "aantal": ["Vul een heel getal in. Bijvoorbeeld 3."],
    }


def test_refusal_of_an_action_lands_on_its_field_or_above_the_form() -> None:
    form = MessageForm({"naam": "abc", "mail": "a@b.nl", "aantal": "2"})
    assert form.is_valid()
    apply_domain_error(form, DomainError("Deze naam is bezet.", field="naam"))
    apply_domain_error(form, DomainError("Nu even niet.", field="bestaat_niet"))
    assert form.errors["naam"] == ["Deze naam is bezet."]
    assert form.non_field_errors() == ["Nu even niet."]


class Verblijf(models.Model):
    """A model of this test only; it gets no table."""

    vanaf = models.DateField()
    gezien = models.DateTimeField(null=True)

    class Meta:
        app_label = "web"
        managed = False

    def __str__(self) -> str:
        return "verblijf"


def test_a_model_date_becomes_a_dutch_date_field() -> None:
    class VerblijfForm(PortaalModelForm):
        class Meta:
            model = Verblijf
            fields = ("vanaf", "gezien")

    form = VerblijfForm()
    assert isinstance(form.fields["vanaf"], DutchDateField)
    assert not isinstance(form.fields["gezien"], DutchDateField)
