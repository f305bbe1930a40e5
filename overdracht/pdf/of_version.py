"""The PDF of a published version, for either side (R20)."""

from overdracht.models import Profielversie
from overdracht.pdf.render import PdfHeader, render_profielversie
from overdracht.readers import version_for_reader


def version_pdf(version: Profielversie, gebruiker: object) -> bytes:
    """The document as this reader may see it now; the caller found the version through `visible` and logs."""
    header = PdfHeader(
        referentie=version.koppeling.referentie,
        gemeente=version.gemeente.naam,
        published_at=version.doorgezet_op,
        versie=version.nummer,
    )
    return render_profielversie(version_for_reader(version, gebruiker), header=header)


def pdf_filename(version: Profielversie, volgnummer: int) -> str:
    """A name for the download that says nothing about the person (R11)."""
    return f"klantprofiel-{version.koppeling.referentie}-persoon-{volgnummer}-versie-{version.nummer}.pdf"
