"""The sections of the klantprofiel as one table, in the order of COA's form (source B2).

Forms, pages, completeness, history and the frozen payload all read this table: a fact that stands here is on the
form, counts, is kept in history and is sent. `name` is the field of the model, and the key in the payload.
"""

from klantprofiel.choices import Bron
from klantprofiel.section_types import (
    ADULT,
    GOAL_LABELS,
    UAF_YEARS,
    WORKING_AGE,
    Fact,
    Goal,
    Order,
    RowSet,
    Section,
    adult,
    always,
    may_work,
    nobody,
    studied_long,
)

__all__ = [
    "ADULT",
    "BY_CODE",
    "FACTS",
    "GOAL_LABELS",
    "ROW_SETS",
    "SECTIONS",
    "SECTION_OF",
    "UAF_YEARS",
    "WORKING_AGE",
    "Fact",
    "Goal",
    "Order",
    "RowSet",
    "Section",
    "always",
]


def _old_law(name: str, label: str) -> Fact:
    return Fact(name, label, counts=False, not_future=name.startswith("duo"))


def _test(name: str, label: str) -> tuple[Fact, Fact]:
    """A test of Dutch that not everybody takes: its level, and its day."""
    when = f"Datum {label[0].lower()}{label[1:]}"
    return (
        Fact(f"{name}_resultaat", label, counts=False, applies=nobody),
        Fact(f"{name}_datum", when, counts=False, applies=nobody, not_future=True),
    )


_JA = ("ja",)

