"""Invented papers on a few dossiers: made here, about nobody."""

import datetime as dt
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import today
from coa_portal.organisaties.models import Opvanglocatie
from coa_portal.portaal.demo.accounts import Cast
from coa_portal.portaal.demo.clock import DemoClock
from klantprofiel.actions import Documentfeiten, add_document, replace_document
from klantprofiel.documenten import provable
from klantprofiel.models import Document, Vergunninghouder, Zichtbaar
from klantprofiel.selectors import profile_of, read_profile

_SPECIMEN = "Voorbeeld: dit document is verzonnen en van niemand."
_PAPER, _INK, _LINE = "#fbf8ef", "#2b2b2b", "#8a6d3b"


def paper_pdf(title: str, lines: list[str]) -> bytes:
    """An invented letter of one page, as a scanner makes it."""
    return _drawn(title, lines, (1240, 1754), "PDF")


def paper_png(title: str, lines: list[str]) -> bytes:
    """An invented certificate, as a telephone takes it."""
    return _drawn(title, lines, (1240, 900), "PNG")


def _drawn(title: str, lines: list[str], size: tuple[int, int], form: str) -> bytes:
    width, height = size
    picture = Image.new("RGB", size, _PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((40, 40, width - 40, height - 40), outline=_LINE, width=6)
    draw.text((width // 2, 180), title, fill=_INK, font=ImageFont.load_default(60), anchor="mm")
    for number, line in enumerate(lines):
        place = (width // 2, 320 + number * 70)
        draw.text(place, line, fill=_INK, font=ImageFont.load_default(34), anchor="mm")
    foot = (width // 2, height - 100)
    draw.text(foot, _SPECIMEN, fill=_LINE, font=ImageFont.load_default(26), anchor="mm")
    out = io.BytesIO()
    picture.save(out, form)
    return out.getvalue()


def keep_sample_papers(person: Vergunninghouder, casemanager: Gebruiker, clock: DemoClock) -> None:
    """The papers of the person of the sample form, before the profile is published: a diploma that shows a row of the
    education and a cv go along, a course stays at COA, and a valuation that arrived twice."""
    clock.turn_to(30, 11)
    diploma = paper_pdf(
        "Diploma voortgezet onderwijs",
        [
            "Vertaling uit het Farsi",
            "Middelbare school, Teheran",
            "Afgegeven op 1 juli 1988",
            "De houder heeft het examen met goed gevolg afgelegd.",
        ],
    )
    _add(
        person,
        diploma,
        Documentfeiten("diploma", "Diploma voortgezet onderwijs, met vertaling", dt.date(1988, 7, 1)),
        casemanager,
        shows="Voortgezet onderwijs",
        share=True,
    )
    cv = paper_pdf("Curriculum vitae", ["Werkervaring", "Opleiding", "Talen: Farsi, Engels"])
    _add(
        person,
        cv,
        Documentfeiten("cv", "Cv, gemaakt met de casemanager", today()),
        casemanager,
        share=True,
    )
    course = paper_png(
        "Certificaat", ["Cursus heftruck", "Gevolgd in de opvang", "8 lessen, met goed gevolg"]
    )
    _add(
        person,
        course,
        Documentfeiten("certificaat", "Certificaat cursus heftruck", today() - dt.timedelta(days=20)),
        casemanager,
    )
    asked = paper_pdf("Ontvangstbevestiging", ["IDW", "Uw aanvraag is ontvangen."])
    facts = Documentfeiten("waardering", "Waardering van het diploma", today() - dt.timedelta(days=9))
    first = _add(person, asked, facts, casemanager)
    clock.turn_to(29, 16)
    valued = paper_pdf("Diplomawaardering", ["IDW", "Niveau in Nederland: mbo 2"])
    replace_document(document=first, feiten=facts, bestand=_file(valued), acting_user=casemanager)


def keep_papers(cast: Cast, clock: DemoClock, locatie: str) -> None:
    """A few papers of others at the same locatie; they stay at COA."""
    here = Opvanglocatie.objects.get(naam=locatie)
    casemanager = cast.casemanagers(here)[0]
    people = Vergunninghouder.objects.filter(dossier_locatie=here, toestemmingen__status="gegeven")
    clock.turn_to(4, 15)
    for person in [one for one in people.order_by("v_nummer").distinct() if one.is_adult][1:4]:
        course = paper_png("Certificaat", ["Cursus veilig werken", "Gevolgd in de opvang"])
        day = today() - dt.timedelta(days=12)
        _add(person, course, Documentfeiten("certificaat", "Certificaat veilig werken", day), casemanager)


def _add(
    person: Vergunninghouder,
    content: bytes,
    feiten: Documentfeiten,
    casemanager: Gebruiker,
    *,
    shows: str = "",
    share: bool = False,
) -> Document:
    """`shows`: words of the row that it shows."""
    items = provable(profile_of(read_profile(person))) if shows else []
    shown = next((item for item in items if shows in item.tekst), None)
    said = Documentfeiten(
        feiten.soort,
        feiten.omschrijving,
        feiten.datum,
        zichtbaar=Zichtbaar.GEMEENTE if share else Zichtbaar.COA,
        bewijst=shown.key if shown else "",
        gezien=shown.state if shown else None,
    )
    return add_document(vergunninghouder=person, feiten=said, bestand=_file(content), acting_user=casemanager)


def _file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("scan", content)
