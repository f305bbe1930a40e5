"""Consents, published versions and requests in every state, brought there by the actions of the portal.

ToestemmingFactory(gegeven=True)                         a household of its own, koppeld to Utrecht
ToestemmingFactory(vergunninghouder=person, gevraagd=True)
ProfielversieFactory(vergunninghouder=person)             gives consent first when there is none
OpvragingFactory(vergunninghouder=person)
"""

import datetime as dt
import itertools
from typing import Any

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from factory.django import DjangoModelFactory

from coa_portal.access.grants import accounts_holding
from coa_portal.access.roles import ScopeKind
from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import today
from coa_portal.organisaties.models import Gemeente, Taal
from coa_portal.portaal.demo.teller import sample_pdf
from klantprofiel.actions import save_section
from klantprofiel.models import Vergunninghouder
from koppeling.models import Koppeling
from overdracht import actions
from overdracht.models import Opvraging, Profielversie, Toestemming
from overdracht.teksten import current_text
from tests.factories.accounts import account_with
from tests.factories.koppeling import KoppelingFactory, casemanager_of

PDF = sample_pdf()
_texts = itertools.count(1)


def signed_document(name: str = "handtekening.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """A small scan of a signed declaration."""
    return SimpleUploadedFile(name, content, "application/pdf")


def taal(code: str = "tir") -> Taal:
    """A language of the reference data."""
    return Taal.objects.get_or_create(code=code, defaults={"naam": "Tigrinya"})[0]


def koppeling_of(person: Vergunninghouder) -> Koppeling:
    """The active koppeling of the household; made (to Utrecht) when there is none."""
    found = Koppeling.objects.active().filter(plaatsingseenheid=person.plaatsingseenheid_id).first()
    return found or KoppelingFactory(plaatsingseenheid=person.plaatsingseenheid)


def person_of(koppeling: Koppeling, place: int = 1) -> Vergunninghouder:
    """Person 1..n of a koppeling, as the Kaart numbers them."""
    return koppeling.betrokkenen.get(volgnummer=place).vergunninghouder


def representative(person: Vergunninghouder) -> dict[str, Any]:
    """Who signs for a child under 16: an adult of the household, else a guardian."""
    if person.signs_self:
        return {}
    adults = [p for p in person.plaatsingseenheid.leden.all() if p.is_adult]
    return {"vertegenwoordiger": adults[0]} if adults else {"voogd_naam": "N. Nidos"}


def regievoerder_of(gemeente: Gemeente) -> Gebruiker:
    """A regievoerder of the gemeente: the one of the test, else a new one."""
    keys = accounts_holding("manage_overdracht", ScopeKind.GEMEENTE, gemeente.pk)
    return Gebruiker.objects.get(pk=keys[0]) if keys else account_with("regievoerder_gemeente", gemeente)


class ToestemmingFactory(DjangoModelFactory[Toestemming]):
    """A consent for the gemeente of the active koppeling: explained, unless a trait says further."""

    class Meta:
        model = Toestemming

    class Params:
        uitgelegd = factory.Trait(stand="uitgelegd")
        gevraagd = factory.Trait(stand="gevraagd")
        gegeven = factory.Trait(stand="gegeven")
        geweigerd = factory.Trait(stand="geweigerd")
        ingetrokken = factory.Trait(stand="ingetrokken")

    stand = "uitgelegd"
    vergunninghouder = factory.LazyFunction(lambda: person_of(KoppelingFactory()))
    dag = factory.LazyFunction(lambda: today() - dt.timedelta(days=3))
    acting_user = factory.LazyAttribute(lambda o: casemanager_of(o.vergunninghouder))

    @classmethod
    def _create(cls, model_class: type[Toestemming], *args: Any, **kwargs: Any) -> Toestemming:
        stand, day = kwargs["stand"], kwargs["dag"]
        person, who = kwargs["vergunninghouder"], kwargs["acting_user"]
        koppeling_of(person)
        row = actions.explain_toestemming(
            vergunninghouder=person,
            taal=taal(),
            met_tolk=True,
            tekst_versie=current_text(day).versie,
            uitgelegd_op=day,
            acting_user=who,
        )
        if stand == "gevraagd":
            row = actions.ask_toestemming(toestemming=row, gevraagd_op=day, acting_user=who)
        if stand in {"gegeven", "ingetrokken"}:
            row = actions.give_toestemming(
                toestemming=row,
                ondertekend_op=day,
                document=signed_document(),
                acting_user=who,
                **representative(person),
            )
        if stand == "ingetrokken":
            row = actions.withdraw_toestemming(toestemming=row, ingetrokken_op=today(), acting_user=who)
        if stand == "geweigerd":
            row = actions.refuse_toestemming(toestemming=row, acting_user=who)
        return row


def change_profile(person: Vergunninghouder, text: str | None = None) -> str:
    """Change something that a gemeente reads; returns the new text of the ambitions."""
    text = text or f"Graag een eigen winkel, plan {next(_texts)}."
    save_section(vergunninghouder=person, section="toekomst", facts={"ambities": text}, acting_user=None)
    return text


class ProfielversieFactory(DjangoModelFactory[Profielversie]):
    """The next published version of a person's profile. Changes the profile first (`wijzig=False`: not)."""

    class Meta:
        model = Profielversie

    vergunninghouder = factory.LazyFunction(lambda: person_of(KoppelingFactory()))
    moment = Profielversie.Moment.TUSSENTIJDS
    wijzig = True
    acting_user = factory.LazyAttribute(lambda o: casemanager_of(o.vergunninghouder))

    @classmethod
    def _create(cls, model_class: type[Profielversie], *args: Any, **kwargs: Any) -> Profielversie:
        person = kwargs["vergunninghouder"]
        gemeente = koppeling_of(person).gemeente_id
        if not person.toestemmingen.filter(gemeente=gemeente, status="gegeven").exists():
            ToestemmingFactory(vergunninghouder=person, gegeven=True)
        if kwargs.pop("wijzig"):
            change_profile(person)
        return actions.publish_profiel(**kwargs)


class OpvragingFactory(DjangoModelFactory[Opvraging]):
    """An open request of the gemeente of the koppeling; `gesloten` by COA because the profile comes later."""

    class Meta:
        model = Opvraging

    class Params:
        gesloten = factory.Trait(reden="later")

    vergunninghouder = factory.LazyFunction(lambda: person_of(KoppelingFactory()))
    reden = ""

    @classmethod
    def _create(cls, model_class: type[Opvraging], *args: Any, **kwargs: Any) -> Opvraging:
        person = kwargs["vergunninghouder"]
        koppeling = koppeling_of(person)
        row = actions.request_profiel(
            koppeling=koppeling,
            betrokkene=koppeling.betrokkenen.get(vergunninghouder=person),
            acting_user=regievoerder_of(koppeling.gemeente),
        )
        if kwargs["reden"]:
            row = actions.close_opvraging(
                opvraging=row, reden=kwargs["reden"], acting_user=casemanager_of(person)
            )
        return row
