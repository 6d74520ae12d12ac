"""`allmenning grant EMAIL ROLE`: how the first operator gets in."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from allmenning.accounts.actions import grant_to_address
from allmenning.accounts.models import Role


class Command(BaseCommand):
    help = "Gives a role across bodies to a person, for twelve months."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("role", metavar="ROLE", help=", ".join(Role.values))

    def handle(self, *_args: Any, email: str, role: str, **_options: Any) -> None:
        if role not in Role.values:
            raise CommandError(f"{role} is no role; choose one of {', '.join(Role.values)}.")
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is no e-mail address.") from error
        grant = grant_to_address(
            email=email,
            role=Role(role),
            verified_how="On the command line",
            language=settings.LANGUAGE_CODE,
            by=None,
            at=timezone.now(),
        )
        self.stdout.write(
            f"{grant.user.email} is {role} until {grant.expires_at:%Y-%m-%d}. "
            "Sign in with a code, then set up a second factor."
        )
