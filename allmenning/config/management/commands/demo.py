from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from allmenning.accounts.actions import grant_role, meet_demo_person, meet_demo_user
from allmenning.accounts.models import Role, User
from allmenning.accounts.queries import DEMO_DOMAIN
from allmenning.arena.actions.demo import load_demo
from allmenning.arena.models import Case
from allmenning.config.migrated import missing
from allmenning.delivery.actions import connect_account
from allmenning.delivery.contract import Workspace
from allmenning.delivery.queries import accounts_of
from allmenning.delivery.registry import channel
from allmenning.evidence.models import Finding
from allmenning.register.actions import appoint
from allmenning.register.models import Body, BodyRole
from allmenning.surveys.actions.demo import load_survey_demo

# Lom owns what the demo shows (STYLE 30); its people there are invented like all others.
BODY = "lom"
# The county around it helps the surveys to those who answer.
COUNTY = "innlandet"
FEEDS = ("atom", "capfeed")


class Command(BaseCommand):
    help = "Make the invented people of a demo, one for each role, and what they tell each other."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "A demo has invented people in it and is kept apart from real data: "
                "set ALLMENNING_DEMO=1 and ALLMENNING_DATA_DIR to a folder of its own."
            )
        if missing():
            raise CommandError("The database waits for migrations; run `allmenning migrate` first.")
        now = timezone.now()
        for role in (None, *Role):
            user = meet_demo_user(role=role, at=now)
            self.stdout.write(f"{role or 'reader':<10} {user.email}")
        for role in (Role.ANALYST, Role.STEWARD):
            self.stdout.write(f"{role:<10} {_second(role, now).email}")
        for body in Body.objects.filter(slug=BODY):
            for within in BodyRole:
                self.stdout.write(f"{within:<10} {_member(body, within, now).email}")
            _connect_feeds(body, now)
        for county in Body.objects.filter(slug=COUNTY, kind=Body.Kind.COUNTY):
            told = _member(county, BodyRole.EDITOR, now).email
            self.stdout.write(f"{BodyRole.EDITOR:<10} {told}")
        self.stdout.write(_invented(now))
        self.stdout.write(f"Simulated surveys: {len(load_survey_demo(at=now))} new.")
        self.stdout.write("Step into any of them at /demo/ when the demo is served.")


def _invented(at: datetime) -> str:
    """Bring in the invented experiences and questions, dated from today."""
    if not Finding.objects.exists():
        return "The invented experiences rest on findings; load the evidence and run this again."
    report = load_demo(at=at)
    if report.problems and Case.objects.filter(is_invented=True).exists():
        return f"The invented experiences stay as they are: {report.problems[0]}"
    if report.problems:
        told = "\n".join(str(problem) for problem in report.problems[:20])
        raise CommandError(
            f"The invented experiences do not fit. Load the register and the evidence.\n{told}"
        )
    new, changed = sum(report.created.values()), sum(report.changed.values())
    return f"Invented experiences, questions and posts: {new} new, {changed} changed."


def _connect_feeds(body: Body, at: datetime) -> None:
    """Connect the channels that need no account elsewhere, live and for exercises."""
    for workspace in Workspace:
        for kind in FEEDS:
            if not accounts_of(body.slug, workspace).filter(kind=kind).exists():
                connect_account(
                    owner=body.slug,
                    kind=kind,
                    name=f"{channel(kind).name}, {workspace.label}",
                    workspace=workspace,
                    settings=channel(kind).settings(),
                    secrets={},
                    by=None,
                    at=at,
                )


def _second(role: Role, at: datetime) -> User:
    """Make one more, since what one proposes or removes another must look at."""
    user = meet_demo_person(address=f"{role}.2@{DEMO_DOMAIN}", name=f"Demo {role.label} 2", at=at)
    if not user.holds(role):
        grant_role(user=user, role=role, verified_how="Demo", by=None, at=at)
    return user


def _member(body: Body, role: BodyRole, at: datetime) -> User:
    address = f"{role}.{body.slug}@{DEMO_DOMAIN}"
    user = meet_demo_person(address=address, name=f"Demo {role.label}, {body}", at=at)
    if not user.memberships.filter(body=body, expires_at__gt=at):
        appoint(user=user, body=body, role=role, how="Demo", by=None, at=at)
    return user
