"""Outbox, meldingen, deliveries and who wants to hear what (R25). Nothing here carries personal data (R11)."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from coa_portal.accounts.models import Gebruiker
from coa_portal.common.models import BaseModel


class Event(BaseModel):
    """Outbox row, written in the same transaction as the change it tells of.

    `key` makes an event unique, so that writing it twice is one event. `subject_id` is the object that
    decides who may see it; `reference` is what people call it. A failing event is tried again at
    `next_try_at`, for as long as it takes; `error` is the name of the exception, never its text.
    """

    key = models.CharField(max_length=160, unique=True)
    kind = models.CharField("soort", max_length=40)
    subject_id = models.UUIDField()
    reference = models.CharField("referentie", max_length=20)
    acting_user = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, null=True, related_name="+")
    extra = models.JSONField(default=dict)
    drained_at = models.DateTimeField("verwerkt op", null=True)
    attempts = models.PositiveIntegerField("pogingen", default=0)
    next_try_at = models.DateTimeField("volgende poging", default=timezone.now)
    error = models.CharField("fout", max_length=200, blank=True)

    class Meta:
        verbose_name = "gebeurtenis"
        verbose_name_plural = "gebeurtenissen"
        indexes = [models.Index(fields=["created_at"], name="event_waiting", condition=Q(drained_at=None))]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class Melding(BaseModel):
    """One event for one recipient, in the inbox of the portal."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="meldingen")
    recipient = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="meldingen")
    read_at = models.DateTimeField("gelezen op", null=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = "melding"
        verbose_name_plural = "meldingen"
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["event", "recipient"], name="melding_once")]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="melding_inbox"),
            models.Index(fields=["recipient"], name="melding_unread", condition=Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return f"melding {self.pk}"


class Wijze(models.TextChoices):
    """How an account wants to hear of something. From loud to silent: the order matters, see `preferences`."""

    DIRECT = "direct", "Meteen per e-mail"
    DAGELIJKS = "dagelijks", "Eén keer per dag per e-mail"
    PORTAAL = "portaal", "Alleen in het portaal"
    UIT = "uit", "Niet"


class SendingQuerySet(models.QuerySet[Any]):
    """E-mails by where they stand."""

    def due(self) -> "SendingQuerySet":
        """To be tried now."""
        return self.filter(sent_at=None, silenced_at=None, next_try_at__lte=timezone.now())

    def undeliverable(self) -> "SendingQuerySet":
        """Given up after the last try."""
        return self.filter(sent_at=None, silenced_at=None, next_try_at=None)


class Sending(BaseModel):
    """Something that is tried until it is sent: at least once, with a stable Message-ID.

    It waits while `next_try_at` is set. Neither waiting, sent nor silenced means undeliverable: the tries
    are used up, and the beheerder sees it.
    """

    sent_at = models.DateTimeField("verstuurd op", null=True)
    silenced_at = models.DateTimeField("niet meer nodig sinds", null=True)
    attempts = models.PositiveSmallIntegerField("pogingen", default=0)
    next_try_at = models.DateTimeField("volgende poging", null=True)
    error = models.CharField("fout", max_length=200, blank=True)

    class Meta:
        abstract = True


class Delivery(Sending):
    """One melding over one channel."""

    class Channel(models.TextChoices):
        EMAIL = "email", "e-mail"

    objects: ClassVar[Any] = SendingQuerySet.as_manager()

    melding = models.ForeignKey(Melding, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField("kanaal", max_length=10, choices=Channel.choices)

    class Meta:
        verbose_name = "aflevering"
        verbose_name_plural = "afleveringen"
        constraints = [models.UniqueConstraint(fields=["melding", "channel"], name="delivery_once")]
        indexes = [
            models.Index(
                fields=["next_try_at"], name="delivery_waiting", condition=Q(sent_at=None, silenced_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"aflevering {self.pk}"


class Digest(Sending):
    """The daily e-mail of one account: what it wanted to hear once a day. Its lines never move to another."""

    objects: ClassVar[Any] = SendingQuerySet.as_manager()

    recipient = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="digests")
    dag = models.DateField("dag")

    class Meta:
        verbose_name = "dagelijkse e-mail"
        verbose_name_plural = "dagelijkse e-mails"
        constraints = [models.UniqueConstraint(fields=["recipient", "dag"], name="digest_once_a_day")]
        indexes = [
            models.Index(
                fields=["next_try_at"], name="digest_waiting", condition=Q(sent_at=None, silenced_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"dagelijkse e-mail {self.pk}"


class DigestLine(BaseModel):
    """A melding that waits for a daily e-mail (`digest` is empty), or stands in one."""

    melding = models.OneToOneField(Melding, on_delete=models.PROTECT, related_name="digest_line")
    digest = models.ForeignKey(Digest, on_delete=models.PROTECT, null=True, related_name="lines")

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = "regel van een dagelijkse e-mail"
        verbose_name_plural = "regels van dagelijkse e-mails"
        indexes = [models.Index(fields=["created_at"], name="digestline_waiting", condition=Q(digest=None))]

    def __str__(self) -> str:
        return f"regel {self.pk}"


class Meldingsvoorkeur(BaseModel):
    """How an account wants to hear of one kind of event; without a row the default of its roles holds."""

    gebruiker = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="meldingsvoorkeuren")
    kind = models.CharField("soort", max_length=40)
    wijze = models.CharField("wijze", max_length=10, choices=Wijze.choices)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = "meldingsvoorkeur"
        verbose_name_plural = "meldingsvoorkeuren"
        constraints = [models.UniqueConstraint(fields=["gebruiker", "kind"], name="voorkeur_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.wijze}"


class Volgen(BaseModel):
    """One dossier that an account follows, or wants to hear nothing of (`wijze` "uit").

    It goes before the preference per kind. `subject_id`: what `kinds.Followable` shows, for a gemeente the
    koppeling, for COA the household, which stays the same when it is koppeld to another gemeente.
    """

    gebruiker = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="volgt")
    subject_id = models.UUIDField("dossier")
    wijze = models.CharField("wijze", max_length=10, choices=Wijze.choices)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = "gevolgd dossier"
        verbose_name_plural = "gevolgde dossiers"
        constraints = [models.UniqueConstraint(fields=["gebruiker", "subject_id"], name="volgen_once")]
        indexes = [models.Index(fields=["subject_id"], name="volgen_subject")]

    def __str__(self) -> str:
        return f"{self.subject_id}: {self.wijze}"


class LaatsteBezoek(BaseModel):
    """When an account last looked at one thing, and when its visit before that ended (R27).

    A visit goes on while less than `visits.PAUSE` lies between two looks, so that reloading a page does not
    make its news old. `subject_id`: the person for COA, the betrokkene of a koppeling for a gemeente.
    """

    gebruiker = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="+")
    subject_id = models.UUIDField("dossier")
    op = models.DateTimeField("laatst bekeken op")
    vorig_op = models.DateTimeField("vorig bezoek tot", null=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = "laatste bezoek"
        verbose_name_plural = "laatste bezoeken"
        constraints = [models.UniqueConstraint(fields=["gebruiker", "subject_id"], name="bezoek_once")]

    def __str__(self) -> str:
        return f"bezoek aan {self.subject_id}"
