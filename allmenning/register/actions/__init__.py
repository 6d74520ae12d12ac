"""The only writers of this room."""

from allmenning.register.actions.load import load_register
from allmenning.register.actions.members import (
    AlreadyDecidedError,
    LastLeaderError,
    appoint,
    approve_request,
    change_role,
    join_by_email,
    reject_request,
)
from allmenning.register.actions.refresh import OutOfReachError, apply_differences
from allmenning.register.actions.tell import tell_about_body

__all__ = [
    "AlreadyDecidedError",
    "LastLeaderError",
    "OutOfReachError",
    "apply_differences",
    "appoint",
    "approve_request",
    "change_role",
    "join_by_email",
    "load_register",
    "reject_request",
    "tell_about_body",
]
