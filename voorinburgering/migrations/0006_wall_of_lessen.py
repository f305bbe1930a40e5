"""What a docent reads and writes of lessons in PostgreSQL itself (R4), and that attendance follows membership.

A docent reads the lessons of the own groups, with the names of who was in the group on that day in the past four weeks,
and writes attendance and where a lesson stands; nobody else's, and no table with a name. COA's side reads and writes as
its table rights say.

Triggers hold what no constraint can: attendance is of a lesson that was given, of somebody who was in that group on that
day, and not longer than the lesson; and neither the lesson nor the deelname changes under it. They run as the owner,
because a docent may not read deelnames.
"""

from django.db import migrations

_TODAY = "(now() AT TIME ZONE 'Europe/Amsterdam')::date"
_OWN = "lesgroep_id IN (SELECT portal_lesgroepen())"
_OWN_LES = f"les_id IN (SELECT id FROM voorinburgering_les WHERE {_OWN})"  # noqa: S608  (words of our own)
_TABLES = ("les", "historicalles", "aanwezigheid", "historicalaanwezigheid")
_FUNCTIONS = (
    "voorinburgering_attendance_follows",
    "voorinburgering_deelname_keeps_attendance",
    "voorinburgering_les_keeps_attendance",
    "voorinburgering_soort_of_deelname",
)

OWN_GROUPS = """
CREATE FUNCTION portal_lesgroepen() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 5
AS $$
    SELECT held.parent_id::uuid
      FROM public.access_every_grant_in_force held
      JOIN public.organisaties_lesgroep l ON l.id::text = held.parent_id AND l.gesloten_op IS NULL
     WHERE held.user_id = nullif(current_setting('portal.account', true), '')::uuid
       AND held.kind = 'lesgroep'
       AND held.capability = 'view_deelname'
$$;
REVOKE ALL ON FUNCTION portal_lesgroepen() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_lesgroepen() TO portal_coa, portal_docent;
"""

VIEW = f"""
CREATE VIEW voorinburgering_lesdeelnemer WITH (security_barrier = true) AS
SELECT les.id || ':' || d.id AS sleutel, d.id AS deelname, les.id AS les_id, les.lesgroep_id, p.id AS persoon,
       trim(p.voornaam || ' ' || p.achternaam) AS naam
  FROM voorinburgering_les les
  JOIN organisaties_lesgroep l ON l.id = les.lesgroep_id AND l.gesloten_op IS NULL
  JOIN voorinburgering_deelname d ON d.lesgroep_id = les.lesgroep_id
   AND d.van <= les.dag AND (d.tot IS NULL OR d.tot > les.dag)
  -- who moved to another locatie is out of sight at once
  JOIN klantprofiel_vergunninghouder p ON p.id = d.vergunninghouder_id AND p.dossier_locatie_id = l.opvanglocatie_id
 WHERE les.dag BETWEEN {_TODAY} - 28 AND {_TODAY}
   AND les.lesgroep_id::text IN (SELECT held.parent_id FROM access_every_grant_in_force held
                                  WHERE held.user_id = portal_account()
                                    AND held.kind = 'lesgroep'
                                    AND held.capability = 'view_deelname');
"""  # noqa: S608  (words of our own)

POLICIES = "\n".join(
    [
        *(
            f"ALTER TABLE voorinburgering_{table} ENABLE ROW LEVEL SECURITY;\n"
            f"CREATE POLICY coa ON voorinburgering_{table} TO portal_coa USING (true) WITH CHECK (true);"
            for table in _TABLES
        ),
        f"CREATE POLICY docent_read ON voorinburgering_les FOR SELECT TO portal_docent USING ({_OWN});",
        f"CREATE POLICY docent_update ON voorinburgering_les FOR UPDATE TO portal_docent USING ({_OWN})"
        f" WITH CHECK ({_OWN} AND status_door_id = portal_account());",
        f"CREATE POLICY docent_read ON voorinburgering_aanwezigheid FOR SELECT TO portal_docent"
        f" USING ({_OWN_LES});",
        f"CREATE POLICY docent_insert ON voorinburgering_aanwezigheid FOR INSERT TO portal_docent"
        f" WITH CHECK ({_OWN_LES});",
        f"CREATE POLICY docent_update ON voorinburgering_aanwezigheid FOR UPDATE TO portal_docent"
        f" USING ({_OWN_LES}) WITH CHECK ({_OWN_LES});",
        "CREATE POLICY docent_insert ON voorinburgering_historicalles FOR INSERT TO portal_docent"
        f" WITH CHECK (history_user_id = portal_account() AND {_OWN});",
        "CREATE POLICY docent_insert ON voorinburgering_historicalaanwezigheid FOR INSERT TO portal_docent"
        f" WITH CHECK (history_user_id = portal_account() AND {_OWN_LES});",
    ]
)

