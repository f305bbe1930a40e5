"""Models of the shared side: what was written for a gemeente, and the gemeente's own work."""

from overdracht.models.derden import BenoemdDossier, ExterneLezer, ToestemmingDerde
from overdracht.models.documenten import GedeeldDocument
from overdracht.models.gedeeld import (
    Betrokkene,
    Inzage,
    Kaart,
    Locatiecontact,
    Openstelling,
    Profielversie,
    ScreeningOnderdeel,
    Screeningspublicatie,
    VersieGezinslid,
    VersieOnderdeel,
)
from overdracht.models.gesprek import (
    Afspraak,
    Bezoekdag,
    Dagdelenpublicatie,
    Gesprek,
    Gespreksdeelnemer,
    Overdrachtssessie,
)
from overdracht.models.scenario import SCENARIO_UITLEG, Scenario, Scenariokeuze, Voorkeursscenario
from overdracht.models.termijnen import Termijncijfer
from overdracht.models.toestemming import Toestemming
from overdracht.models.traject import ExtraKosten, Inburgeringstraject
from overdracht.models.verhuizing import (
    Huisvestingsgesprek,
    Logeerperiode,
    Overdrachtspunt,
    Verhuisdatum,
    Verhuizing,
)
from overdracht.models.vraag import Antwoord, Vraag
from overdracht.models.welkom import Introductieaanmelding, Introductiedag, Welkomstpagina
from overdracht.models.werk import BehandelaarGemeente, Opvraging, Vasthouding, VernietigingsBevestiging

__all__ = [
    "SCENARIO_UITLEG",
    "Afspraak",
    "Antwoord",
    "BehandelaarGemeente",
    "BenoemdDossier",
    "Betrokkene",
    "Bezoekdag",
    "Dagdelenpublicatie",
    "ExterneLezer",
    "ExtraKosten",
    "GedeeldDocument",
    "Gesprek",
    "Gespreksdeelnemer",
    "Huisvestingsgesprek",
    "Inburgeringstraject",
    "Introductieaanmelding",
    "Introductiedag",
    "Inzage",
    "Kaart",
    "Locatiecontact",
    "Logeerperiode",
    "Openstelling",
    "Opvraging",
    "Overdrachtspunt",
    "Overdrachtssessie",
    "Profielversie",
    "Scenario",
    "Scenariokeuze",
    "ScreeningOnderdeel",
    "Screeningspublicatie",
    "Termijncijfer",
    "Toestemming",
    "ToestemmingDerde",
    "Vasthouding",
    "Verhuisdatum",
    "Verhuizing",
    "VernietigingsBevestiging",
    "VersieGezinslid",
    "VersieOnderdeel",
    "Voorkeursscenario",
    "Vraag",
    "Welkomstpagina",
]
