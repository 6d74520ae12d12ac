"""`allmenning audit verify`: is the log whole? `audit guard`: refuse changes to it again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from allmenning.accounts import guard
from allmenning.accounts.queries import AuditState, audit_state


class Command(BaseCommand):
    help = "Checks that no entry of the audit log was changed, removed or put in between."

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("guard", help="Makes the database refuse changes to the log again.")
        verify = commands.add_parser("verify", help=self.help)
        verify.add_argument(
            "--expect",
            default="",
            metavar="HASH",
            help="a last hash noted earlier, outside this machine; it must still be in the log",
        )

    def handle(self, *_args: Any, command: str, expect: str = "", **_options: Any) -> None:
        if command == "guard":
            self.put_guard()
        else:
            self.verify(expect)

    def put_guard(self) -> None:
        if not guard.stands(connection):
            guard.lift(connection)
            guard.put(connection)
        self.stdout.write("The database refuses changes to the audit log.")

    def verify(self, expect: str) -> None:
        state = audit_state(expect)
        _refuse_broken(state)
        if not guard.stands(connection):
            raise CommandError(
                f"The {state.count} entries are whole, but the database no longer refuses to "
                "change them; run `allmenning audit guard`."
            )
        self.stdout.write(f"{state.count} entries, OK. Last hash: {state.last_hash}")


def _refuse_broken(state: AuditState) -> None:
    if state.broken is not None:
        raise CommandError(
            f"Entry {state.broken} does not fit the one before it: it was changed, or an entry "
            f"was removed or put in; {state.count} entries before it are whole."
        )
    if not state.contains_expected:
        raise CommandError(
            f"None of the {state.count} entries has the expected hash: the end of the log is gone."
        )
