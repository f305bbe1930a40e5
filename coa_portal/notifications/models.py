"""Outbox, meldingen and deliveries (R25). Nothing here carries personal data (R11)."""

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


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries by where they stand."""

    def due(self) -> "DeliveryQuerySet":
        """To be tried now."""
        return self.filter(sent_at=None, silenced_at=None, next_try_at__lte=timezone.now())

    def undeliverable(self) -> "DeliveryQuerySet":
        """Given up after the last try."""
        return self.filter(sent_at=None, silenced_at=None, next_try_at=None)


class Delivery(BaseModel):
    """One melding over one channel. E-mail is at least once, with a stable Message-ID.

    It waits while `next_try_at` is set. Neither waiting, sent nor silenced means undeliverable: the tries
    are used up, and the beheerder sees it.
    """

    objects: ClassVar[Any] = DeliveryQuerySet.as_manager()

    class Channel(models.TextChoices):
        EMAIL = "email", "e-mail"

    melding = models.ForeignKey(Melding, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField("kanaal", max_length=10, choices=Channel.choices)
    sent_at = models.DateTimeField("verstuurd op", null=True)
    silenced_at = models.DateTimeField("niet meer nodig sinds", null=True)
    attempts = models.PositiveSmallIntegerField("pogingen", default=0)
    next_try_at = models.DateTimeField("volgende poging", null=True)
    error = models.CharField("fout", max_length=200, blank=True)

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
