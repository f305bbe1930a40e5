"""The frozen payload of tier 1: unverified, and the koppelingsgrond in plain words (DESIGN §4, R23)."""

from coa_portal.common.dates import long_date
from klantprofiel.models import Vergunninghouder
from koppeling.models import Koppeling, Screening
from koppeling.screening.facts import school_text, work_text
from koppeling.screening.rijen import read_woorden
from overdracht.payload import Payload, fact, payload, section

UNVERIFIED = "Niet geverifieerd: dit vertelde de vergunninghouder bij de screening."


def build_screening_payload(person: Vergunninghouder, koppeling: Koppeling) -> Payload:
    """What opens with consent. A person without a screening (a child, a nareiziger) has the ground only."""
    screening = Screening.objects.filter(vergunninghouder=person).first()
    sections = [
        section(
            "koppelingsgrond",
            "Waarom deze gemeente",
            [
                fact("naam", "Naam", person.naam),
                fact("grond", "Koppelingsgrond", koppeling.get_grond_display(), koppeling.grond),
                fact("toelichting", "Toelichting", koppeling.besluit.toelichting),
            ],
        )
    ]
    if screening is not None:
        words = read_woorden()
        sections.append(
            section(
                "screening",
                "Screening en matching",
                [
                    fact(
                        "gesprek",
                        "Datum gesprek",
                        long_date(screening.gesprek_op),
                        screening.gesprek_op.isoformat(),
                    ),
                    fact("werk", "Werkervaring", work_text(screening, words)),
                    fact("onderwijs", "Opleiding", school_text(screening, words)),
                    fact("ambities", "Ambities", screening.ambities),
                    fact("netwerk", "Netwerk in Nederland", screening.netwerk),
                ],
                note=UNVERIFIED,
            )
        )
    return payload("screening", sections)
