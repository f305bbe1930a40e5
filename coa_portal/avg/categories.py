"""The kinds of personal data that do not belong in a free text (AVG art. 9 and 10, and behaviour: DESIGN R9)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Category:
    """`label`: on the screen. `reason`: why a word was marked, one sentence in plain Dutch."""

    code: str
    label: str
    reason: str


CATEGORIES = (
    Category(
        "medisch",
        "gezondheid",
        "Dit zegt iets over de gezondheid van een persoon. Dat mag niet in het profiel, ook niet "
        "dat iemand gezond is.",
    ),
    Category(
        "psychisch",
        "psychische gezondheid",
        "Dit zegt iets over hoe het psychisch met een persoon gaat. Dat hoort bij de hulpverlener, niet "
        "in het profiel.",
    ),
    Category(
        "gedrag",
        "gedrag",
        "Dit is een oordeel over gedrag of een incident. Schrijf op wat iemand kan of nodig heeft.",
    ),
    Category(
        "religie",
        "religie of levensovertuiging",
        "Hieruit blijkt wat iemand gelooft of niet gelooft. Dat mag niet in het profiel.",
    ),
    Category(
        "seksueel",
        "seksueel leven of gerichtheid",
        "Dit gaat over iemands seksuele leven, gerichtheid of gender, of over seksueel geweld. Dat mag niet "
        "in het profiel.",
    ),
    Category(
        "strafrechtelijk",
        "politie en justitie",
        "Dit gaat over een strafbaar feit, als verdachte of als slachtoffer. Dat mag niet in het profiel.",
    ),
    Category(
        "vergelijkbaar",
        "afkomst, politiek, vakbond, lichaamskenmerken",
        "Hieruit blijkt iemands afkomst of huidskleur, politieke mening, vakbond of een lichaamskenmerk zoals een "
        "vingerafdruk of DNA. Dat mag niet in het profiel.",
    ),
)
BY_CODE = {category.code: category for category in CATEGORIES}
CODES = tuple(category.code for category in CATEGORIES)
