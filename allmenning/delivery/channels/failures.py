"""What a call that failed on its way means for a delivery, whichever service it was for."""

from allmenning.clients.calls import MalformedError, NoAnswerError, NotSentError
from allmenning.delivery.contract import Outcome, Retry, Unknown

ON_THE_WAY = (MalformedError, NoAnswerError, NotSentError)


def reason_of(error: Exception) -> str:
    """Name the reason, as a key of `delivery.reasons`."""
    if isinstance(error, NotSentError):
        return error.reason
    return "malformed" if isinstance(error, MalformedError) else "no_answer"


def outcome_of(error: Exception) -> Outcome:
    """Sort a failed call that publishes: only what never left us is certainly not out."""
    if isinstance(error, NotSentError):
        return Retry(error.reason)
    return Unknown(reason_of(error))
