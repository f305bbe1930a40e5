"""Where a history is played: two gemeenten, two locaties, and several accounts of each kind, made once per test.

Those who act stand behind the scenes: no rule takes anything from them, and nobody looks at what they read.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from coa_portal.accounts.api_keys import make_api_key
from coa_portal.common.dates import today
from coa_portal.organisaties.models import Gemeente, Opvanglocatie, Taal
from tests.access.histories.facts import Account, Grant
from tests.access.histories.raw import prepare
from tests.factories.accounts import account_with
from tests.factories.koppeling import locatie
from tests.plugins.cast import make_gemeente

UTRECHT, ZEIST = "GM0344", "GM0355"
NEAR, FAR = "Luttelgeest", "Elders"


@dataclass
class Stage:
    """Objects of the portal by the names that the model uses."""

    casemanager: Any
    regievoerder: Any
    gemeenten: dict[str, Gemeente]
    locaties: dict[str, Opvanglocatie]
    taal: Taal
    accounts: dict[str, Any] = field(default_factory=dict)
    cookies: dict[str, Any] = field(default_factory=dict)
    api_keys: dict[str, str] = field(default_factory=dict)

    def parent(self, name: str) -> Any:
        """The object that a grant lies on."""
        return self.gemeenten.get(name) or self.locaties[name]

    def name_of(self, parent: Any) -> str:
        """How the model calls the object that a grant lies on."""
        found = {row.pk: name for name, row in (self.gemeenten | self.locaties).items()}
        return found.get(parent.pk, str(parent.pk))


def build(cast: dict[str, Any]) -> Stage:
    """The stage around the accounts of the cast; adds colleagues with limits, and who acts."""
    near, far = locatie(NEAR), locatie(FAR)
    utrecht, zeist = make_gemeente(UTRECHT), make_gemeente(ZEIST)
    stage = Stage(
        casemanager=account_with("casemanager", near, far, naam="Achter Schermen"),
        regievoerder=account_with("regievoerder_coa", naam="Achter Landelijk"),
        gemeenten={UTRECHT: utrecht, ZEIST: zeist},
        locaties={NEAR: near, FAR: far},
        taal=Taal.objects.get_or_create(code="tir", defaults={"naam": "Tigrinya"})[0],
    )
    work = {"max_tier": 1, "onderdelen": ["arbeid"]}
    future = {"max_tier": 2, "onderdelen": ["toekomst", "familie"]}
    stage.accounts = {
        **cast,
        "lezer_werk": account_with("lezer_gemeente", utrecht, naam="Wim Werk", terms=work),
        "lezer_toekomst": account_with("lezer_gemeente", utrecht, naam="Tine Toekomst", terms=future),
        "lezer_beide": account_with("lezer_gemeente", utrecht, zeist, naam="Bo Beide"),
        "extern_benoemd": _named_reader(cast["contactpersoon_extern"], utrecht),
    }
    for name, account in stage.accounts.items():
        if account.is_systeem:
            until = today() + dt.timedelta(days=300)
            stage.api_keys[name] = make_api_key(
                gebruiker=account, naam="model", geldig_tot=until, acting_user=None
            )[1]
        else:
            client = Client()
            client.force_login(account, backend="coa_portal.accounts.backends.EmailBackend")
            stage.cookies[name] = client.cookies
    prepare()
    return stage


def _named_reader(colleague: Any, city: Gemeente) -> Any:
    """Works for the same third party as an external who holds the whole gemeente, for named dossiers only."""
    terms = {
        "eindigt_op": today() + dt.timedelta(days=90),
        "verwerkersovereenkomst": "VWO-2026-002",
        "alleen_benoemd": True,
    }
    return account_with(
        "contactpersoon_extern",
        city,
        naam="Nora Benoemd",
        terms=terms,
        organisatie_naam=colleague.organisatie_naam,
    )


def recorded(stage: Stage) -> dict[str, Account]:
    """The accounts as the model starts with them."""
    return {
        name: Account(
            name,
            row.pk,
            row.party,
            is_system=row.is_systeem,
            is_signed_in=not row.is_systeem,
            grants=[_grant(stage, toekenning) for toekenning in row.toekenningen.all()],
        )
        for name, row in stage.accounts.items()
    }


def _grant(stage: Stage, row: Any) -> Grant:
    until = (row.eindigt_op - today()).days if row.eindigt_op else None
    return Grant(
        row.pk,
        row.rol,
        stage.name_of(row.parent),
        row.max_tier,
        frozenset(row.onderdelen),
        until,
        row.status,
        row.derde_partij_id,
        row.alleen_benoemd,
    )
