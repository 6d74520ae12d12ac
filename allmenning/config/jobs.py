"""What the worker does once a night; each job says in one sentence what it did."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import close_old_connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from allmenning.accounts.actions import forget_unproven
from allmenning.accounts.queries import audit_state
from allmenning.alerts.actions import close_settled, expire_alerts
from allmenning.alerts.actions.fetching import look_at_all
from allmenning.alerts.actions.nightly import arm_all, bodies_on_paper, bundle_folder
from allmenning.alerts.status.rendering import freshen, render_all
from allmenning.alerts.tasks import print_bundle
from allmenning.arena.actions.cases_true import remind_of_cases
from allmenning.arena.actions.guidance import remind_of_reviews
from allmenning.arena.actions.leaving import forget_closed
from allmenning.arena.actions.routing import escalate_due, note_first_answers, route_waiting
from allmenning.arena.actions.unedited import tell_of_unedited
from allmenning.arena.tasks.digests import queue_letters
from allmenning.arena.tasks.mailing import tell_and_mail
from allmenning.config.backup import write_backup
from allmenning.delivery.actions.subscriptions import forget_unconfirmed
from allmenning.front.actions import forget_feedback
from allmenning.front.mail import remind
from allmenning.search.actions import forget_closed as forget_searches
from allmenning.search.actions import mend
from allmenning.surveys.actions.retention import wipe_due
from allmenning.surveys.tasks.letters import see_to_fieldwork

NIGHT_HOUR = 3
log = logging.getLogger("allmenning.worker")


class JobError(Exception):
    """The job ran and found something that a person must look at."""


@dataclass(frozen=True)
class Job:
    name: str
    work: Callable[[datetime], str]


@dataclass(frozen=True)
class Outcome:
    job: str
    good: bool
    text: str


def forget_sessions(_now: datetime) -> str:
    before = Session.objects.count()
    call_command("clearsessions")
    return f"{before - Session.objects.count()} expired sessions forgotten"


def forget_people(now: datetime) -> str:
    return f"{forget_unproven(at=now)} rows of addresses that nobody proved forgotten"


def forget_members(now: datetime) -> str:
    """Leave of those who have closed their account nothing but what they wrote."""
    people, searches = forget_closed(at=now), forget_searches(at=now)
    return f"{people} members who left forgotten, and searches of {searches} who left"


def forget_messages(now: datetime) -> str:
    return f"{forget_feedback(at=now)} messages answered a year ago forgotten"


def forget_subscribers(now: datetime) -> str:
    return f"{forget_unconfirmed(at=now)} addresses on lists that nobody confirmed forgotten"


def remind_of_messages(now: datetime) -> str:
    try:
        return remind(at=now)
    except OSError as error:
        raise JobError("the mail server did not take the reminder of messages") from error


def verify_audit(_now: datetime) -> str:
    state = audit_state()
    if state.broken:
        raise JobError(f"the audit log is broken at entry {state.broken}")
    return f"{state.count} audit entries hold together, the last is {state.last_hash[:12]}"


def forget_jobs(_now: datetime) -> str:
    before = DBTaskResult.objects.count()
    call_command("prune_db_task_results", queue_name="*", min_age_days=14, verbosity=0)
    return f"{before - DBTaskResult.objects.count()} ordinary jobs of two weeks ago forgotten"


def remind_of_guidance(now: datetime) -> str:
    return f"{remind_of_reviews(at=now)} guides whose review is near or due"


def remind_of_experiences(now: datetime) -> str:
    return f"{remind_of_cases(by=None, at=now)} experiences whose editors are asked if they hold"


def forget_respondents(now: datetime) -> str:
    """Wipe names and addresses of those who answered surveys, when their day has come."""
    return f"contact data of {wipe_due(at=now)} surveys wiped"


def tell_stewards(now: datetime) -> str:
    return f"{tell_of_unedited(at=now)} bodies that nobody can edit for any more"


def arm_channels(now: datetime) -> str:
    """Prove for every body that a warning would get out; red stands on its board."""
    tested = list(arm_all(at=now))
    if red := [body.slug for body, good in tested if not good]:
        raise JobError(f"{len(red)} of {len(tested)} bodies would not reach every channel")
    return f"{len(tested)} bodies would reach every channel"


def print_bundles(_now: datetime) -> str:
    """Let ordinary jobs set them: it takes minutes, and one that fails stops no other."""
    bodies = bodies_on_paper()
    for body in bodies:
        print_bundle.enqueue(body.slug)
    return f"{len(bodies)} bundles for paper are being written to {bundle_folder()}"


def render_pages(now: datetime) -> str:
    """Warnings grow old by the day, and what was not rendered when it changed is rendered now."""
    return f"{render_all(at=now)} status pages rendered"


def mend_search(now: datetime) -> str:
    """Make the index anew: what grows old by itself moves, what nobody told of is found."""
    done = mend(at=now)
    found = f"{done.missing} were missing and {done.left_over} left over"
    return f"{done.documents} documents can be found; {found}"


def back_up(now: datetime) -> str:
    if settings.BACKUP_DIR is None:
        return "no backup: ALLMENNING_BACKUP_DIR is not set"
    folder = Path(settings.BACKUP_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"allmenning-{now:%Y%m%dT%H%M%SZ}.jsonl.gz"
    rows = sum(write_backup(path).values())
    old = sorted(folder.glob("allmenning-*.jsonl.gz"))[: -settings.BACKUPS_KEPT]
    for outdated in old:
        outdated.unlink()
    return f"{rows} rows in {path}, {len(old)} older backups removed"


JOBS = (
    Job("sessions", forget_sessions),
    Job("people", forget_people),
    Job("members", forget_members),
    Job("messages", forget_messages),
    Job("subscribers", forget_subscribers),
    Job("respondents", forget_respondents),
    Job("reminder", remind_of_messages),
    Job("experiences", remind_of_experiences),
    Job("guidance", remind_of_guidance),
    Job("bodies", tell_stewards),
    Job("jobs", forget_jobs),
    Job("audit", verify_audit),
    Job("channels", arm_channels),
    Job("pages", render_pages),
    Job("paper", print_bundles),
    Job("search", mend_search),
    Job("backup", back_up),
)


def end_alerts(now: datetime) -> str:
    """Close warnings that ran out and messages whose last outcome was lost; show it to readers."""
    ended = f"{len(expire_alerts(at=now))} warnings ran out, {close_settled(at=now)} closed late"
    return f"{ended}, {freshen(at=now)} status pages rendered anew"


def look_for_messages(_now: datetime) -> str:
    """Take in what authorities have sent since the last look."""
    looked = look_at_all()
    if faults := [one.source for one in looked if one.fault]:
        raise JobError(f"no answer from {', '.join(faults)}")
    return f"{sum(one.count for one in looked)} new messages from {len(looked)} authorities"


def pass_questions_on(now: datetime) -> str:
    """Send out what a moderator let through, and tell the desk of what nobody has answered."""
    noted, sent = note_first_answers(at=now), route_waiting(at=now)
    return f"{noted} first answers noted, {sent} questions sent, {escalate_due(at=now)} to the desk"


def write_letters(now: datetime) -> str:
    """Let ordinary jobs write to those whose letters are due; nobody's are at night."""
    return f"letters of {queue_letters(now)} people are being thought of"


