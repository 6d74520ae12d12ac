"""Documents others may take: only what they say they are, and with words for those who listen."""

import io
import time
import zipfile
import zlib
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngInfo
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
)
from allmenning.arena.actions.cases_pdf import warnings_of
from allmenning.arena.actions.cases_pictures import MOST_PIXELS, without_traces
from allmenning.arena.actions.cases_tried import copy_case
from allmenning.arena.models import Attachment, Case, Licence
from allmenning.arena.tests.build import AT, make_case, make_member
from allmenning.register.tests.build import make_oslo, make_vaga

pytestmark = pytest.mark.django_db


def picture(form: str = "PNG", **told: Any) -> bytes:
    """Make a picture 64 pixels wide and 32 high, red on the left."""
    made = io.BytesIO()
    image = Image.new("RGB", (64, 32), "white")
    image.paste("red", (0, 0, 32, 32))
    image.save(made, form, **told)
    return made.getvalue()


PNG = picture()


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


WORDS = b"BT /F1 12 Tf 20 100 Td (Vaktplan) Tj ET"


def pdf(*, text: bool, tags: bool, drawn: bytes = WORDS) -> bytes:
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
        stream.set_data(drawn)
        page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())  # noqa: SLF001
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


@pytest.mark.parametrize("times", [3_000, 140_000])
def test_no_pdf_holds_the_writer_for_long(times: int) -> None:
    """Four megabytes of nothing, ten kilobytes as sent, took five seconds for each page."""
    heavy = pdf(text=True, tags=False, drawn=b"BT 1 0 0 1 0 0 Tm ( ) Tj ET\n" * times)

    began = time.process_time()
    told = warnings_of("pdf", heavy)

    assert time.process_time() - began < 4
    assert told == (["pdf_no_text"] if times == 3_000 else [])


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


def traces() -> Image.Exif:
    """Say as a telephone does that it was held upright, at 61.84 north, by Kari's camera."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Telefonen til Kari"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (61.0, 50.0, 24.0)
    return exif


@pytest.mark.parametrize(
    ("name", "form", "told"),
    [
        ("vakt.jpg", "JPEG", {"comment": b"Kari", "xmp": b"<x:xmpmeta>Kari</x:xmpmeta>"}),
        ("vakt.png", "PNG", {}),
        ("vakt.webp", "WEBP", {"lossless": True, "xmp": b"<x:xmpmeta>Kari</x:xmpmeta>"}),
    ],
)
def test_a_picture_is_kept_upright_and_without_where_it_was_taken(
    name: str, form: str, told: dict[str, Any]
) -> None:
    content = picture(form, exif=traces(), **told)
    assert b"Kari" in content
    one = kept(make_case(), name=name, content=content, alt="Vakta")
    stored = bytes(one.content.content)
    assert one.size == len(stored)
    assert b"Kari" not in stored
    with Image.open(io.BytesIO(stored)) as image:
        assert dict(image.getexif()) == {}
        assert dict(image.getexif().get_ifd(0x8825)) == {}
        assert {"exif", "xmp", "comment"}.isdisjoint(image.info)
        # Turned a quarter clockwise: what was on the left is on top.
        assert image.size == (32, 64)
        top, below = (image.convert("RGB").getpixel((16, at)) for at in (10, 54))
    assert isinstance(top, tuple)
    assert isinstance(below, tuple)
    assert (top[0] > 240, top[1] < 15) == (True, True)
    assert min(below) > 240


def test_words_in_a_png_go_and_what_is_seen_through_stays() -> None:
    about = PngInfo()
    about.add_text("Author", "Kari")
    made = io.BytesIO()
    Image.new("RGBA", (2, 2), (255, 0, 0, 128)).save(made, "PNG", pnginfo=about)
    stored = without_traces("png", made.getvalue())
    assert b"Kari" in made.getvalue()
    assert b"Kari" not in stored
    with Image.open(io.BytesIO(stored)) as image:
        assert image.getpixel((1, 1)) == (255, 0, 0, 128)


def test_a_jpeg_is_coded_as_finely_as_it_was() -> None:
    coarse = picture("JPEG", quality=30, exif=traces())
    with (
        Image.open(io.BytesIO(coarse)) as before,
        Image.open(io.BytesIO(without_traces("jpg", coarse))) as after,
    ):
        assert isinstance(before, JpegImageFile)
        assert isinstance(after, JpegImageFile)
        assert after.quantization == before.quantization


@pytest.mark.parametrize(
    ("kind", "content", "why"),
    [
        ("png", PNG[:40], "broken"),
        ("jpg", b"\xff\xd8\xff\xe0", "broken"),
        ("webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", "broken"),
    ],
)
def test_a_picture_that_cannot_be_opened_is_refused(kind: str, content: bytes, why: str) -> None:
    with pytest.raises(FileRefusedError) as refused:
        without_traces(kind, content)
    assert refused.value.why == why


def test_a_picture_too_large_to_open_is_refused() -> None:
    header = PNG[12:16] + (MOST_PIXELS // 100).to_bytes(4) + (101).to_bytes(4) + PNG[24:29]
    content = PNG[:12] + header + zlib.crc32(header).to_bytes(4) + PNG[33:]
    with pytest.raises(FileRefusedError) as refused:
        without_traces("png", content)
    assert refused.value.why == "pixels"


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
