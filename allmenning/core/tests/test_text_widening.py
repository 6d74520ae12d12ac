from collections.abc import Collection

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmenning.core.text import by_length, distance, expand, may_be, normal, signatures
from allmenning.core.text.compounds import split


class Words:
    """A vocabulary of some words, each in one document."""

    def __init__(self, text: str) -> None:
        self.terms = sorted({normal(word) for word in text.split()})

    def counts(self, terms: Collection[str]) -> dict[str, int]:
        return {term: 1 for term in terms if term in self.terms}

    def starting(self, prefix: str, most: int) -> list[str]:
        return [t for t in self.terms if t.startswith(prefix) and t != prefix][:most]

    def ending(self, suffix: str, most: int) -> list[str]:
        return [t for t in self.terms if t.endswith(suffix) and t != suffix][:most]

    def holding(self, part: str, most: int) -> list[str]:
        return [t for t in self.terms if part in t[3 : -3 or None]][:most]

    def near(self, term: str, slips: int) -> list[tuple[str, int]]:
        away = [(other, distance(term, other, slips)) for other in self.terms]
        return sorted((w, slip) for w, slip in away if slip)


def test_what_was_written_counts_most() -> None:
    (concept,) = expand("varsel", Words("varsel kokevarsel varsellampe"))
    assert concept.alternatives[("varsl",)] == 1.0
    assert max(w for t, w in concept.alternatives.items() if t != ("varsl",)) < 1.0


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("mastadon", "mastodon"),
        ("instragram", "instagram"),
        ("desinfromasjon", "desinformasjon"),
        ("straum", "strøm"),
        ("sosialemediestrategi", "strategi"),
        ("strategi", "sosialemediestrategi"),
        ("gdpr", "personvern"),
        ("øvelse", "krisekommunikasjonsøvelsen"),
        ("kommunikasjon", "krisekommunikasjonsøvelsen"),
        ("beredskapskommunikasjon", "krisekommunikasjon"),
        ("kriseinformasjon", "informasjon"),
        ("trusselvurdering", "trussel"),
        ("trusselvurdering", "trugsmål"),
        ("skolelærer", "lærarane"),
        ("hatytringer", "ytring"),
        ("strømbruddsplan", "straumbrot"),
        ("personvernslæringsplan", "plan"),
        ("medarbeider", "tilsette"),
    ],
)
def test_a_query_reaches_the_word_that_is_there(query: str, word: str) -> None:
    found = {term for concept in expand(query, Words(word)) for term in concept.terms()}
    assert normal(word) in found


def test_a_compound_in_words_apart_reaches_the_compound() -> None:
    concepts = expand("barnehage plass", Words("barnehageplass barnehage plass"))
    assert all((normal("barnehageplass"),) in concept.alternatives for concept in concepts)


def test_a_compound_is_taken_apart_where_others_begin_and_end_as_it_does() -> None:
    words = Words("fyrvokterleder lampebarometer")
    assert [one.form for one in expand("fyrvokterbarometer", words)] == ["fyrvokter", "baromet"]


def test_what_else_a_word_is_called_is_worth_less_than_the_word() -> None:
    (concept,) = expand("trakassering", Words("trakassering hets"))
    assert concept.alternatives[(normal("trakassering"),)] == 1.0
    assert concept.alternatives[(normal("hets"),)] < 0.5


def test_small_words_ask_for_nothing_beside_others() -> None:
    assert [concept.form for concept in expand("hva er planen", Words("plan"))] == ["plan"]


def test_a_compound_falls_into_the_fewest_parts() -> None:
    known = {"sykepl", "sykeple", "rekrut", "syk", "pl"}
    found = split("sykepleerrekruttering", lambda terms: known & set(terms))
    assert found is not None
    assert found.parts == ("sykeple", "rekrut")
    assert found.whole


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("flom", "flom", 0), ("flmo", "flom", 1), ("flo", "flom", 1), ("komune", "kommuner", 2)],
)
def test_slips_are_counted(one: str, other: str, slips: int) -> None:
    assert distance(one, other, 2) == slips


def test_more_slips_than_asked_for_is_none() -> None:
    assert distance("flom", "ras", 2) is None


WORD = st.text("abcdeå", min_size=1, max_size=9)


@settings(max_examples=80)
@given(st.lists(WORD, min_size=1, max_size=20, unique=True), WORD)
def test_no_word_within_the_distance_is_passed_over(known: list[str], word: str) -> None:
    signed, order = by_length(signatures(known))
    for slips in (1, 2):
        found = {known[row] for row in order[may_be(word, signed, slips)]}
        assert {other for other in known if distance(word, other, slips) is not None} <= found


@settings(max_examples=80)
@given(WORD, WORD)
def test_the_distance_is_the_same_both_ways(one: str, other: str) -> None:
    assert distance(one, other, 9) == distance(other, one, 9)


@settings(max_examples=50)
@given(st.text(max_size=200))
def test_any_text_is_a_query(text: str) -> None:
    words = Words("varsel kommune personvern")
    assert expand(text, words) == expand(text, words)
