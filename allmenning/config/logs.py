"""What the server writes to its log: events, never what people sent or who they are."""

import logging
import re
import time
from types import TracebackType

type_exc_info = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)

# PostgreSQL tells the clashing values under this word, and a value may be an e-mail address.
DETAIL = re.compile(r"^DETAIL: .*$", re.MULTILINE)


class EventFormatter(logging.Formatter):
    """One line for an event; a traceback without the values that the database quotes."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def formatException(self, ei: type_exc_info) -> str:  # noqa: N802 - the name is logging's
        return DETAIL.sub(
            "DETAIL: left out, it may quote personal data", super().formatException(ei)
        )


def logging_to_standard_error(level: str) -> dict[str, object]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "event": {
                "()": "allmenning.config.logs.EventFormatter",
                "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "event"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own handlers would mail tracebacks, with request data, to ADMINS.
            "django": {"handlers": [], "level": level, "propagate": True},
            # Guesses at addresses fill a log with nothing to act on; 5xx is still logged.
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # httpx logs whole addresses, query included.
            "httpx": {"level": "WARNING"},
        },
    }
