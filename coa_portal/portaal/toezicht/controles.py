"""Review reports of who has which rights (BIO2): listed for the privacy officer, on paper for the beheerder too."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.accounts.models import Gebruiker, Rechtencontrole
from coa_portal.accounts.review import COLUMNS
from coa_portal.common.dates import short_date
from coa_portal.portaal.toezicht.views import WHO
from coa_portal.web.pdf.document import render_document

ACTIVITY = "beheren-accounts"
_SCOPE = "controles van rechten, geen dossiers"
_MOST = 40
# what a page of paper has room for; the rest stands in the CSV
_ON_PAPER = (
    "naam",
    "rol",
    "waarvoor",
    "eindigt_op",
    "laatst_ingelogd",
    "tweede_stap",
    "aandacht",
    "gewijzigd",
)
_INTRO = (
    "Dit zijn alle toekenningen die golden toen de controle werd opgesteld, en die in de periode eindigden. De inhoud "
    "is daarna niet meer gewijzigd. Laag, onderdelen, status en wie toekende staan in het bestand (CSV) bij Beheer."
)


@page(WHO, activity=ACTIVITY, scope=_SCOPE)
def controles(request: HttpRequest) -> HttpResponse:
    """The newest reports, and which of them somebody went through."""
    rows = list(Rechtencontrole.objects.defer("inhoud")[:_MOST])
    names = _names({row.status_door_id for row in rows})
    context = {"controles": [(row, names.get(row.status_door_id, "Het portaal")) for row in rows]}
    return render(request, "portaal/toezicht/controles.html", context)


@page(WHO | {"manage_accounts"}, activity=ACTIVITY, scope=_SCOPE, rate=rates.PDF)
def controle_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The frozen content on paper."""
    row = Rechtencontrole.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    response = HttpResponse(review_pdf(row), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="rechten-{row.periode}.pdf"'
    return response


def review_pdf(row: Rechtencontrole) -> bytes:
    """The same report gives the same bytes, until it is signed off."""
    name = _names({row.status_door_id}).get(row.status_door_id, "het portaal")
    day = short_date(row.created_at.date())
    meta = [
        ("Periode", row.periode), ("Van", short_date(row.van)), ("Tot en met", short_date(row.tot)),
        ("Opgesteld", day), ("Status", f"{row.status_label} door {name}, {short_date(row.status_sinds.date())}"),
    ]  # fmt: skip
    labels = dict(COLUMNS)
    lines = [[str(line.get(key, "")) for key in _ON_PAPER] for line in row.inhoud["regels"]]
    blocks = [
        {"kind": "note", "text": _INTRO},
        {"kind": "section", "text": f"TOEKENNINGEN ({len(lines)})"},
        {"kind": "table", "columns": [labels[key] for key in _ON_PAPER], "rows": lines}
        if lines
        else {"kind": "note", "text": "Er zijn geen toekenningen."},
    ]
    if row.opmerkingen:
        remarks = [
            {"kind": "section", "text": "OPMERKINGEN BIJ HET AFTEKENEN"},
            {"kind": "note", "text": row.opmerkingen},
        ]
        blocks += remarks
    document = {
        "title": "Controle van rechten",
        "meta": [{"label": label, "text": text} for label, text in meta],
        "banner": "",
        "blocks": blocks,
        "notes": [],
        "footer": f"Controle van rechten · {row.periode} · opgesteld {day}",
    }
    return render_document(document, row.created_at)


def _names(keys: set[UUID | None]) -> dict[UUID | None, str]:
    return dict(Gebruiker.contact.filter(pk__in=[key for key in keys if key]).values_list("pk", "naam"))
