"""The table of the cache that all processes share; the throttling of sign-ins counts in it."""

from django.core.management import call_command
from django.db import migrations


def make_table(apps, schema_editor):
    call_command(
        "createcachetable", "shared_cache", database=schema_editor.connection.alias, verbosity=0
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_audit_guard")]
    operations = [migrations.RunPython(make_table, migrations.RunPython.noop)]
