"""`allmenning channels rotate-keys`: lock all secrets anew. `channels new-key`: make one."""

from typing import Any

from cryptography.fernet import Fernet
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from allmenning.delivery import secrets
from allmenning.delivery.actions import rotate_keys


class Command(BaseCommand):
    help = "Looks after the keys that lock the secrets of channels."

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("new-key", help="Makes a key for ALLMENNING_CHANNEL_KEYS.")
        commands.add_parser("rotate-keys", help="Locks every secret anew with the newest key.")

    def handle(self, *_args: Any, command: str, **_options: Any) -> None:
        if command == "new-key":
            self.stdout.write(Fernet.generate_key().decode())
        else:
            self.rotate()

    def rotate(self) -> None:
        try:
            rotated = rotate_keys(by=None, at=timezone.now())
        except secrets.UnreadableSecretError as error:
            raise CommandError(
                "Some secrets were locked with a key that is not here; nothing was changed. "
                "Add that key, or connect those channels again."
            ) from error
        self.stdout.write(
            f"The secrets of {rotated.accounts} accounts and {rotated.subscribers} subscribers "
            "are locked with the newest key."
        )
        if secrets.keys_are_set():
            self.stdout.write("The older keys may be taken out of ALLMENNING_CHANNEL_KEYS now.")
        else:
            self.stdout.write(f"It is in {secrets.key_file()}; older backups need the one before.")
