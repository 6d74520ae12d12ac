"""Red is red: each thing that must hold turns the board red when it does not."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from allmenning.accounts.models import AuditEntry, User
from allmenning.alerts.actions import readiness as actions
from allmenning.alerts.models import (
    Alert,
    AreaPart,
    Contact,
    MeetingPlace,
    PlanEvent,
    Preparedness,
    Proficiency,
    Template,
)
from allmenning.alerts.queries.readiness import Light, Readiness, readiness_of
from allmenning.delivery.models import ChannelAccount
from allmenning.register.models import Body, BodyRole, Membership
from allmenning.register.tests.build import make_municipality, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def publisher(body: Body, email: str, *, practised: bool = True) -> User:
    user = make_user(email)
    Membership.objects.create(
        user=user,
        body=body,
        role=BodyRole.PUBLISHER,
        verified_how="test",
        verified_at=NOW - timedelta(days=10),
        expires_at=NOW + timedelta(days=300),
    )
    if practised:
        alert = Alert.objects.create(
            body=body, workspace="exercise", hazard="flood", created_at=NOW - timedelta(days=30)
        )
        Proficiency.objects.create(
            user=user, body=body, alert=alert, passed_at=NOW - timedelta(days=30)
        )
    return user


def account(body: Body, **changes: object) -> ChannelAccount:
    told: dict[str, object] = {
        "owner": body.slug,
        "kind": "webhook",
        "name": "Varsling",
        "workspace": "live",
        "address": "https://varsling.example/inn",
        "created_at": NOW,
        "checked_at": NOW - timedelta(hours=9),
        "checked_good": True,
    }
    return ChannelAccount.objects.create(**(told | changes))


def plan(body: Body, by: User, **changes: Any) -> Preparedness:
    told: dict[str, Any] = {
        "official_page": "",
        "phone": "",
        "plan_title": "",
        "plan_reviewed_on": None,
        "without_power": {},
    }
    return actions.save_plan(body=body, by=by, at=NOW, **(told | changes))


def away(body: Body, user: User, first: date, last: date) -> None:
    actions.save_absence(user=user, body=body, first_day=first, last_day=last, by=user, at=NOW)


def ready_body() -> Body:
    """Lom with everything in place."""
    body = make_municipality()
    one = publisher(body, "kari@lom.kommune.no")
    deputy = publisher(body, "ola@lom.kommune.no")
    account(body)
    account(body, workspace="exercise", address="https://ovelse.example/inn")
    MeetingPlace.objects.create(body=body, name="Lomshallen", address="Sognefjellsvegen 1")
    Contact.objects.create(body=body, role="Vakt", name="Kari", phone="61 21 73 00")
    plan(
        body,
        one,
        official_page="https://lom.kommune.no/beredskap",
        plan_reviewed_on=date(2026, 3, 1),
        without_power={"nn": "Møt opp i Lomshallen."},
    )
    actions.name_deputy(body=body, deputy=deputy, by=one, at=NOW)
    return body


def light_of(readiness: Readiness, key: str) -> Light:
    return next(line.light for line in readiness.lines if line.key == key)


def test_a_municipality_with_nothing_written_is_red_all_over() -> None:
    readiness = readiness_of(make_municipality(), NOW)
    assert readiness.light is Light.RED
    assert {line.key for line in readiness.red} == {
        "publishers", "deputy", "channels", "page", "contacts", "places", "plan", "self-test",
    }  # fmt: skip


def test_all_but_the_self_test_is_green_when_everything_is_in_place() -> None:
    readiness = readiness_of(ready_body(), NOW)
    assert [line.key for line in readiness.red] == ["self-test"]


def test_two_publishers_must_have_exercised() -> None:
    body = make_municipality()
    publisher(body, "kari@lom.kommune.no")
    publisher(body, "ola@lom.kommune.no", practised=False)
    assert light_of(readiness_of(body, NOW), "publishers") is Light.RED
    publisher(body, "anne@lom.kommune.no")
    assert light_of(readiness_of(body, NOW), "publishers") is Light.GREEN


def test_the_right_to_send_lapses_after_three_months() -> None:
    body = ready_body()
    # Both passed on 24 October; three calendar months later is 24 January.
    assert light_of(readiness_of(body, datetime(2027, 1, 24, 11, tzinfo=UTC)), "publishers") is (
        Light.GREEN
    )
    assert light_of(readiness_of(body, datetime(2027, 1, 24, 13, tzinfo=UTC)), "publishers") is (
        Light.RED
    )


def test_holidays_turn_the_board_red_while_they_last() -> None:
    body = ready_body()
    kari = User.objects.get(email="kari@lom.kommune.no")
    away(body, kari, date(2026, 11, 23), date(2026, 11, 24))
    assert light_of(readiness_of(body, NOW), "publishers") is Light.RED
    assert light_of(readiness_of(body, NOW + timedelta(days=2)), "publishers") is Light.GREEN


def test_a_deputy_on_holiday_is_no_deputy() -> None:
    body = ready_body()
    deputy = User.objects.get(email="ola@lom.kommune.no")
    away(body, deputy, date(2026, 11, 20), date(2026, 11, 23))
    assert light_of(readiness_of(body, NOW), "deputy") is Light.RED


def test_only_a_publisher_can_be_deputy() -> None:
    body = make_municipality()
    with pytest.raises(actions.NotAPublisherError):
        actions.name_deputy(body=body, deputy=make_user("per@lom.kommune.no"), by=None, at=NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hours", "good", "light"),
    [(9, True, Light.GREEN), (27, True, Light.RED), (9, False, Light.RED)],
)
def test_a_channel_is_green_only_when_it_was_tested_lately(
    hours: int, light: Light, *, good: bool
) -> None:
    body = make_municipality()
    one = account(body, checked_at=NOW - timedelta(hours=hours), checked_good=good)
    assert light_of(readiness_of(body, NOW), f"channel-{one.pk}") is light


def test_a_plan_older_than_a_year_is_red() -> None:
    body = ready_body()
    assert light_of(readiness_of(body, datetime(2027, 3, 1, 12, tzinfo=UTC)), "plan") is Light.GREEN
    assert light_of(readiness_of(body, datetime(2027, 3, 2, 12, tzinfo=UTC)), "plan") is Light.RED


@pytest.mark.parametrize(
    "address", ["https://lom.example/varsel", "https://notlom.kommune.no/", "https://bit.ly/x"]
)
def test_warnings_point_to_the_own_domain_only(address: str) -> None:
    body = make_municipality()
    with pytest.raises(actions.NotOwnPageError):
        plan(body, make_user("kari@lom.kommune.no"), official_page=address)


def test_a_page_below_the_own_domain_is_the_own() -> None:
    body = make_municipality()
    ready = plan(
        body,
        make_user("kari@lom.kommune.no"),
        official_page="https://beredskap.lom.kommune.no/",
    )
    assert ready.official_page == "https://beredskap.lom.kommune.no/"


def test_a_review_lands_in_the_history_of_the_plan_once() -> None:
    body = ready_body()
    by = User.objects.get(email="kari@lom.kommune.no")
    for _again in range(2):
        plan(body, by, plan_reviewed_on=date(2026, 11, 1))
    days = PlanEvent.objects.filter(body=body).order_by("on").values_list("on", flat=True)
    assert list(days) == [date(2026, 3, 1), date(2026, 11, 1)]


def test_what_is_written_down_leaves_no_name_or_number_in_the_log() -> None:
    body = ready_body()
    by = User.objects.get(email="kari@lom.kommune.no")
    contact = Contact(body=body, role="Lege", name="Siri Lie", phone="987 65 432")
    actions.save_contact(contact=contact, by=by, at=NOW)
    told = str(list(AuditEntry.objects.order_by("pk").values_list("detail", flat=True)))
    assert "Siri" not in told
    assert "987" not in told


@pytest.mark.django_db(transaction=True)
def test_arming_without_any_channel_is_red() -> None:
    body = make_municipality()
    test = actions.arm(body=body, by=None, at=NOW)
    assert (test.good, test.lines) == (False, [])


@pytest.mark.django_db(transaction=True)
def test_arming_reads_the_drawn_parts_back() -> None:
    body = make_municipality()
    AreaPart.objects.create(
        body=body, name="Bøverdalen", polygon=[[61.7, 8.3], [61.7, 8.4], [61.6, 8.3]]
    )
    with time_machine.travel(NOW, tick=False):
        test = actions.arm(body=body, by=None, at=NOW)
    # The register of this test knows no extent, so nothing drawn can be proven to lie inside.
    assert [(line["name"], line["good"]) for line in test.lines] == [("Bøverdalen", False)]


def test_a_template_that_comes_with_us_is_not_taken_away() -> None:
    shared = Template.objects.create(
        hazard="flood", name="Felles", texts={}, severity="Severe", edited_at=NOW
    )
    with pytest.raises(ValueError, match="belongs to no body"):
        actions.remove(ready=shared, by=make_user("kari@lom.kommune.no"), at=NOW)
