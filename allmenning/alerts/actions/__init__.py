"""The writers of this room."""

from allmenning.alerts.actions.drafts import (
    follow_up,
    reject,
    return_for_edit,
    save_version,
    start_alert,
    submit,
)
from allmenning.alerts.actions.outcomes import (
    close_settled,
    expire_alerts,
    note_exercise_passed,
    note_outcome,
)
from allmenning.alerts.actions.sending import approve, arm, correct, override
from allmenning.alerts.actions.templates import load_alerts

__all__ = [
    "approve",
    "arm",
    "close_settled",
    "correct",
    "expire_alerts",
    "follow_up",
    "load_alerts",
    "note_exercise_passed",
    "note_outcome",
    "override",
    "reject",
    "return_for_edit",
    "save_version",
    "start_alert",
    "submit",
]
