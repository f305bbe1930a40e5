"""Life of a Toekenning (R1, R13)."""

from coa_portal.lifecycle.table import Lifecycle, step

TOEKENNING = Lifecycle(
    "de toekenning",
    initial="actief",
    states={
        "actief": "Actief",
        "geblokkeerd": "Geblokkeerd",
        "beeindigd": "Beëindigd",
        "verlopen": "Verlopen",
    },
    steps=[
        step("block", "actief", "geblokkeerd", "Blokkeren", needs_reason=True),
        step("unblock", "geblokkeerd", "actief", "Deblokkeren"),
        step("end", "actief geblokkeerd", "beeindigd", "Beëindigen", needs_reason=True),
        step("expire", "actief geblokkeerd", "verlopen", "Verlopen"),
    ],
)

END_REASONS = {
    "functie": "Andere functie",
    "uit_dienst": "Uit dienst",
    "verzoek_gemeente": "Op verzoek van de gemeente",
    "misbruik": "Vermoeden van misbruik",
    "fout": "Ten onrechte toegekend",
}
