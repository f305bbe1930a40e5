"""Everybody writes own preferences only; who delivers meldingen (COA's role) reads those of all recipients (R4)."""

from django.db import migrations

_OWN = "gebruiker_id = portal_account()"
_PREFERENCES = ("notifications_meldingsvoorkeur", "notifications_volgen")
_SYSTEM = ("notifications_digest", "notifications_digestline")


def _forward() -> str:
    sql = []
    for table in (*_PREFERENCES, *_SYSTEM, "notifications_laatstebezoek"):
        sql.append(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;")
    for table in _PREFERENCES:
        sql.append(
            f"CREATE POLICY own ON {table} TO portal_coa, portal_gemeente, portal_beheer, portal_toezicht,"
            f" portal_docent USING ({_OWN}) WITH CHECK ({_OWN});"
        )
        sql.append(f"CREATE POLICY coa_read ON {table} FOR SELECT TO portal_coa USING (true);")
    for table in _SYSTEM:
        sql.append(f"CREATE POLICY coa ON {table} TO portal_coa USING (true) WITH CHECK (true);")
        sql.append(f"CREATE POLICY beheer ON {table} TO portal_beheer USING (true) WITH CHECK (true);")
    sql.append(
        "CREATE POLICY own ON notifications_laatstebezoek TO portal_coa, portal_gemeente"
        f" USING ({_OWN}) WITH CHECK ({_OWN});"
    )
    return "\n".join(sql)


def _backward() -> str:
    sql = []
    for table in _PREFERENCES:
        sql += [f"DROP POLICY own ON {table};", f"DROP POLICY coa_read ON {table};"]
    for table in _SYSTEM:
        sql += [f"DROP POLICY coa ON {table};", f"DROP POLICY beheer ON {table};"]
    sql.append("DROP POLICY own ON notifications_laatstebezoek;")
    for table in (*_PREFERENCES, *_SYSTEM, "notifications_laatstebezoek"):
        sql.append(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;")
    return "\n".join(sql)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0005_preferences_and_digests"), ("access", "0003_wall_functions")]
    operations = [migrations.RunSQL(_forward(), _backward())]
