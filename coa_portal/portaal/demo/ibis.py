"""The demo's file of IBIS: a few invented people and some wrong lines, and one fact that somebody knew better."""

import json
from pathlib import Path

from coa_portal.accounts.models import Gebruiker
from coa_portal.organisaties.models import Opvanglocatie
from coa_portal.portaal.demo.accounts import Cast
from klantprofiel.actions import run_block, save_section, start_import
from klantprofiel.ibis import bestand
from klantprofiel.models import Vergunninghouder

SAMPLE = Path(bestand.__file__).with_name("voorbeelden") / "ibis-voorbeeld.jsonl"
KNOWN_BETTER = "2910000004"


def read_ibis(cast: Cast) -> None:
    """The sample, a casemanager who notes that no interpreter is needed, and IBIS that says something else."""
    desk = cast.regievoerder_coa
    _read(SAMPLE.read_bytes(), desk)
    person = Vergunninghouder.objects.get(v_nummer=KNOWN_BETTER)
    casemanager = cast.casemanagers(Opvanglocatie.objects.get(dossiers=person))[0]
    save_section(
        vergunninghouder=person, section="educatief", facts={"tolk_nodig": "nee"}, acting_user=casemanager
    )
    save_section(
        vergunninghouder=person,
        section="persoonlijk",
        facts={"burgerlijke_staat": "gehuwd"},
        acting_user=casemanager,
    )
    news = {
        "v_nummer": KNOWN_BETTER,
        "tolk_nodig": "onbekend",
        "burgerlijke_staat": "ongehuwd",
        "geslacht": "v",
    }
    _read(json.dumps(news).encode(), desk)


def _read(content: bytes, desk: Gebruiker) -> None:
    row = start_import(content=content, formaat="jsonl", acting_user=desk)
    while run_block(ibisimport=row, acting_user=desk):
        pass
