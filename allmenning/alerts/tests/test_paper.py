"""The bundle for paper holds everything, is tagged, and reads nothing as markup (R27)."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from allmenning.alerts.actions.nightly import bodies_on_paper, bundle_folder, write_bundle
from allmenning.alerts.models import Contact, MeetingPlace, Template
from allmenning.alerts.paper import bundle_pdf, log_pdf
from allmenning.alerts.queries.paper import bundle_of
from allmenning.register.models import Body
from allmenning.register.tests.build import make_municipality, make_oslo

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def bundle(body: Body) -> PdfReader:
    return PdfReader(BytesIO(bundle_pdf(bundle_of(body, NOW))))


def words(pages: PdfReader) -> str:
    """Return the text with every break as one blank; a line may break anywhere."""
    return " ".join("\n".join(page.extract_text() for page in pages.pages).split())


def test_the_bundle_holds_every_contact_template_and_place() -> None:
    body = make_municipality()
    Contact.objects.create(body=body, role="Vakt", name="Åse Øygard", phone="61 21 73 00")
    MeetingPlace.objects.create(body=body, name="Lomshallen", address="Sognefjellsvegen 1")
    Template.objects.create(
        body=body,
        hazard="water",
        name="Kok vatnet",
        texts={"nn": {"what": "Drikkevatnet er ureint.", "todo": "Kok vatnet."}},
        severity="Moderate",
        edited_at=NOW,
    )
    told = words(bundle(body))
    for part in (
        "Åse Øygard",
        "61 21 73 00",
        "Lomshallen",
        "Sognefjellsvegen 1",
        "Drikkevatnet er ureint.",
        "Kok vatnet.",
    ):
        assert part in told


def test_the_bundle_is_tagged_and_says_its_language_and_title() -> None:
    pages = bundle(make_municipality())
    catalogue: Any = pages.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"].value is True
    assert catalogue["/Lang"] == "nn"
    assert pages.metadata is not None
    assert "Lom" in str(pages.metadata.title)
    assert b"pdfuaid" in catalogue["/Metadata"].get_object().get_data()


def test_what_is_missing_is_said_in_the_bundle() -> None:
    told = words(bundle(make_municipality()))
    assert "Ingen kontaktar er skrivne ned." in told
    assert "Ingen oppmøtestader er skrivne ned." in told


@pytest.mark.parametrize("name", ['#panic("x")', "$ x $", "*a* _b_ `c`", '"}, {"a": 1', "@ref <l>"])
def test_nothing_a_person_wrote_is_read_as_markup(name: str) -> None:
    body = make_municipality()
    Contact.objects.create(body=body, role=name, name=name, phone="1")
    assert name.split(maxsplit=1)[0] in words(bundle(body))


@pytest.mark.parametrize("odd", ["\U0001f525", "\u0645", "\ud7a3"])
def test_what_our_fonts_lack_is_written_by_its_number(odd: str) -> None:
    body = make_municipality()
    Contact.objects.create(body=body, role=f"Vakt {odd} natt", name="Kari", phone="1")
    told = words(bundle(body))
    assert f"Vakt [U+{ord(odd):04X}] natt" in told or f"Vakt {odd} natt" in told


def test_the_log_is_made_to_last() -> None:
    words = ["title", "author", "footer", "what", "value", "channels", "channel", "state", "time"]
    words += ["reason", "no_channels", "entries", "entries_lead"]
    told = dict.fromkeys(words, "x")
    data = {"told": told | {"language": "nb"}, "lead": "x", "versions": [], "entries": []}
    pages = PdfReader(BytesIO(log_pdf(data)))
    catalogue: Any = pages.trailer["/Root"]
    metadata = catalogue["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata


def test_every_municipality_gets_its_bundle_at_night() -> None:
    make_municipality()
    make_oslo()
    for body in bodies_on_paper():
        write_bundle(body=body, at=NOW)
    files = sorted(path.name for path in bundle_folder().iterdir())
    assert files == ["lom.pdf", "oslo.pdf"]
    assert (
        bundle_folder().stat().st_mode & 0o777,
        (bundle_folder() / "lom.pdf").stat().st_mode & 0o777,
    ) == (0o700, 0o600)
