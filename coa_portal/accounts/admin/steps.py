"""A page of its own for one step on a row: a form, a button, an action, the log of the admin."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from coa_portal.accounts.lifecycle import END_REASONS, RESET_REASONS
from coa_portal.accounts.requests import acting
from coa_portal.common.errors import DomainError
from coa_portal.web.forms import DutchDateField, apply_domain_error

Step = Callable[[dict[str, Any]], str]


class NoFieldsForm(forms.Form):
    """Only a button."""


class ReasonForm(forms.Form):
    """A coded reason."""

    reden = forms.ChoiceField(label="Reden", choices=[("", "Kies een reden"), *END_REASONS.items()])


class ResetForm(forms.Form):
    """Why somebody starts anew with signing in."""

    reden = forms.ChoiceField(label="Reden", choices=[("", "Kies een reden"), *RESET_REASONS.items()])


class EndDateForm(forms.Form):
    """Another last day."""

    eindigt_op = DutchDateField(
        label="Eindigt op",
        required=False,
        help_text="De laatste dag, hoogstens een half jaar vooruit. Leeg: een half jaar vanaf vandaag.",
    )


def show_form(
    model_admin: "admin.ModelAdmin[Any]",
    request: HttpRequest,
    form: forms.Form,
    *,
    title: str,
    button: str,
    obj: Model | None = None,
    intro: str = "",
    template: str = "admin/portaal_step.html",
    **context: Any,
) -> HttpResponse:
    """The form in the look of the admin; `intro` is a sentence above it."""
    fieldsets = [(None, {"fields": list(form.fields)})]
    page = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": model_admin.opts,
        "original": obj,
        "adminform": helpers.AdminForm(form, fieldsets, {}),  # type: ignore[arg-type]
        "form": form,
        "errors": form.errors,
        "button": button,
        "intro": intro,
        "has_view_permission": True,
        **context,
    }
    return render(request, template, page)


def find(model_admin: "admin.ModelAdmin[Any]", request: HttpRequest, key: object) -> Any:
    """The row, or 404."""
    row = model_admin.get_object(request, str(key))
    if row is None:
        raise Http404
    return row


def take_step(
    model_admin: "admin.ModelAdmin[Any]",
    request: HttpRequest,
    obj: Model,
    *,
    title: str,
    button: str,
    step: Step,
    form_class: type[forms.Form] = NoFieldsForm,
    initial: dict[str, Any] | None = None,
    intro: str = "",
) -> HttpResponse:
    """Ask, do, log and go back to the row. `step` gets the cleaned data and returns what to say afterwards."""
    form = form_class(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            said = step(form.cleaned_data)
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            log(request, obj, said)
            messages.success(request, said)
            return redirect(page_of(obj))
    return show_form(model_admin, request, form, title=title, button=button, obj=obj, intro=intro)


def page_of(obj: Model) -> str:
    """Address of a row's page in the admin."""
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])


def back_to(obj: Model) -> HttpResponse:
    """To the row's page in the admin."""
    return redirect(page_of(obj))


def log(request: HttpRequest, obj: Model, what: str) -> None:
    """A line in the admin's own log, shown under Geschiedenis."""
    LogEntry.objects.log_actions(acting(request).pk, [obj], CHANGE, what, single_object=True)