SECTIONS: tuple[Section, ...] = (
    Section(
        "persoonlijk",
        "Persoonlijke gegevens",
        facts=(
            Fact("voornaam", "Voornaam", on_person=True),
            Fact("achternaam", "Achternaam", on_person=True),
            Fact("v_nummer", "V-nummer", on_person=True, hint="10 cijfers"),
            Fact("bsn", "BSN", may_be_unknown=True, goal=Goal.INTAKE, is_for_move=True, is_bsn=True),
            Fact("geboortedatum", "Geboortedatum", on_person=True, not_future=True),
            Fact("geslacht", "Geslacht", on_person=True),
            Fact("nationaliteit", "Nationaliteit", on_person=True),
            Fact("is_nareiziger", "Nareiziger", on_person=True, counts=False),
            Fact(
                "burgerlijke_staat",
                "Burgerlijke staat",
                applies=adult,
                goal=Goal.PLAATSING,
                is_for_move=True,
            ),
            Fact(
                "telefoonnummer",
                "Telefoonnummer",
                applies=adult,
                may_be_unknown=True,
                goal=Goal.INTAKE,
                is_for_move=True,
                hint="Bijvoorbeeld 06-12345678",
            ),
            Fact("emailadres", "E-mailadres", applies=adult, may_be_unknown=True, goal=Goal.VERHUIZING),
            Fact("digid_aangevraagd", "DigiD aangevraagd", applies=adult, goal=Goal.INTAKE, is_for_move=True),
            Fact("rijbewijs", "Rijbewijs", applies=adult),
            Fact("land_rijbewijs", "Land rijbewijs", applies=adult, only_if=("rijbewijs", _JA)),
        ),
        short_label="Persoonlijk",
        groups=(
            (
                "Persoon",
                ("voornaam", "achternaam", "geboortedatum", "geslacht", "nationaliteit", "is_nareiziger"),
            ),
            ("Nummers", ("v_nummer", "bsn")),
            ("Contact", ("telefoonnummer", "emailadres", "digid_aangevraagd")),
            ("Overig", ("burgerlijke_staat", "rijbewijs", "land_rijbewijs")),
        ),
    ),
    Section(
        "familie",
        "Familiegegevens",
        facts=(
            Fact("land_van_herkomst", "Land van herkomst"),
            Fact(
                "gezinshereniging_aangevraagd",
                "Gezinshereniging aangevraagd",
                applies=adult,
                goal=Goal.PLAATSING,
            ),
            Fact("gezinshereniging_toelichting", "Toelichting", counts=False),
        ),
        short_label="Familie",
    ),
    Section(
        "status",
        "Statusgegevens",
        facts=(
            Fact("vergunningsoort", "Soort verblijfsvergunning"),
            Fact(
                "vergunning_datum",
                "Datum Verblijfsvergunning",
                may_be_unknown=True,
                not_future=True,
                goal=Goal.PLAATSING,
            ),
            Fact("verblijfsrecht_van", "Datum start verblijfsrecht", may_be_unknown=True),
            Fact(
                "verblijfsrecht_tot",
                "Datum einde verblijfsrecht",
                may_be_unknown=True,
                goal=Goal.VERHUIZING,
            ),
        ),
        orders=(
            Order(
                "verblijfsrecht_van",
                "verblijfsrecht_tot",
                "Het einde van het verblijfsrecht ligt voor het begin. Controleer de datums.",
            ),
            Order(
                "verblijfsrecht_van",
                "vergunning_datum",
                "De vergunning is van voor het begin van het verblijfsrecht. Controleer de datums.",
            ),
            Order(
                "vergunning_datum",
                "verblijfsrecht_tot",
                "Het verblijfsrecht eindigt voor de datum van de vergunning. Controleer de datums.",
            ),
        ),
        short_label="Status",
    ),
    Section(
        "inburgering",
        "Inburgeringsgegevens",
        facts=(
            _old_law("inburgering_van", "Inburgeringstermijn Startdatum"),
            _old_law("inburgering_tot", "Inburgeringstermijn Einddatum"),
            _old_law("duo_lening_aangevraagd", "DUO lening Aangevraagd"),
            _old_law("duo_lening_toegekend", "DUO lening Toegekend"),
            Fact("pid_ontvangen", "PID map ontvangen", applies=adult, goal=Goal.INTAKE, is_for_move=True),
            Fact(
                "pid_datum",
                "Datum PID map",
                applies=adult,
                only_if=("pid_ontvangen", _JA),
                may_be_unknown=True,
                not_future=True,
            ),
        ),
        orders=(
            Order(
                "inburgering_van",
                "inburgering_tot",
                "Het einde van de inburgeringstermijn ligt voor het begin. Controleer de datums.",
            ),
            Order(
                "duo_lening_aangevraagd",
                "duo_lening_toegekend",
                "De lening is toegekend voordat deze is aangevraagd. Controleer de datums.",
            ),
        ),
        short_label="Inburgering",
        groups=(
            (
                "Oude wet (alleen als dit nog geldt)",
                ("inburgering_van", "inburgering_tot", "duo_lening_aangevraagd", "duo_lening_toegekend"),
            ),
            ("PID", ("pid_ontvangen", "pid_datum")),
        ),
    ),
    Section(
        "educatief",
        "Educatieve gegevens",
        facts=(
            Fact("spreektaal", "Spreektaal", may_be_unknown=True, goal=Goal.PLAATSING),
            Fact("moderne_taal", "Moderne taal", applies=may_work, may_be_unknown=True),
            Fact("tolk_nodig", "Tolk nodig", applies=adult, goal=Goal.PLAATSING),
            Fact(
                "instemming_voorinburgering",
                "Instemming deelname V-inburgering",
                applies=adult,
                goal=Goal.INTAKE,
            ),
            Fact(
                "instemming_datum",
                "Datum instemming",
                applies=adult,
                only_if=("instemming_voorinburgering", ("ja", "nee")),
                may_be_unknown=True,
                not_future=True,
            ),
            Fact("nt2_toets", "Toets NT2 spreekvaardigheid", applies=adult, goal=Goal.INTAKE),
            Fact(
                "nt2_resultaat", "Resultaat NT2", applies=adult, only_if=("nt2_toets", _JA), goal=Goal.INTAKE
            ),
            Fact(
                "nt2_datum",
                "Datum NT2",
                applies=adult,
                only_if=("nt2_toets", _JA),
                may_be_unknown=True,
                not_future=True,
            ),
            Fact("intaketoets_resultaat", "Instaptoets taal", counts=False),
            Fact("intaketoets_datum", "Datum instaptoets", counts=False, not_future=True),
            *_test("eindtoets", "Eindtoets NT2"),
            Fact("gespreksvaardigheid_resultaat", "Gespreksvaardighedentoets", counts=False),
            Fact(
                "gespreksvaardigheid_datum", "Datum gespreksvaardighedentoets", counts=False, not_future=True
            ),
            *_test("luisteren", "Toets luisteren"),
            *_test("lezen", "Toets lezen"),
            *_test("schrijven", "Toets schrijven"),
            Fact("leerbaarheid_toets", "Toets taalleerbaarheid", counts=False, hint="Naam van de toets"),
            Fact("leerbaarheid_resultaat", "Resultaat taalleerbaarheid", applies=adult, goal=Goal.INTAKE),
            Fact("leerbaarheid_datum", "Datum taalleerbaarheid", counts=False, not_future=True),
            Fact("knm_afgerond", "KNM gevolgd", applies=adult),
            Fact("map_afgerond", "MAP gevolgd", applies=adult),
            Fact("pvt_afgerond", "PVT gevolgd", applies=adult),
            Fact("participatie", "Participatieactiviteiten", counts=False),
            Fact("opleidingsniveau", "Opleidingsniveau", applies=may_work, goal=Goal.PLAATSING),
            Fact(
                "jaren_onderwijs",
                "Jaren onderwijs",
                counts=False,
                hint="Alleen nodig als de datums hieronder niet bekend zijn",
            ),
        ),
        rows=(
            RowSet(
                "talen",
                "Taalvaardigheid",
                "Taal",
                (("taal", "Taal"), ("mondeling", "Mondeling"), ("schriftelijk", "Schriftelijk")),
                source=Bron.GESPREK,
                goal=Goal.PLAATSING,
            ),
            RowSet(
                "onderwijs",
                "Onderwijsgegevens",
                "Opleiding",
                (
                    ("opleiding", "Opleiding"),
                    ("van", "Van"),
                    ("tot", "Tot"),
                    ("diploma", "Diploma"),
                    ("in_bezit", "In bezit"),
                ),
                geen="Geen onderwijs gevolgd",
                goal=Goal.INTAKE,
            ),
        ),
        short_label="Educatie",
        groups=(
            ("Taal", ("spreektaal", "moderne_taal", "tolk_nodig")),
            ("Voorinburgering", ("instemming_voorinburgering", "instemming_datum")),
            (
                "Toetsen",
                (
                    *("nt2_toets", "nt2_resultaat", "nt2_datum"),
                    *("intaketoets_resultaat", "intaketoets_datum"),
                    *("eindtoets_resultaat", "eindtoets_datum"),
                    *("gespreksvaardigheid_resultaat", "gespreksvaardigheid_datum"),
                    *("luisteren_resultaat", "luisteren_datum"),
                    *("lezen_resultaat", "lezen_datum"),
                    *("schrijven_resultaat", "schrijven_datum"),
                    *("leerbaarheid_toets", "leerbaarheid_resultaat", "leerbaarheid_datum"),
                ),
            ),
            ("Gevolgde onderdelen", ("knm_afgerond", "map_afgerond", "pvt_afgerond", "participatie")),
            ("Niveau", ("opleidingsniveau", "jaren_onderwijs")),
        ),
    ),
    Section(
        "uaf",
        "UAF (alleen als men tenminste 12 jaar onderwijs heeft gehad)",
        facts=(Fact("uaf_datum", "Datum UAF", applies=studied_long, may_be_unknown=True, not_future=True),),
        short_label="UAF",
    ),
    Section(
        "idw",
        "Internationale diploma-/onderwijsniveauwaardering (IDW/ION)",
        facts=(
            Fact("idw_aangevraagd", "Waardering aangevraagd", applies=adult),
            Fact("idw_soort", "Voor", applies=adult, only_if=("idw_aangevraagd", _JA)),
            Fact("idw_niveau", "Nederlands niveau", applies=adult, only_if=("idw_aangevraagd", _JA)),
            Fact(
                "idw_richting",
                "Richting",
                applies=adult,
                only_if=("idw_aangevraagd", _JA),
                may_be_unknown=True,
            ),
        ),
        note="Eén diploma mag kosteloos gewaardeerd worden.",
        short_label="IDW",
    ),
    Section(
        "arbeid",
        "Arbeidsgegevens",
        facts=(Fact("cv_gemaakt", "CV gemaakt", applies=may_work, goal=Goal.INTAKE),),
        rows=(
            RowSet(
                "werkervaring",
                "Werkervaring",
                "Werk",
                (("beroep", "Beroep"), ("van", "Van"), ("tot", "Tot"), ("bijzonderheden", "Bijzonderheden")),
                geen="Geen werkervaring",
                applies=may_work,
                goal=Goal.PLAATSING,
            ),
            RowSet(
                "zelfwerkzaamheid",
                "Zelfwerkzaamheid",
                "Taak",
                (("taak", "Taak"), ("van", "Van"), ("tot", "Tot")),
                geen="Geen zelfwerkzaamheid",
                applies=may_work,
            ),
            RowSet(
                "competenties",
                "Overige competenties en computervaardigheden",
                "Competentie",
                (("competentie", "Competentie / vaardigheid"), ("niveau", "Niveau")),
                geen="Geen overige competenties",
                applies=may_work,
                goal=Goal.INTAKE,
            ),
            RowSet(
                "hobbys",
                "Vrijetijdsbesteding (hobby's)",
                "Hobby",
                (("hobby", "Hobby"),),
                geen="Geen hobby's",
                applies=may_work,
            ),
        ),
        short_label="Arbeid",
    ),
    Section(
        "toekomst",
        "Toekomst in Nederland",
        facts=(
            Fact(
                "ambities",
                "Ambities",
                applies=may_work,
                may_be_unknown=True,
                goal=Goal.PLAATSING,
                own_statement=True,
            ),
        ),
        short_label="Toekomst",
    ),
    Section(
        "contactpersoon",
        "Contactpersoon COA",
        facts=(
            Fact("contactpersoon_naam", "Naam", counts=False, hint="Leeg: de behandelaar", of_coa=True),
            Fact("contactpersoon_email", "E-mailadres", counts=False, of_coa=True),
        ),
        short_label="Contact",
    ),
)

BY_CODE: dict[str, Section] = {section.code: section for section in SECTIONS}
FACTS: dict[str, Fact] = {fact.name: fact for section in SECTIONS for fact in section.facts}
ROW_SETS: dict[str, RowSet] = {rows.name: rows for section in SECTIONS for rows in section.rows}
SECTION_OF: dict[str, Section] = {
    **{fact.name: section for section in SECTIONS for fact in section.facts},
    **{rows.name: section for section in SECTIONS for rows in section.rows},
}
