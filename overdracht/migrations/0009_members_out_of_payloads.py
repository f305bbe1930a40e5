"""Versions that were published before: their rows about other members move to the table of 0008.

The one time that a stored payload changes. What a reader gets stays the same to the letter; the way back puts every
row in its place again. The shape is repeated here, because a migration must not follow later changes of the code.
"""

from django.db import migrations

HIDDEN = "Gezinslid, geen toestemming"


def _member_rows(payload):
    """Place and row of every row about another member."""
    for section in payload["sections"]:
        for table in section["tables"]:
            for number, row in enumerate(table["rows"]):
                if row.get("person"):
                    yield f"{section['key']}.{table['key']}.{number}", row


def move_out(apps, schema_editor):
    versions = apps.get_model("overdracht", "Profielversie")
    members = apps.get_model("overdracht", "VersieGezinslid")
    for version in versions.objects.filter(gezinsleden=None).iterator(chunk_size=500):
        rows = list(_member_rows(version.payload))
        members.objects.bulk_create(
            members(
                versie_id=version.pk,
                koppeling_id=version.koppeling_id,
                gemeente_id=version.gemeente_id,
                vergunninghouder_id=row["person"],
                plaats=place,
                cells=row["cells"],
            )
            for place, row in rows
        )
        for _, row in rows:
            row["cells"] = [
                {"value": None, "text": "" if number else HIDDEN} for number in range(len(row["cells"]))
            ]
        if rows:
            versions.objects.filter(pk=version.pk).update(payload=version.payload)


def move_back(apps, schema_editor):
    versions = apps.get_model("overdracht", "Profielversie")
    members = apps.get_model("overdracht", "VersieGezinslid")
    for version in versions.objects.exclude(gezinsleden=None).distinct().iterator(chunk_size=500):
        cells = dict(members.objects.filter(versie_id=version.pk).values_list("plaats", "cells"))
        for place, row in _member_rows(version.payload):
            row["cells"] = cells.get(place, row["cells"])
        versions.objects.filter(pk=version.pk).update(payload=version.payload)
    members.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("overdracht", "0008_members_of_versions")]
    operations = [migrations.RunPython(move_out, move_back)]
