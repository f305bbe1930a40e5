"""The second wall (R4): work under a database role that PostgreSQL holds to what the gate opens.

It stops forgotten filters, not SQL injection: whoever can run `RESET ROLE` is the login role again, which
holds no dossier rights at all, but may switch to another role it is a member of.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from coa_portal.access.grants import grants_of
from coa_portal.access.roles import Party, WallRole


def wall_role_of(gebruiker: object) -> WallRole:
    """On which side of the wall an account works.

    A beheerder and the functionaris gegevensbescherming have no dossier rights, a docent next to none; a grant of
    theirs excludes every other role (see `accounts.actions`), so the answer is never ambiguous.
    """
    if grants_of(gebruiker).has("manage_accounts"):
        return WallRole.BEHEER
    if grants_of(gebruiker).has("view_reading_log"):
        return WallRole.TOEZICHT
    if grants_of(gebruiker).has("view_deelname"):
        return WallRole.DOCENT
    if getattr(gebruiker, "party", None) == Party.COA:
        return WallRole.COA
    return WallRole.GEMEENTE


@contextmanager
def behind_wall(role: WallRole, account_id: UUID | None) -> Iterator[None]:
    """One transaction under `role`, for `account_id`.

    The settings are local to the transaction, so nothing leaks to the next request on a pooled connection.
    Nested in another transaction they must be put back by hand: releasing a savepoint keeps `SET LOCAL`.
    That last query also notices a transaction that PostgreSQL aborted, whose COMMIT it would otherwise answer
    with a silent rollback.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('role'), coalesce(current_setting('portal.account', true), '')"
            )
            former_role, former_account = cursor.fetchone()
            _switch(cursor, str(role), str(account_id or ""))
        yield
        with connection.cursor() as cursor:
            _switch(cursor, former_role, former_account)


def _switch(cursor: object, role: str, account: str) -> None:
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT set_config('portal.account', %s, true), set_config('role', %s, true)", [account, role]
    )


@dataclass(frozen=True)
class Elevation:
    """Work under a role that is nobody's who asks. `reason`: a Dutch sentence for the printed matrix."""

    role: WallRole
    reason: str


# Every place that works on the other side, or for no account at all; a test holds the uses in the code against this
# list (R4), and `print_access_matrix` prints it.
ELEVATIONS: dict[str, Elevation] = {
    "drain-outbox": Elevation(
        WallRole.COA, "Meldingen bezorgen: voor elke ontvanger wordt opnieuw bepaald wat die mag zien."
    ),
    "expire-toekenningen": Elevation(
        WallRole.BEHEER,
        "Toekenningen afsluiten waarvan de laatste dag voorbij is; er is geen dossier bij nodig.",
    ),
    "forget-aanmeldpogingen": Elevation(
        WallRole.BEHEER, "Aanmeldpogingen van meer dan een jaar geleden weggooien."
    ),
    "import-ibis": Elevation(
        WallRole.COA,
        "Een bestand uit IBIS inlezen, in naam van wie het aanbood of van het systeem (besluit 0030).",
    ),
    "overview-of-reading": Elevation(
        WallRole.TOEZICHT,
        "Voor het inzage-overzicht van één persoon: wie er keek. Het COA maakt het op verzoek van die persoon.",
    ),
    "overview-of-sharing": Elevation(
        WallRole.COA,
        "Voor het inzage-overzicht van één persoon: wat met wie is gedeeld. Toezicht ziet verder geen dossier.",
    ),
    "people-of-log-search": Elevation(
        WallRole.COA,
        "De persoon van een V-nummer of kenmerk opzoeken voor een vraag aan het leeslog; geeft alleen sleutels.",
    ),
    "look-after-accounts": Elevation(
        WallRole.BEHEER, "Herinneren aan toegang die afloopt en blokkeren wat niemand gebruikt."
    ),
    "account-standing": Elevation(
        WallRole.BEHEER, "Aan een accountbeheerder tonen wanneer een eigen account het laatst is gebruikt."
    ),
    "manage-own-accounts": Elevation(
        WallRole.BEHEER, "Een accountbeheerder verlengt of beëindigt toegang bij de eigen gemeente."
    ),
    "release-behandelaar": Elevation(
        WallRole.COA, "Wie niet meer bij een gemeente werkt, is daar geen behandelaar of vervanger meer."
    ),
    "start-ends-voorinburgering": Elevation(
        WallRole.COA,
        "De gemeente meldt de start van het reguliere traject: de Voorinburgering stopt, of gaat weer door.",
    ),
    "results-into-profile": Elevation(
        WallRole.COA,
        "Een docent legt een toetsuitslag vast: die komt als gegeven van de docent in het klantprofiel.",
    ),
    "lesson-begins-programme": Elevation(
        WallRole.COA,
        "Een docent vult in dat iemand in de les was: wie instemde, doet vanaf die dag mee aan de Voorinburgering.",
    ),
    "house-by-gemeente": Elevation(
        WallRole.COA, "De gemeente meldt de verhuizing: de koppeling wordt gehuisvest (DESIGN §5.9)."
    ),
    "plan-end-of-access": Elevation(
        WallRole.COA, "De laatste dag van de toegang van een gemeente bepalen na een PIP of verhuizing."
    ),
    "end-access": Elevation(
        WallRole.COA,
        "De toegang van een gemeente beëindigen als de laatste dag voorbij is, en dat aankondigen.",
    ),
    "publish-settled-changes": Elevation(
        WallRole.COA, "Klantprofielen doorzetten waarin twee werkdagen niets is gewijzigd (DESIGN §5.5)."
    ),
    "nudge-settled-changes": Elevation(
        WallRole.COA, "De behandelaar melden dat een gewijzigd klantprofiel stilligt (DESIGN §5.5)."
    ),
    "remind-of-talks": Elevation(
        WallRole.COA, "Beide kanten herinneren aan een gesprek dat binnen twee werkdagen is."
    ),
    "remind-termijnen": Elevation(
        WallRole.COA,
        "Nagaan welke termijnen bijna aflopen of voorbij zijn, en dat melden aan wie aan zet is.",
    ),
    "count-termijnen": Elevation(
        WallRole.COA, "Per gemeente en per opvanglocatie tellen hoe de termijnen ervoor staan."
    ),
    "remove-orphan-documents": Elevation(
        WallRole.COA, "Nagaan welke bestanden bij geen toestemming of document horen, om die te verwijderen."
    ),
    "seal-reading-log": Elevation(
        WallRole.TOEZICHT, "Het leeslog nummeren en aaneenketenen; alleen deze rol leest en verzegelt dat."
    ),
    "verify-reading-log": Elevation(
        WallRole.TOEZICHT, "Nagaan of de keten van het leeslog nog klopt; alleen deze rol leest dat."
    ),
    "send-security-mails": Elevation(
        WallRole.BEHEER,
        "Een account e-mailen dat er iets in het inloggen is gewijzigd; zonder persoonsgegevens.",
    ),
}


@contextmanager
def elevated(name: str) -> Iterator[None]:
    """Work for the system itself under the role that `ELEVATIONS` names; KeyError for an unlisted name."""
    with behind_wall(ELEVATIONS[name].role, None):
        yield
