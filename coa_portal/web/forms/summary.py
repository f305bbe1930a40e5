"""The error summary: every error of a page as one line that links to its field."""

from collections.abc import Iterable

from django import forms

from coa_portal.web.components import Foutregel
from coa_portal.web.forms.rows import FormSet

Shown = forms.BaseForm | FormSet


def error_lines(shown: Iterable[Shown | None]) -> list[Foutregel]:
    """The lines for these forms and formsets, in page order; empty while nothing was judged."""
    lines: list[Foutregel] = []
    for form in shown:
        if not has_shown_errors(form):
            continue
        if isinstance(form, forms.BaseFormSet):
            lines += _formset_lines(form)
        elif isinstance(form, forms.BaseForm):
            lines += _form_lines(form, "")
    return lines


def has_shown_errors(form: object) -> bool:
    """Whether a form was judged and refused; never starts judging, because rendering must not."""
    if isinstance(form, forms.BaseFormSet):
        judged = getattr(form, "_errors", None)
        return bool(form.is_bound and judged is not None and (any(judged) or form.non_form_errors()))
    if isinstance(form, forms.BaseForm):
        return bool(form.is_bound and getattr(form, "_errors", None))
    return False


def _form_lines(form: forms.BaseForm, prefix: str) -> list[Foutregel]:
    lines = [Foutregel(prefix + str(text)) for text in form.non_field_errors()]
    for name in _page_order(form):
        for text in form.errors.get(name, []):
            bound = form[name]
            href = getattr(bound, "anchor", f"#{bound.id_for_label}")
            lines.append(Foutregel(prefix + _with_label(str(text), str(bound.label)), href))
    return lines


def _page_order(form: forms.BaseForm) -> list[str]:
    """Names of all fields as the page shows them: outside any group first, then group by group."""
    grouped = [name for _, names in getattr(form, "groepen", ()) for name in names]
    return [name for name in form.fields if name not in grouped] + [n for n in grouped if n in form.fields]


def _formset_lines(formset: FormSet) -> list[Foutregel]:
    title = getattr(formset, "titel", "de lijst")
    anchor = f"#{formset.prefix}-rijen"
    lines = [Foutregel(f"{title}: {text}", anchor) for text in formset.non_form_errors()]
    for number, form in enumerate(formset.forms, 1):
        if form._errors:
            lines += _form_lines(form, f"Rij {number} van {title}: ")
    return lines


def _with_label(text: str, label: str) -> str:
    """Name the field in front where the sentence does not: far from its field it must still say which."""
    return text if label.casefold() in text.casefold() else f"{label}: {text}"
