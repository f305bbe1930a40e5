"""The usual row-level policies as SQL text, for migrations (R4): the gemeente's own work on a koppeling.

A table needs `koppeling_id` and `gemeente_id`. COA's side reads and writes as its table rights say. A gemeente reads
its own rows, also after the koppeling ended (DESIGN §4, "own"), and writes them while the koppeling is active, as a
regievoerder. What is told of a person only under a consent, or written in somebody's name, needs more: `read` and
`write` add conditions.

The gate is asked through two functions and not by naming its view: PostgreSQL plans the policies of every table behind
a view each time a statement mentions it, which cost a page with ten such tables half a second; a function is planned
once a session. They run as whoever asks (`security invoker`), so they open nothing.
"""

_ACTIVE = (
    "EXISTS (SELECT 1 FROM koppeling_koppeling k WHERE k.id = {table}.koppeling_id"
    " AND k.gemeente_id = {table}.gemeente_id AND k.status IN ('definitief', 'gehuisvest'))"
)
_MANAGES = "gemeente_id IN (SELECT portal_gemeenten('manage_overdracht'))"
_READS = (
    "(gemeente_id IN (SELECT portal_gemeenten('view_tier0')) OR portal_reads_koppeling({table}.koppeling_id))"
)
# the person of a row stands behind `betrokkene_id`: one of this koppeling
OF_OWN_BETROKKENE = (
    "(betrokkene_id IS NULL OR EXISTS (SELECT 1 FROM overdracht_betrokkene b WHERE b.id = {table}.betrokkene_id"
    " AND b.koppeling_id = {table}.koppeling_id))"
)
# tier 1 of the person of the row is open for this account now
TIER1_OF_BETROKKENE = "portal_reads_betrokkene({table}.betrokkene_id, 1)"


def own_work(table: str, *, read: str = "true", write: str = "true", update: bool = True) -> str:
    """Policies of a table with the gemeente's own work.

    `read`, `write`: further conditions, in which `{table}` is this table. `update`: whether a gemeente may change rows.
    The right to do so at all stands in `access.table_rights`.
    """
    reads = f"{_READS} AND ({read})".format(table=table)
    writes = f"{_MANAGES} AND {_ACTIVE} AND ({write})".format(table=table)
    sql = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;",
        f"CREATE POLICY coa ON {table} TO portal_coa USING (true) WITH CHECK (true);",
        f"CREATE POLICY gemeente_read ON {table} FOR SELECT TO portal_gemeente USING ({reads});",
        f"CREATE POLICY gemeente_insert ON {table} FOR INSERT TO portal_gemeente WITH CHECK ({writes});",
    ]
    if update:
        sql.append(
            f"CREATE POLICY gemeente_update ON {table} FOR UPDATE TO portal_gemeente"
            f" USING ({_MANAGES} AND {_ACTIVE.format(table=table)}) WITH CHECK ({writes});"
        )
    return "\n".join(sql)


def own_history(table: str) -> str:
    """Policies of the history table that belongs to it: a gemeente adds lines, as itself, and reads none."""
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;\n"
        f"CREATE POLICY coa ON {table} TO portal_coa USING (true) WITH CHECK (true);\n"
        f"CREATE POLICY gemeente_insert ON {table} FOR INSERT TO portal_gemeente"
        f" WITH CHECK (history_user_id = portal_account() AND {_MANAGES});"
    )


def without(*tables: str) -> str:
    """The way back: no policies and no row-level security on these tables."""
    names = ("coa", "gemeente_read", "gemeente_insert", "gemeente_update")
    return "\n".join(
        [f"DROP POLICY IF EXISTS {name} ON {table};" for table in tables for name in names]
        + [f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;" for table in tables]
    )
