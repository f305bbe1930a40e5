"""The report of an import as lines of text: numbers, fields and reasons, never what stood in the file."""

from collections.abc import Iterator

from klantprofiel.ibis.formaat import HOOFDPERSOON, HUISHOUDEN, VERBLIJVEN
from klantprofiel.models import Ibisimport, Ibisregel
from klantprofiel.sections import FACTS, ROW_SETS

REPORT_HEAD = ("regel", "uitkomst", "gewijzigde velden", "opmerkingen")
_OWN = {HUISHOUDEN: "Huishouden", HOOFDPERSOON: "Hoofdpersoon", VERBLIJVEN: "Verblijven"}


def field_label(name: str) -> str:
    """The name of a field as people know it; of a place in a row ("talen.2.taal") with its number."""
    first, _, rest = name.partition(".")
    item = FACTS.get(first) or ROW_SETS.get(first)
    label = item.label if item else _OWN.get(first, first)
    number = rest.partition(".")[0]
    return f"{label}, rij {number}" if number.isdigit() else label


def remark_text(field: str, sentence: str) -> str:
    """One opmerking as a line."""
    return f"{field_label(field)}: {sentence}" if field else sentence


def report_lines(ibisimport: Ibisimport, *, uitkomst: str = "") -> Iterator[tuple[int, str, str, str]]:
    """The lines of the report in the order of the file."""
    rows = Ibisregel.objects.filter(ibisimport=ibisimport)
    if uitkomst:
        rows = rows.filter(uitkomst=uitkomst)
    columns = rows.order_by("nummer").values_list("nummer", "uitkomst", "velden", "opmerkingen")
    for number, outcome, fields, remarks in columns:
        texts = " ".join(remark_text(*remark) for remark in remarks)
        yield number, outcome, ", ".join(field_label(name) for name in fields), texts
