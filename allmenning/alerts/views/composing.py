"""The second view of three: write it."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from allmenning.accounts.access import person_of
from allmenning.accounts.models import User
from allmenning.alerts.actions import follow_up, save_version, start_alert
from allmenning.alerts.areas import AreaError
from allmenning.alerts.drawing import read_sheet
from allmenning.alerts.forms.compose import ComposeForm
from allmenning.alerts.forms.initial import for_update, from_template, from_version
from allmenning.alerts.models import Alert, Hazard, Template, Version
from allmenning.alerts.queries.alerts import newest_out, version_under_way
from allmenning.alerts.queries.content import templates_for
from allmenning.alerts.queries.pages_look import told_fields
from allmenning.alerts.refusals import RefusedError
from allmenning.alerts.views.drawing import (
    drawn_on,
    is_drawing,
    points_in,
    sheet_address,
    sheet_for,
)
from allmenning.alerts.views.place import Here, alert_of, here_of, municipality_of
from allmenning.delivery.contract import Act, Workspace
from allmenning.register.access import requires_body_role
from allmenning.register.models import BodyRole
from allmenning.ui import parameters

Save = Callable[[ComposeForm], Version]
Fields = list[tuple[str, str]]
BEGUN = "alerts_begun"
BEGUN_KEPT = 20
# Not `no-store`: then browsers forget what was typed when one goes back to the form.
kept_by_the_browser = cache_control(private=True, no_cache=True)


@dataclass(frozen=True)
class Writing:
    """What is written: from which text, and where it goes."""

    here: Here
    heading: str
    initial: dict[str, object]
    save: Save
    alert: Alert | None = None

    @property
    def count_address(self) -> str:
        where = [self.here.workspace, self.here.body.slug]
        if self.alert is None:
            return reverse("alerts:count", args=where)
        return reverse("alerts:count-of", args=[*where, self.alert.key])

    def form(self, posted: QueryDict | None) -> ComposeForm:
        body = self.here.body
        parts = list(body.area_parts.order_by("name", "pk"))
        return ComposeForm(posted, initial=self.initial, body=body, at=timezone.now(), parts=parts)


@requires_body_role(BodyRole.EDITOR)
@kept_by_the_browser
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, workspace: Workspace, slug: str) -> HttpResponse:
    here = municipality_of(workspace, slug)
    ready, hazard = _chosen(request, here)
    heading = ready.shown_name if ready else str(hazard.label)

    def save(form: ComposeForm) -> Version:
        return _begin(request, here, hazard, ready, form)

    return _compose(request, Writing(here, heading, from_template(here.body, ready), save))


@requires_body_role(BodyRole.EDITOR)
@kept_by_the_browser
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, workspace: Workspace, slug: str, key: UUID) -> HttpResponse:
    here = here_of(workspace, slug)
    alert = alert_of(here, key)
    version = version_under_way(alert)
    if version is None:
        return redirect("alerts:board", workspace, slug, key)
    if version.state != Version.State.DRAFT and request.method != "POST":
        return redirect("alerts:look-over", workspace, slug, key)

    def save(form: ComposeForm) -> Version:
        revision = form.cleaned_data["revision"] or 0
        return _saved(version, revision, form, person_of(request))

    heading = str(alert.get_hazard_display())
    return _compose(request, Writing(here, heading, from_version(version), save, alert))


@requires_body_role(BodyRole.EDITOR)
@kept_by_the_browser
@require_http_methods(["GET", "HEAD", "POST"])
def update(request: HttpRequest, workspace: Workspace, slug: str, key: UUID) -> HttpResponse:
    """Write the next message of an active warning, filled in from the last."""
    here = here_of(workspace, slug)
    alert = alert_of(here, key)
    last = newest_out(alert)
    if version_under_way(alert) is not None:
        return redirect("alerts:edit", workspace, slug, key)
    if last is None or alert.state != Alert.State.ACTIVE:
        return redirect("alerts:board", workspace, slug, key)

    def save(form: ComposeForm) -> Version:
        me, at = person_of(request), timezone.now()
        with transaction.atomic():
            version = follow_up(alert=alert, act=Act.UPDATE, by=me, at=at)
            return _saved(version, version.revision, form, me)

    heading = _("Update: %(hazard)s") % {"hazard": alert.get_hazard_display()}
    return _compose(request, Writing(here, heading, for_update(last), save, alert))


def _compose(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Show the form; a click on the map and a wrong answer both keep all that was typed."""
    posted = _posted(request, writing.here)
    form = writing.form(posted)
    conflict: Fields | None = None
    if posted is not None and is_drawing(request.POST):
        form.forget_errors()
    elif posted is not None and form.is_valid():
        saved = _tried(form, writing.save)
        if isinstance(saved, Version):
            here = writing.here
            return redirect("alerts:look-over", here.workspace, here.body.slug, saved.alert.key)
        if saved == "changed":
            form, conflict = _both(writing, posted)
    return _page(request, writing, form, conflict)


