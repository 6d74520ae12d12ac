"""Rows are claimed by one conditional UPDATE, so that no two dispatchers hold the same.

The same statement on SQLite and PostgreSQL. SQLite has one writer at a time; on PostgreSQL an
advisory lock lets one dispatcher choose at a time, since what it may take hangs on what the others
hold (calls at once to an account, the order within a stream), and rows that somebody is just
writing are passed by.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from django.db import connection
from django.db.backends.utils import CursorWrapper

from allmenning.delivery import registry
from allmenning.delivery.contract import Lane
from allmenning.delivery.dispatch.pace import Pace

if TYPE_CHECKING:
    import psycopg

CLAIM_LOCK = 0x6F757462  # any constant; "outb"

Values = dict[str, str | int | None]

# What may go now: its turn has come, it is valid, its account is on, not asked to wait, and in the
# same workspace, nothing earlier in its stream is open there, nothing later has ended it, no
# warning could go to the account instead, and the channel stands one more call.
CLAIM = """
UPDATE delivery_delivery SET state = 'leased', leased_by = %(name)s, leased_until = %(until)s,
  attempts = attempts + 1, first_tried_at = COALESCE(first_tried_at, %(now)s),
  last_tried_at = %(now)s
WHERE state = 'waiting' AND due_at <= %(now)s AND id IN (
  SELECT id FROM delivery_delivery WHERE id IN (
    SELECT id FROM (
      SELECT d.id, d.due_at, COALESCE(busy.calls, 0) AS calls, {parallel} AS parallel,
        ROW_NUMBER() OVER (PARTITION BY d.account_id ORDER BY d.due_at, d.id) AS place
      FROM delivery_delivery d
      JOIN delivery_channelaccount a ON a.id = d.account_id
      JOIN delivery_event e ON e.id = d.event_id
      LEFT JOIN (
        SELECT o.account_id, COUNT(*) AS calls
        FROM delivery_delivery o JOIN delivery_channelaccount b ON b.id = o.account_id
        WHERE o.state = 'leased' AND (o.lane = %(lane)s OR NOT ({is_list}))
        GROUP BY o.account_id
      ) busy ON busy.account_id = d.account_id
      WHERE d.state = 'waiting' AND d.lane = %(lane)s AND d.due_at <= %(now)s
        AND d.expires_at > %(now)s
        AND a.is_on AND a.removed_at IS NULL
        AND (a.paused_until IS NULL OR a.paused_until <= %(now)s)
        AND a.workspace = d.workspace AND e.workspace = d.workspace
        AND NOT EXISTS (
          SELECT 1 FROM delivery_delivery f
          WHERE f.account_id = d.account_id AND f.stream = d.stream AND f.number < d.number
            AND f.state IN ('waiting', 'leased', 'unknown')
        )
        AND NOT EXISTS (
          SELECT 1 FROM delivery_event l
          WHERE l.stream = d.stream AND l.number > d.number AND l.act IN ('cancel', 'all_clear')
        )
        AND d.account_id NOT IN (
          SELECT w.account_id FROM delivery_delivery w
          WHERE w.lane < %(lane)s AND w.state = 'waiting'
            AND w.due_at <= %(now)s AND w.expires_at > %(now)s
            AND NOT EXISTS (
              SELECT 1 FROM delivery_delivery g
              WHERE g.account_id = w.account_id AND g.stream = w.stream AND g.number < w.number
                AND g.state IN ('waiting', 'leased', 'unknown')
            )
        )
    ) turn WHERE place + calls <= parallel ORDER BY due_at, id LIMIT %(room)s
  ) {skip_locked}
)
RETURNING id
"""

# An unknown row is nobody's; who reads it back puts its next turn off, so that others let it be.
LOOK = """
UPDATE delivery_delivery SET due_at = %(until)s
WHERE state = 'unknown' AND due_at <= %(now)s AND id IN (
  SELECT id FROM delivery_delivery WHERE state = 'unknown' AND due_at <= %(now)s
  ORDER BY lane, due_at, id LIMIT %(room)s {skip_locked}
)
RETURNING id
"""

LAPSE = """
UPDATE delivery_delivery SET state = 'unknown', leased_by = '', leased_until = NULL,
  due_at = %(now)s, reason = 'no_answer'
