"""Hours in which nothing is mailed, by the clock on the wall."""

from datetime import datetime, timedelta


def is_quiet(local: datetime, quiet_from: int, quiet_to: int) -> bool:
    """Tell whether a local time is within the hours, which may go past midnight.

    Parameters
    ----------
    local : datetime
        Local time.
    quiet_from, quiet_to : int
        Whole hours, 0 to 23; the last hour is outside. Equal hours: no quiet.
    """
    if quiet_from <= quiet_to:
        return quiet_from <= local.hour < quiet_to
    return local.hour >= quiet_from or local.hour < quiet_to


def end_of_quiet(local: datetime, quiet_from: int, quiet_to: int) -> datetime:
    """Return the first full hour at or after `local` that is not quiet, or `local` itself."""
    if not is_quiet(local, quiet_from, quiet_to):
        return local
    end = local.replace(hour=quiet_to, minute=0, second=0, microsecond=0)
    return end if end > local else end + timedelta(days=1)
