"""Accounts and what they are granted."""

import datetime as dt
from collections.abc import Collection
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property

from coa_portal.access.roles import ROLE_CHOICES, ROLES, Party, Role
from coa_portal.accounts.lifecycle import ALL_END_REASONS, TOEKENNING
from coa_portal.audit.history import tracked
from coa_portal.common.dates import today
from coa_portal.common.models import BaseModel
from coa_portal.lifecycle.models import LifecycleModel
from coa_portal.organisaties.models import (
    Arbeidsmarktregio,
    DerdePartij,
    Gemeente,
    Lesgroep,
    Opvanglocatie,
    Organisatie,
)


class GebruikerManager(BaseUserManager["Gebruiker"]):
    """Finds accounts by e-mail address, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> "Gebruiker":
        """The account of an e-mail address; Gebruiker.DoesNotExist when there is none."""
        return self.get(email__iexact=username or "")


# what the roles behind the wall may read of another account (`access.table_rights`): never the password
CONTACT_FIELDS = (
    "id",
    "created_at",
    "updated_at",
    "naam",
    "email",
    "functie",
    "telefoon",
    "werkdagen",
    "party",
    "organisatie_naam",
    "kind",
    "is_active",
)


class ContactManager(models.Manager["Gebruiker"]):
    """Accounts as others see them. Following a key to an account (and `prefetch_related`) comes by here;
    `select_related` does not, and PostgreSQL refuses it behind the wall: name the columns with `only`."""

    def get_queryset(self) -> "models.QuerySet[Gebruiker]":
        """Only the columns that others may read; another one loads when it is asked for, by who may."""
        return super().get_queryset().only(*CONTACT_FIELDS)


class Gebruiker(BaseModel, AbstractBaseUser, PermissionsMixin):
    """An account of a person, or of a gemeente's system (API). No account is superuser; accounts end, they
    are never deleted, because history and the reading log point at them."""

    class Kind(models.TextChoices):
        MENS = "mens", "persoon"
        SYSTEEM = "systeem", "systeem van een organisatie"

    PARTIES = (
        (Party.COA.value, "COA"),
        (Party.GEMEENTE.value, "Gemeente"),
        (Party.EXTERN.value, "Externe partij"),
        (Party.DIVOSA.value, "Divosa"),
    )

    email = models.EmailField("e-mailadres", unique=True)
    naam = models.CharField("naam", max_length=120)
    functie = models.CharField("functie", max_length=120, blank=True)
    telefoon = models.CharField("telefoonnummer", max_length=20, blank=True)
    # 1 (maandag) … 7, as `date.isoweekday`; empty: not told
    werkdagen = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name="werkdagen", default=list, blank=True
    )
    party = models.CharField("soort organisatie", max_length=10, choices=PARTIES)
    organisatie_naam = models.CharField("organisatie", max_length=120, blank=True)
    kind = models.CharField("soort account", max_length=10, choices=Kind.choices, default=Kind.MENS)
    is_active = models.BooleanField("actief", default=True)
    # sessions are signed with it: one higher ends them all
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[GebruikerManager] = GebruikerManager()
    contact: ClassVar[ContactManager] = ContactManager()
    history = tracked(excluded_fields=["password", "last_login", "session_epoch"])

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["naam", "party"]

    class Meta:
        verbose_name = "account"
        verbose_name_plural = "accounts"
        base_manager_name = "contact"
        ordering = ["naam"]
        constraints = [models.CheckConstraint(condition=Q(is_superuser=False), name="no_superuser")]

    def __str__(self) -> str:
        return self.naam

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's, over the password and `session_epoch`: either of them changed ends every session."""
        salt = "coa_portal.accounts.models.Gebruiker.session"
        signed = f"{self.password}|{self.session_epoch}"
        return salted_hmac(salt, signed, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_systeem(self) -> bool:
        """Whether this is a gemeente's system, which may only use the API."""
        return self.kind == self.Kind.SYSTEEM

    @property
    def is_staff(self) -> bool:
        """For Django admin's own templates: a beheerder."""
        from coa_portal.access.grants import grants_of  # noqa: PLC0415  (Django imports models first)

        return grants_of(self).has("manage_accounts")

    @property
    def rol_omschrijving(self) -> str:
        """Role and scope for the top of every page: "Casemanager, azc Luttelgeest"."""
        return "; ".join(row.description for row in self._in_force[:3]) or "Geen toekenning"

    def rollen_voor(self, capabilities: Collection[str]) -> str:
        """The roles that give one of `capabilities` today, in words, for the reading log (R10): what COA granted, and
        not what somebody calls themselves. All roles in force where none of them gives any."""
        roles = self._roles_in_force
        used = [role for role in roles if role.capabilities_of_any_grant & set(capabilities)] or roles
        return "; ".join(dict.fromkeys(role.label for role in used))

    @cached_property
    def _roles_in_force(self) -> "list[Role]":
        """Read once per request. Their codes alone, and not their parents: many answers that log a reading show no
        description of the account."""
        known = self.__dict__.get("_in_force")
        codes = (
            [row.rol for row in known] if known else self.toekenningen.active().values_list("rol", flat=True)
        )
        return [ROLES[code] for code in codes]

    @cached_property
    def _in_force(self) -> "list[Toekenning]":
        """What the account holds today; read once per request (kept on the account object of that request)."""
        return list(self.toekenningen.active().with_parents())


RUNNING = ("actief", "geblokkeerd")
PARENTS = ("gemeente", "opvanglocatie", "arbeidsmarktregio", "organisatie", "lesgroep")


def _exactly_one(names: tuple[str, ...]) -> Q:
    """One of these keys is set, and no other."""
    condition = Q()
    for chosen in names:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in names})
    return condition