TRIGGERS = """
CREATE FUNCTION voorinburgering_attendance_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE length integer;
BEGIN
    -- the lock makes who changes the deelname or the lesson at this moment wait
    SELECT extract(epoch FROM les.eindtijd - les.begintijd) / 60 INTO length
      FROM voorinburgering_les les
      JOIN voorinburgering_deelname d ON d.lesgroep_id = les.lesgroep_id
       AND d.van <= les.dag AND (d.tot IS NULL OR d.tot > les.dag)
     WHERE les.id = NEW.les_id AND d.id = NEW.deelname_id AND les.status = 'gegeven'
       FOR SHARE OF les, d;
    IF NOT FOUND OR NEW.minuten > length THEN
        RAISE EXCEPTION 'attendance does not follow membership and lesson' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER attendance_follows BEFORE INSERT OR UPDATE ON voorinburgering_aanwezigheid
    FOR EACH ROW EXECUTE FUNCTION voorinburgering_attendance_follows();

CREATE FUNCTION voorinburgering_deelname_keeps_attendance() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM voorinburgering_aanwezigheid a JOIN voorinburgering_les les ON les.id = a.les_id
                WHERE a.deelname_id = NEW.id
                  AND (les.lesgroep_id <> NEW.lesgroep_id OR les.dag < NEW.van OR les.dag >= NEW.tot)) THEN
        RAISE EXCEPTION 'attendance would fall outside the deelname' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER deelname_keeps_attendance AFTER UPDATE ON voorinburgering_deelname
    FOR EACH ROW EXECUTE FUNCTION voorinburgering_deelname_keeps_attendance();

CREATE FUNCTION voorinburgering_les_keeps_attendance() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM voorinburgering_aanwezigheid a WHERE a.les_id = NEW.id) THEN
        RAISE EXCEPTION 'attendance stands under this lesson' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER les_keeps_attendance AFTER UPDATE ON voorinburgering_les FOR EACH ROW
    WHEN ((OLD.dag, OLD.begintijd, OLD.eindtijd, OLD.lesgroep_id)
          IS DISTINCT FROM (NEW.dag, NEW.begintijd, NEW.eindtijd, NEW.lesgroep_id) OR NEW.status <> 'gegeven')
    EXECUTE FUNCTION voorinburgering_les_keeps_attendance();

CREATE FUNCTION voorinburgering_soort_of_deelname() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    SELECT l.soort INTO NEW.soort FROM organisaties_lesgroep l WHERE l.id = NEW.lesgroep_id;
    RETURN NEW;
END $$;
CREATE TRIGGER soort_of_deelname BEFORE INSERT OR UPDATE ON voorinburgering_deelname
    FOR EACH ROW EXECUTE FUNCTION voorinburgering_soort_of_deelname();
"""
REVOKED = "\n".join(f"REVOKE ALL ON FUNCTION {name}() FROM PUBLIC;" for name in _FUNCTIONS)

BACKWARD = "\n".join(
    [
        "DROP TRIGGER attendance_follows ON voorinburgering_aanwezigheid;",
        "DROP TRIGGER deelname_keeps_attendance ON voorinburgering_deelname;",
        "DROP TRIGGER les_keeps_attendance ON voorinburgering_les;",
        "DROP TRIGGER soort_of_deelname ON voorinburgering_deelname;",
        *(f"DROP FUNCTION {name}();" for name in _FUNCTIONS),
        *(
            f"DROP POLICY IF EXISTS {name} ON voorinburgering_{table};"
            for table in _TABLES
            for name in ("coa", "docent_read", "docent_insert", "docent_update")
        ),
        *(f"ALTER TABLE voorinburgering_{table} DISABLE ROW LEVEL SECURITY;" for table in _TABLES),
        "DROP VIEW voorinburgering_lesdeelnemer;",
        "DROP FUNCTION portal_lesgroepen();",
    ]
)


class Migration(migrations.Migration):
    dependencies = [("voorinburgering", "0005_lessen"), ("access", "0008_grants_on_lesgroepen")]
    operations = [migrations.RunSQL(OWN_GROUPS + VIEW + POLICIES + TRIGGERS + REVOKED, BACKWARD)]
