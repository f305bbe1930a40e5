"""Working days, questions both ways, a welcome page in two languages, and introduction days with who comes."""

import datetime as dt

from coa_portal.accounts.actions import change_own_details
from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import last_working_day
from coa_portal.organisaties.models import Gemeente, Taal
from coa_portal.portaal.demo.accounts import UTRECHT, Cast
from coa_portal.portaal.demo.clock import DemoClock
from koppeling.lifecycle import ACTIVE_STATES
from overdracht import actions
from overdracht.models import Betrokkene, Introductiedag

HIGHEST = 2  # tier: a version is open
_DAYS: tuple[list[int], ...] = ([1, 2, 4, 5], [1, 2, 3, 4], [2, 3, 4, 5], [])
_NL = """Welkom in Utrecht! Wij vinden het fijn dat u hier komt wonen.

# Uw eerste weken
- U krijgt een vaste contactpersoon bij de gemeente.
- Samen zoeken wij een school, een huisarts en een taalles.
- U schrijft zich in bij de gemeente. Neem uw verblijfsdocument mee.

# Wonen
Wij zoeken een woning die bij uw gezin past. Dat duurt vaak een paar maanden.

# Vragen?
Vraag het aan uw casemanager. Die belt met ons."""
_AR = """أهلاً بكم في أوتريخت! يسعدنا أنكم ستسكنون هنا.

# أسابيعكم الأولى
- لكم شخص ثابت في البلدية تتصلون به.
- نبحث معكم عن مدرسة وطبيب ودروس لغة.
- تسجلون أنفسكم في البلدية. أحضروا وثيقة الإقامة.

# السكن
نبحث عن مسكن يناسب عائلتكم. يستغرق ذلك غالباً بضعة أشهر.

# أسئلة؟
اسألوا المسؤول عنكم في مركز الاستقبال."""
_LINKS = [{"naam": "Gemeente Utrecht", "adres": "https://www.utrecht.nl/"}]
_ASKED = (
    (
        "Heeft dit huishouden een woning nodig met een lift?",
        "Ja. Zie de woonbehoefte op het informatieprofiel.",
    ),
    ("Kan het kennismakingsgesprek ook online? Wij komen liever niet twee keer langs.", ""),
    ("Welke schooldagen kunnen de kinderen missen voor een bezoek aan Utrecht?", ""),
)
# about one section of a profile that Utrecht reads
_ABOUT = (
    (
        "arbeid",
        "Heeft deze persoon een rijbewijs dat hier geldig is?",
        "Nee, nog niet. De aanvraag om het om te wisselen loopt.",
    ),
    ("educatief", "Welke diploma's heeft deze persoon op papier bij zich?", ""),
    ("toekomst", "Zijn deze plannen ook besproken met de partner?", ""),
)
_OF_COA = "Wanneer verwacht u dat de woning klaar is? Het gezin wil de school op tijd opzeggen."


def keep_contact(cast: Cast, clock: DemoClock) -> None:
    """What Utrecht and the locaties tell and ask each other."""
    clock.turn_to(30, 9)
    _tell_days(cast)
    gemeente = Gemeente.objects.get(pk=UTRECHT)
    regievoerder = cast.regievoerders(gemeente)[0]
    _ask(cast, clock, regievoerder)
    clock.turn_to(20, 11)
    for code, titel, tekst in (("nld", "Welkom in Utrecht", _NL), ("ara", "أهلاً بكم في أوتريخت", _AR)):
        page = actions.add_welkomstpagina(
            gemeente=gemeente,
            taal=Taal.objects.get(pk=code),
            titel=titel,
            tekst=tekst,
            links=_LINKS,
            acting_user=regievoerder,
        )
        actions.publish_welkomstpagina(pagina=page, acting_user=regievoerder)
    days = [
        actions.add_introductiedag(
            gemeente=gemeente,
            datum=last_working_day(clock.day(-ahead)),
            van=dt.time(10, 0),
            tot=dt.time(15, 0),
            plaats="Stadskantoor, Stadsplateau 1, Utrecht",
            max_deelnemers=12,
            acting_user=regievoerder,
        )
        for ahead in (12, 33)
    ]
    clock.turn_to(3, 14)
    _register(cast, days[0])
    clock.turn_to(0)


def _tell_days(cast: Cast) -> None:
    people = sorted({*cast.all_regievoerders, *cast.all_casemanagers}, key=lambda account: account.email)
    for number, account in enumerate(people):
        change_own_details(
            gebruiker=account,
            naam=account.naam,
            functie=account.functie,
            telefoon=account.telefoon,
            werkdagen=_DAYS[number % len(_DAYS)],
            acting_user=account,
        )


def _members(*, with_consent: bool) -> list[Betrokkene]:
    rows = Betrokkene.objects.filter(
        gemeente=UTRECHT, koppeling__status__in=ACTIVE_STATES, is_hoofdpersoon=True, is_lid=True
    ).select_related("koppeling", "inzage", "vergunninghouder__dossier_locatie")
    if with_consent:
        rows = rows.filter(inzage__tier__gte=1)
    return list(rows.order_by("koppeling__referentie"))


def _ask(cast: Cast, clock: DemoClock, regievoerder: Gebruiker) -> None:
    for (question, answer), member in zip(_ASKED, _members(with_consent=True), strict=False):
        clock.turn_to(5 if answer else 2, 11)
        vraag = actions.ask_vraag(
            koppeling=member.koppeling, betrokkene=member, tekst=question, acting_user=regievoerder
        )
        if answer:
            clock.turn_to(4, 9)
            actions.answer_vraag(vraag=vraag, tekst=answer, acting_user=_casemanager(cast, member))
    readable = [member for member in _members(with_consent=True) if member.inzage.tier == HIGHEST]
    for (section, question, answer), member in zip(_ABOUT, readable, strict=False):
        clock.turn_to(3 if answer else 1, 10)
        vraag = actions.ask_vraag(
            koppeling=member.koppeling,
            betrokkene=member,
            onderdeel=section,
            tekst=question,
            acting_user=regievoerder,
        )
        if answer:
            clock.turn_to(2, 16)
            actions.answer_vraag(vraag=vraag, tekst=answer, acting_user=_casemanager(cast, member))
    for member in _members(with_consent=False)[-2:]:
        clock.turn_to(1, 15)
        actions.ask_vraag(koppeling=member.koppeling, tekst=_OF_COA, acting_user=_casemanager(cast, member))


def _register(cast: Cast, day: Introductiedag) -> None:
    for member in _members(with_consent=False)[:4]:
        actions.register_for_day(dag=day, betrokkene=member, acting_user=_casemanager(cast, member))


def _casemanager(cast: Cast, member: Betrokkene) -> Gebruiker:
    locatie = member.vergunninghouder.dossier_locatie
    return cast.casemanagers(locatie)[0] if locatie else cast.regievoerder_coa
