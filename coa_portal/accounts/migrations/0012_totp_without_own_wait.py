"""Wrong codes are counted by the brakes on guessing alone (`accounts.brakes`)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_second_factor")]
    operations = [
        migrations.RemoveField(model_name="totpapparaat", name="throttling_failure_count"),
        migrations.RemoveField(model_name="totpapparaat", name="throttling_failure_timestamp"),
    ]
