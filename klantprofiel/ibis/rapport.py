"""The report of an import as lines of text: numbers, fields and reasons, never what stood in the file."""

from collections.abc import Iterator

from django.db.models import QuerySet

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


def lines_of(ibisimport: Ibisimport, uitkomst: str = "") -> QuerySet[Ibisregel]:
    """The lines of an import that is visible, in the order of the file; of one kind of outcome, or all."""
    rows: QuerySet[Ibisregel] = Ibisregel.objects.filter(ibisimport=ibisimport).order_by("nummer")
    return rows.filter(uitkomst=uitkomst) if uitkomst else rows


def report_lines(ibisimport: Ibisimport, *, uitkomst: str = "") -> Iterator[tuple[int, str, str, str]]:
    """The lines of the report in the order of the file."""
    columns = lines_of(ibisimport, uitkomst).values_list("nummer", "uitkomst", "velden", "opmerkingen")
    for number, outcome, fields, remarks in columns:
        texts = " ".join(remark_text(*remark) for remark in remarks)
        yield number, outcome, ", ".join(field_label(name) for name in fields), texts
