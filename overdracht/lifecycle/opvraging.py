"""Life of a request for the profile (R5, R13)."""

from coa_portal.lifecycle.table import Lifecycle, step

OPVRAGING = Lifecycle(
    "de opvraging",
    initial="open",
    states={"open": "Open", "beantwoord": "Beantwoord", "gesloten": "Gesloten"},
    steps=[
        step("answer", "open", "beantwoord", "Beantwoorden"),
        step("close", "open", "gesloten", "Sluiten", needs_reason=True),
    ],
)
OPVRAGING_CLOSE_REASONS = {
    "geweigerd": "De vergunninghouder geeft geen toestemming",
    "koppeling": "De koppeling is beëindigd",
    "later": "Het profiel komt later, na een gesprek",
}
