"""Telling the story of one household: each sentence is an action of the portal on a day in the past."""

import datetime as dt
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from coa_portal.accounts.models import Gebruiker
from coa_portal.organisaties.models import Gemeente, Opvanglocatie, Taal
from coa_portal.portaal.demo.accounts import Cast
from coa_portal.portaal.demo.clock import DemoClock
from coa_portal.portaal.demo.people import Invented
from coa_portal.portaal.demo.programma import introduce
from klantprofiel.actions import add_vergunninghouder, create_household, save_section
from klantprofiel.models import Plaatsingseenheid, Vergunninghouder
from koppeling import actions as koppelen
from koppeling.actions import Besluit
from koppeling.models import Koppeling
from koppeling.screening.actions import save_screening
from overdracht import actions as overdracht
from overdracht.models import Betrokkene, Profielversie, Toestemming
from overdracht.teksten import current_text
from voorinburgering.dagdelen import set_bezetting

_WEEK = {(1, "ochtend"): "nt2", (2, "ochtend"): "nt2", (4, "ochtend"): "nt2", (3, "middag"): "participatie"}
_FORM_ORDER = ("persoonlijk", "familie", "status", "inburgering", "educatief", "arbeid", "toekomst")

GROUNDS: tuple[tuple[str, str], ...] = (
    ("werk", "In de omgeving is veel vraag naar mensen met deze werkervaring."),
    ("onderwijs", "In de regio is een opleiding die past bij wat de persoon wil leren."),
    ("netwerk", "Er wonen familieleden in de omgeving, die kunnen helpen bij het wennen."),
    ("taakstelling", "De gemeente heeft ruimte in de taakstelling en ligt dicht bij de opvanglocatie."),
    ("woning", "De gemeente heeft snel een woning van de goede grootte."),
    ("hard", "Een zoon of dochter woont al in deze gemeente."),
)


def sample_pdf() -> bytes:
    """A small PDF with the word "voorbeeld", in place of a signed declaration."""
    text = b"BT /F1 28 Tf 90 700 Td (Voorbeeld) Tj 0 -40 Td /F1 14 Tf (Ondertekende toestemmingsverklaring) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (nl) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = BytesIO(b"%PDF-1.4\n")
    out.seek(0, 2)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


