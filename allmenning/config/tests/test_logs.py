import logging
import sys

from allmenning.config.logs import EventFormatter, logging_to_standard_error


def clash(message: str) -> None:
    raise ValueError(message)


def test_a_traceback_leaves_out_the_values_that_postgresql_quotes() -> None:
    message = "duplicate key\nDETAIL:  Key (email)=(kari@lom.kommune.no) exists."
    try:
        clash(message)
    except ValueError:
        told = EventFormatter().formatException(sys.exc_info())
    assert "duplicate key" in told
    assert "kari" not in told


def test_an_event_is_one_line_with_time_level_and_name() -> None:
    formatter = EventFormatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    record = logging.LogRecord("allmenning.backup", logging.INFO, "", 0, "done", None, None)
    record.created, record.msecs = 1795435200.25, 250
    assert formatter.format(record) == "2026-11-23T12:00:00.250Z INFO allmenning.backup done"


def test_libraries_that_log_addresses_with_queries_are_quiet() -> None:
    assert logging_to_standard_error("INFO")["loggers"]["httpx"] == {"level": "WARNING"}  # type: ignore[index]
