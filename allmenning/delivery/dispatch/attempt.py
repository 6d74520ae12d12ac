"""One call to a channel, or one look at what it has; whatever happens becomes an outcome."""

import asyncio
import logging
import time
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace

import aiohttp
from django.utils import timezone

from allmenning.delivery.contract import (
    Absent,
    CannotTell,
    Environment,
    Found,
    Outcome,
    Permanent,
    ReadBack,
    Retry,
    Sent,
    Unknown,
)
from allmenning.delivery.dispatch.pace import Pace
from allmenning.delivery.dispatch.work import Lease, Work
from allmenning.delivery.identities import ConnectedElsewhereError

# So much before the other side forgets our key, we no longer trust it to know it.
FORGETS_EARLIER = timedelta(minutes=1)
lease_of_call: ContextVar[Lease | None] = ContextVar("lease_of_call", default=None)
log = logging.getLogger("allmenning.delivery")


class LeaseLostError(Exception):
    """The row is somebody else's by now, so this attempt may make no further call."""


@dataclass(frozen=True)
class Repeat:
    """The other side recognises our key, so the same call is safe."""


@dataclass(frozen=True)
class Unanswerable:
    """The other side neither recognises our key any more nor can be asked."""


LookedUp = ReadBack | Repeat | Unanswerable


def guarding_trace() -> aiohttp.TraceConfig:
    """Stop every further request of an attempt that was held up until its lease ran out."""

    async def refuse_late(
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        _parameters: aiohttp.TraceRequestStartParams,
    ) -> None:
        lease = lease_of_call.get()
        if lease is not None and lease.until <= timezone.now():
            raise LeaseLostError

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(refuse_late)
    return trace


async def send(environment: Environment, work: Work, pace: Pace) -> Outcome:
    """Call out once. What fails after the call began may have been sent."""
    if not work.may_go:
        return Permanent("workspace")
    if work.channel is None or work.connection is None:
        return Retry("settings")
    if work.expires_at <= timezone.now():
        return Retry("expired")
    lease_of_call.set(work.lease)
    is_list = work.channel.capabilities.has_recipients
    started = time.monotonic()
    try:
        async with asyncio.timeout(pace.list_limit if is_list else pace.call_limit):
            outcome = await work.channel.send(environment, work.connection, work.assignment)
    except ConnectedElsewhereError:
        # Raised while we sign in, before anything is published.
        outcome = Permanent("connected_elsewhere")
    except (TimeoutError, OSError, aiohttp.ClientError) as error:
        outcome = Unknown("no_answer")
        _tell_fault("send", work, error)
    except Exception as error:  # noqa: BLE001 - the edge: a channel's fault stops no other
        outcome = Unknown("malformed")
        _tell_fault("send", work, error)
    if not isinstance(outcome, Sent | Retry | Permanent | Unknown):
        outcome = Unknown("malformed")
    _tell("sent", work, outcome, started)
    return outcome


async def look(environment: Environment, work: Work, pace: Pace) -> LookedUp:
    """Find out what became of an attempt that nobody heard the end of."""
    if work.channel is None or work.connection is None:
        return CannotTell("settings")
    window = work.channel.capabilities.idempotent_for
    now = timezone.now()
    known_until = work.first_tried_at + (window or timedelta()) - FORGETS_EARLIER
    if window is not None and now < known_until and now < work.expires_at:
        return Repeat()
    if not work.channel.capabilities.reads_back:
        return Unanswerable()
    started = time.monotonic()
    try:
        async with asyncio.timeout(pace.look_limit):
            told = await work.channel.find(environment, work.connection, work.assignment)
    except (TimeoutError, OSError, aiohttp.ClientError):
        told = CannotTell("unreachable")
    except Exception as error:  # noqa: BLE001 - the edge: a channel's fault stops no other
        told = CannotTell("malformed")
        _tell_fault("find", work, error)
    if not isinstance(told, Found | Absent | CannotTell):
        told = CannotTell("malformed")
    _tell("looked", work, told, started)
    return told


def _tell(event: str, work: Work, outcome: Outcome | ReadBack, started: float) -> None:
    log.info(
        "%s delivery=%s account=%s kind=%s attempt=%s outcome=%s reason=%s seconds=%.3f",
        event,
        work.pk,
        work.account_pk,
        work.kind,
        work.attempt,
        type(outcome).__name__.lower(),
        getattr(outcome, "reason", ""),
        time.monotonic() - started,
    )


def _tell_fault(event: str, work: Work, error: Exception) -> None:
    # The name alone: text and traceback of an error may carry what the call carried.
    log.warning(
        "%s failed delivery=%s account=%s kind=%s error=%s",
        event,
        work.pk,
        work.account_pk,
        work.kind,
        type(error).__name__,
    )
