"""The kinds of documents on a dossier, as one table (besluit 0035).

`onderdeel`: the section of the klantprofiel to which a document of the kind belongs. Who at a gemeente reads that
section reads the document, once it is shared. "" keeps a document at COA: what nobody can name, nobody can judge the
gemeente to need.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Documentsoort:
    """One kind."""

    code: str
    label: str
    onderdeel: str = ""
    uitleg: str = ""

    @property
    def may_be_shared(self) -> bool:
        """Whether a document of this kind may go to a gemeente at all."""
        return bool(self.onderdeel)


SOORTEN: dict[str, Documentsoort] = {
    soort.code: soort
    for soort in (
        Documentsoort("diploma", "Diploma of cijferlijst", "educatief"),
        Documentsoort("waardering", "Diplomawaardering (IDW)", "idw"),
        Documentsoort("certificaat", "Certificaat of getuigschrift", "educatief"),
        Documentsoort("cv", "Cv", "arbeid"),
        Documentsoort("werk", "Bewijs van werkervaring", "arbeid"),
        Documentsoort("overig", "Ander document", uitleg="blijft altijd bij het COA"),
    )
}
SOORT_CHOICES = [(soort.code, soort.label) for soort in SOORTEN.values()]
# kept by upper apps and shown among the others, where they are kept
VERKLARING = "verklaring"
VERKLARING_LABEL = "Ondertekende verklaring"
