"""The columns every noun with a lifecycle carries. Its history keeps each step."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class LifecycleModel(models.Model):
    """Status with who, since when and, for a refusal, the coded reason (R13)."""

    status = models.CharField("status", max_length=24, db_index=True)
    status_sinds = models.DateTimeField("status sinds", default=timezone.now)
    status_door = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="status door",
    )
    status_reden = models.CharField("reden", max_length=40, blank=True)

    class Meta:
        abstract = True
