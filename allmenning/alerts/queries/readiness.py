"""How ready a body is to warn: one line for each thing that must hold, red when it does not."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmenning.accounts.models import User
from allmenning.alerts.models import Absence, PlanEvent, Preparedness, SelfTest
from allmenning.alerts.queries.proficiency import has_proficiency
from allmenning.delivery.contract import Workspace
from allmenning.delivery.models import ChannelAccount
from allmenning.delivery.queries import accounts_of
from allmenning.register.models import Body, BodyRole, Membership

PUBLISHERS_NEEDED = 2
CHECK_LASTS = timedelta(hours=26)
PLAN_LASTS = timedelta(days=365)
PUBLISHING = (BodyRole.PUBLISHER, BodyRole.LEADER)


class Light(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True)
class Line:
    """One thing that must hold. `address` is the page where it is mended, an anchor or a name."""

    key: str
    label: str | Promise
    light: Light
    told: str
    page: str = ""


@dataclass(frozen=True)
class Readiness:
    lines: tuple[Line, ...]

    @property
    def light(self) -> Light:
        lights = {line.light for line in self.lines}
        return next((one for one in (Light.RED, Light.YELLOW) if one in lights), Light.GREEN)

    @property
    def red(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.light is Light.RED)


def preparedness_of(body: Body) -> Preparedness:
    """Return the body's row; an unsaved empty one when nothing has been written yet."""
    return Preparedness.objects.filter(body=body).first() or Preparedness(body=body)


def publishers_of(body: Body, at: datetime) -> list[User]:
    """List those who may publish for the body now, by name."""
    holding = Membership.objects.filter(
        body=body, role__in=PUBLISHING, expires_at__gt=at, user__is_active=True
    )
    return [one.user for one in holding.select_related("user").order_by("user__name", "pk")]


def is_away(user: User, on: date) -> bool:
    return away_on(on).filter(user=user).exists()


def away_on(on: date) -> QuerySet[Absence]:
    return Absence.objects.filter(first_day__lte=on, last_day__gte=on).order_by("user", "pk")


def coming_absences(body: Body, at: datetime) -> QuerySet[Absence]:
    """List who among the body's publishers is or will be away, soonest first."""
    known = [user.pk for user in publishers_of(body, at)]
    today = timezone.localdate(at)
    coming = Absence.objects.filter(user__in=known, last_day__gte=today).select_related("user")
    return coming.order_by("first_day", "pk")


def latest_self_test(body: Body) -> SelfTest | None:
    return SelfTest.objects.filter(body=body).order_by("-at", "-pk").first()


def plan_history(body: Body) -> QuerySet[PlanEvent]:
    return body.plan_events.select_related("noted_by", "alert").order_by("-on", "-pk")


def readiness_of(body: Body, at: datetime) -> Readiness:
    ready = preparedness_of(body)
    return Readiness(
        (
            _publishers(body, at),
            _deputy(body, ready, at),
            *_channels(body, at),
            _official_page(body, ready),
            _contacts(body),
            _meeting_places(body),
            _without_power(ready),
            _plan(ready, at),
            _self_test(body, at),
        )
    )


def _publishers(body: Body, at: datetime) -> Line:
    today = timezone.localdate(at)
    here = [user for user in publishers_of(body, at) if not is_away(user, today)]
    trained = [user for user in here if has_proficiency(user, body, at)]
    told = ngettext(
        "%(n)s publisher at work today has passed an exercise in the last three months.",
        "%(n)s publishers at work today have passed an exercise in the last three months.",
        len(trained),
    ) % {"n": len(trained)}
    light = Light.GREEN if len(trained) >= PUBLISHERS_NEEDED else Light.RED
    if light is Light.RED:
        told += " " + _("There must be two, so that warning never rests on one person.")
    return Line("publishers", _("Trained publishers"), light, told, "alerts:readiness-people")


def _deputy(body: Body, ready: Preparedness, at: datetime) -> Line:
    label, page = _("Deputy"), "alerts:readiness-people"
    deputy = ready.deputy
    if deputy is None or deputy.pk not in {user.pk for user in publishers_of(body, at)}:
        told = _("Nobody who may publish is named as deputy.")
        return Line("deputy", label, Light.RED, told, page)
    if is_away(deputy, timezone.localdate(at)):
        told = _("The deputy is away today.")
        return Line("deputy", label, Light.RED, told, page)
    return Line("deputy", label, Light.GREEN, _("A deputy is named and at work."), page)