class ToekenningQuerySet(models.QuerySet["Toekenning"]):
    """Toekenningen by where they stand."""

    def active(self, day: dt.date | None = None) -> "ToekenningQuerySet":
        """In force on `day` (default today): not ended, blocked or past the end date."""
        day = day or today()
        return self.filter(Q(eindigt_op__isnull=True) | Q(eindigt_op__gte=day), status="actief")

    def running(self) -> "ToekenningQuerySet":
        """Not ended or expired: in force, or blocked for now."""
        return self.filter(Q(eindigt_op__isnull=True) | Q(eindigt_op__gte=today()), status__in=RUNNING)

    def due_to_expire(self, day: dt.date | None = None) -> "ToekenningQuerySet":
        """Past their end date and not yet expired."""
        return self.filter(status__in=["actief", "geblokkeerd"], eindigt_op__lt=day or today())

    def with_parents(self) -> "ToekenningQuerySet":
        """With the parent objects read along. Lesgroepen apart: a gemeente reads none, so may not join them."""
        rows = self.select_related("gemeente", "opvanglocatie", "arbeidsmarktregio", "organisatie")
        return rows.prefetch_related("lesgroep")


class Toekenning(BaseModel, LifecycleModel):
    """The grant of one role on one gemeente, locatie, regio, lesgroep or organisation to one account (R1).

    `max_tier` and `onderdelen` narrow what a reader sees (DESIGN §3); empty means all the role allows.
    `derde_partij` is whom an external contact works for: a consent must name it. `alleen_benoemd`: not the whole
    gemeente, but the dossiers that its regievoerder names.
    `eindigt_op` is the last day on which it holds.
    """

    gebruiker = models.ForeignKey(
        Gebruiker, on_delete=models.PROTECT, related_name="toekenningen", verbose_name="account"
    )
    rol = models.CharField("rol", max_length=40, choices=ROLE_CHOICES)
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opvanglocatie = models.ForeignKey(
        Opvanglocatie, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    arbeidsmarktregio = models.ForeignKey(
        Arbeidsmarktregio, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    organisatie = models.ForeignKey(
        Organisatie, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lesgroep = models.ForeignKey(Lesgroep, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    max_tier = models.PositiveSmallIntegerField(
        "hoogste laag",
        null=True,
        blank=True,
        choices=[(0, "0: informatieprofiel"), (1, "1: screening & matching"), (2, "2: klantprofiel")],
    )
    onderdelen = ArrayField(
        models.CharField(max_length=40), verbose_name="onderdelen", default=list, blank=True
    )
    derde_partij = models.ForeignKey(
        DerdePartij,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="derde partij",
    )
    alleen_benoemd = models.BooleanField("alleen benoemde dossiers", default=False)
    begint_op = models.DateField("begint op", default=today)
    eindigt_op = models.DateField("eindigt op", null=True, blank=True)
    verwerkersovereenkomst = models.ForeignKey(
        "accounts.Verwerkersovereenkomst",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="toekenningen",
        verbose_name="verwerkersovereenkomst",
    )
    verlengd_op = models.DateField("laatst verlengd op", null=True, editable=False)
    toegekend_door = models.ForeignKey(
        Gebruiker, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects: ClassVar[Any] = ToekenningQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = "toekenning"
        verbose_name_plural = "toekenningen"
        ordering = ["gebruiker__naam", "rol"]
        constraints = [
            models.CheckConstraint(
                name="toekenning_one_parent",
                condition=_exactly_one(PARENTS),
            ),
            models.UniqueConstraint(
                fields=["gebruiker", "rol", *PARENTS],
                name="toekenning_once_active",
                condition=Q(status__in=["actief", "geblokkeerd"]),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="toekenning_names_third_party",
                condition=Q(rol="contactpersoon_extern", derde_partij__isnull=False)
                | (~Q(rol="contactpersoon_extern") & Q(derde_partij=None, alleen_benoemd=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def role(self) -> Role:
        """The row of the table of roles."""
        return ROLES[self.rol]

    @property
    def parent(self) -> models.Model:
        """The one object the role is granted on."""
        for name in PARENTS:
            parent = getattr(self, name)
            if parent is not None:
                return parent  # type: ignore[no-any-return]
        raise ValueError("toekenning without parent")

    @property
    def description(self) -> str:
        """Role and parent in words; the name of a whole organisation is too long for the top of every page."""
        return f"{self.role.label}, {'landelijk' if self.organisatie_id else self.parent}"

    @property
    def status_label(self) -> str:
        """Status in words."""
        return TOEKENNING.states[self.status]

    @property
    def referentie(self) -> str:
        """What people call it; tells neither who nor how many there are (R11)."""
        return f"TK-{self.pk.hex[:8].upper()}"

    @property
    def reden_label(self) -> str:
        """Why it was blocked or ended, in words; empty when there is no reason."""
        return ALL_END_REASONS.get(self.status_reden, self.status_reden)

    @property
    def is_running(self) -> bool:
        """Not ended or expired, and not past its last day."""
        return self.status in RUNNING and (self.eindigt_op is None or self.eindigt_op >= today())


class ApiSleutel(BaseModel):
    """A key of a gemeente's system. Only its hash is kept; the key itself is shown once, when it is made."""

    gebruiker = models.ForeignKey(
        Gebruiker, on_delete=models.PROTECT, related_name="api_sleutels", verbose_name="systeemaccount"
    )
    naam = models.CharField("waarvoor", max_length=80)
    prefix = models.CharField("begin van de sleutel", max_length=12, unique=True, editable=False)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    geldig_tot = models.DateField("geldig tot en met")
    ingetrokken_op = models.DateTimeField("ingetrokken op", null=True, editable=False)
    laatst_gebruikt_op = models.DateField("laatst gebruikt op", null=True, editable=False)

    history = tracked(excluded_fields=["key_hash", "laatst_gebruikt_op"])

    class Meta:
        verbose_name = "API-sleutel"
        verbose_name_plural = "API-sleutels"
        ordering = ["gebruiker__naam", "naam"]

    def __str__(self) -> str:
        return f"{self.prefix}…"

    @property
    def is_usable(self) -> bool:
        """Not withdrawn, not past its last day, and the account is in use."""
        return self.ingetrokken_op is None and self.geldig_tot >= today() and self.gebruiker.is_active


# they lean on the nouns above by name only
from coa_portal.accounts.factor_models import (  # noqa: E402
    Beveiligingsbericht,
    Herstelcode,
    Passkey,
    TotpApparaat,
)
from coa_portal.accounts.models.aanmelding import Aanmeldpoging  # noqa: E402
from coa_portal.accounts.models.aanvraag import REQUESTABLE, Accountaanvraag  # noqa: E402
from coa_portal.accounts.models.controle import Rechtencontrole  # noqa: E402
from coa_portal.accounts.models.identiteit import ExterneIdentiteit  # noqa: E402
from coa_portal.accounts.models.overeenkomst import Verwerkersovereenkomst  # noqa: E402

__all__ = [
    "CONTACT_FIELDS",
    "REQUESTABLE",
    "RUNNING",
    "Aanmeldpoging",
    "Accountaanvraag",
    "ApiSleutel",
    "Beveiligingsbericht",
    "ContactManager",
    "ExterneIdentiteit",
    "Gebruiker",
    "GebruikerManager",
    "Herstelcode",
    "Passkey",
    "Rechtencontrole",
    "Toekenning",
    "ToekenningQuerySet",
    "TotpApparaat",
    "Verwerkersovereenkomst",
]
