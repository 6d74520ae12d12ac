import gzip
import threading
from pathlib import Path

import brotli
import pytest
from pytest_django import Settings

from allmenning.delivery.addresses import UnsafePathError, file_at
from allmenning.delivery.contract import Workspace
from allmenning.delivery.published import (
    public_folder,
    public_url,
    publish,
    read,
    together,
    withdraw,
)

PAGE = "<p>Kok vannet. Ny melding kl. 14.</p>" * 20


def test_a_file_lies_with_its_compressed_forms_beside_it() -> None:
    publish(Workspace.LIVE, "lom/index.html", PAGE, "text/html", language="nn")
    plain = public_folder() / "live/nn/varsel/lom/index.html"
    assert plain.read_text() == PAGE
    assert gzip.decompress(Path(f"{plain}.gz").read_bytes()).decode() == PAGE
    assert brotli.decompress(Path(f"{plain}.br").read_bytes()).decode() == PAGE
    times = {Path(f"{plain}{ending}").stat().st_mtime_ns for ending in ("", ".gz", ".br")}
    assert len(times) == 1


def test_an_exercise_lies_in_a_folder_and_under_an_address_of_its_own(
    settings: Settings,
) -> None:
    settings.STATUS_URL = "https://varsel.example.no"
    address = publish(Workspace.EXERCISE, "lom/index.html", PAGE, "text/html; charset=utf-8")
    assert address == "https://varsel.example.no/ovelsesvarsel/lom/"
    assert not (public_folder() / "live").exists()


def test_a_file_that_shrinks_leaves_no_old_compressed_form() -> None:
    publish(Workspace.LIVE, "lom/varsler.json", f'["{PAGE}"]', "application/json")
    publish(Workspace.LIVE, "lom/varsler.json", "[]", "application/json")
    names = {path.name for path in (public_folder() / "live/varsel/lom").iterdir()}
    assert names == {"varsler.json"}


def test_what_is_withdrawn_is_gone_with_all_its_forms() -> None:
    publish(Workspace.LIVE, "lom/index.html", PAGE, "text/html", headers={"Link": "<x>"})
    withdraw(Workspace.LIVE, "lom/index.html")
    withdraw(Workspace.LIVE, "never/there.html")
    assert read(Workspace.LIVE, "lom/index.html") is None
    assert list((public_folder() / "live/varsel/lom").iterdir()) == []


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd.txt",
        "../exercise/ovelsesvarsel/lom/index.html",
        "lom/../index.html",
        "lom//index.html",
        "lom/.hidden.html",
        "lom/index.html.gz",
        "lom/index",
        "lom/vågå.html",
        "lom/index.html\n",
        "lom/a b.html",
        "l" * 300 + ".html",
    ],
)
def test_a_path_that_could_lead_elsewhere_is_refused(path: str) -> None:
    with pytest.raises(UnsafePathError):
        publish(Workspace.LIVE, path, PAGE, "text/html")


def test_a_type_that_the_ending_does_not_tell_is_refused() -> None:
    with pytest.raises(ValueError, match="application/cap"):
        publish(Workspace.LIVE, "lom/cap/a.xml", "<alert/>", "text/xml")


def test_every_publishing_changes_the_file_that_servers_look_at() -> None:
    seen = set()
    for number in range(3):
        publish(Workspace.LIVE, "lom/index.html", f"{PAGE}{number}", "text/html")
        seen.add((public_folder() / "generation").read_text())
    assert len(seen) == 3


def test_many_writers_at_once_leave_one_whole_page() -> None:
    texts = [f"{number} {PAGE}" for number in range(8)]
    threads = [
        threading.Thread(target=publish, args=(Workspace.LIVE, "lom/index.html", text, "text/html"))
        for text in texts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    plain = public_folder() / "live/varsel/lom/index.html"
    assert plain.read_text() in texts
    assert gzip.decompress(Path(f"{plain}.gz").read_bytes()).decode() == plain.read_text()
    assert not list(plain.parent.glob(".new-*"))


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/varsel/", "live/varsel/index.html"),
        ("/en/varsel/lom/", "live/en/varsel/lom/index.html"),
        ("/varsel/lom/cap/a.b-1.xml", "live/varsel/lom/cap/a.b-1.xml"),
        ("/nn/ovelsesvarsel/lom/", "exercise/nn/ovelsesvarsel/lom/index.html"),
        ("/varsel", None),
        ("/varsel/../secret-key", None),
        ("/varsel/.generation", None),
        ("/varsel//lom/", None),
        ("/nb/varsel/", None),
        ("/varsling/lom/", None),
        ("/varsel/lom/\x00", None),
    ],
)
def test_an_address_names_one_file_or_none(address: str, file: str | None) -> None:
    assert file_at(address) == file


def test_addresses_are_whole(settings: Settings) -> None:
    settings.STATUS_URL = "https://varsel.example.no"
    assert public_url("live", "stil.css") == "https://varsel.example.no/varsel/stil.css"


def test_many_files_together_are_told_of_once_also_when_one_fails() -> None:
    publish(Workspace.LIVE, "lom/a.txt", "a", "text/plain")
    before = (public_folder() / "generation").read_text()
    with pytest.raises(UnsafePathError):
        publish_two_and_fail(before)
    assert (public_folder() / "generation").read_text() != before


def publish_two_and_fail(generation: str) -> None:
    with together():
        publish(Workspace.LIVE, "lom/b.txt", "b", "text/plain")
        assert (public_folder() / "generation").read_text() == generation
        publish(Workspace.LIVE, "../c.txt", "c", "text/plain")
