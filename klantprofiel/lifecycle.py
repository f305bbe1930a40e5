"""States and steps of what belongs to a dossier (R13)."""

from coa_portal.lifecycle.table import Lifecycle, step

DOCUMENT = Lifecycle(
    "het document",
    initial="geldig",
    states={"geldig": "Geldig", "vervangen": "Vervangen", "ingetrokken": "Ingetrokken"},
    steps=[
        # a newer one came; the older stays readable at COA
        step("replace", "geldig", "vervangen", "Vervangen door nieuwer document"),
        # the file is destroyed, that it was there stays
        step("withdraw", "geldig vervangen", "ingetrokken", "Intrekken", needs_reason=True),
    ],
)

INTREKREDENEN = {
    "verkeerd": "Het document is van iemand anders",
    "bijzonder": "Er staan gegevens in die niet in het dossier mogen",
    "verzoek": "De persoon wil het document terug uit het dossier",
    "niet_nodig": "Het document is niet meer nodig",
}
# what a document of somebody else showed, it did not show of this person
NOT_SHOWN_AFTER_ALL = "verkeerd"