def _channels(body: Body, at: datetime) -> list[Line]:
    page = "alerts:accounts"
    accounts = [one for one in accounts_of(body.slug, Workspace.LIVE) if one.is_on]
    if not accounts:
        told = _("No channel is connected. A warning stands on the status page only.")
        return [Line("channels", _("Channels"), Light.RED, told, page)]
    lines = [_channel(account, at, page) for account in accounts]
    if not [one for one in accounts_of(body.slug, Workspace.EXERCISE) if one.is_on]:
        told = _("No channel is connected for exercises.")
        lines.append(
            Line("exercise", _("Channels for exercises"), Light.YELLOW, told, "alerts:accounts")
        )
    return lines


def _channel(account: ChannelAccount, at: datetime, page: str) -> Line:
    key = f"channel-{account.pk}"
    if account.checked_at is None or account.checked_at < at - CHECK_LASTS:
        told = _("It has not been tested in the last 26 hours.")
        return Line(key, account.name, Light.RED, told, page)
    if not account.checked_good:
        return Line(key, account.name, Light.RED, _("The last test failed."), page)
    return Line(key, account.name, Light.GREEN, _("It was tested and would send now."), page)


def is_own_page(body: Body, address: str) -> bool:
    """Tell whether the address lies on the body's own domain, or one below it."""
    host, own = urlsplit(address).hostname or "", body.website.removeprefix("www.")
    return bool(own) and (host == own or host.endswith(f".{own}"))


def _official_page(body: Body, ready: Preparedness) -> Line:
    label, page = _("Official page"), "alerts:readiness-plan"
    if not ready.official_page:
        told = _("Nobody has said which page warnings shall point to.")
        return Line("page", label, Light.RED, told, page)
    if not is_own_page(body, ready.official_page):
        told = _("The page does not lie on the municipality's own domain.")
        return Line("page", label, Light.RED, told, page)
    return Line("page", label, Light.GREEN, ready.official_page, page)


def _contacts(body: Body) -> Line:
    count = body.contacts.count()
    told = ngettext("%(n)s contact.", "%(n)s contacts.", count) % {"n": count}
    light = Light.GREEN if count else Light.RED
    return Line("contacts", _("Contact list"), light, told, "alerts:readiness-lists")


def _meeting_places(body: Body) -> Line:
    count = body.meeting_places.count()
    told = ngettext("%(n)s meeting place.", "%(n)s meeting places.", count) % {"n": count}
    light = Light.GREEN if count else Light.RED
    return Line("places", _("Meeting places"), light, told, "alerts:readiness-lists")


def _without_power(ready: Preparedness) -> Line:
    label, page = _("If power and phone are gone"), "alerts:readiness-plan"
    if any(ready.without_power.values()):
        return Line("power", label, Light.GREEN, _("The text is written."), page)
    told = _("Nothing is written. The status page shows the general advice only.")
    return Line("power", label, Light.YELLOW, told, page)


def _plan(ready: Preparedness, at: datetime) -> Line:
    label, page = _("Plan for crisis communication"), "alerts:readiness-plan"
    reviewed = ready.plan_reviewed_on
    if reviewed is None:
        return Line("plan", label, Light.RED, _("Nobody has said when it was reviewed."), page)
    days = (timezone.localdate(at) - reviewed).days
    told = ngettext("Reviewed %(n)s day ago.", "Reviewed %(n)s days ago.", days) % {"n": days}
    light = Light.RED if days > PLAN_LASTS.days else Light.GREEN
    return Line("plan", label, light, told, page)


def _self_test(body: Body, at: datetime) -> Line:
    label, last = _("Self-test"), latest_self_test(body)
    if last is None or last.at < at - CHECK_LASTS:
        told = _("It has not run in the last 26 hours.")
        return Line("self-test", label, Light.RED, told, "alerts:readiness")
    if not last.good:
        told = _("The last one failed.")
        return Line("self-test", label, Light.RED, told, "alerts:readiness")
    return Line("self-test", label, Light.GREEN, _("The last one passed."), "alerts:readiness")
