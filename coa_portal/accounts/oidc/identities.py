"""From the claims of a provider to an account: found, never made."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from coa_portal.accounts.models import ExterneIdentiteit, Gebruiker
from coa_portal.accounts.oidc.providers import Provider
from coa_portal.audit.acting import action
from coa_portal.common.errors import DomainError


class NoAccount(Exception):
    """Nobody to sign in; `code` is for the log. `account` is whose it would have been, if anybody's."""

    def __init__(self, code: str, account: Gebruiker | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.account = account


def find_account(provider: Provider, claims: Mapping[str, Any]) -> Gebruiker:
    """The account of an identity: by its link, or the first time by its verified address, which links it.

    Raises NoAccount, for whatever reason; the person is told the same for all of them.
    """
    issuer, subject = str(claims["iss"]), str(claims["sub"])
    with transaction.atomic():
        link = ExterneIdentiteit.objects.select_related(None).filter(issuer=issuer, subject=subject).first()
        if link is None:
            account = _by_address(provider, claims)
            _judge(provider, account)
            link_identity(account=account, provider=provider, subject=subject, acting_user=account)
            return account
        account = Gebruiker.objects.get(pk=link.gebruiker_id)
        if link.ontkoppeld_op is not None:
            raise NoAccount("unlinked", account)
        _judge(provider, account)
        return account


def _by_address(provider: Provider, claims: Mapping[str, Any]) -> Gebruiker:
    email, verified = claims.get("email"), claims.get("email_verified")
    if not isinstance(email, str) or email.count("@") != 1:
        raise NoAccount("no address")
    if verified not in (True, "true") and not (verified is None and provider.trusts_email):
        raise NoAccount("address not verified")
    if email.rpartition("@")[2].lower() not in provider.email_domains:
        raise NoAccount("domain")
    account = Gebruiker.objects.filter(email__iexact=email).first()
    if account is None:
        raise NoAccount("unknown")
    return account


def _judge(provider: Provider, account: Gebruiker) -> None:
    """Whether this provider speaks for this account, each time anew: an organisation opens nothing of another."""
    if not account.is_active or account.is_systeem:
        raise NoAccount("ended", account)
    if account.party != provider.party:
        raise NoAccount("party", account)
    if provider.gemeenten:
        codes = set(account.toekenningen.running().values_list("gemeente__code", flat=True))
        if not codes or codes - provider.gemeenten:
            raise NoAccount("gemeente", account)


@action
def link_identity(
    *, account: Gebruiker, provider: Provider, subject: str, acting_user: Gebruiker | None
) -> ExterneIdentiteit:
    """Remember whose identity this is. An account has one identity at a provider: another one that comes with the
    same address is somebody else, who got the address later."""
    Gebruiker.objects.select_for_update().get(pk=account.pk)
    mine = account.identiteiten.filter(issuer=provider.issuer, subject=subject, ontkoppeld_op=None).first()
    if mine is not None:
        return mine  # another window of the same person was first
    if account.identiteiten.filter(issuer=provider.issuer, ontkoppeld_op=None).exists():
        raise NoAccount("another identity", account)
    row = ExterneIdentiteit(
        gebruiker=account, provider=provider.code, issuer=provider.issuer, subject=subject
    )
    row.save()
    return row


@action
def unlink_identity(*, identiteit: ExterneIdentiteit, acting_user: Gebruiker | None) -> ExterneIdentiteit:
    """By a beheerder: the identity opens nothing from now on."""
    row = ExterneIdentiteit.objects.select_for_update().get(pk=identiteit.pk)
    if row.ontkoppeld_op is not None:
        raise DomainError("Deze identiteit is al ontkoppeld.", code="unlinked")
    row.ontkoppeld_op = timezone.now()
    row.save(update_fields=["ontkoppeld_op"])
    return row


@action
def relink_identity(*, identiteit: ExterneIdentiteit, acting_user: Gebruiker | None) -> ExterneIdentiteit:
    """By a beheerder: the identity opens the same account again."""
    row = ExterneIdentiteit.objects.select_for_update().get(pk=identiteit.pk)
    if row.ontkoppeld_op is None:
        raise DomainError("Deze identiteit is niet ontkoppeld.", code="linked")
    others = ExterneIdentiteit.objects.filter(
        gebruiker_id=row.gebruiker_id, issuer=row.issuer, ontkoppeld_op=None
    )
    if others.exists():
        raise DomainError("Dit account heeft al een andere identiteit bij deze organisatie.", code="another")
    row.ontkoppeld_op = None
    row.save(update_fields=["ontkoppeld_op"])
    return row
