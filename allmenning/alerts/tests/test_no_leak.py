"""No exercise leaks, no area widens, nothing is overtaken: over any sequence of what can happen."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from allmenning.alerts.tests.build import (
    NIGHT,
    make_lom,
    make_member,
    make_practised,
    make_template,
    sent,
    submitted,
)
from allmenning.alerts.tests.fake import FakeChannel, connected
from allmenning.alerts.tests.machine import AREAS, GOOD, Cast, backup, connect
from allmenning.alerts.tests.misfortune import Warnings
from allmenning.delivery.contract import Workspace
from allmenning.register.models import BodyRole

# What fits into a minute of CI; the nightly run asks for 100,000.
SEQUENCES = int(os.environ.get("ALERT_SEQUENCES", "500"))
STEPS = 10
MARKED = {"nn": {"what": "ØVING. Flaumen kjem.", "todo": "Dette er ikkje ei øving."}}


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    del db
    with connected(FakeChannel()) as fake:
        lom = make_lom()
        people = [make_member(lom, BodyRole.EDITOR), make_practised(lom), make_practised(lom)]
        templates = [make_template(), make_template(name="Merkt", texts=MARKED)]
        cast = Cast(lom, people, templates, fake)
        for workspace in Workspace:
            connect(cast.lom, workspace, workspace.value, NIGHT)
            cast.world.owner[workspace.value] = workspace.value
        cast.backup = backup()
        for workspace in Workspace:
            begun(cast, workspace)
        yield cast


def begun(cast: Cast, workspace: Workspace) -> None:
    """Send a warning, and leave another waiting for approval."""
    writer, approver, *_others = cast.people
    version = sent(cast.lom, writer, approver, workspace=workspace, area=AREAS[1], texts=GOOD)
    cast.world.approved[version.identifier] = dict(version.area)
    submitted(cast.lom, writer, workspace, area=AREAS[2])


@pytest.mark.slow
def test_nothing_leaks_widens_or_overtakes(cast: Cast) -> None:
    machine = type("Night", (Warnings,), {"cast": cast})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=STEPS,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