class Teller:
    """One household with the people who work on it. Days are counted back from today."""

    def __init__(self, cast: Cast, clock: DemoClock, locatie: Opvanglocatie, casemanager: Gebruiker) -> None:
        self.cast, self.clock = cast, clock
        self.locatie, self.casemanager = locatie, casemanager
        self.unit: Plaatsingseenheid
        self.people: list[Vergunninghouder] = []
        self.koppeling: Koppeling
        self.invented: list[Invented] = []
        self.entered: set[str] = set()

    @property
    def head(self) -> Vergunninghouder:
        """The hoofdpersoon."""
        return self.people[0]

    @property
    def adults(self) -> list[Vergunninghouder]:
        """Members of eighteen and older."""
        return [person for person in self.people if person.is_adult]

    def arrive(self, days_ago: int, invented: list[Invented], *, has_handler: bool = True) -> None:
        """The household comes to the locatie and its dossiers start."""
        self.invented = invented
        day = self.clock.turn_to(days_ago, 9)
        self.unit = create_household(
            members=[one.new for one in invented],
            opvanglocatie=self.locatie,
            van=day,
            behandelaar=self.casemanager if has_handler else None,
            acting_user=self.casemanager,
        )
        self.take(self.unit)

    def take(self, unit: Plaatsingseenheid) -> None:
        """Go on with a household that is there already; its members in the order they were entered."""
        self.unit = unit
        self.people = list(Vergunninghouder.objects.filter(plaatsingseenheid=unit).order_by("created_at"))

    def build(self, days_ago: int, *, sections: tuple[str, ...] = _FORM_ORDER) -> None:
        """Enter those of these sections that are not entered yet, for all members."""
        self.clock.turn_to(days_ago, 11)
        todo = [code for code in sections if code not in self.entered]
        self.entered.update(todo)
        for person, one in zip(self.people, self.invented, strict=False):
            for code in todo:
                facts, rows = dict(one.facts.get(code) or {}), one.rows.get(code)
                answer = str(facts.pop("instemming_voorinburgering", ""))
                if facts or rows:
                    save_section(
                        vergunninghouder=person,
                        section=code,
                        facts=facts,
                        rows=rows,
                        acting_user=self.casemanager,
                    )
                if answer:
                    introduce(person, answer, days_ago, self.clock, self.casemanager)

    def change(self, days_ago: int, section: str, facts: dict[str, Any], person: Any = None) -> None:
        """Change facts of one member (default the hoofdpersoon)."""
        self.clock.turn_to(days_ago, 14)
        save_section(
            vergunninghouder=person or self.head, section=section, facts=facts, acting_user=self.casemanager
        )

    def screen(self, days_ago: int) -> None:
        """Record what every adult told."""
        day = self.clock.turn_to(days_ago, 10)
        for person, one in zip(self.people, self.invented, strict=False):
            if person.is_adult and one.screening:
                save_screening(
                    vergunninghouder=person, gesprek_op=day, acting_user=self.casemanager, **one.screening
                )

    def propose(self, days_ago: int, gemeente: Gemeente, ground: int, *needs: str) -> None:
        """Propose a gemeente; `ground` chooses from GROUNDS."""
        self.clock.turn_to(days_ago, 13)
        self.koppeling = koppelen.propose_koppeling(
            plaatsingseenheid=self.unit,
            gemeente=gemeente,
            besluit=self._besluit(ground, *needs),
            acting_user=self.cast.regievoerder_coa,
        )

    def confirm(self, days_ago: int) -> None:
        """Make the proposal definitive."""
        self.clock.turn_to(days_ago, 15)
        self.koppeling = koppelen.confirm_koppeling(
            koppeling=self.koppeling, acting_user=self.cast.regievoerder_coa
        )

    def match(self, days_ago: int, gemeente: Gemeente, ground: int, *needs: str) -> None:
        """Propose, and decide a day later."""
        self.propose(days_ago + 1, gemeente, ground, *needs)
        self.confirm(days_ago)

    def rematch(self, days_ago: int, gemeente: Gemeente, reden: str, ground: int) -> None:
        """Herkoppelen."""
        self.clock.turn_to(days_ago, 15)
        self.koppeling = koppelen.move_koppeling(
            koppeling=self.koppeling,
            gemeente=gemeente,
            reden=reden,
            besluit=self._besluit(ground),
            acting_user=self.cast.regievoerder_coa,
        )

    def withdraw_match(self, days_ago: int, reden: str) -> None:
        """Withdraw the koppeling."""
        self.clock.turn_to(days_ago, 15)
        koppelen.withdraw_koppeling(
            koppeling=self.koppeling, reden=reden, acting_user=self.cast.regievoerder_coa
        )

    def house(self, days_ago: int) -> None:
        """The household moved in; the gemeente says so."""
        found = self.clock.turn_to(days_ago + 20, 16)
        house = overdracht.Verhuisfeiten(
            woning_gevonden_op=found,
            definitief_op=self.day(days_ago),
            straat="Kastanjestraat",
            huisnummer=str(3 + days_ago % 60),
            postcode="3512CD",
            plaats=self.koppeling.gemeente.naam,
        )
        who = self._regievoerder()
        overdracht.save_verhuizing(koppeling=self.koppeling, feiten=house, acting_user=who)
        day = self.clock.turn_to(days_ago, 16)
        overdracht.report_verhuisd(koppeling=self.koppeling, verhuisd_op=day, acting_user=who)

    def end_access(self, days_ago: int) -> None:
        """The gemeente's access ends."""
        self.clock.turn_to(days_ago, 16)
        koppelen.end_access(koppeling=self.koppeling, acting_user=self.cast.regievoerder_coa)

    def _besluit(self, ground: int, *needs: str) -> Besluit:
        code, words = GROUNDS[ground % len(GROUNDS)]
        return Besluit(grond=code, grondslag="huisvestingswet", toelichting=words, woonbehoeften=list(needs))

    def explain(self, days_ago: int, person: Vergunninghouder | None = None) -> Toestemming:
        """Explain the declaration in a language the person reads."""
        person = person or self.head
        day = self.clock.turn_to(days_ago, 10, 30)
        profile = person.klantprofiel
        taal = profile.spreektaal or Taal.objects.get(pk="eng")
        return overdracht.explain_toestemming(
            vergunninghouder=person,
            taal=taal,
            met_tolk=profile.tolk_nodig != "nee",
            tekst_versie=current_text(day).versie,
            uitgelegd_op=day,
            acting_user=self.casemanager,
        )

    def ask(self, days_ago: int, person: Vergunninghouder | None = None) -> Toestemming:
        """Explain, and leave the person time to think."""
        row = self.explain(days_ago + 2, person)
        day = self.clock.turn_to(days_ago, 11)
        return overdracht.ask_toestemming(toestemming=row, gevraagd_op=day, acting_user=self.casemanager)

    def consent(
        self, days_ago: int, person: Vergunninghouder | None = None, *, voogd: str = ""
    ) -> Toestemming:
        """Explain, and register the signature a little later; a parent or `voogd` signs for a child under 16."""
        person = person or self.head
        row = self.explain(days_ago, person)
        day = self.clock.turn_to(days_ago, 11, 15)
        is_child = day < person.sixteenth_birthday
        parent = next(iter(self.adults), None) if is_child and not voogd else None
        document = SimpleUploadedFile("voorbeeld.pdf", sample_pdf(), content_type="application/pdf")
        return overdracht.give_toestemming(
            toestemming=row,
            ondertekend_op=day,
            document=document,
            vertegenwoordiger=parent,
            voogd_naam=voogd if is_child else "",
            acting_user=self.casemanager,
        )

    def refuse(self, days_ago: int) -> None:
        """Explain, and the person says no."""
        row = self.explain(days_ago + 1)
        self.clock.turn_to(days_ago, 11)
        overdracht.refuse_toestemming(toestemming=row, acting_user=self.casemanager)

    def withdraw_consent(self, days_ago: int, row: Toestemming) -> None:
        """The person takes the consent back."""
        day = self.clock.turn_to(days_ago, 12)
        overdracht.withdraw_toestemming(toestemming=row, ingetrokken_op=day, acting_user=self.casemanager)

    def fill_week(self, person: Vergunninghouder) -> None:
        """Lessons on three mornings and volunteering on an afternoon, for an adult."""
        if person.is_adult:
            set_bezetting(vergunninghouder=person, bezetting=_WEEK, acting_user=self.casemanager)

    def publish(
        self, days_ago: int, moment: str = "koppeling", person: Vergunninghouder | None = None
    ) -> Profielversie:
        """Doorzetten."""
        self.clock.turn_to(days_ago, 15, 30)
        self.fill_week(person or self.head)
        return overdracht.publish_profiel(
            vergunninghouder=person or self.head, moment=moment, acting_user=self.casemanager
        )

    def hold(self, days_ago: int, reden: str) -> None:
        """Keep the portal from publishing by itself."""
        self.clock.turn_to(days_ago, 16)
        overdracht.hold_publication(vergunninghouder=self.head, reden=reden, acting_user=self.casemanager)

    def ask_profile(self, days_ago: int) -> None:
        """The gemeente asks for the profile of the hoofdpersoon."""
        self.clock.turn_to(days_ago, 9, 45)
        betrokkene = Betrokkene.objects.get(koppeling=self.koppeling, vergunninghouder=self.head)
        overdracht.request_profiel(
            koppeling=self.koppeling, betrokkene=betrokkene, acting_user=self._regievoerder()
        )

    def handle(self, days_ago: int) -> None:
        """The gemeente says whose case it is."""
        self.clock.turn_to(days_ago, 9, 15)
        who = self._regievoerder()
        overdracht.assign_behandelaar_gemeente(koppeling=self.koppeling, behandelaar=who, acting_user=who)

    def _regievoerder(self) -> Gebruiker:
        return self.cast.regievoerders(self.koppeling.gemeente)[0]

    def follow(self, days_ago: int, nareiziger: Invented) -> Vergunninghouder:
        """A nareiziger joins the household."""
        self.clock.turn_to(days_ago, 10)
        added = add_vergunninghouder(
            plaatsingseenheid=self.unit, person=nareiziger.new, acting_user=self.casemanager
        )
        self.people.append(added)
        self.invented.append(nareiziger)
        return added

    def day(self, days_ago: int) -> dt.date:
        """A date in the story."""
        return self.clock.day(days_ago)
