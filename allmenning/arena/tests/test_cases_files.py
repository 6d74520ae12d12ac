"""Documents others may take: only what they say they are, and with words for those who listen."""

import io
import zipfile

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfWriter
from pypdf.generic import BooleanObject, DictionaryObject, NameObject, StreamObject

from allmenning.arena.actions.cases_files import (
    AltMissingError,
    SameFileError,
    attach,
    safe_name,
)
from allmenning.arena.actions.cases_kinds import (
    LARGEST_BYTES,
    MEDIA_TYPES,
    FileRefusedError,
    kind_of,
    warnings_of,
)
from allmenning.arena.actions.cases_tried import copy_case
from allmenning.arena.models import Attachment, Case, Licence
from allmenning.arena.tests.build import AT, make_case, make_member
from allmenning.register.tests.build import make_oslo, make_vaga

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel(AT, tick=False):
        yield


def package(*names: str, mimetype: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


def pdf(*, text: bool, tags: bool) -> bytes:
    """Make a PDF of one page, with or without words and tags."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    if text:
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})  # noqa: SLF001
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = StreamObject()
        stream.set_data(b"BT /F1 12 Tf 20 100 Td (Vaktplan) Tj ET")
        page[NameObject("/Contents")] = writer._add_object(stream)  # noqa: SLF001
    if tags:
        root = writer.root_object
        marked = DictionaryObject({NameObject("/Marked"): BooleanObject(True)})
        root[NameObject("/MarkInfo")] = marked
        root[NameObject("/StructTreeRoot")] = DictionaryObject()
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def kept(case: Case, **changes: object) -> Attachment:
    told: dict[str, object] = {
        "name": "vaktplan.txt",
        "title": "Vaktplan",
        "content": b"Veke 1: Kari",
        "licence": Licence.CC_BY,
    }
    return attach(case=case, by=None, at=AT, **(told | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("plan.pdf", b"%PDF-1.7 ...", "pdf"),
        ("plan.DOCX", package("[Content_Types].xml", "word/document.xml"), "docx"),
        ("plan.pptx", package("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
        ("plan.xlsx", package("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        ("plan.odt", package(mimetype=MEDIA_TYPES["odt"]), "odt"),
        ("kart.png", PNG, "png"),
        ("kart.jpeg", b"\xff\xd8\xff\xe0", "jpg"),
        ("kart.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        ("plan.md", "# Råd\n".encode(), "md"),
    ],
)
def test_a_file_is_what_its_bytes_say(name: str, content: bytes, kind: str) -> None:
    assert kind_of(name, content) == kind


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("plan.pdf", b"<html>", "kind"),
        ("plan.docx", package("[Content_Types].xml", "xl/workbook.xml"), "kind"),
        ("plan.docx", b"PK\x03\x04 not a package", "kind"),
        ("plan.docm", package("[Content_Types].xml", "word/document.xml"), "kind"),
        ("plan.docx", package("[Content_Types].xml", "word/vbaProject.bin"), "macros"),
        ("plan.odt", package(mimetype=MEDIA_TYPES["ods"]), "kind"),
        ("plan.svg", b"<svg onload='alert(1)'>", "kind"),
        ("plan.html", b"<script>", "kind"),
        ("plan.txt", b"\x00\x01", "kind"),
        ("plan.txt", b"", "empty"),
        ("plan", b"tekst", "kind"),
        ("plan.txt", b"x" * (LARGEST_BYTES + 1), "size"),
    ],
)
def test_what_is_something_else_is_refused(name: str, content: bytes, why: str) -> None:
    with pytest.raises(FileRefusedError) as refused:
        kind_of(name, content)
    assert refused.value.why == why


@pytest.mark.parametrize(
    ("text", "tags", "warnings"),
    [
        (False, False, ["pdf_no_text"]),
        (True, False, ["pdf_untagged"]),
        (True, True, []),
    ],
)
def test_a_pdf_that_cannot_be_read_aloud_is_told_of(
    *, text: bool, tags: bool, warnings: list[str]
) -> None:
    """R74."""
    assert warnings_of("pdf", pdf(text=text, tags=tags)) == warnings


def test_a_broken_pdf_is_refused() -> None:
    with pytest.raises(FileRefusedError):
        warnings_of("pdf", b"%PDF-1.7 ...")


def test_an_image_without_words_is_asked_for_them(client: Client) -> None:
    """R74: image without alt text triggers a prompt."""
    case = make_case()
    with pytest.raises(AltMissingError):
        kept(case, name="kart.png", content=PNG)
    client.force_login(make_member(case.owner))
    sent = {"title": "Kart", "licence": "cc0-1.0", "file": SimpleUploadedFile("kart.png", PNG)}
    answer = client.post(f"/erfaringer/{case.slug}/dokumenter/ny/", sent)
    assert answer.status_code == 422
    assert "Si med ord hva bildet viser" in answer.text
    sent["file"], sent["alt"] = SimpleUploadedFile("kart.png", PNG), "Kart over vaktene"
    assert client.post(f"/erfaringer/{case.slug}/dokumenter/ny/", sent).status_code == 302
    assert case.attachments.get().alt == "Kart over vaktene"


def test_a_document_is_a_download_that_runs_nothing(client: Client) -> None:
    case = make_case()
    one = kept(case)
    answer = client.get(f"/erfaringer/{case.slug}/dokumenter/{one.pk}/")
    assert answer.content == b"Veke 1: Kari"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="vaktplan.txt"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_document_is_seen_by_those_who_see_its_case(client: Client) -> None:
    case = make_case(visibility="members")
    address = f"/erfaringer/{case.slug}/dokumenter/{kept(case).pk}/"
    assert client.get(address).status_code == 404
    client.force_login(make_member(make_oslo()))
    assert client.get(address).status_code == 200
    Case.objects.update(state="draft")
    assert client.get(address).status_code == 404


def test_the_same_document_is_kept_once() -> None:
    case = make_case()
    kept(case)
    with pytest.raises(SameFileError):
        kept(case, name="plan2.txt")


def test_a_copy_takes_what_its_licence_lets_it_take() -> None:
    case = make_case()
    kept(case)
    kept(case, content=b"Be om lov", licence=Licence.ASK)
    copy = copy_case(case=case, body=make_vaga(), by=None, at=AT)
    assert [bytes(one.content.content) for one in copy.attachments.all()] == [b"Veke 1: Kari"]
    assert case.attachments.count() == 2


def test_a_document_is_removed_by_those_who_may_edit(client: Client) -> None:
    case = make_case()
    address = f"/erfaringer/{case.slug}/dokumenter/{kept(case).pk}/fjern/"
    client.force_login(make_member(make_oslo()))
    assert client.post(address).status_code == 403
    client.force_login(make_member(case.owner))
    assert client.post(address).status_code == 302
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Vaktplan (uke 3).pdf", "Vaktplan -uke 3.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\plan.pdf", "plan.pdf"),
        ('"\r\nSet-Cookie: x.pdf', "Set-Cookie- x.pdf"),
        (".pdf", "pdf.pdf"),
        ("Bø.PDF", "Bø.pdf"),
    ],
)
def test_a_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name, "pdf") == safe
