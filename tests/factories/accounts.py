"""Accounts for tests. Grants come the way they come in the portal: through `grant_role`."""

import datetime as dt
from typing import Any

import factory
from django.db.models import Model
from factory.django import DjangoModelFactory

from coa_portal.access.roles import ROLES, Party, ScopeKind
from coa_portal.accounts.actions import grant_role, register_overeenkomst, request_account
from coa_portal.accounts.models import Accountaanvraag, Gebruiker, Toekenning, Verwerkersovereenkomst
from coa_portal.common.dates import today
from coa_portal.organisaties.models import Organisatie

PASSWORD = "wachtwoord-voor-tests"


class GebruikerFactory(DjangoModelFactory[Gebruiker]):
    """An account without any grant. Traits choose the organisation: `GebruikerFactory(gemeente=True)`."""

    class Meta:
        model = Gebruiker
        skip_postgeneration_save = True

    class Params:
        gemeente = factory.Trait(party=Party.GEMEENTE.value, organisatie_naam="Gemeente Voorbeeld")
        extern = factory.Trait(party=Party.EXTERN.value, organisatie_naam="Stichting Voorbeeld")
        divosa = factory.Trait(party=Party.DIVOSA.value, organisatie_naam="Divosa")
        systeem = factory.Trait(
            party=Party.GEMEENTE.value, organisatie_naam="Gemeente Voorbeeld", kind=Gebruiker.Kind.SYSTEEM
        )
        uit = factory.Trait(is_active=False)

    email = factory.Sequence(lambda n: f"account{n}@voorbeeld.example")
    naam = factory.Sequence(lambda n: f"Account Nummer {n}")
    party = Party.COA.value
    organisatie_naam = "COA"
    kind = Gebruiker.Kind.MENS
    is_active = True

    @classmethod
    def _create(cls, model_class: type[Gebruiker], *args: Any, **kwargs: Any) -> Gebruiker:
        password = kwargs.pop("password", PASSWORD)
        account = model_class(*args, **kwargs)
        account.set_password(password)
        account.save()
        return account


class AanvraagFactory(DjangoModelFactory[Accountaanvraag]):
    """An open request of an accountbeheerder, made as it is in the portal: `AanvraagFactory(gemeente=utrecht)`."""

    class Meta:
        model = Accountaanvraag

    email = factory.Sequence(lambda n: f"gevraagd{n}@voorbeeld.example")
    naam = "Gerda Gevraagd"
    rol = "lezer_gemeente"

    @classmethod
    def _create(cls, model_class: type[Accountaanvraag], *args: Any, **kwargs: Any) -> Accountaanvraag:
        asking = kwargs.pop("gevraagd_door", None)
        if asking is None:
            asking = account_with("accountbeheerder_gemeente", kwargs["gemeente"], naam="Vraagt Aan")
        return request_account(**kwargs, acting_user=asking)


def organisatie(code: str) -> Organisatie:
    """The row of COA or Divosa, made when the reference data is not loaded."""
    return Organisatie.objects.get_or_create(code=code, defaults={"naam": code})[0]


def overeenkomst(gemeente: Any, derde_partij: str, kenmerk: str = "VWO-1", **fields: Any) -> Any:
    """An agreement of a gemeente with a third party, in force since a year; the same one when asked again."""
    found = Verwerkersovereenkomst.objects.filter(
        gemeente=gemeente, derde_partij=derde_partij, kenmerk=kenmerk, status="van_kracht"
    ).first()
    start = {"ingangsdatum": today() - dt.timedelta(days=365), **fields}
    return found or register_overeenkomst(
        gemeente=gemeente, derde_partij=derde_partij, kenmerk=kenmerk, acting_user=None, **start
    )


def grant(
    gebruiker: Gebruiker, rol: str, *parents: Model, acting_user: Gebruiker | None = None, **terms: Any
) -> list[Toekenning]:
    """Grant `rol` on each parent; a national role needs none, it lies on COA as a whole."""
    if not parents and ROLES[rol].scope == ScopeKind.ORGANISATIE:
        parents = (organisatie(Organisatie.COA),)
    kenmerk = terms.get("verwerkersovereenkomst")
    granted = []
    for parent in parents:
        if isinstance(kenmerk, str):
            terms["verwerkersovereenkomst"] = overeenkomst(parent, gebruiker.organisatie_naam, kenmerk)
        granted.append(
            grant_role(gebruiker=gebruiker, rol=rol, parent=parent, acting_user=acting_user, **terms)
        )
    return granted


def account_with(rol: str, *parents: Model, terms: dict[str, Any] | None = None, **fields: Any) -> Gebruiker:
    """An account of the party of `rol`, holding it on `parents`; `terms` go to `grant_role`."""
    defaults = {"party": str(ROLES[rol].party)}
    if defaults["party"] != Party.COA:
        defaults["organisatie_naam"] = "Divosa" if defaults["party"] == Party.DIVOSA else f"{parents[0]}"
    gebruiker = GebruikerFactory(**{**defaults, **fields})
    grant(gebruiker, rol, *parents, **(terms or {}))
    return gebruiker
