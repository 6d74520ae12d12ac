"""What the hash of an audit entry covers; pure, so that writer and checker cannot differ."""

import hashlib
import json
import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

FIRST_HASH = "0" * 64
EMAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.\w+")


def plain(value: object) -> object:
    """Only what JSON can hold in every database alike, and no e-mail address.

    PostgreSQL keeps 1e16 as an integer and refuses NUL; both would break the chain later.
    """
    if isinstance(value, dict):
        return {str(key): plain(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [plain(held) for held in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if value is None or isinstance(value, bool | int) or _is_number(value):
        return value
    return EMAIL.sub("[e-mail]", str(value).replace("\0", ""))


def _is_number(value: object) -> bool:
    return isinstance(value, float) and math.isfinite(value)


@dataclass(frozen=True)
class Told:
    """What an entry tells, without its place in the chain."""

    at: datetime
    actor: UUID | None
    verb: str
    target: str
    detail: object


def chained_hash(previous: str, told: Told) -> str:
    moment = told.at.astimezone(UTC).isoformat(timespec="microseconds")
    actor = str(told.actor) if told.actor else None
    covered = [previous, moment, actor, told.verb, told.target, plain(told.detail)]
    text = json.dumps(covered, sort_keys=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
