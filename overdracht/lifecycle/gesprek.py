"""Lives of a talk between gemeente, COA and inburgeraar, and of what was agreed in it (R13).

A talk is planned once the other side agrees. Another moment, from whichever side, is a new proposal: it takes away the
agreement that there was.
"""

from coa_portal.lifecycle.table import Lifecycle, step

GESPREK = Lifecycle(
    "het gesprek",
    initial="voorgesteld",
    states={
        "voorgesteld": "Voorgesteld",
        "gepland": "Gepland",
        "gehouden": "Gehouden",
        "niet_gehouden": "Niet gehouden",
        "afgezegd": "Afgezegd",
    },
    steps=[
        step("accept", "voorgesteld", "gepland", "Akkoord met dit moment"),
        step("counter", "voorgesteld", "voorgesteld", "Ander moment voorstellen"),
        step("move", "gepland", "voorgesteld", "Verplaatsen"),
        step("hold", "gepland", "gehouden", "Gehouden"),
        step("miss", "gepland", "niet_gehouden", "Niet gehouden", needs_reason=True),
        step("cancel", "voorgesteld gepland", "afgezegd", "Afzeggen", needs_reason=True),
    ],
)
# where a talk may still take place
OPEN_TALKS = ("voorgesteld", "gepland")

# no medical reason among them, and no room to write one (R9)
MISS_REASONS = {
    "inburgeraar": "Inburgeraar verhinderd",
    "gemeente": "Gemeente verhinderd",
    "coa": "COA verhinderd",
    "vergeten": "Vergeten",
    "afstand": "De afstand was te groot",
    "toestemming": "Er was geen toestemming",
    "tolk": "Er was geen tolk",
    "techniek": "De verbinding werkte niet",
    "anders": "Anders",
}
CANCEL_REASONS = {
    "inburgeraar": "Inburgeraar verhinderd",
    "gemeente": "Gemeente verhinderd",
    "coa": "COA verhinderd",
    "afstand": "De afstand is te groot",
    "toestemming": "Er is geen toestemming",
    "tolk": "Er is geen tolk",
    "niet_nodig": "Niet meer nodig",
    "anders": "Anders",
}
# chosen by the portal itself
CANCEL_REASON_KOPPELING = "koppeling"
TALK_REASONS = {**CANCEL_REASONS, **MISS_REASONS, CANCEL_REASON_KOPPELING: "De koppeling is beëindigd"}

AFSPRAAK = Lifecycle(
    "de afspraak",
    initial="open",
    states={"open": "Open", "gedaan": "Gedaan", "vervallen": "Vervallen"},
    steps=[
        step("finish", "open", "gedaan", "Gedaan"),
        step("lapse", "open", "vervallen", "Laten vervallen"),
        step("reopen", "gedaan", "open", "Toch niet gedaan"),
    ],
)
