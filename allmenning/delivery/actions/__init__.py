"""The writers of this room."""

from allmenning.delivery.actions.accounts import (
    AlreadyConnectedError,
    CarriesActiveError,
    StillSendingError,
    change_account,
    check_accounts,
    connect_account,
    remove_account,
    switch_account,
)
from allmenning.delivery.actions.doubt import doubt_all
from allmenning.delivery.actions.outbox import (
    AccountOffError,
    AlreadyPutError,
    ExpiredMessageError,
    NoAccountsError,
    NotPutError,
    OutOfTurnError,
    WorkspacesMeetError,
    put,
)
from allmenning.delivery.actions.person import (
    CannotSettleError,
    CannotTryAgainError,
    settle,
    try_again,
)
from allmenning.delivery.actions.rotation import rotate_keys

__all__ = [
    "AccountOffError",
    "AlreadyConnectedError",
    "AlreadyPutError",
    "CannotSettleError",
    "CannotTryAgainError",
    "CarriesActiveError",
    "ExpiredMessageError",
    "NoAccountsError",
    "NotPutError",
    "OutOfTurnError",
    "StillSendingError",
    "WorkspacesMeetError",
    "change_account",
    "check_accounts",
    "connect_account",
    "doubt_all",
    "put",
    "remove_account",
    "rotate_keys",
    "settle",
    "switch_account",
    "try_again",
]
