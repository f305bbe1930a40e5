"""Lives of the nouns of the Voorinburgering (R13)."""

from coa_portal.lifecycle.table import Lifecycle, step

# offer, agreement and taking part are different facts (DESIGN §8): each has its own state, and its own date on the row
PROGRAMMA = Lifecycle(
    "de Voorinburgering",
    initial="aangeboden",
    states={
        "aangeboden": "Aangeboden",
        "ingestemd": "Wil meedoen",
        "geen_instemming": "Wil niet meedoen",
        "loopt": "Loopt",
        "gepauzeerd": "Gepauzeerd",
        "beeindigd": "Beëindigd",
    },
    steps=[
        step("agree", "aangeboden geen_instemming", "ingestemd", "Wil meedoen"),
        step("decline", "aangeboden ingestemd", "geen_instemming", "Wil niet meedoen"),
        # asked, and no answer yet: "onbekend" is an answer of its own (R15)
        step("doubt", "aangeboden ingestemd geen_instemming", "aangeboden", "Weet het nog niet"),
        step("start", "ingestemd", "loopt", "Starten"),
        # the lesson that began it is taken back, and nothing else says that the person takes part
        step("unstart", "loopt", "ingestemd", "Toch niet gestart"),
        step("pause", "loopt", "gepauzeerd", "Pauzeren", needs_reason=True),
        step("go_on", "gepauzeerd", "loopt", "Weer verder"),
        step(
            "end",
            "aangeboden ingestemd geen_instemming loopt gepauzeerd",
            "beeindigd",
            "Beëindigen",
            needs_reason=True,
        ),
        # what ended it turned out not to be so: back to where the facts on the row put it
        step("reopen_running", "beeindigd", "loopt", "Toch weer verder"),
        step("reopen_agreed", "beeindigd", "ingestemd", "Toch weer verder"),
        step("reopen_declined", "beeindigd", "geen_instemming", "Toch weer verder"),
        step("reopen_offered", "beeindigd", "aangeboden", "Toch weer verder"),
    ],
)
# taking part now, or about to go on
RUNNING = ("loopt", "gepauzeerd")

# no medical reason among them, and no room to write one (R9)
PAUZE_REDENEN = {
    "werk": "Tijdelijk werk of stage",
    "gezin": "Gezin of kinderopvang",
    "lesgroep": "Wacht op een plaats in een lesgroep",
    "afwezig": "Tijdelijk niet op de locatie",
    "persoonlijk": "Persoonlijke omstandigheden",
}

BEGELEIDINGSAFSPRAAK = Lifecycle(
    "de afspraak",
    initial="open",
    states={"open": "Open", "gedaan": "Gedaan", "vervallen": "Vervallen"},
    steps=[
        step("finish", "open", "gedaan", "Gedaan"),
        step("lapse", "open", "vervallen", "Laten vervallen"),
        step("reopen", "gedaan", "open", "Toch niet gedaan"),
    ],
)

VOORWERK = Lifecycle(
    "VOORwerk",
    initial="aangemeld",
    states={
        "aangemeld": "Aangemeld",
        "gestart": "Gestart",
        "afgerond": "Afgerond",
        "gestopt": "Gestopt",
    },
    steps=[
        step("start", "aangemeld", "gestart", "Gestart"),
        step("finish", "gestart", "afgerond", "Afgerond"),
        step("stop", "aangemeld gestart", "gestopt", "Gestopt", needs_reason=True),
    ],
)
VOORWERK_STOPREDENEN = {
    "persoon": "Gestopt door de persoon",
    "verhuisd": "Verhuisd",
    "aanbieder": "Gestopt door de aanbieder",
    "anders": "Andere reden",
}
