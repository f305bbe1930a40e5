"""Lives of the nouns of the Voorinburgering (R13)."""

from coa_portal.lifecycle.table import Lifecycle, step

# who records attendance says that the lesson was given; "reopen" takes that attendance away again
LES = Lifecycle(
    "de les",
    initial="gepland",
    states={"gepland": "Gepland", "gegeven": "Gegeven", "vervallen": "Vervallen"},
    steps=[
        step("give", "gepland", "gegeven", "Gegeven"),
        step("cancel", "gepland", "vervallen", "Les laten vervallen", needs_reason=True),
        step("reopen", "gegeven vervallen", "gepland", "Les weer openzetten"),
    ],
)
# takes a room and a docent
TAKES_PLACE = ("gepland", "gegeven")

# nothing about anybody's health (R9)
CANCEL_LES_REASONS = {
    "docent": "De docent was er niet",
    "lokaal": "Er was geen lokaal",
    "deelnemers": "Er kwam niemand",
    "activiteit": "Er was een andere activiteit",
    "anders": "Anders",
}
# chosen by the portal itself
CANCEL_REASON_VRIJ = "vrij"
LES_REASONS = {**CANCEL_LES_REASONS, CANCEL_REASON_VRIJ: "Vrije dag"}

# a result of a test; it is corrected without a step, and taken back with one
TOETS = Lifecycle(
    "de uitslag",
    initial="vastgelegd",
    states={"vastgelegd": "Vastgelegd", "ingetrokken": "Ingetrokken"},
    steps=[step("withdraw", "vastgelegd", "ingetrokken", "Intrekken", needs_reason=True)],
)
TOETS_WITHDRAW_REASONS = {
    "verkeerde_persoon": "Bij de verkeerde persoon ingevuld",
    "niet_afgenomen": "De toets is niet afgenomen",
    "ongeldig": "De toets is niet geldig",
}
