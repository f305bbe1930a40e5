"""Forms of the portal: base classes, Dutch fields, rows, and what puts an error where it belongs."""

from coa_portal.web.forms.base import PortaalForm, PortaalModelForm, apply_domain_error
from coa_portal.web.forms.bound import PortaalBoundField, PortaalRenderer
from coa_portal.web.forms.fields import (
    JA_NEE_ONBEKEND,
    DutchDateField,
    DutchDateInput,
    JaNeeOnbekendField,
)
from coa_portal.web.forms.marked import Unguarded
from coa_portal.web.forms.rows import (
    PortaalFormSet,
    PortaalInlineFormSet,
    PortaalModelFormSet,
    asks_row,
    portaal_formset,
    show_as_typed,
    with_extra_row,
)
from coa_portal.web.forms.summary import error_lines, has_shown_errors

__all__ = [
    "JA_NEE_ONBEKEND",
    "DutchDateField",
    "DutchDateInput",
    "JaNeeOnbekendField",
    "PortaalBoundField",
    "PortaalForm",
    "PortaalFormSet",
    "PortaalInlineFormSet",
    "PortaalModelForm",
    "PortaalModelFormSet",
    "PortaalRenderer",
    "Unguarded",
    "apply_domain_error",
    "asks_row",
    "error_lines",
    "has_shown_errors",
    "portaal_formset",
    "show_as_typed",
    "with_extra_row",
]
