"""Base of every domain model."""

import uuid
from typing import Any

from django.db import models


class BaseModel(models.Model):
    """A row with an unguessable key, so that no address tells how many dossiers there are.

    The key is made in Python: an INSERT-only database role (ARCHITECTURE, "Roles") may not read it back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField("aangemaakt op", auto_now_add=True, editable=False)
    updated_at = models.DateTimeField("gewijzigd op", auto_now=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep `updated_at` true when a caller names `update_fields`."""
        fields = kwargs.get("update_fields")
        if fields is not None:
            kwargs["update_fields"] = {*fields, "updated_at"}
        super().save(*args, **kwargs)
