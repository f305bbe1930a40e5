"""Life of a koppeling (DESIGN §5.3 and §5.10, R13)."""

from coa_portal.lifecycle.table import Lifecycle, step

KOPPELING = Lifecycle(
    "de koppeling",
    initial="voorgesteld",
    states={
        "voorgesteld": "Voorgesteld",
        "definitief": "Definitief",
        "gehuisvest": "Gehuisvest",
        "ingetrokken": "Ingetrokken",
        "herkoppeld": "Herkoppeld",
        "afgesloten": "Afgesloten",
    },
    steps=[
        step("confirm", "voorgesteld", "definitief", "Definitief maken"),
        step("withdraw", "voorgesteld definitief", "ingetrokken", "Intrekken", needs_reason=True),
        step("move", "definitief", "herkoppeld", "Herkoppelen", needs_reason=True),
        step("house", "definitief", "gehuisvest", "Gehuisvest melden"),
        step("end_access", "gehuisvest", "afgesloten", "Toegang beëindigen"),
    ],
)

# a gemeente may see something only in these states (R5)
ACTIVE_STATES = ("definitief", "gehuisvest")

WITHDRAW_REASONS = {
    "fout": "Ten onrechte gekoppeld",
    "vertrokken": "Vertrokken of overleden",
    "vergunning": "Vergunning ingetrokken",
    "gezin": "Gezinssamenstelling is veranderd",
    "eigen_woning": "Heeft zelf een woning gevonden",
}
# after these nobody looks for a gemeente any more; after the others the household waits again
FINAL_WITHDRAW_REASONS = ("vertrokken", "vergunning", "eigen_woning")
MOVE_REASONS = {
    "familie": "Eerstegraadsfamilie in een andere gemeente",
    "werk": "Werk of opleiding in een andere gemeente",
    "ruil": "Uitwisseling tussen gemeenten",
    "geen_woning": "Geen passende woning in de gemeente",
    "fout": "Ten onrechte gekoppeld",
}
