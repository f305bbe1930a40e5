"""What happens to the demo's households: one function per stage of the line (DESIGN §5), told on a Teller.

A story starts with `arrived`, the number of days since the household came to the locatie. STAGES says how often
each is told, so that every page of the portal has something to show.
"""

from collections.abc import Callable
from dataclasses import dataclass

from coa_portal.organisaties.models import Gemeente
from coa_portal.portaal.demo.cursus import ARRIVED, offer_course
from coa_portal.portaal.demo.people import Inventor
from coa_portal.portaal.demo.teller import Teller

Story = Callable[[Teller, Gemeente, int, Inventor], None]


@dataclass(frozen=True)
class Stage:
    """One stage. `ages`: a fixed household, else an invented one; `has_permit` False: date not entered yet."""

    code: str
    story: Story
    times: int
    arrived: tuple[int, int]  # between these numbers of days ago
    ages: tuple[tuple[str, int], ...] | None = None
    has_permit: bool = True
    has_handler: bool = True
    sixteen_in_days: int | None = None  # the sixteenth birthday of the hoofdpersoon, from today
    is_course: bool = False  # all at the locatie of the sample, with its second casemanager


def wait(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """Waits for a koppeling, screened or just arrived."""
    t.build(arrived - 1, sections=("persoonlijk", "familie", "status", "educatief"))
    if arrived > 6:
        t.screen(arrived - 5)


def propose(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """A gemeente is proposed."""
    wait(t, gemeente, arrived, inventor)
    t.propose(arrived - 8, gemeente, arrived)


def match(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """Definitive, nobody asked for consent yet."""
    wait(t, gemeente, arrived, inventor)
    t.build(arrived - 7)
    t.match(arrived - 12, gemeente, arrived, "slaapkamers")


def match_handled(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """Definitive, and the gemeente has taken it up."""
    match(t, gemeente, arrived, inventor)
    t.handle(arrived - 14)


def explain(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """Consent was explained a few days ago."""
    match(t, gemeente, arrived, inventor)
    t.explain(arrived - 15)


def ask(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """Consent was asked; the person thinks about it."""
    match_handled(t, gemeente, arrived, inventor)
    t.ask(arrived - 18)


def refuse(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """The person said no."""
    match_handled(t, gemeente, arrived, inventor)
    t.refuse(arrived - 18)


def consent(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """Every adult gave consent; nothing was sent yet."""
    match_handled(t, gemeente, arrived, inventor)
    for number, person in enumerate(t.adults):
        t.consent(arrived - 16 - number, person)


def publish(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """The first version was sent for every adult, and for the children of the first household."""
    consent(t, gemeente, arrived, inventor)
    for person in t.adults:
        t.publish(arrived - 19, person=person)


def follow_course(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """Came in summer, agreed to take part in a whole NT2 course (told in `cursus`), and was koppeld this week."""
    for one in t.invented:
        one.facts.get("educatief", {}).pop("instemming_voorinburgering", None)
    t.build(arrived - 1, sections=("familie", "status", "educatief"))
    for person in t.adults:
        offer_course(person, t.clock, t.casemanager)
    t.match(3 + arrived % 5, gemeente, arrived)


def publish_family(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """A family of which everybody is open, children signed for by a parent."""
    publish(t, gemeente, arrived, inventor)
    for person in t.people:
        if not person.is_adult:
            t.consent(arrived - 20, person)
            t.publish(arrived - 21, person=person)


def publish_more(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """Two or three versions, each with changes."""
    publish(t, gemeente, arrived, inventor)
    t.change(arrived - 40, "educatief", {"nt2_toets": "ja", "nt2_resultaat": "a1"})
    t.change(arrived - 41, "inburgering", {"pid_ontvangen": "ja", "pid_datum": t.day(arrived - 41)})
    t.publish(arrived - 42, "tussentijds")
    if arrived % 2:
        t.change(
            arrived - 60, "educatief", {"knm_afgerond": "ja", "map_afgerond": "ja", "nt2_resultaat": "a2"}
        )
        t.publish(arrived - 61, "voorinburgering")


def change_after(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """Something changed yesterday that the gemeente does not read yet."""
    publish(t, gemeente, arrived, inventor)
    t.change(0, "persoonlijk", {"telefoonnummer": "06-55500123"})
    t.change(0, "arbeid", {"cv_gemaakt": "ja"})
    t.change(
        0, "toekomst", {"ambities": "Wil een opleiding in de zorg volgen en daarna in een ziekenhuis werken."}
    )


def hold(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """Changes are held back with a reason."""
    change_after(t, gemeente, arrived, inventor)
    t.hold(0, "De vergunninghouder wil eerst zelf de tekst over werk nalezen.")


def consent_fresh(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """As `consent`, and the profile changed yesterday: the portal does not publish by itself yet."""
    consent(t, gemeente, arrived, inventor)
    for person in t.adults:
        t.change(1, "persoonlijk", {"emailadres": "nog.niet@voorbeeld.example"}, person)


def ask_profile(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """The gemeente asked for the profile; COA has to answer."""
    consent_fresh(t, gemeente, arrived, inventor)
    t.ask_profile(2)


def ask_profile_early(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """The gemeente asked for the profile before there is consent."""
    match_handled(t, gemeente, arrived, inventor)
    t.ask_profile(3)


def withdraw_consent(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """The person took the consent back after a first version."""
    match_handled(t, gemeente, arrived, inventor)
    row = t.consent(arrived - 16)
    t.publish(arrived - 19)
    t.withdraw_consent(arrived - 30, row)


def rematch(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """Moved to another gemeente after sharing: the first keeps a stub, the second starts without consent."""
    publish(t, gemeente, arrived, inventor)
    other = next(one for one in t.cast.gemeenten if one != gemeente.pk)
    t.rematch(arrived - 35, Gemeente.objects.get(pk=other), "familie", 5)


def withdraw_final(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """The koppeling was withdrawn: the household found a home by itself."""
    match(t, gemeente, arrived, inventor)
    t.withdraw_match(arrived - 25, "eigen_woning")


def withdraw_again(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """The koppeling was withdrawn and the household waits for another gemeente."""
    match(t, gemeente, arrived, inventor)
    t.withdraw_match(arrived - 25, "gezin")


def house(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """Moved in, with the last version sent at the move."""
    publish_more(t, gemeente, arrived, inventor)
    t.change(arrived - 90, "inburgering", {"pid_ontvangen": "ja", "pid_datum": t.day(arrived - 80)})
    t.change(
        arrived - 90, "persoonlijk", {"digid_aangevraagd": "ja", "emailadres": "bewoner@voorbeeld.example"}
    )
    t.publish(arrived - 91, "verhuizing")
    t.house(arrived - 92)


def close(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """Moved in long ago; the gemeente's access has ended."""
    house(t, gemeente, arrived, inventor)
    t.end_access(arrived - 180)


def nareiziger(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """A partner travels after; the dossier is marked as limited (R12)."""
    publish(t, gemeente, arrived, inventor)
    head = t.invented[0]
    sex = "v" if head.new.geslacht == "m" else "m"
    t.follow(12, inventor.nareiziger(head.origin, head.new.achternaam, sex, 30))


def minor(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """An unaccompanied minor, for whom the guardian signed."""
    t.build(arrived - 2, sections=("familie", "status", "educatief"))
    t.match(arrived - 10, gemeente, 0, "studio")
    t.handle(arrived - 12)
    t.consent(arrived - 14, voogd="M. Jacobs, voogd bij Nidos")
    t.publish(arrived - 15)


def outgrow(t: Teller, gemeente: Gemeente, arrived: int, inventor: Inventor) -> None:
    """The guardian signed, and the child is sixteen since: the own signature is asked (R5)."""
    t.build(arrived - 2, sections=("familie", "status", "educatief"))
    t.match(arrived - 10, gemeente, 0, "studio")
    t.handle(arrived - 12)
    t.consent(arrived - 14, voogd="M. Jacobs, voogd bij Nidos")


STAGES: tuple[Stage, ...] = (
    Stage("te_koppelen", wait, 7, (3, 13)),
    Stage("te_koppelen_te_laat", wait, 3, (18, 33)),
    Stage("te_koppelen_zonder_vergunning", wait, 2, (4, 9), has_permit=False, has_handler=False),
    Stage("voorgesteld", propose, 4, (9, 13)),
    Stage("definitief", match, 3, (14, 20)),
    Stage("definitief_zonder_behandelaar", match, 2, (14, 17), has_handler=False),
    Stage("uitgelegd", explain, 1, (16, 18)),
    Stage("gevraagd", ask, 3, (21, 27)),
    Stage("geweigerd", refuse, 2, (30, 60)),
    Stage("gegeven", consent_fresh, 3, (20, 24)),
    Stage("doorgezet", publish, 4, (25, 60)),
    Stage("doorgezet_gezin", publish_family, 2, (40, 70), (("m", 38), ("v", 34), ("v", 9), ("m", 5))),
    Stage("meer_versies", publish_more, 5, (65, 110)),
    Stage("niet_doorgezet", change_after, 4, (30, 60)),
    Stage("vastgehouden", hold, 1, (40, 60)),
    Stage("opgevraagd", ask_profile, 2, (24, 40)),
    Stage("opgevraagd_zonder_toestemming", ask_profile_early, 1, (22, 30)),
    Stage("toestemming_ingetrokken", withdraw_consent, 2, (50, 80)),
    Stage("herkoppeld", rematch, 2, (60, 90)),
    Stage("ingetrokken", withdraw_final, 1, (50, 70)),
    Stage("ingetrokken_opnieuw", withdraw_again, 1, (28, 40)),
    Stage("gehuisvest", house, 2, (120, 170)),
    Stage("afgesloten", close, 1, (260, 300)),
    Stage("nareiziger", nareiziger, 1, (50, 80), (("m", 34),)),
    Stage("minderjarig", minor, 2, (20, 50), (("m", 14),)),
    Stage("wordt_zestien", minor, 1, (20, 40), (("v", 15),), sixteen_in_days=9),
    Stage("zestien_geworden", outgrow, 1, (20, 25), (("m", 16),), sixteen_in_days=-3),
    # the last: the chances of the others stay as they were
    Stage("cursus", follow_course, 18, ARRIVED, (("v", 31),), is_course=True),
)
