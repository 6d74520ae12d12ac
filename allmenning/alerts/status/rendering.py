"""Status pages as files: rendered once per change, whole, and never taken away by a failure."""

import json
import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from allmenning.alerts.models import Alert, Version
from allmenning.alerts.phrases import LANGUAGES
from allmenning.alerts.status.content import Country, Status, country_of, status_of
from allmenning.alerts.status.pages import (
    INDEX,
    STILL,
    body_data,
    body_page,
    country_data,
    country_page,
    icon,
    missing_page,
    style,
)
from allmenning.delivery.contract import Workspace
from allmenning.delivery.published import alone, publish, read, together
from allmenning.register.models import Body

HTML = "text/html"
JSON = "application/json"
LATELY = timedelta(days=2)
log = logging.getLogger("allmenning.alerts.status")


def render(*, body: Body, workspace: Workspace, at: datetime) -> None:
    """Write the pages that change when something about the body does: its own first.

    What is read and what is written belong together, so that a slow writer never puts an older
    page over a newer one.
    """
    with alone(f"rendering-{workspace.value}"), together():
        write_style(workspace)
        write_body(status_of(body, workspace, at))
        write_country(country_of(workspace, at))
        if body.county is not None:
            write_body(status_of(body.county, workspace, at))


def render_safely(*, body: Body, workspace: Workspace, at: datetime) -> bool:
    """Render, and let what was published stand if that fails: nobody's warning hangs on it."""
    try:
        render(body=body, workspace=workspace, at=at)
    except Exception:  # the edge: the warning is sent already, and the next minute tries again
        log.exception("status page not rendered: body=%s workspace=%s", body.slug, workspace.value)
        return False
    return True


def render_all(*, at: datetime, tell: Callable[[int, int], None] = lambda _done, _all: None) -> int:
    """Write every page of the country: live for all, exercises for those who have had one."""
    work = list(bodies_with_pages())
    for workspace in Workspace:
        with alone(f"rendering-{workspace.value}"):
            write_style(workspace)
            for language in LANGUAGES:
                publish(
                    workspace,
                    "404.html",
                    missing_page(workspace, language),
                    HTML,
                    language=language,
                )
            write_country(country_of(workspace, at))
    for number, (body, workspace) in enumerate(work, 1):
        with alone(f"rendering-{workspace.value}"), together():
            write_body(status_of(body, workspace, at))
        tell(number, len(work))
    return len(work)


def bodies_with_pages() -> Iterator[tuple[Body, Workspace]]:
    """List every municipality and county, those with something to tell first."""
    known = Body.objects.filter(kind__in=[Body.Kind.MUNICIPALITY, Body.Kind.COUNTY])
    busy = set(Alert.objects.filter(state=Alert.State.ACTIVE).values_list("body_id", flat=True))
    exercised = Alert.objects.filter(
        workspace=Workspace.EXERCISE, versions__state__in=Version.OUT
    ).values_list("body_id", flat=True)
    having = set(exercised)
    for body in sorted(known.select_related("county").order_by("name", "pk"), key=_calm(busy)):
        yield body, Workspace.LIVE
        if body.pk in having:
            yield body, Workspace.EXERCISE


def _calm(busy: set[int]) -> Callable[[Body], bool]:
    return lambda body: body.pk not in busy


def write_style(workspace: Workspace) -> None:
    """Write what all pages look like by; older pages keep theirs, which has another name."""
    for (name, text), content_type in ((style(), "text/css"), (icon(), "image/svg+xml")):
        publish(workspace, name, text, content_type)


def write_body(status: Status) -> None:
    """Write the pages; the one that stands still too, where somebody may have it open."""
    folder = status.body.slug
    for language in sorted(LANGUAGES, key=lambda code: code != status.own_language):
        page = body_page(status, language)
        publish(status.workspace, f"{folder}/{INDEX}", page, HTML, language=language)
        if status.moves or read(status.workspace, f"{folder}/{STILL}", language=language):
            still = body_page(status, language, still=True)
            publish(status.workspace, f"{folder}/{STILL}", still, HTML, language=language)
    publish(status.workspace, f"{folder}/varsler.json", body_data(status), JSON)


def write_country(country: Country) -> None:
    for language in LANGUAGES:
        page = country_page(country, language)
        publish(country.workspace, INDEX, page, HTML, language=language)
        if country.moves or read(country.workspace, STILL, language=language):
            still = country_page(country, language, still=True)
            publish(country.workspace, STILL, still, HTML, language=language)
    publish(country.workspace, "varsler.json", country_data(country), JSON)


def freshen(*, at: datetime) -> int:
    """Render what changed by the clock, or was not rendered when it should have been.

    What is active is rendered each minute anyhow, so that its page says how fresh it is.
    """
    lately = Version.objects.filter(state__in=Version.OUT, sent_at__gt=at - LATELY)
    concerned = Alert.objects.filter(versions__in=lately) | Alert.objects.filter(
        state=Alert.State.ACTIVE
    )
    alerts = concerned.select_related("body__county").distinct().order_by("pk")
    pairs = {(alert.body_id, Workspace(alert.workspace)): alert.body for alert in alerts}
    active = set(alerts.filter(state=Alert.State.ACTIVE).values_list("body_id", "workspace"))
    return sum(
        render_safely(body=body, workspace=workspace, at=at)
        for (_, workspace), body in pairs.items()
        if (body.pk, workspace) in active or is_stale(body, workspace, at)
    ) + sum(_freshen_country(workspace, at) for workspace in {one for _, one in pairs})


def _freshen_country(workspace: Workspace, at: datetime) -> bool:
    """Render the page of the country where only it was left behind, as when the disk was full."""
    try:
        with alone(f"rendering-{workspace.value}"):
            country = country_of(workspace, at)
            if not _differs(read(workspace, "varsler.json"), country_data(country)):
                return False
            write_country(country)
    except Exception:  # the edge, as in `render_safely`
        log.exception("status page not rendered: country workspace=%s", workspace.value)
        return False
    return True


def is_stale(body: Body, workspace: Workspace, at: datetime) -> bool:
    """Tell whether what is published is other than what there is to tell."""
    published = read(workspace, f"{body.slug}/varsler.json")
    return _differs(published, body_data(status_of(body, workspace, at)))


def _differs(published: bytes | None, fresh: str | bytes) -> bool:
    if published is None:
        return True
    told, now = json.loads(published), json.loads(fresh)
    return bool({**told, "rendered_at": ""} != {**now, "rendered_at": ""})
