"""`allmenning register refresh`: compare with Statistics Norway, apply what a person confirms."""

import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path

import httpx
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from allmenning.accounts.models import User
from allmenning.clients.klass import BASE, FromFolder, KlassError, OverHttp
from allmenning.register.actions import apply_differences
from allmenning.register.models import Revision
from allmenning.register.queries.differences import Difference, News, differences, missing_in
from allmenning.register.tasks import fetch_news

SECONDS = 30


class Command(BaseCommand):
    help = "Compare the register with Statistics Norway's classifications 131, 104, 112 and 128."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("task", choices=["refresh"], help="what to do")
        parser.add_argument("--from", dest="folder", type=Path, help="folder with saved answers")
        parser.add_argument("--url", default=BASE, help="address of the API")
        parser.add_argument("--day", type=_day, help="compare as of this day, e.g. 2026-01-01")
        parser.add_argument("--apply", nargs="+", metavar="ID", help="apply these differences")
        parser.add_argument("--by", metavar="E-MAIL", help="who confirms, for the audit log")

    def handle(self, **options: object) -> None:
        if not Revision.objects.exists():
            raise CommandError("The register is empty; run `allmenning load_register` first.")
        news = self._news(options)
        for name in missing_in(news):
            self.stdout.write(f"No answer for {name}; it was not compared.")
        found = differences(news)
        confirmed = self._confirmed(found, options["apply"])
        if not confirmed:
            self.stdout.write(f"{len(found)} differences, none applied.")
            return
        apply_differences(confirmed=confirmed, by=_person(options["by"]), at=timezone.now())
        self.stdout.write(f"{len(found)} differences, {len(confirmed)} applied.")

    def _news(self, options: dict[str, object]) -> News:
        day = options["day"] if isinstance(options["day"], date) else timezone.localdate()
        folder = options["folder"]
        try:
            if isinstance(folder, Path):
                return _saved_news(folder, day)
            with httpx.Client(timeout=SECONDS, follow_redirects=True) as http:
                return fetch_news(OverHttp(http, str(options["url"])), day)
        except KlassError as error:
            raise CommandError(str(error)) from error

    def _confirmed(self, found: list[Difference], wanted: object) -> list[Difference]:
        if isinstance(wanted, list):
            return _named(found, wanted)
        asking = sys.stdin.isatty()
        return [one for one in found if self._shown(one) and asking and one.applies and _yes()]

    def _shown(self, difference: Difference) -> bool:
        mark = " " if difference.applies else "!"
        self.stdout.write(f"{mark} {difference.id}  {difference.told}")
        return True


def _saved_news(folder: Path, day: date) -> News:
    if not folder.is_dir():
        raise CommandError(f"There is no folder {folder} with saved answers.")
    news = fetch_news(FromFolder(folder), day)
    if len(missing_in(news)) == 4 and not news.changes:
        raise CommandError(
            f"{folder} holds no saved answer, such as 131_codesAt.json or 131_changes.csv."
        )
    return news


def _named(found: list[Difference], wanted: list[str]) -> list[Difference]:
    known = {one.id: one for one in found}
    for name in wanted:
        if name not in known:
            raise CommandError(f"There is no difference {name}; run without --apply to see them.")
        if not known[name].applies:
            raise CommandError(f"{name} cannot be applied: {known[name].told}")
    return [one for one in found if one.id in wanted]


def _yes() -> bool:
    return input("  Apply it? [y/N] ").strip().lower() in {"y", "yes", "j", "ja"}


def _person(email: object) -> User | None:
    if not email:
        return None
    person = User.objects.filter(email=str(email).lower()).first()
    if person is None:
        raise CommandError(f"Nobody here has the e-mail {email}.")
    return person


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise CommandError(f"{value} is not a day; write it as 2026-01-01.") from error
