"""A docent reads of a person what `voorinburgering_deelnemer` shows, of the own lesgroepen, and nothing else (R4).

The view runs as the owner: the role `portal_docent` has no right on any table under it. Beside it the role has what
every account has: itself, its own toekenningen and meldingen, and lines in the reading log in its own name.
"""

from django.db import migrations

_TODAY = "(now() AT TIME ZONE 'Europe/Amsterdam')::date"

FORWARD = f"""
CREATE VIEW voorinburgering_deelnemer WITH (security_barrier = true) AS
SELECT d.id, d.lesgroep_id, p.id AS persoon,
       trim(p.voornaam || ' ' || p.achternaam) AS naam,
       ARRAY(SELECT t.naam::text
               FROM organisaties_taal t
              WHERE t.code = k.spreektaal_id
                 OR t.code = k.moderne_taal_id
                 OR t.code IN (SELECT own.taal_id FROM klantprofiel_taalvaardigheid own
                                WHERE own.klantprofiel_id = k.id)
              ORDER BY (t.code = k.spreektaal_id) IS TRUE DESC, t.naam) AS talen,
       coalesce(nullif(nullif(k.nt2_resultaat, 'onbekend'), ''), nullif(k.intaketoets_resultaat, ''),
                k.nt2_resultaat, '')::text AS niveau
  FROM voorinburgering_deelname d
  JOIN organisaties_lesgroep l ON l.id = d.lesgroep_id AND l.gesloten_op IS NULL
  -- who moved to another locatie is out of sight at once
  JOIN klantprofiel_vergunninghouder p ON p.id = d.vergunninghouder_id AND p.dossier_locatie_id = l.opvanglocatie_id
  LEFT JOIN klantprofiel_klantprofiel k ON k.vergunninghouder_id = p.id
 WHERE d.van <= {_TODAY}
   AND (d.tot IS NULL OR d.tot > {_TODAY})
   AND d.lesgroep_id::text IN (SELECT held.parent_id FROM access_every_grant_in_force held
                                WHERE held.user_id = portal_account()
                                  AND held.kind = 'lesgroep'
                                  AND held.capability = 'view_deelname');

CREATE POLICY docent ON accounts_gebruiker AS RESTRICTIVE TO portal_docent USING (id = portal_account());
CREATE POLICY docent ON accounts_toekenning FOR SELECT TO portal_docent USING (gebruiker_id = portal_account());
CREATE POLICY docent ON audit_verwerkingsregel FOR INSERT TO portal_docent WITH CHECK (true);
CREATE POLICY docent_own_name ON audit_inzageregel FOR INSERT TO portal_docent
    WITH CHECK (gebruiker_id = portal_account());
CREATE POLICY docent ON notifications_melding TO portal_docent
    USING (recipient_id = portal_account()) WITH CHECK (recipient_id = portal_account());
CREATE POLICY docent ON notifications_event FOR SELECT TO portal_docent
    USING (EXISTS (SELECT 1 FROM notifications_melding m WHERE m.event_id = notifications_event.id));
"""  # noqa: S608  (words of our own)

BACKWARD = """
DROP POLICY docent ON notifications_event;
DROP POLICY docent ON notifications_melding;
DROP POLICY docent_own_name ON audit_inzageregel;
DROP POLICY docent ON audit_verwerkingsregel;
DROP POLICY docent ON accounts_toekenning;
DROP POLICY docent ON accounts_gebruiker;
DROP VIEW voorinburgering_deelnemer;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("voorinburgering", "0001_initial"),
        ("access", "0008_grants_on_lesgroepen"),
        ("accounts", "0013_grants_on_lesgroepen"),
        ("audit", "0005_chain_and_clock"),
        ("klantprofiel", "0003_zoeken_op_naam"),
        ("notifications", "0004_account_events"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
