"""The figures of the Voorinburgering as CSV and as a spreadsheet: the numbers of the page, and what each one counts."""

import csv
import io
from typing import Any

import xlsxwriter

from coa_portal.audit.export import harmless
from coa_portal.portaal.figures.voorinburgering import Cijfers, Regel

LEFT_OUT = "weggelaten"
KOPPEN = {
    "aangeboden": "Aangeboden",
    "ingestemd": "Ingestemd",
    "wacht": "Wacht op start",
    "gestart": "Meegedaan",
    "uren": "NT2-uren per persoon",
    "afgerond": "Afgerond",
    "getoetst": "Eindtoets gedaan",
    "a1": "A1 of hoger",
    "a2": "A2 of hoger",
    "b1": "B1 of hoger",
}
UITLEG = {
    "aangeboden": "Mensen aan wie het COA in dit half jaar de Voorinburgering aanbood.",
    "ingestemd": "Wie daarvan ja zei, en is gestart of nog wacht. Wie stopte voor de start, telt hier niet mee.",
    "wacht": "Wie ja zei en nog niet is gestart.",
    "gestart": "Wie is gestart, ook als het daarna is gestopt.",
    "uren": "Gevolgde NT2-lessen van wie is gestart: uren aanwezig, gemiddeld per persoon.",
    "afgerond": "Wie is gestart en de Voorinburgering afrondde. Een verhuizing of een start bij de gemeente telt niet.",
    "getoetst": "Wie is gestart en een eindtoets NT2 deed.",
    "a1": "De laatste eindtoets is A1 of hoger.",
    "a2": "De laatste eindtoets is A2 of hoger.",
    "b1": "De laatste eindtoets is B1 of hoger.",
}


def values_of(regel: Regel) -> dict[str, float | None]:
    """Measure → number in the order of the table; None where it is left out."""
    numbers: dict[str, float | None] = {**regel.getallen, "wacht": regel.wacht, "uren": regel.uren}
    return {code: numbers[code] for code in KOPPEN}


def as_csv(cijfers: Cijfers) -> bytes:
    """For a Dutch spreadsheet: semicolons and decimal commas. The mark in front tells that this is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["Half jaar", "Opvanglocatie", *KOPPEN.values()])
    for regel in (*cijfers.regels, cijfers.samen):
        writer.writerow([cijfers.halfjaar, harmless(regel.naam), *map(_text, values_of(regel).values())])
    return f"\ufeff{out.getvalue()}".encode()


def _text(value: float | None) -> str:
    return LEFT_OUT if value is None else str(value).replace(".", ",")


def as_spreadsheet(cijfers: Cijfers) -> bytes:
    """One sheet with the numbers and a chart of them, one with what each counts."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    _numbers(book, cijfers)
    _meanings(book)
    book.close()
    return out.getvalue()


def _numbers(book: Any, cijfers: Cijfers) -> None:
    sheet = book.add_worksheet("Cijfers")
    bold, hint = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"italic": True})
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, len(KOPPEN), 13)
    sheet.freeze_panes(1, 1)
    sheet.write_row(0, 0, ["Opvanglocatie", *KOPPEN.values()], bold)
    lines = [*cijfers.regels, cijfers.samen]
    for place, regel in enumerate(lines, 1):
        sheet.write_string(place, 0, regel.naam, bold if regel is cijfers.samen else None)
        for column, value in enumerate(values_of(regel).values(), 1):
            if value is None:
                sheet.write_string(place, column, LEFT_OUT, hint)
            else:
                sheet.write_number(place, column, value)
    chart = book.add_chart({"type": "bar"})
    codes = list(KOPPEN)
    for code in ("aangeboden", "ingestemd", "gestart", "afgerond"):
        column = codes.index(code) + 1
        chart.add_series(
            {
                "name": ["Cijfers", 0, column],
                "categories": ["Cijfers", 1, 0, len(lines), 0],
                "values": ["Cijfers", 1, column, len(lines), column],
            }
        )
    chart.set_title({"name": f"Voorinburgering, {cijfers.halfjaar}"})
    sheet.insert_chart(len(lines) + 2, 0, chart, {"description": "Dezelfde getallen als in de tabel"})


def _meanings(book: Any) -> None:
    sheet = book.add_worksheet("Wat telt wat")
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    for place, (code, text) in enumerate(UITLEG.items()):
        sheet.write_string(place, 0, KOPPEN[code], wrap)
        sheet.write_string(place, 1, text, wrap)
    note = "Weggelaten: de groep is kleiner dan 5, of het getal zou zo'n groep verraden."
    sheet.write_string(len(UITLEG) + 1, 0, note)
