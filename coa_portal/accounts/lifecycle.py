"""Lives of a Toekenning, a request for one, an agreement and a review report (R1, R13)."""

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

AANVRAAG = Lifecycle(
    "de aanvraag",
    initial="aangevraagd",
    states={
        "aangevraagd": "Aangevraagd",
        "toegekend": "Toegekend",
        "geweigerd": "Geweigerd",
        "ingetrokken": "Ingetrokken",
    },
    steps=[
        step("grant", "aangevraagd", "toegekend", "Toekennen"),
        step("refuse", "aangevraagd", "geweigerd", "Weigeren", needs_reason=True),
        step("withdraw", "aangevraagd", "ingetrokken", "Intrekken"),
    ],
)

OVEREENKOMST = Lifecycle(
    "de verwerkersovereenkomst",
    initial="van_kracht",
    states={"van_kracht": "Van kracht", "beeindigd": "Beëindigd"},
    steps=[step("end", "van_kracht", "beeindigd", "Beëindigen")],
)

RECHTENCONTROLE = Lifecycle(
    "de controle",
    initial="opgesteld",
    states={"opgesteld": "Opgesteld", "afgetekend": "Afgetekend"},
    steps=[step("sign_off", "opgesteld", "afgetekend", "Aftekenen")],
)

# what a person may choose when a grant ends or is blocked
END_REASONS = {
    "functie": "Andere functie",
    "uit_dienst": "Uit dienst",
    "andere_gemeente": "Naar een andere gemeente",
    "verzoek_gemeente": "Op verzoek van de gemeente",
    "misbruik": "Vermoeden van misbruik",
    "fout": "Ten onrechte toegekend",
}
# what the portal itself gives as a reason
UNUSED = "lang_niet_gebruikt"
AGREEMENT_ENDED = "overeenkomst_beeindigd"
ALL_END_REASONS = {
    **END_REASONS,
    UNUSED: "Lang niet gebruikt",
    AGREEMENT_ENDED: "Verwerkersovereenkomst beëindigd",
}

REFUSAL_REASONS = {
    "onbekend": "De persoon is niet bekend bij de gemeente",
    "niet_nodig": "De rol is niet nodig voor het werk",
    "onvolledig": "De gegevens kloppen niet of zijn niet volledig",
    "geen_overeenkomst": "Er is geen geldige verwerkersovereenkomst",
    "ander_account": "Het e-mailadres is van een andere organisatie",
}

# why a beheerder lets somebody start anew with signing in
RESET_REASONS = {
    "kwijt": "Telefoon of sleutel kwijt",
    "vervangen": "Telefoon vervangen",
    "misbruik": "Vermoeden van misbruik",
}
