"""The verwerkingsregister (AVG art. 30) as reference data: what every view says it is doing.

Every view that reads a person's data names one of these codes (R10); a test fails on a view without one.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Verwerkingsactiviteit:
    """One processing activity. `bewaartermijn_maanden`: how long its log lines are kept."""

    code: str
    naam: str
    doel: str
    grondslag: str
    bewaartermijn_maanden: int = 60


_PUBLIC_TASK = "AVG art. 6 lid 1 onder e: publieke taak (Wet COA; Wet inburgering 2021)"

REGISTER: dict[str, Verwerkingsactiviteit] = {
    item.code: item
    for item in (
        Verwerkingsactiviteit(
            "bijhouden-klantprofiel",
            "Klantprofiel bijhouden",
            "Vergunninghouders voorbereiden op inburgering en de gemeente goed informeren",
            _PUBLIC_TASK,
        ),
        Verwerkingsactiviteit(
            "tonen-bsn",
            "Burgerservicenummer tonen",
            "Controleren dat het nummer bij de persoon hoort",
            "UAVG art. 46; Wabb art. 10",
        ),
        Verwerkingsactiviteit(
            "vastleggen-toestemming",
            "Toestemming vastleggen en intrekken",
            "Aantonen dat de vergunninghouder met het delen heeft ingestemd",
            _PUBLIC_TASK,
        ),
        Verwerkingsactiviteit(
            "koppelen",
            "Plaatsingseenheid koppelen aan gemeente",
            "Huisvesting van vergunninghouders (Huisvestingswet 2014 art. 28-29)",
            _PUBLIC_TASK,
        ),
        Verwerkingsactiviteit(
            "doorzetten",
            "Klantprofiel doorzetten naar gemeente",
            "De gemeente de brede intake laten voorbereiden",
            _PUBLIC_TASK,
        ),
        Verwerkingsactiviteit(
            "raadplegen-informatieprofiel",
            "Informatieprofiel raadplegen door gemeente",
            "Huisvesting voorbereiden na de melding van koppeling",
            _PUBLIC_TASK,
        ),
        Verwerkingsactiviteit(
            "raadplegen-doorgezet-profiel",
            "Doorgezet klantprofiel raadplegen door gemeente",
            "Inburgering en huisvesting voorbereiden",
            _PUBLIC_TASK,
        ),
        Verwerkingsactiviteit(
            "opvragen-profiel",
            "Klantprofiel opvragen door gemeente",
            "Het COA vragen het klantprofiel te delen",
            _PUBLIC_TASK,
        ),
        Verwerkingsactiviteit(
            "huishouden-inzien",
            "Naam en gezin inzien door woonbegeleider",
            "Begeleiding en verhuizing op de opvanglocatie",
            _PUBLIC_TASK,
        ),
        Verwerkingsactiviteit(
            "meldingen",
            "Meldingen ontvangen",
            "Weten dat er iets is gewijzigd, zonder persoonsgegevens",
            _PUBLIC_TASK,
        ),
        Verwerkingsactiviteit(
            "beheren-accounts",
            "TVS-accounts beheren",
            "Toegang geven en afnemen",
            _PUBLIC_TASK,
        ),
    )
}
