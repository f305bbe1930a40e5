"""Tags that render forms: one field, all fields, the whole form element, rows, errors, filters."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from coa_portal.web.forms.rows import ADD_ROW, FormSet
from coa_portal.web.forms.summary import error_lines, has_shown_errors

register = template.Library()
AnyForm = forms.BaseForm | FormSet


@register.simple_tag
def formulier(form: forms.BaseForm) -> SafeString:
    """All fields of a form (groups and lines as its class says, hidden ones too), without `<form>`."""
    return form.render("django/forms/portaal/formulier.html")


@register.simple_tag
def veld(field: BoundField) -> SafeString:
    """One field: label, hint, error, input, in this order."""
    return field.render("django/forms/portaal/veld.html")


@register.simple_block_tag
def veldrij(content: str) -> SafeString:
    """Fields side by side where the screen is wide enough."""
    return format_html('<div class="veldrij">{}</div>', content)


@register.inclusion_tag("components/foutlijst.html")
def foutlijst(*getoond: AnyForm | None) -> dict[str, Any]:
    """The error summary of these forms and formsets, linking to each field; nothing without errors."""
    return {"regels": error_lines(getoond)}


@register.simple_tag
def formset(rows: FormSet) -> SafeString:
    """Rows that can be added and removed, with their management form."""
    return rows.render("django/forms/portaal/rijen.html")


@register.simple_block_tag(takes_context=True)
def postformulier(
    context: template.Context,
    content: str,
    *forms_inside: AnyForm,
    knop: str = "Opslaan",
    tweede_knop: str = "",
    tweede_naam: str = "",
    annuleer_url: str = "",
    actie: str = "",
    stijl: str = "primair",
    foutlijst: bool = True,
    formsets: Sequence[FormSet] = (),
    bewaak: bool = True,
    bewaar: bool = False,
    id: str = "",
) -> SafeString:
    """The whole `<form method="post">`: csrf, error summary of the forms and formsets given, body, buttons.

    `bewaak` warns before leaving with unsaved text, `bewaar` keeps it in the tab until it is saved (JavaScript; besluit
    0033). Multipart comes by itself. `tweede_knop` is a second button that sends the form, known by `tweede_naam`.
    """
    shown = [*forms_inside, *formsets]
    values = {
        "content": content,
        "regels": error_lines(shown) if foutlijst else [],
        "multipart": any(one.is_multipart() for one in shown),
        "csrf_token": context.get("csrf_token"),
        "knop": knop,
        "tweede_knop": tweede_knop,
        "tweede_naam": tweede_naam,
        "annuleer_url": annuleer_url,
        "actie": actie,
        "stijl": stijl,
        "bewaak": bewaak,
        "bewaar": bewaar,
        "is_vuil": any(one.is_bound for one in shown),
        "id": id,
    }
    return render_to_string("components/postformulier.html", values)


@register.inclusion_tag("components/filterbalk.html", takes_context=True)
def filterbalk(
    context: template.Context,
    form: forms.BaseForm,
    *,
    wis_url: str = "",
    methode: str = "get",
    knop: str = "Filteren",
    label: str = "Filter de lijst",
) -> dict[str, Any]:
    """The filter bar above a table. `methode="post"` where a person can be typed: no names in URLs."""
    return {
        "form": form,
        "wis_url": wis_url,
        "methode": methode,
        "knop": knop,
        "label": label,
        "csrf_token": context.get("csrf_token"),
    }


def _forms_in(value: object) -> Iterable[object]:
    if isinstance(value, (list, tuple)):
        return value
    return value.values() if isinstance(value, dict) else (value,)


@register.simple_tag(takes_context=True)
def foutprefix(context: template.Context) -> str:
    """ "Fout: " when a form in the context was refused; screen readers read the title first."""
    for layer in context.dicts:
        for value in layer.values():
            if any(has_shown_errors(one) for one in _forms_in(value)):
                return "Fout: "
    return ""


@register.simple_tag
def rijknop_naam() -> str:
    """Name of the button "Rij toevoegen", as `with_extra_row` reads it."""
    return ADD_ROW