EVERY_MINUTE = (
    Job("alerts", end_alerts),
    Job("incoming", look_for_messages),
    Job("questions", pass_questions_on),
    Job("inbox", tell_and_mail),
    Job("letters", write_letters),
    Job("surveys", see_to_fieldwork),
)


def run_each_minute(now: datetime) -> list[Outcome]:
    """Do what cannot wait for the night; only what fails is worth a line."""
    close_old_connections()
    outcomes = [run(job, now) for job in EVERY_MINUTE]
    return [outcome for outcome in outcomes if not outcome.good]


def run_all(now: datetime) -> Iterator[Outcome]:
    for job in JOBS:
        yield run(job, now)


def run(job: Job, now: datetime) -> Outcome:
    """Do one job; a job that fails stops no other."""
    started = time.monotonic()
    try:
        outcome = Outcome(job.name, good=True, text=job.work(now))
    except JobError as error:
        outcome = Outcome(job.name, good=False, text=str(error))
    except Exception as error:  # the edge of the worker's loop (STYLE 18)
        log.exception("job=%s failed", job.name)
        outcome = Outcome(job.name, good=False, text=f"failed: {type(error).__name__}")
    log.info("job=%s good=%s seconds=%.1f", job.name, outcome.good, time.monotonic() - started)
    return outcome


class Night:
    """Tells when it is time: once a local night, also after a night when nothing ran."""

    def __init__(self, folder: Path) -> None:
        self.note = folder / "worker-last-night"

    def is_due(self, now: datetime) -> bool:
        local = timezone.localtime(now)
        return local.hour >= NIGHT_HOUR and self.last() != local.date().isoformat()

    def last(self) -> str:
        return self.note.read_text().strip() if self.note.is_file() else ""

    def done(self, now: datetime) -> None:
        self.note.write_text(timezone.localtime(now).date().isoformat())


def run_if_due(night: Night, now: datetime) -> list[Outcome]:
    if not night.is_due(now):
        return []
    # A connection that the database dropped since last night is opened anew.
    close_old_connections()
    outcomes = list(run_all(now))
    night.done(now)
    return outcomes
