"""The index is what the database is: by reading on, by making it anew, and for every reader."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import AuditEntry
from allmenning.arena.models import Case
from allmenning.arena.queries.viewer import listed, viewer_for
from allmenning.arena.tests.build import AT, make_case, make_guidance, make_lom, make_member
from allmenning.register.tests.build import make_oslo, make_vaga
from allmenning.search import index, indexing
from allmenning.search.actions import keep_up, mend, rebuild, refresh
from allmenning.search.contract import MEMBERS, OPEN, Document
from allmenning.search.queries import Reader, SearchQuery, search

pytestmark = pytest.mark.django_db
EVERYBODY = frozenset({OPEN, MEMBERS})
FLOM = SearchQuery(text="flom")


def told(case: Case, what: str = "changed") -> None:
    write_audit(
        by=None, at=AT, verb=f"arena.case.{what}", target=f"arena.case:{case.pk}", detail={}
    )


def hide(case: Case) -> None:
    """Hide as a moderator does, past the index."""
    Case.objects.filter(pk=case.pk).update(state="hidden")


def keys(query: SearchQuery = FLOM, reader: Reader | None = None) -> set[str]:
    found = search(query, reader or Reader(audiences=EVERYBODY), at=timezone.now())
    assert found.total == len(found.hits)
    return {hit.key for hit in found.hits}


def everything() -> dict[str, Document]:
    """Read the index whole, as documents."""
    found = index.engine().find("", audiences=EVERYBODY, on=date(2030, 1, 1), limit=1000)
    return {hit.key: hit.document for hit in found.hits}


def test_who_writes_finds_her_text_at_once() -> None:
    refresh(at=AT)
    case = make_case(title="Flom i Lom")
    told(case)
    assert keys() == {f"case:{case.pk}"}


def test_what_is_changed_hidden_and_shown_again_is_found_as_it_is() -> None:
    case = make_case(title="Flom i Lom")
    told(case)
    assert keys() == {f"case:{case.pk}"}
    case.title = "Skred i Lom"
    case.save()
    told(case)
    assert keys() == set()
    assert keys(SearchQuery(text="skred")) == {f"case:{case.pk}"}
    hide(case)
    told(case, "hidden")
    assert keys(SearchQuery(text="skred")) == set()


def test_what_the_index_has_not_heard_of_is_shown_to_nobody() -> None:
    """The page asks the database too, and the counts do not tell of it either."""
    case = make_case(title="Flom i Lom")
    told(case)
    assert keys()
    hide(case)
    found = search(FLOM, Reader(audiences=EVERYBODY), at=timezone.now())
    assert [hit.key for hit in found.hits] == []


def test_a_day_of_opening_needs_no_new_reading() -> None:
    today = timezone.localdate()
    case = make_case(title="Flom", visibility="members", opens_on=today + timedelta(days=3))
    told(case)
    before = Reader(on=today + timedelta(days=2))
    after = Reader(on=today + timedelta(days=3))
    assert keys(reader=before) == set()
    assert keys(reader=after) == {f"case:{case.pk}"}


@pytest.mark.parametrize("damage", ["missing", "nonsense", "note", "another history"])
def test_an_index_that_cannot_be_trusted_is_made_anew(damage: str) -> None:
    case = make_case(title="Flom i Lom")
    told(case)
    assert keys()
    index.close()
    if damage == "note":
        (index.folder() / index.NOTE).write_text("{")
    elif damage == "another history":
        note = json.loads((index.folder() / index.NOTE).read_text())
        (index.folder() / index.NOTE).write_text(json.dumps(note | {"hash": "0" * 64}))
        make_case(title="Flom uten spor")
        told(case)
        assert len(keys()) == 2
        return
    else:
        for path in [one for one in index.folder().rglob("*") if one.is_file()]:
            path.unlink() if damage == "missing" else path.write_bytes(b"nonsense" * 1000)
    assert keys() == {f"case:{case.pk}"}


def test_reading_on_twice_does_what_once_did() -> None:
    told(make_case(title="Flom"))
    refresh(at=AT)
    before = everything()
    assert refresh(at=AT).put_in == 0
    assert everything() == before


def test_the_night_mends_what_nobody_told_of() -> None:
    told(make_case(title="Flom"))
    refresh(at=AT)
    lost, kept = make_case(title="Flom uten spor"), Case.objects.get(title="Flom")
    hide(kept)
    mended = mend(at=AT)
    assert (mended.missing, mended.left_over) == (1, 1)
    assert f"case:{lost.pk}" in everything()


def test_while_another_process_writes_readers_read_what_there_is() -> None:
    refresh(at=AT)
    told(make_case(title="Flom"))
    with index.alone(wait=True):
        assert keys() == set()
    assert len(keys()) == 1


def test_much_that_waits_is_left_to_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    refresh(at=AT)
    monkeypatch.setattr(indexing, "MOST_WHILE_SOMEBODY_WAITS", 2)
    for _ in range(3):
        told(make_case(title="Flom"))
    assert keys() == set()
    refresh(at=AT)
    assert len(keys()) == 3


WORDS = ("flom", "skred", "varsel")


def new(number: int) -> None:
    told(make_case(title=WORDS[number % 3]))


def newest_guidance(number: int) -> None:
    made = make_guidance(title=WORDS[number % 3])
    write_audit(
        by=None, at=AT, verb="arena.guidance.x", target=f"arena.guidance:{made.pk}", detail={}
    )


def one_of(number: int) -> Case | None:
    known = list(Case.objects.order_by("pk"))
    return known[number % len(known)] if known else None


def retitle(number: int) -> None:
    if case := one_of(number):
        Case.objects.filter(pk=case.pk).update(title=f"{case.title} {WORDS[number % 3]}")
        told(case)


def move(number: int) -> None:
    if case := one_of(number):
        state = ("published", "hidden", "withdrawn", "published")[number % 4]
        visibility = ("open", "members")[number % 2]
        Case.objects.filter(pk=case.pk).update(state=state, visibility=visibility)
        told(case)


def imported(_number: int) -> None:
    make_case(title="flom fra import")
    write_audit(by=None, at=AT, verb="arena.imported", target="arena", detail={})


def read_on(_number: int) -> None:
    refresh(at=AT)


ACTS: tuple[Callable[[int], None], ...] = (
    new,
    newest_guidance,
    retitle,
    move,
    imported,
    read_on,
)


@pytest.mark.slow
@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 11)), min_size=3, max_size=12))
def test_reading_on_gives_what_making_it_anew_gives(
    acts: list[tuple[Callable[[int], None], int]],
) -> None:
    with transaction.atomic():
        make_lom()
        rebuild(at=AT)
        for act, number in acts:
            act(number)
        refresh(at=AT)
        by_reading = everything()
        rebuild(at=AT)
        assert by_reading == everything()
        transaction.set_rollback(True)


@pytest.mark.slow
@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["published", "draft", "waiting", "hidden", "removed", "withdrawn"]),
            st.sampled_from(["open", "members"]),
            st.sampled_from([None, -1, 0, 1]),
            st.booleans(),
        ),
        max_size=8,
    )
)
def test_no_reader_finds_what_she_may_not_read(
    graph: list[tuple[str, str, int | None, bool]],
) -> None:
    """Some entries are told, others changed behind the index's back after it has read them."""
    at = timezone.now()
    today = timezone.localdate(at)
    with transaction.atomic():
        rebuild(at=at)
        readers = [None, *(make_member(body) for body in (make_lom(), make_vaga(), make_oslo()))]
        for state, visibility, days, behind in graph:
            opens = None if days is None or visibility == "open" else today + timedelta(days=days)
            case = make_case(title="flom", published_at=AT)
            told(case)
            if behind:
                refresh(at=at)
            Case.objects.filter(pk=case.pk).update(
                state=state, visibility=visibility, opens_on=opens
            )
            if not behind:
                told(case)
        for person in readers:
            viewer = viewer_for(person, at)
            reader = Reader(audiences=viewer.audiences, on=today)
            allowed = {f"case:{one.pk}" for one in listed(Case.objects.order_by("pk"), viewer, at)}
            for query in (FLOM, replace(FLOM, kinds=("case",))):
                shown = search(query, reader, at=at)
                assert {hit.key for hit in shown.hits} <= allowed
                assert shown.total <= max(len(allowed), len(shown.hits))
        transaction.set_rollback(True)


def test_the_log_is_asked_once_when_nothing_is_new(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    told(make_case(title="Flom"))
    refresh(at=AT)
    assert AuditEntry.objects.count() == 1
    with django_assert_num_queries(1):
        indexing.catch_up(AT)


def test_the_worker_reads_on_each_second_and_asks_once_when_nothing_is_new(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    told(make_case(title="Flom"))
    assert keep_up(at=AT).rebuilt
    told(make_case(title="Flom to"))
    assert keep_up(at=AT).put_in == 1
    with django_assert_num_queries(1):
        assert keep_up(at=AT).put_in == 0


def test_damage_that_the_worker_meets_is_mended_by_it() -> None:
    told(make_case(title="Flom"))
    keep_up(at=AT)
    (file,) = index.files().glob("*.sqlite3")
    index.close()
    for path in index.files().iterdir():
        path.write_bytes(b"nonsense" * 1000)
    assert keep_up(at=AT).rebuilt
    assert file.exists()
    assert len(keys()) == 1


def test_the_command_makes_the_index_anew_and_says_how_many(
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_case(title="Flom")
    call_command("search", "rebuild")
    assert capsys.readouterr().out == "2 documents can be found.\n"