def _tried(form: ComposeForm, save: Save) -> Version | str:
    """Save, or tie what was refused to its field and return why."""
    try:
        return save(form)
    except AreaError as refused:
        form.tie_area(refused)
    except RefusedError as refused:
        form.add_error(None, refused.sentence)
        return refused.key
    return "area"


def _posted(request: HttpRequest, here: Here) -> QueryDict | None:
    if request.method != "POST":
        return None
    usual = sheet_for(here.body) if is_drawing(request.POST) else None
    return drawn_on(request.POST, usual) if usual is not None else request.POST


def _both(writing: Writing, posted: QueryDict) -> tuple[ComposeForm, Fields | None]:
    """Keep what was typed, show what the other one saved, and let the next press replace it."""
    theirs = version_under_way(writing.alert) if writing.alert else None
    told = posted.copy()
    told["revision"] = str(theirs.revision) if theirs else ""
    return writing.form(told), told_fields(theirs) if theirs else None


def _page(
    request: HttpRequest, writing: Writing, form: ComposeForm, conflict: Fields | None
) -> HttpResponse:
    here = writing.here
    usual = sheet_for(here.body)
    sheet = read_sheet(str(form.data.get("sheet", "")), usual) if usual else None
    drawn = points_in(str(form["points"].value() or ""))
    context = here.context | {
        "heading": writing.heading,
        "form": form,
        "conflict": conflict,
        "alert": writing.alert,
        "sheet": sheet,
        "sheet_address": sheet_address(here.workspace, here.body, sheet, drawn) if sheet else "",
        "drawn": drawn,
        "points_open": bool(form.errors.get("points")) or sheet is None,
        "count_address": writing.count_address,
        "begun": request.POST.get("begun") or uuid4().hex,
    }
    wrong = form.is_bound and (form.errors or conflict)
    return render(request, "alerts/write.html", context, status=422 if wrong else 200)


def _chosen(request: HttpRequest, here: Here) -> tuple[Template | None, Hazard]:
    number = parameters.integer(request.GET, "mal", low=1, high=2**31)
    ready = next((one for one in templates_for(here.body) if one.pk == number), None)
    told = parameters.text(request.GET, "fare", 12)
    hazard = ready.hazard if ready else told if told in Hazard.values else Hazard.OTHER
    return ready, Hazard(hazard)


def _begin(
    request: HttpRequest, here: Here, hazard: Hazard, ready: Template | None, form: ComposeForm
) -> Version:
    """Begin a warning; who went back in the browser and presses again writes on the same one."""
    token, me = request.POST.get("begun", "")[:32], person_of(request)
    kept: dict[str, str] = request.session.get(BEGUN, {})
    known = alert_begun(here, kept.get(token, ""))
    with transaction.atomic():
        version = known or start_alert(
            body=here.body,
            workspace=here.workspace,
            hazard=hazard,
            template=ready,
            by=me,
            at=timezone.now(),
        )
        saved = _saved(version, version.revision, form, me)
    newest = [*kept.items(), (token, str(saved.alert.key))][-BEGUN_KEPT:]
    request.session[BEGUN] = dict(newest)
    return saved


def alert_begun(here: Here, key: str) -> Version | None:
    if not key:
        return None
    version = version_under_way(alert_of(here, UUID(key)))
    return version if version and version.state == Version.State.DRAFT else None


def _saved(version: Version, revision: int, form: ComposeForm, by: User) -> Version:
    return save_version(
        version=version, revision=revision, by=by, at=timezone.now(), **vars(form.written())
    )
