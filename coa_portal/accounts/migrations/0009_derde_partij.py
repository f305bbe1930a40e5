"""Whom an external contact works for, and whether the grant holds for named dossiers only (DESIGN §3, R1).

`portal_derden` tells the policies of the gate on behalf of which third party the asking account works, and where.
"""

import django.db.models.deletion
from django.db import migrations, models

# grants of before: the third party of their agreement
FORWARD = """
INSERT INTO organisaties_derdepartij (id, created_at, updated_at, naam)
SELECT gen_random_uuid(), now(), now(), min(found.naam)
  FROM (SELECT coalesce(o.derde_partij, 'Onbekende derde partij') AS naam
          FROM accounts_toekenning t
          LEFT JOIN accounts_verwerkersovereenkomst o ON o.id = t.verwerkersovereenkomst_id
         WHERE t.rol = 'contactpersoon_extern') found
 GROUP BY lower(found.naam);
UPDATE accounts_toekenning t
   SET derde_partij_id = p.id
  FROM organisaties_derdepartij p
 WHERE t.rol = 'contactpersoon_extern'
   AND lower(p.naam) = lower(coalesce(
       (SELECT o.derde_partij FROM accounts_verwerkersovereenkomst o WHERE o.id = t.verwerkersovereenkomst_id),
       'Onbekende derde partij'));
SET CONSTRAINTS ALL IMMEDIATE;

CREATE FUNCTION portal_derden() RETURNS TABLE (toekenning_id uuid, gemeente_id varchar, derde_partij_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 3
AS $$
    SELECT t.id, t.gemeente_id, t.derde_partij_id
      FROM public.accounts_toekenning t
      JOIN public.accounts_gebruiker g ON g.id = t.gebruiker_id AND g.is_active
     WHERE t.gebruiker_id = nullif(current_setting('portal.account', true), '')::uuid
       AND t.status = 'actief'
       AND (t.eindigt_op IS NULL OR t.eindigt_op >= (now() AT TIME ZONE 'Europe/Amsterdam')::date)
       AND t.derde_partij_id IS NOT NULL
$$;
REVOKE ALL ON FUNCTION portal_derden() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_derden() TO portal_coa, portal_gemeente;
"""

BACKWARD = "DROP FUNCTION portal_derden();"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_aanmeldpoging"),
        ("organisaties", "0003_derde_partij"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicaltoekenning",
            name="alleen_benoemd",
            field=models.BooleanField(default=False, verbose_name="alleen benoemde dossiers"),
        ),
        migrations.AddField(
            model_name="historicaltoekenning",
            name="derde_partij",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="organisaties.derdepartij",
                verbose_name="derde partij",
            ),
        ),
        migrations.AddField(
            model_name="toekenning",
            name="alleen_benoemd",
            field=models.BooleanField(default=False, verbose_name="alleen benoemde dossiers"),
        ),
        migrations.AddField(
            model_name="toekenning",
            name="derde_partij",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisaties.derdepartij",
                verbose_name="derde partij",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AddConstraint(
            model_name="toekenning",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("derde_partij__isnull", False), ("rol", "contactpersoon_extern")),
                    models.Q(
                        models.Q(("rol", "contactpersoon_extern"), _negated=True),
                        ("alleen_benoemd", False),
                        ("derde_partij", None),
                    ),
                    _connector="OR",
                ),
                name="toekenning_names_third_party",
            ),
        ),
    ]
