from django.db import migrations

_TABLES = (
    "taalvaardigheid",
    "onderwijs",
    "werkervaring",
    "zelfwerkzaamheid",
    "competentie",
    "vrijetijdsbesteding",
)
_VERIFY = """
UPDATE klantprofiel_{0} SET geverifieerd_op = (updated_at AT TIME ZONE 'Europe/Amsterdam')::date
WHERE bron IN ('gesprek', 'docent', 'document') AND geverifieerd_op IS NULL
"""


class Migration(migrations.Migration):
    """Rows of a talk, a lesson or a document were verified on the day they were typed; that day was not kept apart."""

    dependencies = [("klantprofiel", "0006_bron_en_verificatie_van_rijen")]

    operations = [migrations.RunSQL(_VERIFY.format(table), migrations.RunSQL.noop) for table in _TABLES]
