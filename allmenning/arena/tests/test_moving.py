"""Everything goes out, and into an empty installation, and comes out the same."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db.models import ManyToManyField
from django.test import Client
from django.utils import translation

from allmenning.accounts.models import AuditEntry, User
from allmenning.arena.actions.exporting import export_arena, export_open, written
from allmenning.arena.actions.importing import import_arena
from allmenning.arena.actions.kinds import KINDS, VERSION
from allmenning.arena.models import (
    Appeal,
    Attachment,
    AttachmentContent,
    Case,
    CaseRevision,
    Citation,
    ClaimFinding,
    Decision,
    Flag,
    Guidance,
    GuidanceRevision,
    JournalHelp,
    LegalReference,
    Lesson,
    Post,
    PostRevision,
    Question,
    Replication,
    Reuse,
    StudyAuthor,
    Thread,
)
from allmenning.arena.tests.build import (
    AT,
    make_case,
    make_claim,
    make_guidance,
    make_lom,
    make_member,
    make_post,
    make_question,
    make_tag,
)
from allmenning.evidence.tests.build import make_finding, make_study
from allmenning.register.tests.build import make_vaga

pytestmark = pytest.mark.django_db
TOLD = b"# Vaktliste\n"
LATER = AT + timedelta(hours=2)
# Kept on the spot: what a member has chosen, what she has been told, and who was asked.
NOT_MOVED = {
    "arena.AttachmentContent",
    "arena.Digest",
    "arena.DigestItem",
    "arena.Experience",
    "arena.Follow",
    "arena.Notice",
    "arena.Notification",
    "arena.Participation",
    "arena.Profile",
    "arena.Routing",
    "arena.Watch",
}
COUNTED_ANEW = {
    "html",
    "mentioned",
    "size",
    "post_count",
    "last_post_at",
    "completeness",
    "standing",
}


def told_arena() -> dict[str, Any]:
    """Make one of everything that is moved."""
    kari, ola = make_member(make_lom(), name="Kari"), make_member(make_vaga(), name="Ola")
    law = LegalReference.objects.create(
        slug="arkivforskrifta", name_nb="Arkivforskriften", source="Lovdata", read_date=AT.date()
    )
    advice = make_guidance(slug="rad")
    make_guidance(slug="gammalt", replaced_by=advice)
    case = make_case(
        slug="vakt",
        author=kari,
        tags=(make_tag(synonyms=["ventetid"]),),
        staff="1.5",
        channels=["facebook", "website"],
        started_date=date(2025, 1, 1),
    )
    make_case(slug="kopi", copied_from=case)
    make_case(slug="utkast", state="draft", author=ola)
    Citation.objects.create(reference=law, case=case)
    claim = make_claim(case)
    ClaimFinding.objects.create(
        claim=claim, finding=make_finding(), relation="supports", rationale="Same.", by=ola, at=AT
    )
    Replication.objects.create(
        case=case, body=make_body("skjak"), outcome="partly", note="Gjekk bra.", by=ola, at=AT,
        context_date=AT.date(),
    )  # fmt: skip
    Reuse.objects.create(case=case, body=ola.memberships.get().body, at=AT)
    CaseRevision.objects.create(case=case, number=1, content={"title": "Vakt"}, by=kari, at=AT)
    GuidanceRevision.objects.create(guidance=advice, number=1, note="Ny lov", content={}, at=AT)
    kept = Attachment.objects.create(
        case=case, name="vakt.md", title="Vaktliste", media_type="text/markdown",
        licence="cc0-1.0", size=len(TOLD), sha256=hashlib.sha256(TOLD).hexdigest(), at=AT,
    )  # fmt: skip
    AttachmentContent.objects.create(attachment=kept, content=TOLD)
    asked = make_question(slug="kven-vaktar", became_case=case, author=ola)
    first = make_post(asked, author=kari, is_answer=True, text="**To** og to.")
    make_post(asked, author=ola, answers_to=first, text="Takk!", created_at=LATER)
    asked.accepted = first
    asked.save()
    PostRevision.objects.create(post=first, text="To.", html="<p>To.</p>", by=kari, at=AT)
    make_post(make_study(), author=ola, speaks_as="study_author", text="Vi spurde alle.")
    StudyAuthor.objects.create(study=make_study(), person=ola, verified_how="mail", at=AT)
    JournalHelp.objects.create(
        thread=asked.thread, is_case_document=True, is_in_or_out=True, has_value=False, at=AT
    )
    Flag.objects.create(post=first, ground="wrong", by=ola, at=AT)
    hidden = Decision.objects.create(
        post=first, kind="hide", ground="wrong", reasons="Feil tal.", by=ola, at=AT
    )
    Appeal.objects.create(decision=hidden, text="Tala er rette.", by=kari, at=LATER)
    Lesson.objects.create(text="Kjøp no", is_spam=True, source="post:1", at=AT)
    return export_arena()


def make_body(slug: str) -> Any:
    return make_vaga(slug=slug, name=slug.title(), code="3433")


def empty() -> None:
    """Leave the register, the studies and nothing that was told."""
    ClaimFinding.objects.all().delete()
    Question.objects.update(accepted=None, became_case=None, became_guidance=None)
    Case.objects.update(copied_from=None)
    Guidance.objects.update(replaced_by=None)
    for kind in reversed(KINDS):
        kind.model.objects.all().delete()  # type: ignore[attr-defined]
    User.objects.all().delete()


def import_now(document: object, **more: Any) -> Any:
    with translation.override("en"):
        return import_arena(document=document, by=None, at=LATER, **more)


def test_what_comes_in_goes_out_the_same() -> None:
    document = told_arena()
    before = written(document)
    empty()
    assert written(export_arena()) != before

    report = import_now(json.loads(before))

    assert report.problems == ()
    assert all(document[kind.name] for kind in KINDS)
    assert report.created == {kind.name: len(document[kind.name]) for kind in KINDS}
    assert written(export_arena()) == before


def test_a_second_time_changes_nothing() -> None:
    document = told_arena()
    empty()
    import_now(document)
    written_down = AuditEntry.objects.count()

    report = import_now(document)

    assert (dict(report.created), dict(report.changed)) == ({}, {})
    assert AuditEntry.objects.count() == written_down


def test_people_come_as_pseudonyms_and_nothing_else() -> None:
    document = told_arena()
    pseudonym = User.objects.get(name="Kari").pseudonym
    empty()

    import_now(document)

    kept = User.objects.get(pseudonym=pseudonym)
    assert (kept.name, kept.email, kept.is_active) == ("", f"{pseudonym}@closed.invalid", False)
    assert Case.objects.get(slug="vakt").author == kept
    assert not re.search(r"Kari|@lom|\.example", written(document))


def test_threads_are_counted_and_texts_rendered_anew() -> None:
    document = told_arena()
    empty()
    document["posts"][1]["text"] = "<script>alert(1)</script> **To**"

    import_now(document)

    thread = Thread.objects.get(question__slug="kven-vaktar")
    assert (thread.post_count, thread.last_post_at) == (2, LATER)
    assert Case.objects.get(slug="vakt").standing > 0
    assert not any("<script" in html for html in Post.objects.values_list("html", flat=True))


def test_what_changed_is_changed() -> None:
    document = told_arena()
    document["cases"][0] |= {"title": "Ny tittel", "themes": []}
    document["questions"][0]["accepted"] = "question:kven-vaktar/2"

    report = import_now(document)

    assert report.changed == {"cases": 1, "questions": 1}
    assert Case.objects.get(slug=document["cases"][0]["slug"]).themes.count() == 0
    assert Question.objects.get().accepted == Post.objects.get(text="Takk!")


def test_a_dry_run_stores_nothing() -> None:
    document = told_arena()
    empty()

    report = import_now(document, dry_run=True)

    assert report.created["cases"] == 3
    assert not Case.objects.exists()
    assert not User.objects.exists()


def faulty() -> Iterator[tuple[str, dict[str, Any], str, str]]:
    yield "cases", {"owner": "atlantis"}, "owner", "“atlantis” is not in this installation."
    yield "cases", {"stage": "planlagt"}, "stage", "must be one of: idea, trying, permanent"
    yield "cases", {"channels": ["fax"]}, "channels", "“fax”"
    yield "cases", {"published_at": None}, "published_at", "must say when"
    yield "cases", {"ended_date": "2024-01-01"}, "ended_date", "ends before it starts"
    yield "cases", {"themes": ["finst-ikkje"]}, "themes", "“finst-ikkje”"
    yield "cases", {"author": "kari@lom.example"}, "author", "must be a pseudonym"
    yield "cases", {"farge": "raud"}, "farge", "There is no field called “farge”"
    yield "claim_findings", {"finding": "F999"}, "finding", "“F999”"
    yield "posts", {"thread": "case:borte"}, "thread", "“case:borte”"
    yield "threads", {"about": "hus:borte"}, "about", "must name what it is about"
    yield "threads", {"about": "finding:F999"}, "about", "“F999”"
    yield "attachments", {"content": "%%"}, "content", "base64"
    yield "attachments", {"sha256": "0" * 64}, "sha256", "checksum"
    yield "attachments", {"media_type": "image/png"}, "alt", "what it shows"
    yield "decisions", {"reasons": ""}, "reasons", "ground and its reasons"
    yield "citations", {"case": None}, "case", "by one of them only"
    yield "case_revisions", {"content": "Vakt"}, "content", "must be an object"


def test_every_fault_names_row_and_field_and_nothing_is_stored() -> None:
    whole = told_arena()
    last = whole["cases"][-1]
    assert (last["slug"], len(whole["cases"])) == ("vakt", 3)
    empty()

    for kind, changes, field, told in faulty():
        document = deepcopy(whole)
        document[kind][-1] |= changes

        problems = import_now(document).problems

        named = [one for one in problems if (one.kind, one.field) == (kind, field)]
        assert named, (kind, changes, problems)
        assert named[0].row == len(document[kind])
        assert told in named[0].message
        assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ([], "format"),
        ({"format": "noko anna"}, "allmenning-arena"),
        ({"format": "allmenning-arena"}, "which version"),
        ({"format": "allmenning-arena", "version": VERSION + 1}, "Update Allmenning first"),
        ({"format": "allmenning-arena", "version": 1, "hus": []}, "“hus”"),
        ({"format": "allmenning-arena", "version": 1, "cases": {}}, "must be a list"),
        ({"format": "allmenning-arena", "version": 1, "cases": [1]}, "must be an object"),
    ],
)
def test_another_format_is_refused_in_words(document: object, told: str) -> None:
    (problem,) = import_now(document).problems

    assert told in problem.message


def test_the_same_row_twice_is_a_fault() -> None:
    document = told_arena()
    document["tags"] *= 2

    (problem,) = import_now(document).problems

    assert (problem.kind, problem.row) == ("tags", 2)
    assert "row 1" in problem.message


def test_a_post_is_not_written_over_another() -> None:
    document = told_arena()
    row = document["posts"][0]
    row |= {"text": "Noko heilt anna", "created_at": "2020-01-01T00:00:00+00:00"}

    (problem,) = import_now(document).problems

    assert (problem.kind, problem.field) == ("posts", "number")
    assert not Post.objects.filter(text="Noko heilt anna").exists()


def test_what_everybody_may_read_has_no_people_and_nothing_closed() -> None:
    told_arena()
    make_case(slug="berre-for-oss", visibility="members")
    opened = make_case(slug="opna", visibility="members", opens_on=AT.date())
    Post.objects.filter(text="Takk!").update(state="hidden")

    document = export_open(at=AT)

    assert {row["slug"] for row in document["cases"]} == {"vakt", "kopi", opened.slug}
    assert [row["text"] for row in document["posts"]] == ["**To** og to.", "Vi spurde alle."]
    assert "Vakt" not in str(document["case_revisions"])
    assert not document["flags"] + document["decisions"] + document["lessons"]
    for user in User.objects.all():
        assert str(user.pseudonym) not in written(document)
    assert base64.b64encode(TOLD).decode() not in written(document)


def test_the_words_of_what_is_closed_are_not_told() -> None:
    make_case(tags=(make_tag("svartid"),))
    make_case(state="draft", tags=(make_tag("nedbemanning"),))
    make_question(visibility="members", tags=(make_tag("varsling"),))

    assert [row["slug"] for row in export_open(at=AT)["tags"]] == ["svartid"]


def test_the_format_has_every_field_of_the_room() -> None:
    """A field added to a model is lost when an installation moves, unless it is declared."""
    declared = {kind.model._meta.label: kind for kind in KINDS}
    models = {model._meta.label: model for model in apps.get_app_config("arena").get_models()}
    assert set(models) - NOT_MOVED == set(declared)

    for label, kind in declared.items():
        known = {one.name.replace(".", "_") for one in kind.all_fields} | COUNTED_ANEW
        for field in (*models[label]._meta.fields, *models[label]._meta.many_to_many):
            told = (
                field.primary_key
                or field.name in known
                or (label == "arena.Thread" and not isinstance(field, ManyToManyField))
            )
            assert told, f"{label}.{field.name}"


def test_anybody_takes_out_what_is_open(client: Client) -> None:
    told_arena()
    make_case(slug="berre-for-oss", visibility="members")

    answer = client.get("/eksport/arena.json")

    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert answer.json()["scope"] == "open"
    assert "berre-for-oss" not in answer.content.decode()


def test_a_member_takes_out_no_more_than_anybody(client: Client) -> None:
    told_arena()
    make_case(slug="berre-for-oss", visibility="members")
    client.force_login(make_member(make_lom()))

    assert "berre-for-oss" not in client.get("/eksport/arena.json").content.decode()
