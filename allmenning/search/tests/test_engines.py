"""What an engine promises, tried of each."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.utils.module_loading import import_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allmenning.search.contract import MEMBERS, OPEN, Document
from allmenning.search.engines import Engine, Filters, Hits
from allmenning.search.index import ENGINES

TODAY = date(2026, 11, 23)
LOM, OSLO = "body:1", "body:2"


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    made = import_string(ENGINES[request.param])(tmp_path)
    yield made
    made.close()


def make_document(key: str, title: str = "Flom i dalen", **changes: object) -> Document:
    given_: dict[str, object] = {
        "kind": key.split(":", maxsplit=1)[0],
        "language": "nb",
        "titles": {"nb": title},
        "body": "Slik varslet vi innbyggerne.",
        "route": ("page", key),
    }
    return Document(key=key, **(given_ | changes))  # type: ignore[arg-type]


def find(engine: Engine, query: str, *audiences: str, on: date = TODAY, **more: object) -> Hits:
    return engine.find(query, audiences=audiences or (OPEN,), on=on, **more)  # type: ignore[arg-type]


def keys(hits: Hits) -> list[str]:
    return [hit.key for hit in hits.hits]


def test_a_document_is_found_as_it_was_handed_in(engine: Engine) -> None:
    document = make_document(
        "case:1", themes=("crisis",), tags=("flom",), dated=TODAY, opens_on=TODAY, weight=0.5
    )
    engine.replace([document])
    (hit,) = find(engine, "flaum").hits
    assert hit.document == document


def test_a_question_is_answered_anew_after_a_change_by_another(tmp_path: Path) -> None:
    for place in sorted(ENGINES):
        one, other = (import_string(ENGINES[place])(tmp_path / place) for _ in range(2))
        one.replace([make_document("case:1")])
        assert keys(find(other, "flom")) == ["case:1"]
        one.replace([make_document("case:2")])
        one.remove(["case:1"])
        assert keys(find(other, "flom")) == ["case:2"]
        other.remove(["case:2"])
        assert keys(find(other, "flom")) == []
        one.close()
        other.close()


def test_only_its_audience_finds_a_document(engine: Engine) -> None:
    engine.replace(
        [
            make_document("case:1", audience=LOM),
            make_document("case:2", audience=MEMBERS),
            make_document("case:3"),
        ]
    )
    assert keys(find(engine, "flom")) == ["case:3"]
    assert set(keys(find(engine, "flom", OPEN, MEMBERS, OSLO))) == {"case:2", "case:3"}
    assert find(engine, "flom", OPEN, MEMBERS, LOM).total == 3
    assert find(engine, "flom").facets["kind"] == {"case": 1}


def test_a_document_is_open_from_its_day(engine: Engine) -> None:
    engine.replace([make_document("case:1", audience=LOM, opens_on=date(2026, 11, 24))])
    assert find(engine, "flom", on=date(2026, 11, 23)).total == 0
    assert find(engine, "flom", on=date(2026, 11, 24)).total == 1


def test_a_replaced_document_is_found_by_its_new_words_only(engine: Engine) -> None:
    engine.replace([make_document("case:1")])
    engine.replace([make_document("case:1", title="Ras over vegen")])
    assert find(engine, "flom").total == 0
    assert keys(find(engine, "ras")) == ["case:1"]
    assert engine.keys() == {"case:1"}


def test_a_removed_document_is_gone(engine: Engine) -> None:
    engine.replace([make_document("case:1"), make_document("case:2")])
    engine.remove(["case:1", "case:9"])
    assert keys(find(engine, "flom")) == ["case:2"]


def test_the_position_is_kept_with_the_change(engine: Engine) -> None:
    assert engine.position() is None
    engine.change([make_document("case:1")], [], position=7)
    assert engine.position() == 7
    engine.note(9)
    assert engine.position() == 9
    engine.clear()
    assert engine.position() is None
    assert find(engine, "flom").total == 0


def test_a_change_that_fails_changes_nothing(engine: Engine) -> None:
    engine.replace([make_document("case:1")], position=1)
    broken = make_document("case:2", body=None)
    with pytest.raises(TypeError):
        engine.change([make_document("case:3"), broken], ["case:1"], position=2)
    assert engine.keys() == {"case:1"}
    assert engine.position() == 1
    assert keys(find(engine, "flom")) == ["case:1"]


def test_building_anew_gives_the_same_as_changing(engine: Engine, tmp_path: Path) -> None:
    every = [make_document(f"case:{n}", title=f"Flom nummer {n} i bygda") for n in range(6)]
    engine.replace(every[:3])
    engine.replace(every[2:])
    changed = find(engine, "flom bygd")
    other = type(engine)(tmp_path / "other")  # type: ignore[call-arg]
    other.rebuild(every)
    assert sorted(keys(find(other, "flom bygd"))) == sorted(keys(changed))
    assert find(other, "flom bygd").facets == changed.facets
    other.close()


def test_filters_narrow_and_are_counted(engine: Engine) -> None:
    engine.replace(
        [
            make_document("case:1", themes=("crisis",), owner_code="3434"),
            make_document("case:2", themes=("crisis", "law"), facets={"outcome": "worked"}),
            make_document("question:1", themes=("law",)),
        ]
    )
    narrowed = find(engine, "flom", filters=Filters(themes=("law",), kinds=("case",)))
    assert keys(narrowed) == ["case:2"]
    assert find(engine, "flom").facets["theme"] == {"crisis": 2, "law": 2}
    assert keys(find(engine, "flom", filters=Filters(owners=("3434",)))) == ["case:1"]
    assert keys(find(engine, "", filters=Filters(facets={"outcome": ["worked"]}))) == ["case:2"]


def test_a_lower_weight_ranks_lower(engine: Engine) -> None:
    engine.replace([make_document("guidance:1", weight=0.5), make_document("guidance:2")])
    first, second = find(engine, "flom").hits
    assert (first.key, second.key) == ("guidance:2", "guidance:1")
    assert second.score == pytest.approx(first.score / 2, abs=0.001)


def test_pages_follow_each_other(engine: Engine) -> None:
    engine.replace([make_document(f"case:{n}", weight=1 - n / 10) for n in range(5)])
    every = keys(find(engine, "flom", limit=5))
    assert keys(find(engine, "flom", limit=2, offset=2)) == every[2:4]
    assert find(engine, "flom", limit=2, offset=2).total == 5


def test_nothing_asked_is_everything_newest_first(engine: Engine) -> None:
    engine.replace(
        [
            make_document("case:1", dated=date(2026, 1, 1)),
            make_document("case:2", dated=date(2026, 3, 1)),
            make_document("case:3"),
        ]
    )
    assert keys(find(engine, "  ")) == ["case:2", "case:1", "case:3"]


def test_a_title_counts_more_than_a_body(engine: Engine) -> None:
    engine.replace(
        [
            make_document("case:1", title="Ras i dalen", body="Det var flom den uken."),
            make_document("case:2", title="Flom i dalen", body="Det var ras den uken."),
        ]
    )
    assert keys(find(engine, "flom")) == ["case:2", "case:1"]


def test_the_matched_terms_mark_the_text(engine: Engine) -> None:
    engine.replace([make_document("case:1")])
    assert "flom" in find(engine, "flaumen").matched


@pytest.mark.parametrize(
    "query",
    [
        '"', "'", "flom AND", "NEAR(flom", "title:flom", "flom*", "^flom", "(((", "flom -dal",
        "\x00", "🙂", "a" * 10_000, "flom " * 3_000, "%_%", "OR", "\ud800", "{}[]", "İ", "og i på",
    ],
)  # fmt: skip
def test_no_query_is_a_mistake(engine: Engine, query: str) -> None:
    engine.replace([make_document("case:1")])
    find(engine, query)


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_text_is_a_query(engine: Engine, query: str) -> None:
    if not engine.keys():
        engine.replace([make_document("case:1")])
    find(engine, query)


def test_two_engines_see_each_others_changes(engine: Engine, tmp_path: Path) -> None:
    other = type(engine)(tmp_path)  # type: ignore[call-arg]
    engine.replace([make_document("case:1", title="Gasslekkasje")])
    assert keys(find(other, "gaslekkasje")) == ["case:1"]
    engine.replace([make_document("case:2", title="Skogbrannfare")])
    assert keys(find(other, "skogbranfare")) == ["case:2"]
    other.close()
