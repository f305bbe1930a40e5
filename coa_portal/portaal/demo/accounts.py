"""The demo's accounts: one or more for every role, with invented names, and the table that tells of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from coa_portal.access.roles import ROLES, Party, ScopeKind
from coa_portal.accounts.actions import (
    add_gebruiker,
    extend_toekenning,
    grant_role_on_all,
    make_recovery_codes,
    register_overeenkomst,
    set_app,
)
from coa_portal.accounts.demo_code import demo_secret
from coa_portal.accounts.models import Gebruiker, Toekenning
from coa_portal.accounts.termijnen import latest_end
from coa_portal.common.dates import today
from coa_portal.organisaties.models import Arbeidsmarktregio, Gemeente, Opvanglocatie, Organisatie
from coa_portal.portaal.demo import PASSWORD
from coa_portal.portaal.demo.clock import DemoClock
from coa_portal.portaal.demo.lesgroepen import make_lesgroepen


@dataclass(frozen=True)
class DemoAccount:
    """One account. `scope`: names of locaties, codes of gemeenten or of a regio; empty for a national role."""

    naam: str
    email: str
    rol: str
    scope: tuple[str, ...] = ()
    probeer: str = ""
    functie: str = ""
    telefoon: str = ""
    organisatie: str = "COA"
    terms: dict[str, Any] = field(default_factory=dict)
    ends_in_days: int | None = None
    last_seen_days: int = 1


UTRECHT, ZEIST = "GM0344", "GM0355"

ACCOUNTS: tuple[DemoAccount, ...] = (
    DemoAccount(
        "Jeroen Bakker",
        "jeroen.bakker@coa.example",
        "casemanager",
        ("Luttelgeest",),
        "Een klantprofiel bijwerken, toestemming vastleggen en doorzetten",
        telefoon="088 000 01 01",
    ),
    DemoAccount(
        "Saskia van Dijk",
        "saskia.vandijk@coa.example",
        "regievoerder_coa",
        (),
        "Huishoudens koppelen aan een gemeente, en herkoppelen",
        telefoon="088 000 01 02",
    ),
    DemoAccount(
        "Linda Mulder",
        "linda.mulder@utrecht.example",
        "regievoerder_gemeente",
        (UTRECHT,),
        "Koppelingen van Utrecht bekijken, een klantprofiel lezen of opvragen",
        telefoon="030 000 01 01",
        organisatie="Gemeente Utrecht",
    ),
    DemoAccount(
        "Karin Smit",
        "karin.smit@zeist.example",
        "regievoerder_gemeente",
        (ZEIST,),
        "Zien dat Zeist niets ziet van Utrecht",
        organisatie="Gemeente Zeist",
    ),
    DemoAccount(
        "Fatima El Amrani",
        "fatima.elamrani@coa.example",
        "casemanager",
        ("Luttelgeest", "Zutphen"),
        "Dossiers van twee locaties",
        telefoon="088 000 01 03",
    ),
    DemoAccount(
        "Marloes Hendriks",
        "marloes.hendriks@coa.example",
        "casemanager_participatie",
        ("Luttelgeest", "Zutphen"),
        "Profielen lezen, zonder te wijzigen",
    ),
    DemoAccount(
        "Tom Visser",
        "tom.visser@coa.example",
        "programmabegeleider",
        ("Luttelgeest",),
        "De KNM-lessen van deze week, en een screening vastleggen",
    ),
    DemoAccount(
        "Henk de Groot",
        "henk.degroot@coa.example",
        "woonbegeleider",
        ("Luttelgeest",),
        "Alleen naam, gezin en verhuisdatum zien",
    ),
    DemoAccount(
        "Ineke Dekker",
        "ineke.dekker@coa.example",
        "nt2_docent",
        ("Luttelgeest",),
        "Mijn week: op een telefoon invullen wie er in de les was",
    ),
    DemoAccount(
        "Peter Jansen",
        "peter.jansen@utrecht.example",
        "lezer_gemeente",
        (UTRECHT,),
        "Alleen informatieprofielen lezen, voor de huisvesting",
        functie="Consulent wonen",
        organisatie="Gemeente Utrecht",
        terms={"max_tier": 0},
    ),
    DemoAccount(
        "Aisha Khan",
        "aisha.khan@utrecht.example",
        "lezer_gemeente",
        (UTRECHT,),
        "Alleen opleiding en werk lezen",
        functie="Klantmanager werk en inkomen",
        organisatie="Gemeente Utrecht",
        terms={"max_tier": 2, "onderdelen": ["educatief", "arbeid", "toekomst"]},
    ),
    DemoAccount(
        "Roos Vermeulen",
        "roos.vermeulen@begeleiding.example",
        "contactpersoon_extern",
        (UTRECHT,),
        "Lezen voor een derde partij, tot de einddatum",
        functie="Maatschappelijk begeleider",
        organisatie="Stichting Begeleiding Utrecht",
        terms={"max_tier": 1, "verwerkersovereenkomst": "VWO-2026-014"},
        ends_in_days=21,
    ),
    DemoAccount(
        "Youssef Haddad",
        "youssef.haddad@taalhulp.example",
        "contactpersoon_extern",
        (UTRECHT,),
        "Alleen de dossiers lezen die de gemeente heeft benoemd",
        functie="Coördinator taalmaatjes",
        organisatie="Stichting Taalhulp Utrecht",
        terms={"max_tier": 2, "alleen_benoemd": True, "verwerkersovereenkomst": "VWO-2026-021"},
        ends_in_days=75,
    ),
    DemoAccount(
        "Wim Kuipers",
        "wim.kuipers@utrecht.example",
        "accountbeheerder_gemeente",
        (UTRECHT,),
        "Een account aanvragen, verlengen of beëindigen",
        organisatie="Gemeente Utrecht",
    ),
    DemoAccount(
        "Nienke Postma",
        "nienke.postma@divosa.example",
        "regiocoordinator",
        ("Midden-Utrecht",),
        "Alleen cijfers, nooit een persoon",
        organisatie="Divosa",
    ),
    DemoAccount(
        "Erik Meijer",
        "erik.meijer@coa.example",
        "beheerder",
        (),
        "Accounts en referentiegegevens beheren",
    ),
    DemoAccount(
        "Hanneke Bosch",
        "hanneke.bosch@coa.example",
        "functionaris_gegevensbescherming",
        (),
        "Zoeken wie er bij een persoon keek, het verwerkingsregister",
    ),
)

# not in the table: they give the other locaties and gemeenten somebody who works there
OTHERS: tuple[DemoAccount, ...] = (
    DemoAccount(
        "Bas Willems", "bas.willems@utrecht.example", "regievoerder_gemeente", (UTRECHT,), ends_in_days=12
    ),
    DemoAccount("Anouk Peters", "anouk.peters@coa.example", "casemanager", ("Gilze", "Middelburg")),
    DemoAccount("Ruud Scholten", "ruud.scholten@coa.example", "casemanager", ("Assen", "Emmen", "Drachten")),
    DemoAccount(
        "Merel de Wit", "merel.dewit@coa.example", "casemanager", ("Utrecht", "Leersum", "Amsterdam")
    ),
    DemoAccount("Daan Verhoeven", "daan.verhoeven@coa.example", "casemanager", ("Heerlen", "Budel")),
    DemoAccount("Sanne Kok", "sanne.kok@coa.example", "casemanager", ("Katwijk", "Ter Apel")),
    DemoAccount("Joke Brouwer", "joke.brouwer@amersfoort.example", "regievoerder_gemeente", ("GM0307",)),
    DemoAccount("Sjoerd Hoekstra", "sjoerd.hoekstra@groningen.example", "regievoerder_gemeente", ("GM0014",)),
    DemoAccount(
        "Carolien Maas",
        "carolien.maas@tilburg.example",
        "regievoerder_gemeente",
        ("GM0855",),
        last_seen_days=80,
    ),
    DemoAccount("Ronald Timmer", "ronald.timmer@zwolle.example", "regievoerder_gemeente", ("GM0193",)),
    DemoAccount("Ellen Driessen", "ellen.driessen@maastricht.example", "regievoerder_gemeente", ("GM0935",)),
    DemoAccount("Martijn Los", "martijn.los@leiden.example", "regievoerder_gemeente", ("GM0546",)),
)


class Cast:
    """The accounts after loading, found by e-mail address or by what they may do where."""

    def __init__(self) -> None:
        self._by_email: dict[str, Gebruiker] = {}
        self._casemanagers: dict[str, list[Gebruiker]] = {}
        self._gemeenten: dict[str, list[Gebruiker]] = {}

    def add(self, account: DemoAccount, gebruiker: Gebruiker) -> None:
        """Take an account into the cast."""
        self._by_email[account.email] = gebruiker
        if account.rol == "casemanager":
            for name in account.scope:
                self._casemanagers.setdefault(name, []).append(gebruiker)
        if account.rol == "regievoerder_gemeente":
            for code in account.scope:
                self._gemeenten.setdefault(code, []).append(gebruiker)

    def casemanagers(self, locatie: Opvanglocatie) -> list[Gebruiker]:
        """Who builds profiles at a locatie."""
        return self._casemanagers[locatie.naam]

    def regievoerders(self, gemeente: Gemeente) -> list[Gebruiker]:
        """Regievoerders of a gemeente."""
        return self._gemeenten[gemeente.pk]

    def named(self, email: str) -> Gebruiker:
        """The account of an e-mail address."""
        return self._by_email[email]

    @property
    def all_regievoerders(self) -> list[Gebruiker]:
        """Those of every gemeente."""
        return [row for rows in self._gemeenten.values() for row in rows]

    @property
    def all_casemanagers(self) -> list[Gebruiker]:
        """Those of every locatie."""
        return [row for rows in self._casemanagers.values() for row in rows]

    @property
    def regievoerder_coa(self) -> Gebruiker:
        """Who decides about koppelingen."""
        return self._by_email["saskia.vandijk@coa.example"]

    @property
    def locaties(self) -> list[str]:
        """Names of the locaties where somebody works."""
        return list(self._casemanagers)

    @property
    def gemeenten(self) -> list[str]:
        """Codes of the gemeenten where somebody works."""
        return list(self._gemeenten)


def load_accounts() -> Cast:
    """Make every account with its grants, on the day to which the clock of the demo is turned."""
    # one slow hash for all of them: they share the password that the screen shows anyway
    password_hash = make_password(PASSWORD)
    cast = Cast()
    for account in (*ACCOUNTS, *OTHERS):
        role = ROLES[account.rol]
        gebruiker = add_gebruiker(
            email=account.email,
            naam=account.naam,
            party=str(role.party),
            organisatie_naam=account.organisatie if role.party != Party.GEMEENTE else _gemeente_name(account),
            functie=account.functie or role.label,
            telefoon=account.telefoon,
            acting_user=None,
        )
        gebruiker.password = password_hash
        gebruiker.save(update_fields=["password"])
        set_app(
            gebruiker=gebruiker,
            secret=demo_secret(account.email),
            used_t=-1,
            may_replace=False,
            acting_user=None,
        )
        make_recovery_codes(gebruiker=gebruiker, acting_user=None)  # nobody knows them: new ones can be made
        terms = dict(account.terms)
        parents = _parents(account)
        if "verwerkersovereenkomst" in terms:
            terms["eindigt_op"] = latest_end(role)
            terms["verwerkersovereenkomst"] = register_overeenkomst(
                gemeente=parents[0],
                derde_partij=account.organisatie,
                kenmerk=terms["verwerkersovereenkomst"],
                ingangsdatum=today(),
                acting_user=None,
            )
        grant_role_on_all(gebruiker=gebruiker, rol=account.rol, parents=parents, acting_user=None, **terms)
        cast.add(account, gebruiker)
    return cast


def certify_accounts(clock: DemoClock) -> None:
    """What happened to the accounts since they were made: certified anew every half year (R14), and signed in to."""
    for days_ago in (230, 60):
        clock.turn_to(days_ago)
        for row in Toekenning.objects.running().exclude(eindigt_op=None):
            extend_toekenning(toekenning=row, eindigt_op=None, acting_user=None)
    seen: list[tuple[UUID, int]] = []
    by_email = {account.email: account for account in (*ACCOUNTS, *OTHERS)}
    for gebruiker in Gebruiker.objects.filter(email__in=by_email):
        account = by_email[gebruiker.email]
        if account.ends_in_days is not None:
            ends = clock.day(-account.ends_in_days)
            extend_toekenning(toekenning=gebruiker.toekenningen.get(), eindigt_op=ends, acting_user=None)
        seen.append((gebruiker.pk, account.last_seen_days))
    for key, days_ago in seen:
        clock.turn_to(days_ago)
        Gebruiker.objects.filter(pk=key).update(last_login=timezone.now())


def _gemeente_name(account: DemoAccount) -> str:
    return f"Gemeente {Gemeente.objects.get(pk=account.scope[0]).naam}"


def _parents(account: DemoAccount) -> list[Any]:
    kind = ROLES[account.rol].scope
    if kind == ScopeKind.OPVANGLOCATIE:
        return [Opvanglocatie.objects.get(naam=name) for name in account.scope]
    if kind == ScopeKind.LESGROEP:
        return [group for name in account.scope for group in make_lesgroepen(name)]
    if kind == ScopeKind.GEMEENTE:
        return [Gemeente.objects.get(pk=code) for code in account.scope]
    if kind == ScopeKind.ARBEIDSMARKTREGIO:
        return [Arbeidsmarktregio.objects.get(naam=name) for name in account.scope]
    return [Organisatie.objects.get(pk=Organisatie.COA)]


def login_table() -> str:
    """The accounts worth trying, as plain text for the terminal."""
    rows = [("E-mailadres", "Rol", "Waarvoor", "Probeer")]
    rows += [(a.email, ROLES[a.rol].label, _scope_words(a), a.probeer) for a in ACCOUNTS]
    widths = [max(len(row[n]) for row in rows) for n in range(3)]
    lines = [
        f"Wachtwoord van alle demo-accounts: {PASSWORD}",
        "Tweede stap: de pagina toont zelf de code die nu werkt (alleen in de demo).",
        "",
    ]
    lines += list(_aligned(rows, widths))
    return "\n".join(lines)


def _scope_words(account: DemoAccount) -> str:
    kind = ROLES[account.rol].scope
    if kind == ScopeKind.ORGANISATIE:
        return "landelijk"
    if kind == ScopeKind.GEMEENTE:
        return account.organisatie if account.organisatie.startswith("Gemeente") else "Gemeente Utrecht"
    return ", ".join(account.scope)


def _aligned(rows: list[tuple[str, str, str, str]], widths: list[int]) -> Iterator[str]:
    for number, row in enumerate(rows):
        yield "  ".join([*(text.ljust(width) for text, width in zip(row[:3], widths, strict=True)), row[3]])
        if number == 0:
            yield "  ".join("-" * width for width in [*widths, 7])
