"""What a query asks for, with everything else that may be meant, and how much each is worth.

The weights: what was written is worth 1; an English form 0.8; a slip of one letter 0.75, of two
0.5; a form of the same verb 0.7; the parts of a compound 0.6; a compound with the word as its
last part 0.55, as its first 0.45. Set on `search/data/queries_own.json`, and tried on the sets
that were put aside (docs/method/search.md).
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol

from allmenning.core.text.compounds import LINKS, ORDINARY, Split, split
from allmenning.core.text.folding import fold, words
from allmenning.core.text.forms import bokmal, english, is_stop, normal
from allmenning.core.text.lexicon import ALSO_TEXT
from allmenning.core.text.thesaurus import read_groups

ENGLISH = 0.8
ONE_SLIP, TWO_SLIPS = 0.75, 0.5
SAME_VERB = 0.7
PARTS = 0.6
HEAD, FIRST = 0.55, 0.45
ALSO = 0.4
JOINED = 1.1
SWAPPED = 0.6
MIDDLE = 0.35
GUESS = 0.6
# The first part of a compound tells more than the last, which says what kind of thing it is.
FIRST_PART, OTHER_PART = 1.0, 0.8
LIFTED = 0.8
BEGINNING = 0.5
# Letters that two words must have in common at an end, for it to be a part of both.
SHORTEST_END = 5

# In so long a word, two slips are as likely as one in a shorter.
LONG = 10
MOST_WORDS = 12
MOST_COMPOUNDS = 12
MOST_SWAPPED = 8
# What makes adjectives of nouns is no word, but proves that the rest is one.
FAMILIAR = ORDINARY | {"ful", "los"}


def read_also() -> dict[str, dict[tuple[str, ...], float]]:
    """Return what else is asked for with a word, in the forms an index keeps."""
    listed = [entry.split(":") for entry in ALSO_TEXT.split()]
    told = [(asked, also, ALSO) for asked, also in listed]
    told += [(asked, *other) for asked, others in read_groups().items() for other in others]
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for asked, also, worth in told:
        form, terms = normal(asked), tuple(normal(word) for word in also.split("+"))
        if terms != (form,):
            worths = found.setdefault(form, {})
            worths[terms] = max(worth, worths.get(terms, 0.0))
    return found


ALSO_ASKED = read_also()


class Vocabulary(Protocol):
    """The words of an index."""

    def counts(self, terms: Collection[str]) -> dict[str, int]:
        """Return how many documents have each term, for those that any document has."""
        ...

    def starting(self, prefix: str, most: int) -> Sequence[str]:
        """Return longer terms that begin so, the most frequent first."""
        ...

    def ending(self, suffix: str, most: int) -> Sequence[str]:
        """Return longer terms that end so, the most frequent first."""
        ...

    def holding(self, part: str, most: int) -> Sequence[str]:
        """Return terms that have this inside, with letters before and after."""
        ...

    def near(self, term: str, slips: int) -> Sequence[tuple[str, int]]:
        """Return terms within so many slips and their distance, nearest and commonest first."""
        ...


@dataclass(frozen=True, slots=True)
class Alternative:
    """Terms that together mean what was asked for, and how much they are worth."""

    terms: tuple[str, ...]
    weight: float


@dataclass(slots=True)
class Concept:
    """One thing a query asks for: the best of the alternatives counts.

    Attributes
    ----------
    form : str
        The word in the form the index keeps.
    weight : float
        Of the concept beside the others of the query.
    """

    form: str
    weight: float = 1.0
    alternatives: dict[tuple[str, ...], float] = field(default_factory=dict)

    def add(self, terms: Iterable[str], weight: float) -> None:
        """Take an alternative in, at its highest weight."""
        key = tuple(terms)
        self.alternatives[key] = max(weight, self.alternatives.get(key, 0.0))

    def terms(self) -> set[str]:
        """Return every term of every alternative."""
        return {term for terms in self.alternatives for term in terms}


def expand(query: str, vocabulary: Vocabulary) -> list[Concept]:
    """Return what a query asks for.

    Parameters
    ----------
    query : str
        Whatever somebody typed.
    vocabulary : Vocabulary
        Of the index that is asked.

    Returns
    -------
    list of Concept
        One a word, or one a part where a compound is written that no document has. Concepts
        without alternatives ask for what is nowhere.
    """
    typed = [word for word, _, _ in words(query)][: MOST_WORDS * 2]
    asked = [word for word in typed if not is_stop(word)] or typed
    asked = list(dict.fromkeys(asked))[:MOST_WORDS]
    concepts = [concept for word in asked for concept in of_word(word, vocabulary)]
    concepts = list({concept.form: concept for concept in reversed(concepts)}.values())[::-1]
    join(concepts, vocabulary)
    share(concepts)
    return concepts


def of_word(word: str, vocabulary: Vocabulary) -> list[Concept]:
    """Return the concepts of one word: one, or its parts where nothing has it whole."""
    form = normal(word)
    concept = Concept(form)
    add_forms(concept, word, vocabulary)
    whole = bool(concept.alternatives)
    add_also(concept, vocabulary)
    add_compounds(concept, vocabulary)
    parts = parts_of(bokmal(fold(word)), form, vocabulary, whole=whole)
    if parts:
        add_swapped(concept, parts, vocabulary)
    if not whole:
        add_middles(concept, vocabulary)
        add_slips(concept, vocabulary)
        slip = max(concept.alternatives.values(), default=0.0) >= ONE_SLIP
        if parts and not slip:
            return of_parts(concept, parts, vocabulary)
        if not concept.alternatives:
            add_beginnings(concept, vocabulary)
    if parts and parts.whole:
        concept.add(parts.parts, PARTS)
    lift(concept)
    return [concept]


def parts_of(written: str, form: str, vocabulary: Vocabulary, *, whole: bool) -> Split | None:
    """Take a compound apart; a word that is there, and is no long one, needs no parts."""
    if whole and len(written) < LONG:
        return None
    parts = split(written, vocabulary.counts)
    return parts if whole or (parts and parts.whole) else attested(form, vocabulary) or parts


def attested(form: str, vocabulary: Vocabulary) -> Split | None:
    """Take a compound apart where other compounds begin and end as it does.

    Krise-kommunikasjon and beredskaps-leder tell of beredskaps-kommunikasjon.
    """
    if len(form) < SHORTEST_END * 2 or not form.isalpha():
        return None
    first = reach(form, lambda end: vocabulary.starting(form[:end], 1))
    last = len(form) - reach(form, lambda size: vocabulary.ending(form[-size:], 1))
    if not 0 < last <= first:
        return None
    return Split((form[:last].removesuffix("s"), form[last:]), whole=True)


def reach(form: str, there: Callable[[int], object]) -> int:
    """Return how many letters some word has in common with this one, or 0 for too few."""
    low, high = SHORTEST_END - 1, len(form) - SHORTEST_END
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if there(middle) else (low, middle - 1)
    return low if low >= SHORTEST_END else 0


def add_swapped(concept: Concept, parts: Split, vocabulary: Vocabulary) -> None:
    """Add compounds that have another word for one of the two parts."""
    if len(parts.parts) != 2:
        return
    first, last = parts.parts
    swapped = {f"{other}{link}{last}" for other in called(first) for link in LINKS}
    swapped |= {f"{first}{link}{other}" for other in called(last) for link in LINKS}
    for term in vocabulary.counts(swapped):
        if term != concept.form:
            concept.add((term,), SWAPPED)


def called(form: str) -> list[str]:
    """Return single words that mean the same, or nearly."""
    return [terms[0] for terms in ALSO_ASKED.get(form, ()) if len(terms) == 1][:MOST_SWAPPED]


def add_middles(concept: Concept, vocabulary: Vocabulary) -> None:
    """Add compounds of three parts or more that have the word among the inner ones."""
    if len(concept.form) >= SHORTEST_END:
        for term in vocabulary.holding(concept.form, MOST_COMPOUNDS):
            concept.add((term,), MIDDLE)


def add_forms(concept: Concept, word: str, vocabulary: Vocabulary) -> None:
    """Add the word itself, its English stem, and forms of its verb."""
    form = concept.form
    worth = {form: 1.0, english(word): ENGLISH}
    if len(form) >= 4:
        verb = {form + "t", form + "d", form[:-1] if form[-1] in "td" else form}
        worth |= {other: SAME_VERB for other in verb if other not in worth}
    known = vocabulary.counts(worth)
    for term, weight in worth.items():
        if term in known:
            concept.add((term,), weight)


def add_also(concept: Concept, vocabulary: Vocabulary) -> None:
    """Add what else it is called."""
    also = ALSO_ASKED.get(concept.form, {})
    known = vocabulary.counts({term for terms in also for term in terms}) if also else {}
    for terms, weight in also.items():
        if all(term in known for term in terms):
            concept.add(terms, weight)


def add_compounds(concept: Concept, vocabulary: Vocabulary) -> None:
    """Add compounds of which the word is the first or the last part."""
    form = concept.form
    if len(form) < 3:
        return
    heads = vocabulary.ending(form, MOST_COMPOUNDS * 2)
    firsts = vocabulary.starting(form, MOST_COMPOUNDS * 2)
    rests = {term: rest_of(term[: -len(form)], ending=True) for term in heads}
    rests |= {term: rest_of(term[len(form) :], ending=False) for term in firsts}
    known = vocabulary.counts({rest for found in rests.values() for rest in found})
    for terms, weight in ((heads, HEAD), (firsts, FIRST)):
        added = 0
        for term in terms:
            proven = any(rest in known or rest in FAMILIAR for rest in rests[term])
            if added < MOST_COMPOUNDS and (proven or plausible(form, term)):
                concept.add((term,), weight if proven else weight * GUESS)
                added += 1


def rest_of(rest: str, *, ending: bool) -> set[str]:
    """Return what the other part of a compound may be, without what joins them."""
    if ending:
        return {normal(rest), normal(rest.removesuffix("s"))} if len(rest) >= 3 else set()
    bare = {rest.removeprefix(link) for link in LINKS if rest.startswith(link)}
    return {part for part in bare if len(part) >= 3}


def plausible(form: str, term: str) -> bool:
    """Tell whether a term is worth a guess though its other part is no known word."""
    return len(form) >= 4 and len(term) - len(form) >= 3


def add_slips(concept: Concept, vocabulary: Vocabulary) -> None:
    """Add known words that the word may be a misspelling of."""
    form = concept.form
    slips = 0 if len(form) < 4 or not form.isalpha() else 1 if len(form) < 6 else 2
    found = vocabulary.near(form, slips) if slips else []
    nearest = min((away for _, away in found), default=0)
    for term, away in found[:4]:
        if away == nearest and (len(form) > 5 or term[0] == form[0]):
            likely = away == 1 or len(form) >= LONG
            concept.add((term,), ONE_SLIP if likely else TWO_SLIPS)


def add_beginnings(concept: Concept, vocabulary: Vocabulary) -> None:
    """Add words that begin so: somebody is still typing."""
    if len(concept.form) >= 4:
        for term in vocabulary.starting(concept.form, MOST_COMPOUNDS):
            concept.add((term,), BEGINNING)


def of_parts(concept: Concept, parts: Split, vocabulary: Vocabulary) -> list[Concept]:
    """Return a concept a part, for a compound that no document has."""
    concepts = []
    for at, part in enumerate(dict.fromkeys(parts.parts)):
        of_part = Concept(part, weight=OTHER_PART if at else FIRST_PART)
        if vocabulary.counts({part}):
            of_part.add((part,), 1.0)
        add_also(of_part, vocabulary)
        add_compounds(of_part, vocabulary)
        if not of_part.alternatives:
            add_middles(of_part, vocabulary)
        inner = split(part, vocabulary.counts) if len(part) >= LONG else None
        if inner and inner.whole:
            of_part.add(inner.parts, PARTS)
        for terms, weight in concept.alternatives.items():
            of_part.add(terms, weight)
        lift(of_part)
        concepts.append(of_part)
    return concepts


def lift(concept: Concept) -> None:
    """Let the best alternative count nearly as the word itself, where the word is nowhere."""
    best = max(concept.alternatives.values(), default=LIFTED)
    if best < LIFTED:
        for terms in concept.alternatives:
            concept.alternatives[terms] *= LIFTED / best


def join(concepts: list[Concept], vocabulary: Vocabulary) -> None:
    """Add compounds that the query writes as words apart: sosiale medier strategi."""
    for one, other in pairwise(concepts):
        for first, last in ((one, other), (other, one)):
            joined = {f"{first.form}{link}{last.form}" for link in LINKS}
            for term in vocabulary.counts(joined):
                one.add((term,), JOINED)
                other.add((term,), JOINED)


def share(concepts: list[Concept]) -> None:
    """Let a compound that holds two of the words asked for count for both."""
    for concept in concepts:
        if len(concept.form) < 4:
            continue
        for other in concepts:
            for terms, weight in list(other.alternatives.items()) if other is not concept else ():
                if len(terms) == 1 and concept.form in terms[0] and terms[0] != other.form:
                    concept.add(terms, max(weight, FIRST))
