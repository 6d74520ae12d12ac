"""What a load balancer or a service manager asks: whether it lives, and whether it can answer."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from allmenning.config.migrated import missing
from allmenning.ui.access import public


def told(text: str, status: int = 200) -> HttpResponse:
    answer = HttpResponse(text + "\n", status=status, content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@public
def live(_request: HttpRequest) -> HttpResponse:
    """Answer as long as the process does; a restart is due when this fails."""
    return told("alive")


@public
def ready(_request: HttpRequest) -> HttpResponse:
    """Answer 503 while the database is away or waits for its migrations."""
    try:
        waiting = len(missing())
    except DatabaseError:
        return told("the database does not answer", 503)
    if waiting:
        return told(f"{waiting} migrations are not applied", 503)
    return told("ready")
