from django.db import migrations

from allmenning.accounts import guard


def put(apps, schema_editor):
    guard.put(schema_editor.connection)


def lift(apps, schema_editor):
    guard.lift(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(put, lift)]
