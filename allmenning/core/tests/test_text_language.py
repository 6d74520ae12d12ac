"""Sentences of our own, none of which the detector was made with."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmenning.core.text.language import language_of

SENTENCES = [
    line.split("\t") for line in Path(__file__).with_name("sentences.txt").read_text().splitlines()
]


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_sentences_of_eight_words_are_told_apart(language: str) -> None:
    told = [
        language_of(sentence) == code
        for code, sentence in SENTENCES
        if code == language and len(sentence.split()) >= 8
    ]
    assert len(told) >= 25
    assert sum(told) / len(told) >= 0.97


def test_english_is_told_from_norwegian() -> None:
    assert [language_of(sentence) for code, sentence in SENTENCES if code == "en"] == ["en"] * 5


@pytest.mark.parametrize("text", ["", "   ", "12 345", "🙂", "\x00", "Oslo"])
def test_what_tells_nothing_is_of_no_language(text: str) -> None:
    assert language_of(text) is None


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_any_text_has_a_language_or_none(text: str) -> None:
    assert language_of(text) in {"nb", "nn", "en", None}
