"""Who sees a document that went with a Profielversie (R2, besluit 0036)."""

from django.db.models import Q, QuerySet

from coa_portal.access.policy import Policy, register, visible
from overdracht.models import GedeeldDocument, Profielversie
from overdracht.policy import gemeenten_reading, is_coa
from overdracht.readers import limits


class GedeeldDocumentPolicy(Policy[GedeeldDocument]):
    """COA: of the dossiers the account sees, taken back or not. Gemeente: of the versions that are open now, in the
    sections that the account was granted, as long as the document was not taken back; PostgreSQL says so too."""

    model = GedeeldDocument

    def visible(self, gebruiker: object) -> QuerySet[GedeeldDocument]:
        """See the class."""
        rows: QuerySet[GedeeldDocument] = GedeeldDocument.objects.filter(
            versie__in=visible(Profielversie, gebruiker).order_by()
        )
        if is_coa(gebruiker):
            return rows
        granted = Q(pk__in=[])
        for gemeente in gemeenten_reading(gebruiker, Profielversie.TIER):
            granted |= Q(gemeente=gemeente) & limits(gebruiker, gemeente, Profielversie.TIER)
        return rows.filter(granted, teruggenomen_op=None)


def register_policies() -> None:
    """Called in `AppConfig.ready()`."""
    register(GedeeldDocumentPolicy())
