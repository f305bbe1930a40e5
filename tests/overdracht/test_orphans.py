"""Uploaded documents: kept out of reach on disk, and removed when they belong to nothing."""

import datetime as dt
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from coa_portal.organisaties.models import DerdePartij
from overdracht.models import Toestemming, ToestemmingDerde
from overdracht.tasks import remove_orphan_documents
from tests.factories.overdracht import ToestemmingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def disk(settings: Any, tmp_path: Path) -> Path:
    """Real files, as in production (the other tests keep them in memory)."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def age(disk: Path, name: str, hours: int) -> None:
    moment = (timezone.now() - dt.timedelta(hours=hours)).timestamp()
    os.utime(disk / name, (moment, moment))


def test_old_files_of_nobody_go_and_the_rest_stays(disk: Path) -> None:
    kept = ToestemmingFactory(gegeven=True).document.name
    orphan, young = (default_storage.save(f"toestemming/{n}", ContentFile(b"x")) for n in ("oud", "jong"))
    replaced: Toestemming = ToestemmingFactory(gegeven=True)
    former = replaced.document.name
    Toestemming.objects.filter(pk=replaced.pk).update(document=young)
    for name in (kept, orphan, former):
        age(disk, name, 25)
    remove_orphan_documents()
    assert not default_storage.exists(orphan)
    assert default_storage.exists(kept)
    assert default_storage.exists(young)
    assert default_storage.exists(former), "history still names it"
    age(disk, young, 25)
    Toestemming.objects.filter(pk=replaced.pk).update(document=former)
    remove_orphan_documents()
    assert not default_storage.exists(young)


def test_nothing_was_ever_uploaded(disk: Path) -> None:
    remove_orphan_documents()


def test_on_disk_only_the_portal_reads_it_and_its_name_says_nothing(disk: Path) -> None:
    path = disk / ToestemmingFactory(gegeven=True).document.name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert len(path.name) == 32 and not path.suffix


def test_what_was_signed_for_a_third_party_stays(disk: Path) -> None:
    consent = ToestemmingFactory(gegeven=True)
    name = default_storage.save("toestemming/derde", ContentFile(b"x"))
    ToestemmingDerde.objects.create(
        toestemming=consent,
        gemeente=consent.gemeente,
        derde_partij=DerdePartij.objects.create(naam="Stichting Elders"),
        genoemd_op=consent.uitgelegd_op,
        document=name,
    )
    age(disk, name, 25)
    remove_orphan_documents()
    assert default_storage.exists(name)


def test_every_kind_of_upload_is_looked_after() -> None:
    """A new field for files needs the same: its check, its folder, its orphans."""
    fields = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.FileField)
    }
    assert fields == {
        "overdracht.Toestemming.document",
        "overdracht.ToestemmingDerde.document",
        "klantprofiel.Document.bestand",
        "klantprofiel.Document.voorbeeld",
    }
