"""A question may be about one section of a profile. Then it is for who may read that section (R4): its words say what
stands there, or what does not."""

from django.db import migrations, models

from coa_portal.access.policy_sql import _ACTIVE, _MANAGES, _READS, OF_OWN_BETROKKENE, TIER1_OF_BETROKKENE

_OPEN = "portal_reads_koppeling({table}.koppeling_id)"
_SAID = (
    f"((betrokkene_id IS NULL AND (van_partij = 'gemeente' OR {_OPEN}))"
    f" OR (betrokkene_id IS NOT NULL AND ({TIER1_OF_BETROKKENE}"
    " OR (van_partij = 'gemeente' AND gemeente_id IN (SELECT portal_gemeenten('view_tier1'))))))"
)
_SECTION = (
    "(onderdeel = ''"
    " OR (gemeente_id, onderdeel::text) IN (SELECT o.gemeente_id, o.onderdeel FROM portal_onderdelen(2) o)"
    " OR (gemeente_id, '*') IN (SELECT own.gemeente_id, own.onderdeel FROM portal_onderdelen(2) own))"
)
_SAYS = (
    "van_partij = 'gemeente' AND door_id = portal_account()"
    f" AND {OF_OWN_BETROKKENE} AND (betrokkene_id IS NULL OR {TIER1_OF_BETROKKENE})"
)
_ASKS = f"{_SAYS} AND status = 'open' AND status_reden = '' AND status_door_id = portal_account()"
_SAME_SECTION = " AND v.onderdeel = {table}.onderdeel"


def _answers(same_section: str) -> str:
    return (
        f"{_SAYS} AND EXISTS (SELECT 1 FROM overdracht_vraag v WHERE v.id = {{table}}.vraag_id"  # noqa: S608  (words of our own)
        " AND v.koppeling_id = {table}.koppeling_id"
        f" AND v.betrokkene_id IS NOT DISTINCT FROM {{table}}.betrokkene_id{same_section}"
        " AND v.van_partij = 'coa' AND v.status = 'open')"
    )


def _policies(table: str, *, read: str, write: str) -> str:
    reads = f"{_READS} AND ({read})".format(table=table)
    writes = f"{_MANAGES} AND {_ACTIVE} AND ({write})".format(table=table)
    return (
        f"ALTER POLICY gemeente_read ON {table} USING ({reads});\n"
        f"ALTER POLICY gemeente_insert ON {table} WITH CHECK ({writes});\n"
    )


FORWARD = _policies(
    "overdracht_vraag", read=f"{_SAID} AND {_SECTION}", write=f"{_ASKS} AND {_SECTION}"
) + _policies(
    "overdracht_antwoord", read=f"{_SAID} AND {_SECTION}", write=f"{_answers(_SAME_SECTION)} AND {_SECTION}"
)
BACKWARD = _policies("overdracht_vraag", read=_SAID, write=_ASKS) + _policies(
    "overdracht_antwoord", read=_SAID, write=_answers("")
)


def _section(model: str) -> migrations.AddField:
    field = models.CharField("onderdeel van het profiel", max_length=40, blank=True, default="")
    return migrations.AddField(model, "onderdeel", field)


class Migration(migrations.Migration):
    dependencies = [("overdracht", "0028_figures_of_terms")]
    operations = [
        _section("vraag"),
        _section("historicalvraag"),
        _section("antwoord"),
        migrations.AddConstraint(
            "vraag",
            models.CheckConstraint(
                condition=models.Q(("onderdeel", ""), ("betrokkene__isnull", False), _connector="OR"),
                name="vraag_section_of_a_person",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
