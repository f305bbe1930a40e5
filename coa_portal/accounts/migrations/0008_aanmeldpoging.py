"""Attempts to sign in. The policies let nobody remove a line before its year is over, a beheerder neither."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

FORWARD = """
ALTER TABLE accounts_aanmeldpoging ENABLE ROW LEVEL SECURITY;
CREATE POLICY written ON accounts_aanmeldpoging FOR INSERT TO portal_web WITH CHECK (moment <= now() + interval '1 minute');
CREATE POLICY read ON accounts_aanmeldpoging FOR SELECT TO portal_web, portal_beheer USING (true);
CREATE POLICY forgotten ON accounts_aanmeldpoging FOR DELETE TO portal_beheer
    USING (moment < now() - interval '365 days');
"""

BACKWARD = """
DROP POLICY forgotten ON accounts_aanmeldpoging;
DROP POLICY read ON accounts_aanmeldpoging;
DROP POLICY written ON accounts_aanmeldpoging;
ALTER TABLE accounts_aanmeldpoging DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_account_life_policies"),
    ]

    operations = [
        migrations.CreateModel(
            name="Aanmeldpoging",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "moment",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="moment"
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("wachtwoord", "wachtwoord"),
                            ("code", "code uit de app"),
                            ("herstelcode", "herstelcode"),
                            ("passkey", "passkey"),
                            ("link", "link om een wachtwoord te kiezen"),
                            ("oidc", "inloggen via de eigen organisatie"),
                            ("bevestiging", "opnieuw bevestigen wie u bent"),
                            ("api_sleutel", "API-sleutel"),
                        ],
                        max_length=12,
                        verbose_name="waarmee",
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("gelukt", "gelukt"),
                            ("mislukt", "mislukt"),
                            ("geremd", "geweigerd na te veel pogingen"),
                        ],
                        max_length=8,
                        verbose_name="uitkomst",
                    ),
                ),
                ("netwerk", models.CharField(blank=True, max_length=43, verbose_name="netwerk")),
                ("is_new_device", models.BooleanField(default=False, verbose_name="nieuw apparaat")),
                (
                    "gebruiker",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aanmeldpogingen",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "aanmeldpoging",
                "verbose_name_plural": "aanmeldpogingen",
                "ordering": ["-moment"],
                "indexes": [
                    models.Index(fields=["gebruiker", "-moment"], name="aanmeldpoging_of_account"),
                    models.Index(fields=["-moment"], name="aanmeldpoging_moment"),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
