"""What authorities have sent: see it, pass it on or put it aside; and a county that writes."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from allmenning.accounts.access import person_of, refuse_without_second_factor
from allmenning.alerts.actions import incoming as actions
from allmenning.alerts.forms.deciding import ConfirmForm
from allmenning.alerts.forms.incoming import ToMunicipalitiesForm
from allmenning.alerts.models import IncomingBody
from allmenning.alerts.queries.content import (
    confirmation_for,
    content_of,
    fits_of,
    own_language,
    remarks_on,
)
from allmenning.alerts.queries.incoming import incoming_for, written_by
from allmenning.alerts.queries.pages_home import right_of
from allmenning.alerts.queries.pages_look import carried, reach_of
from allmenning.alerts.queries.passing import planned_version
from allmenning.alerts.refusals import RefusedError
from allmenning.alerts.views.place import Here, here_of
from allmenning.alerts.wording import texts_of
from allmenning.delivery.contract import Workspace
from allmenning.register.access import may_act, requires_body_role
from allmenning.register.models import Body, BodyRole
from allmenning.ui.paging import page_of

FIELDS = {"confirmation": "confirmation", "public_exercise": "accept_public"}


@requires_body_role(BodyRole.EDITOR)
@never_cache
def inbox(request: HttpRequest, workspace: Workspace, slug: str) -> HttpResponse:
    here = here_of(workspace, slug)
    page = page_of(request, incoming_for(here.body, workspace))
    context = here.context | {"page": page, "now": timezone.now()}
    return render(request, "alerts/inbox.html", context)


@requires_body_role(BodyRole.EDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def message(request: HttpRequest, workspace: Workspace, slug: str, pk: int) -> HttpResponseBase:
    """Show one message with what passing on would send; a publisher passes it on from here.

    Editors may look, so the guard asks for no second factor; whoever sends shows it here.
    """
    if request.method == "POST" and (refused := refuse_without_second_factor(request)):
        return refused
    here = here_of(workspace, slug)
    row = get_object_or_404(incoming_for(here.body, workspace), pk=pk)
    now = timezone.now()
    planned = planned_version(row, now)
    reach = reach_of(planned)
    form = ConfirmForm(
        request.POST or None,
        expected=confirmation_for(planned),
        asks_public=here.is_exercise and reach.public,
    )
    if request.method == "POST" and not may_act(request.user, here.body, BodyRole.PUBLISHER):
        form.add_error(None, RefusedError("not_publisher").sentence)
    elif request.method == "POST" and form.is_valid():
        try:
            sent = actions.pass_on(
                row=row,
                confirmation=form.cleaned_data["confirmation"],
                accept_public=form.cleaned_data.get("accept_public", False),
                by=person_of(request),
                at=now,
            )
        except RefusedError as refused:
            form.add_error(FIELDS.get(refused.key), refused.sentence)
        else:
            return redirect("alerts:board", workspace, slug, sent.alert.key)
    remarks = remarks_on(planned, now)
    may_publish = may_act(request.user, here.body, BodyRole.PUBLISHER)
    context = here.context | {
        "row": row,
        "incoming": row.incoming,
        "content": _content(row, here.body),
        "form": form,
        "reach": reach,
        "texts": texts_of(content_of(planned), now),
        "carried": carried(fits_of(planned, now)),
        "stops": [one for one in remarks if one.stops],
        "may_publish": may_publish,
        "right": _right(request, here) if may_publish else None,
        "is_open": row.state == IncomingBody.State.NEW and row.incoming.expires_at > now,
    }
    return render(request, "alerts/message.html", context, status=422 if form.errors else 200)


def _content(row: IncomingBody, body: Body) -> dict[str, str]:
    """Return the authority's words in the body's language, or in the one there is."""
    told: dict[str, dict[str, str]] = row.incoming.content
    wanted = (own_language(body), "nb", "nn", "en")
    return next((told[code] for code in wanted if code in told), {})


def _right(request: HttpRequest, here: Here) -> object:
    return None if here.is_exercise else right_of(person_of(request), here.body, timezone.now())


@requires_body_role(BodyRole.PUBLISHER)
@require_POST
def put_aside(request: HttpRequest, workspace: Workspace, slug: str, pk: int) -> HttpResponse:
    here = here_of(workspace, slug)
    row = get_object_or_404(incoming_for(here.body, workspace), pk=pk)
    try:
        actions.put_aside(row=row, by=person_of(request), at=timezone.now())
        messages.success(request, _("It is put aside, and nothing was sent."))
    except RefusedError as refused:
        messages.warning(request, refused.sentence)
    return redirect("alerts:inbox", workspace, slug)


@requires_body_role(BodyRole.PUBLISHER)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def to_municipalities(request: HttpRequest, workspace: Workspace, slug: str) -> HttpResponse:
    here = here_of(workspace, slug)
    if here.body.kind != Body.Kind.COUNTY:
        raise Http404
    form = ToMunicipalitiesForm(
        request.POST or None,
        municipalities=here.body.municipalities.order_by("name", "pk"),
        language=own_language(here.body),
    )
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        actions.write_to(
            county=here.body,
            workspace=workspace,
            written=form.written(now),
            bodies=form.chosen(),
            by=person_of(request),
            at=now,
        )
        messages.success(request, _("Each municipality sees it now, and decides by itself."))
        return redirect("alerts:to-municipalities", workspace, slug)
    context = here.context | {"form": form, "written": written_by(here.body)[:20]}
    status = 422 if form.errors else 200
    return render(request, "alerts/to_municipalities.html", context, status=status)
