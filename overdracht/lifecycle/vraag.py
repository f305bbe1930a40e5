"""Life of a short question about a dossier (R13)."""

from coa_portal.lifecycle.table import Lifecycle, step

VRAAG = Lifecycle(
    "de vraag",
    initial="open",
    states={"open": "Open", "beantwoord": "Beantwoord", "gesloten": "Gesloten"},
    steps=[
        step("answer", "open", "beantwoord", "Antwoorden"),
        step("close", "open", "gesloten", "Niet meer nodig", needs_reason=True),
    ],
)
VRAAG_CLOSE_REASONS = {
    "niet_nodig": "Het antwoord is niet meer nodig",
    "koppeling": "De koppeling is beëindigd",
}