WHERE state = 'leased' AND leased_until < %(now)s RETURNING id
"""

EXPIRE = """
UPDATE delivery_delivery SET state = 'expired', settled_at = %(now)s, reason = 'expired'
WHERE state = 'waiting' AND expires_at <= %(now)s RETURNING id
"""

# What came back to wait after its warning was ended (`delivery.endings`).
END = """
UPDATE delivery_delivery SET state = 'refused', settled_at = %(now)s, reason = 'ended'
WHERE state = 'waiting' AND EXISTS (
  SELECT 1 FROM delivery_event l WHERE l.stream = delivery_delivery.stream
    AND l.number > delivery_delivery.number AND l.act IN ('cancel', 'all_clear')
) RETURNING id
"""

RENEW = """
UPDATE delivery_delivery SET leased_until = %(until)s
WHERE state = 'leased' AND leased_by = %(name)s AND leased_until >= %(now)s RETURNING id
"""


def claim(name: str, lane: Lane, pace: Pace, room: int, now: datetime) -> list[int]:
    """Take up to `room` rows of the lane; return their keys."""
    channels = registry.channels()
    lists = [kind for kind, each in channels.items() if each.capabilities.has_recipients]
    numbers = {kind: each.capabilities.parallel for kind, each in channels.items()}
    statement = CLAIM.format(
        # A list takes minutes, so a warning to it does not wait for an ordinary message to it.
        is_list=_one_of("b.kind", lists),
        parallel=_by_kind("a.kind", numbers),
        skip_locked=_skip_locked(),
    )
    given: dict[str, str | int] = {"name": name, "lane": int(lane), "room": room}
    return _changed(statement, now, now + timedelta(seconds=pace.lease), given, alone=True)


def look(pace: Pace, room: int, now: datetime) -> list[int]:
    """Take up to `room` unknown rows for reading back."""
    until = now + timedelta(seconds=pace.look_limit * 2)
    return _changed(LOOK.format(skip_locked=_skip_locked()), now, until, {"room": room})


def lapse(now: datetime) -> list[int]:
    """Doubt the rows whose dispatcher has not been heard of: they may have been sent."""
    return _changed(LAPSE, now, now, {})


def expire(now: datetime) -> list[int]:
    return _changed(EXPIRE, now, now, {})


def end(now: datetime) -> list[int]:
    return _changed(END, now, now, {})


def renew(name: str, pace: Pace, now: datetime) -> dict[int, datetime]:
    """Hold on to what we have; what is missing from the answer is not ours any more."""
    until = now + timedelta(seconds=pace.lease)
    return dict.fromkeys(_changed(RENEW, now, until, {"name": name}), until)


def _changed(
    statement: str,
    now: datetime,
    until: datetime,
    given: Mapping[str, str | int],
    *,
    alone: bool = False,
) -> list[int]:
    as_kept = connection.ops.adapt_datetimefield_value
    values: Values = {**given, "now": as_kept(now), "until": as_kept(until)}
    if alone and connection.vendor == "postgresql":
        return _alone_in_a_pipeline(statement, values)
    with connection.cursor() as cursor:
        return _keys(cursor, statement, values)


def _alone_in_a_pipeline(statement: str, values: Values) -> list[int]:
    """Lock, change and commit in one go: waiting for four answers costs more than the work.

    The lock is a statement of its own, so that the change sees what its last holder committed.
    """
    connection.ensure_connection()
    postgresql = cast("psycopg.Connection[tuple[int]]", connection.connection)
    with connection.wrap_database_errors, postgresql.pipeline(), postgresql.transaction():
        postgresql.execute("SELECT pg_advisory_xact_lock(%s)", [CLAIM_LOCK])
        changed = postgresql.execute(statement, values)
    return [int(key) for (key,) in changed.fetchall()]


def _keys(cursor: CursorWrapper, statement: str, values: Values) -> list[int]:
    cursor.execute(statement, values)
    return [int(key) for (key,) in cursor.fetchall()]


def _skip_locked() -> str:
    return "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""


def _by_kind(column: str, numbers: dict[str, int]) -> str:
    """Map the kind onto a number in SQL; an unknown kind stands one call."""
    cases = "".join(f" WHEN {_quoted(kind)} THEN {number:d}" for kind, number in numbers.items())
    return f"(CASE {column}{cases} ELSE 1 END)" if cases else "1"


def _one_of(column: str, kinds: Sequence[str]) -> str:
    return f"{column} IN ({', '.join(map(_quoted, kinds))})" if kinds else "1 = 0"


def _quoted(kind: str) -> str:
    """Quote a kind, which is a word of the registry and never anything a person wrote."""
    if not kind.replace("_", "").isalnum():
        raise ValueError(f"A kind of channel is one word; {kind!r} is not.")
    return f"'{kind}'"
