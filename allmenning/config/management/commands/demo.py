from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from allmenning.accounts.actions import meet_demo_user
from allmenning.accounts.models import Role
from allmenning.config.migrated import missing


class Command(BaseCommand):
    help = "Make the invented people of a demo, one for each role."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "A demo has invented people in it and is kept apart from real data: "
                "set ALLMENNING_DEMO=1 and ALLMENNING_DATA_DIR to a folder of its own."
            )
        if missing():
            raise CommandError("The database waits for migrations; run `allmenning migrate` first.")
        for role in (None, *Role):
            user = meet_demo_user(role=role, at=timezone.now())
            self.stdout.write(f"{role or 'reader':<10} {user.email}")
        self.stdout.write("Step into any of them at /demo/ when the demo is served.")
