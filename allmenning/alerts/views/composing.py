"""The second view of three: write it."""

from collections.abc import Callable
from uuid import UUID, uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

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
from allmenning.alerts.views.person import person
from allmenning.alerts.views.place import Here, alert_of, here_of
from allmenning.delivery.contract import Act, Workspace
from allmenning.register.access import requires_body_role
from allmenning.register.models import BodyRole
from allmenning.ui import parameters

Save = Callable[[ComposeForm], Version]
BEGUN = "alerts_begun"
BEGUN_KEPT = 20


@requires_body_role(BodyRole.EDITOR)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, workspace: Workspace, slug: str) -> HttpResponse:
    here = here_of(workspace, slug)
    ready, hazard = _chosen(request, here)
    heading = ready.name if ready else str(hazard.label)

    def save(form: ComposeForm) -> Version:
        return _begin(request, here, hazard, ready, form)

    return _compose(request, here, heading, from_template(here.body, ready), save)


@requires_body_role(BodyRole.EDITOR)
@never_cache
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
        return _saved(version, revision, form, person(request))

    heading = str(alert.get_hazard_display())
    return _compose(request, here, heading, from_version(version), save, alert)


@requires_body_role(BodyRole.EDITOR)
@never_cache
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
        me, at = person(request), timezone.now()
        with transaction.atomic():
            version = follow_up(alert=alert, act=Act.UPDATE, by=me, at=at)
            return _saved(version, version.revision, form, me)

    heading = _("Update: %(hazard)s") % {"hazard": alert.get_hazard_display()}
    return _compose(request, here, heading, for_update(last), save, alert)


def _compose(
    request: HttpRequest,
    here: Here,
    heading: str,
    initial: dict[str, object],
    save: Save,
    alert: Alert | None = None,
) -> HttpResponse:
    """Show the form; a click on the map and a wrong answer both keep all that was typed."""
    posted = _posted(request, here)
    form = _form(here, posted, initial)
    conflict = None
    if posted is not None and is_drawing(request.POST):
        form.forget_errors()
    elif posted is not None and form.is_valid():
        try:
            version = save(form)
        except AreaError as refused:
            form.tie_area(refused)
        except RefusedError as refused:
            if refused.key == "changed" and alert is not None:
                form, conflict = _both(here, posted, initial, alert)
            else:
                form.add_error(None, refused.sentence)
        else:
            return redirect("alerts:look-over", here.workspace, here.body.slug, version.alert.key)
    return _page(request, here, heading, form, conflict, alert)


def _posted(request: HttpRequest, here: Here) -> QueryDict | None:
    if request.method != "POST":
        return None
    usual = sheet_for(here.body)
    drawing = usual is not None and is_drawing(request.POST)
    return drawn_on(request.POST, usual) if usual is not None and drawing else request.POST


def _form(here: Here, posted: QueryDict | None, initial: dict[str, object]) -> ComposeForm:
    parts = list(here.body.area_parts.order_by("name", "pk"))
    return ComposeForm(posted, initial=initial, body=here.body, at=timezone.now(), parts=parts)


def _both(
    here: Here, posted: QueryDict, initial: dict[str, object], alert: Alert
) -> tuple[ComposeForm, list[tuple[str, str]] | None]:
    """Keep what was typed, show what the other one saved, and let the next press replace it."""
    theirs = version_under_way(alert)
    told = posted.copy()
    told["revision"] = str(theirs.revision) if theirs else ""
    return _form(here, told, initial), told_fields(theirs) if theirs else None


def _page(
    request: HttpRequest,
    here: Here,
    heading: str,
    form: ComposeForm,
    conflict: list[tuple[str, str]] | None,
    alert: Alert | None,
) -> HttpResponse:
    usual = sheet_for(here.body)
    sheet = read_sheet(str(form.data.get("sheet", "")), usual) if usual else None
    drawn = points_in(str(form["points"].value() or ""))
    context = here.context | {
        "heading": heading,
        "form": form,
        "conflict": conflict,
        "alert": alert,
        "sheet": sheet,
        "sheet_address": sheet_address(here.workspace, here.body, sheet, drawn) if sheet else "",
        "drawn": drawn,
        "points_open": bool(form.errors.get("points")) or sheet is None,
        "count_address": _count_address(here, alert),
        "begun": request.POST.get("begun") or uuid4().hex,
    }
    wrong = form.is_bound and (form.errors or conflict)
    return render(request, "alerts/write.html", context, status=422 if wrong else 200)


def _count_address(here: Here, alert: Alert | None) -> str:
    where = [here.workspace, here.body.slug]
    return reverse("alerts:count-of", args=[*where, alert.key]) if alert else reverse(
        "alerts:count", args=where
    )


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
    token, me = request.POST.get("begun", "")[:32], person(request)
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
