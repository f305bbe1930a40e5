"""Follow keys to accounts through the manager that reads contact columns only; no change in the database."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.AlterModelOptions(
            name="gebruiker",
            options={
                "base_manager_name": "contact",
                "ordering": ["naam"],
                "verbose_name": "account",
                "verbose_name_plural": "accounts",
            },
        ),
    ]
