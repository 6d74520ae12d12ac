"""`allmenning person shut|open|reset EMAIL`: what an operator must be able to do for people."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from allmenning.accounts.actions import LastOperatorError, reset_second_factor, shut_account
from allmenning.accounts.models import User

CHANGES = {
    "shut": "Keeps the person out at once; nothing is deleted.",
    "open": "Lets a person in again.",
    "reset": "Removes the second factor of somebody who has lost telephone, key and codes.",
}


class Command(BaseCommand):
    help = "Shuts or opens an account, or resets its second factor."

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="change", required=True)
        for change, told in CHANGES.items():
            commands.add_parser(change, help=told).add_argument("email", metavar="EMAIL")

    def handle(self, *_args: Any, change: str, email: str, **_options: Any) -> None:
        user = User.objects.filter(email=email.lower(), closed_at=None).first()
        if user is None:
            raise CommandError(f"Nobody has the address {email}.")
        try:
            _carry_out(change, user)
        except LastOperatorError as error:
            raise CommandError("This is the only operator; name another first.") from error
        self.stdout.write(f"{email}: done ({change}).")


def _carry_out(change: str, user: User) -> None:
    now = timezone.now()
    if change == "reset":
        reset_second_factor(user=user, by=None, at=now)
    else:
        shut_account(user=user, by=None, at=now, is_open=change == "open")
