"""How long the dispatcher waits for what."""

import random
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Pace:
    """All times in seconds.

    Parameters
    ----------
    lease, renew
        How long a row is ours before somebody else may doubt it, and how often that is renewed.
    call_limit
        The longest call to a channel; lists may take `list_limit`.
    absent_after
        An attempt whose answer was lost may still be at work over there. Only so long after it is
        a channel that says "I have it not" believed.
    unresolved_after
        So long after the last attempt a person is asked, when the channel cannot tell.
    poll
        The dispatcher looks by itself so often, should a call to wake it get lost.
    wait_least, wait_most
        Between attempts: up to the first, doubled each time, never above the second.
    calls_first
        After warnings were claimed, the database is left alone so long.
    at_once, ordinary_at_once
        Calls under way in this process; the difference is kept free for warnings.
    """

    lease: float = 20
    renew: float = 5
    call_limit: float = 60
    list_limit: float = 3600
    look_limit: float = 15
    absent_after: float = 10
    unresolved_after: float = 120
    poll: float = 1
    wait_least: float = 1
    wait_most: float = 60
    calls_first: float = 0.01
    at_once: int = 200
    ordinary_at_once: int = 100
    stop_within: float = 20
    warm_every: float = 50
    warm_for: float = 900

    def backoff(self, attempts: int) -> timedelta:
        """Draw the wait after so many attempts: exponential, with full jitter."""
        longest = min(self.wait_most, self.wait_least * 2 ** min(attempts, 20))
        return timedelta(seconds=random.uniform(0, longest))  # noqa: S311 - no secret hangs on it
