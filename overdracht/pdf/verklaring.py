"""The toestemmingsverklaring to sign, in Dutch beside a language that the person reads (DESIGN §4, R5)."""

import datetime as dt
from collections.abc import Sequence

from coa_portal.web.pdf.tweetalig import Block, render_bilingual
from coa_portal.web.vertaling import Taal
from klantprofiel.models import Vergunninghouder
from koppeling.models import Koppeling
from overdracht.teksten import Tekst

TITLE = "Toestemmingsverklaring"
SIGN_SELF = ("Naam", "Datum", "Plaats", "Handtekening", "Naam van de tolk")
SIGN_FOR = ("Naam", "Datum", "Plaats", "Handtekening van de ouder of voogd", "Naam van de tolk")


def verklaring_pdf(
    person: Vergunninghouder,
    koppeling: Koppeling,
    tekst: Tekst,
    *,
    derden: Sequence[str],
    taal: Taal,
    moment: dt.datetime,
) -> bytes:
    """The text of one version for one person and gemeente, with a line for each signature."""
    names = {"naam": person.naam, "gemeente": koppeling.gemeente.naam}
    blocks = [_paragraph(taal, alinea, names) for alinea in tekst.alineas]
    if tekst.derde:
        blocks += [_paragraph(taal, tekst.derde, {**names, "derde": derde}) for derde in derden]
    labels = SIGN_SELF if person.signs_self else SIGN_FOR
    blocks.append({"kind": "sign", "labels": [taal.both(label) for label in labels]})
    return render_bilingual(
        title=TITLE,
        taal=taal,
        blocks=blocks,
        footer=f"{TITLE} · versie {tekst.versie} · {koppeling.referentie} · {taal.naam}",
        moment=moment,
    )


def _paragraph(taal: Taal, alinea: str, names: dict[str, str]) -> Block:
    """Filled in after it was translated: the key of a translation is the text with its places."""
    both = {language: text.format(**names) for language, text in taal.both(alinea).items()}
    return {"kind": "paragraph", "text": both}
