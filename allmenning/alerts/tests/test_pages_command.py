"""Pages follow what happens, and `allmenning pages render` writes them all."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import DjangoCaptureOnCommitCallbacks

from allmenning.alerts.actions import correct
from allmenning.alerts.actions.readiness import save_meeting_place
from allmenning.alerts.models import MeetingPlace
from allmenning.alerts.tests.build import (
    LATER,
    NIGHT,
    make_fake_account,
    make_lom,
    make_member,
    make_practised,
    sent,
)
from allmenning.alerts.tests.fake import FakeChannel, connected
from allmenning.delivery.contract import Act, Workspace
from allmenning.delivery.published import public_folder, publish, read
from allmenning.register.models import BodyRole
from allmenning.register.tests.build import make_county, make_vaga

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def channel() -> Iterator[FakeChannel]:
    with connected(FakeChannel()) as fake:
        yield fake


def lom_page(language: str = "nn") -> str:
    return (read(Workspace.LIVE, "lom/index.html", language=language) or b"").decode()


def test_sending_and_ending_a_warning_changes_the_page_at_once(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    lom = make_lom()
    make_fake_account(lom)
    writer, approver = make_member(lom, BodyRole.EDITOR), make_practised(lom)
    with django_capture_on_commit_callbacks(execute=True):
        version = sent(lom, writer, approver)
    assert "Ikkje drikk vatnet frå springen" in lom_page()
    with django_capture_on_commit_callbacks(execute=True):
        correct(alert=version.alert, act=Act.CANCEL, by=approver, at=LATER)
    assert "Ingen aktive varsel" in lom_page()
    assert "Sendt ved feil" in lom_page()


def test_a_new_meeting_place_is_on_the_page_at_once(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    lom = make_lom()
    place = MeetingPlace(body=lom, name="Lom ungdomsskule", address="Sognefjellsvegen 12")
    with django_capture_on_commit_callbacks(execute=True):
        save_meeting_place(place=place, by=make_member(lom), at=NIGHT)
    assert "Lom ungdomsskule" in lom_page("en")


def rendered(*arguments: str) -> str:
    told = StringIO()
    call_command("pages", "render", *arguments, stdout=told)
    return told.getvalue()


def test_every_body_has_its_page_in_three_languages(tmp_path: Path) -> None:
    county = make_county()
    make_lom(county=county)
    make_vaga(county=county)
    assert rendered("--out", str(tmp_path / "www")).startswith("3 of 3\n3 pages in 3 languages")
    for language in ("", "nn", "en"):
        for folder in ("", "lom", "vaga", "innlandet"):
            page = tmp_path / "www" / language / "varsel" / folder / "index.html"
            assert "<h1>" in page.read_text()
            for ending in (".gz", ".br"):
                packed = page.with_name(page.name + ending)
                assert packed.stat().st_mtime_ns == page.stat().st_mtime_ns
        assert (tmp_path / "www" / language / "varsel" / "404.html").exists()
    assert not list((tmp_path / "www").rglob(".*"))


def test_an_export_takes_away_what_is_no_longer_public_and_nothing_else(tmp_path: Path) -> None:
    make_lom()
    out = tmp_path / "www"
    publish(Workspace.LIVE, "lom/bilde.txt", "gammalt", "text/plain", headers={"Link": "<x>"})
    rendered("--out", str(out))
    (out / "robots.txt").write_text("User-agent: *")
    assert (out / "varsel/lom/bilde.txt").exists()
    assert not (out / "varsel/lom/bilde.txt.headers").exists()
    (public_folder() / "live/varsel/lom/bilde.txt").unlink()
    rendered("--out", str(out))
    assert not (out / "varsel/lom/bilde.txt").exists()
    assert (out / "robots.txt").exists()
