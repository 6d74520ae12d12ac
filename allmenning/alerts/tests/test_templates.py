import pytest
from django.utils import translation

from allmenning.accounts.models import AuditEntry
from allmenning.alerts import linter, wording
from allmenning.alerts.actions import load_alerts
from allmenning.alerts.actions.templates import ready_texts
from allmenning.alerts.areas import Area, Kind
from allmenning.alerts.models import Hazard, Template
from allmenning.alerts.tests.build import NIGHT, make_lom, make_template
from allmenning.core.lengths import x_weight
from allmenning.delivery.contract import Act, Workspace

LONGEST_NAME = "Nordre Follo kommune"


def content_of(texts: dict[str, dict[str, str]], hazard: str) -> wording.Content:
    said = {language: wording.said(told) for language, told in texts.items()}
    return wording.Content(
        workspace=Workspace.EXERCISE,
        act=Act.ALERT,
        hazard=hazard,
        severity="Severe",
        texts=said,
        languages=("nb", "nn", "en"),
        area=Area(Kind.MUNICIPALITY),
        sender=LONGEST_NAME,
        place=LONGEST_NAME,
        link="https://www.nordrefollo.kommune.no/varsel",
        radio=True,
        next_update_at=NIGHT.replace(hour=3),
        expires_at=NIGHT.replace(hour=12),
    )


def test_every_hazard_has_a_text_in_every_language() -> None:
    ready = {told["hazard"] for told in ready_texts() if set(told["texts"]) == {"nb", "nn", "en"}}
    assert ready == set(Hazard.values)


@pytest.mark.parametrize("told", ready_texts(), ids=lambda told: told["name"])
def test_a_ready_text_fits_the_strictest_channel_as_it_is(
    told: dict[str, dict[str, object]],
) -> None:
    content = content_of(told["texts"], str(told["hazard"]))  # type: ignore[arg-type]
    weights = [x_weight(text.short) for text in wording.texts_of(content, NIGHT)]
    assert max(weights) <= 280


@pytest.mark.parametrize("told", ready_texts(), ids=lambda told: told["name"])
def test_the_linter_has_nothing_against_a_ready_text(told: dict[str, dict[str, object]]) -> None:
    content = content_of(told["texts"], str(told["hazard"]))  # type: ignore[arg-type]
    around = linter.Around(hosts=("nordrefollo.kommune.no",))
    assert {remark.code for remark in linter.look(content, around, NIGHT)} == {"no_channels"}


@pytest.mark.django_db
def test_nothing_is_loaded_twice() -> None:
    lines: list[str] = []
    load_alerts(by=None, at=NIGHT, tell=lines.append)
    assert load_alerts(by=None, at=NIGHT, tell=lines.append) == 0
    assert lines == [
        "alerts: 19 texts that stand ready, 19 changed",
        "alerts: 19 texts that stand ready, 0 changed",
    ]
    assert AuditEntry.objects.filter(verb="alerts.loaded").count() == 1


@pytest.mark.django_db
def test_the_municipalitys_own_texts_are_never_touched() -> None:
    own = make_template(body=make_lom(), name="Kok vannet")
    load_alerts(by=None, at=NIGHT, tell=lambda _line: None)
    assert Template.objects.get(pk=own.pk).texts == own.texts


def test_a_ready_text_is_called_by_its_name_in_the_language_of_the_page() -> None:
    ready = Template(
        hazard="flood", name="Vannet stiger", texts={"nn": {"name": "Vatnet stig"}, "nb": {}}
    )
    with translation.override("nn"):
        assert ready.shown_name == "Vatnet stig"
    with translation.override("nb"):
        assert ready.shown_name == "Vannet stiger"


def test_every_ready_text_has_a_name_in_each_language() -> None:
    assert [one["name"] for one in ready_texts() if not one["texts"]["nn"].get("name")] == []
    assert [one["name"] for one in ready_texts() if not one["texts"]["en"].get("name")] == []
