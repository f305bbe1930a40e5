"""Documents on disk that no consent (or naming in one) refers to: left behind by a rolled back transaction."""

import datetime as dt

from django.core.files.storage import default_storage
from django.utils import timezone

from coa_portal.access.wall import elevated
from overdracht.models import Toestemming, ToestemmingDerde

FOLDER = "toestemming"
# a file is written before its row is committed; no request lasts this long
YOUNGEST = dt.timedelta(days=1)


def remove_orphans() -> int:
    """Remove the files of more than a day old that no row names, history included; returns how many."""
    before = timezone.now() - YOUNGEST
    try:
        names = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:  # nothing was ever uploaded
        return 0
    paths = [f"{FOLDER}/{name}" for name in names]
    old = [path for path in paths if default_storage.get_modified_time(path) < before]
    with elevated("remove-orphan-documents"):
        known = {
            name
            for model in (Toestemming, ToestemmingDerde)
            for rows in (model.objects, model.history)
            for name in rows.filter(document__in=old).values_list("document", flat=True)
        }
    orphans = [path for path in old if path not in known]
    for path in orphans:
        default_storage.delete(path)
    return len(orphans)
