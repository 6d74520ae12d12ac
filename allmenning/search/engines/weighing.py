"""How much each term of a query is worth, the same in every engine.

Okapi BM25 (Robertson and Zaragoza 2009, The Probabilistic Relevance Framework, section 3), with
two departures: of the alternatives of one word only the best counts, and a rare alternative is
not worth more than the word it stands for, else every rare compound would beat its plain word.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from allmenning.core.text import Concept

K1, B = 1.2, 0.75
# How much rarer than the word itself an alternative may be taken to be.
RARER = 1.1


@dataclass(frozen=True, slots=True)
class Weighed:
    """One alternative: terms with what each adds per unit of its own BM25."""

    terms: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A concept with its alternatives weighed; the best of them counts."""

    form: str
    alternatives: tuple[Weighed, ...]
    documents: int


def rarity(documents: int, of: int) -> float:
    """Return the inverse document frequency of BM25."""
    return log(1 + (of - documents + 0.5) / (documents + 0.5))


def weigh(concepts: Sequence[Concept], counts: Mapping[str, int], of: int) -> list[Asked]:
    """Return what can be found of a query: concepts that some document has."""
    asked = []
    for concept in concepts:
        if not concept.alternatives:
            continue
        most = RARER * ceiling(concept, counts, of)
        weighed = tuple(
            Weighed(
                tuple(
                    (term, concept.weight * weight * min(1.0, most / rarity(counts[term], of)))
                    for term in terms
                    if term in counts
                )
            )
            for terms, weight in concept.alternatives.items()
        )
        documents = sum(counts.get(term, 0) for term in concept.terms())
        asked.append(Asked(concept.form, weighed, documents))
    return asked


def ceiling(concept: Concept, counts: Mapping[str, int], of: int) -> float:
    """Return how rare the word itself is, or the commonest of its best alternatives."""
    if concept.form in counts:
        return rarity(counts[concept.form], of)
    best = max(concept.alternatives.values())
    return max(
        rarity(counts[term], of)
        for terms, weight in concept.alternatives.items()
        if weight == best
        for term in terms
        if term in counts
    )


def needed(asked: Sequence[Asked]) -> int:
    """Return how many of the concepts a document must have to be a hit at all."""
    return max(1, len(asked) // 2)
