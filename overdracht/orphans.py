"""Files on disk that belong to nothing: left behind by a rolled back transaction, or by a destruction cut short."""

import datetime as dt
from collections.abc import Callable

from django.core.files.storage import default_storage
from django.utils import timezone

from coa_portal.access.wall import elevated
from klantprofiel.models import Document
from klantprofiel.models.document import FOLDER as DOCUMENTS
from overdracht.models import Toestemming, ToestemmingDerde

# a file is written before its row is committed; no request lasts this long
YOUNGEST = dt.timedelta(days=1)


def _of_consents(names: list[str]) -> set[str]:
    """What was signed is kept as long as its history."""
    return {
        name
        for model in (Toestemming, ToestemmingDerde)
        for rows in (model.objects, model.history)
        for name in rows.filter(document__in=names).values_list("document", flat=True)
    }


def _of_documents(names: list[str]) -> set[str]:
    """Of a withdrawn document the history knows the name, and the file has to go."""
    return {
        name
        for column in ("bestand", "voorbeeld")
        for name in Document.objects.filter(**{f"{column}__in": names}).values_list(column, flat=True)
    }


# folder → which of these files belong to something
FOLDERS: dict[str, Callable[[list[str]], set[str]]] = {
    "toestemming": _of_consents,
    DOCUMENTS: _of_documents,
}


def remove_orphans() -> int:
    """Remove the files of more than a day old that belong to nothing; returns how many."""
    return sum(_remove_from(folder, known) for folder, known in FOLDERS.items())


def _remove_from(folder: str, known: Callable[[list[str]], set[str]]) -> int:
    before = timezone.now() - YOUNGEST
    try:
        names = default_storage.listdir(folder)[1]
    except FileNotFoundError:  # nothing was ever uploaded
        return 0
    paths = [f"{folder}/{name}" for name in names]
    old = [path for path in paths if default_storage.get_modified_time(path) < before]
    with elevated("remove-orphan-documents"):
        kept = known(old)
    orphans = [path for path in old if path not in kept]
    for path in orphans:
        default_storage.delete(path)
    return len(orphans)
