from django.db import migrations

from allmenning.delivery import guard


def put(apps, schema_editor):
    guard.put(schema_editor.connection)


def lift(apps, schema_editor):
    guard.lift(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("delivery", "0002_account_paused_and_removed")]
    operations = [migrations.RunPython(put, lift)]
