"""Who is asked: conditions on earlier answers, as JSON and as an expression of three values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from allmenning.core.questionnaire.value import Value

Test = Literal["is", "has", "above", "below", "answered"]
TESTS: tuple[Test, ...] = ("is", "has", "above", "below", "answered")
DEEPEST = 12


class ConditionError(ValueError):
    """A condition that cannot be read; the sentence says what would be right."""


@dataclass(frozen=True, slots=True)
class Everybody:
    """No condition."""


@dataclass(frozen=True, slots=True)
class Every:
    """Every part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One part holds at least."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an earlier question was answered.

    Attributes
    ----------
    question : str
        Its code.
    test : str
        "is" compares one choice, number or text; "has" looks among several choices; "above" and
        "below" compare numbers and days, the limit itself left out; "answered" asks whether
        anything was answered, "don't know" included.
    value : str, float or bool
        What it is compared with.
    row : str
        Row of a matrix, else empty.
    """

    question: str
    test: Test
    value: str | float | bool
    row: str = ""


Condition = Everybody | Every | Either | Not | Answer
EVERYBODY = Everybody()


def read_condition(told: Mapping[str, Any], *, depth: int = 0) -> Condition:
    """Read a condition as it is stored.

    Parameters
    ----------
    told : mapping
        {} is everybody; {"all": [...]}, {"any": [...]}, {"not": ...}, or
        {"question": code, "is" | "has" | "above" | "below" | "answered": value}, where a matrix
        also takes "row".
    depth : int
        How deep inside others it stands.

    Raises
    ------
    ConditionError
        When it is none of these, or more than 12 deep.
    """
    if not isinstance(told, Mapping):
        raise ConditionError(f"a condition is an object, and {told!r} is none")
    if depth > DEEPEST:
        raise ConditionError(f"conditions stand at most {DEEPEST} deep inside each other")
    if not told:
        return EVERYBODY
    if "question" in told:
        return _read_answer(told)
    if len(told) != 1:
        raise ConditionError(f"one of all, any, not and question, and not {sorted(told)}")
    ((word, inside),) = told.items()
    if word == "not":
        return Not(read_condition(inside, depth=depth + 1))
    if word not in {"all", "any"} or not isinstance(inside, Sequence) or isinstance(inside, str):
        raise ConditionError(f"{word} is not understood; write all, any, not or question")
    parts = tuple(read_condition(part, depth=depth + 1) for part in inside)
    return Every(parts) if word == "all" else Either(parts)


def _read_answer(told: Mapping[str, Any]) -> Answer:
    tests = [test for test in TESTS if test in told]
    odd = set(told) - {"question", "row", *TESTS}
    if len(tests) != 1 or odd:
        raise ConditionError(f"one of {', '.join(TESTS)} belongs to a question: {dict(told)!r}")
    value = told[tests[0]]
    if tests[0] == "answered" and not isinstance(value, bool):
        raise ConditionError("answered is true or false")
    if not isinstance(value, str | int | float):
        raise ConditionError(f"{value!r} cannot be compared with an answer")
    return Answer(str(told["question"]), tests[0], value, str(told.get("row", "")))


def write_condition(condition: Condition) -> dict[str, Any]:
    """Write a condition as it is stored; the other way of `read_condition`."""
    match condition:
        case Everybody():
            return {}
        case Every(parts):
            return {"all": [write_condition(part) for part in parts]}
        case Either(parts):
            return {"any": [write_condition(part) for part in parts]}
        case Not(part):
            return {"not": write_condition(part)}
        case Answer(question, test, value, row):
            return {"question": question} | ({"row": row} if row else {}) | {test: value}


def answers_in(condition: Condition) -> Iterator[Answer]:
    """Every answer that the condition looks at, in order."""
    match condition:
        case Every(parts) | Either(parts):
            for part in parts:
                yield from answers_in(part)
        case Not(part):
            yield from answers_in(part)
        case Answer():
            yield condition
        case Everybody():
            return


class Unsettled:
    """Not settled yet; only the routing check has such values."""


UNSETTLED = Unsettled()


def holds(condition: Condition, values: Mapping[str, Value]) -> bool:
    """Tell whether those with these answers are asked.

    Parameters
    ----------
    condition : Condition
        As read.
    values : mapping
        Answers of questions that were asked; one that was not asked is left out, and then no
        comparison with it holds.
    """
    return bool(settled(condition, values))


def settled(condition: Condition, values: Mapping[str, Value | Unsettled]) -> bool | None:
    """Tell whether the condition holds, or None where that hangs on what is open (Kleene)."""
    match condition:
        case Everybody():
            return True
        case Every(parts):
            found = [settled(part, values) for part in parts]
            return False if False in found else None if None in found else True
        case Either(parts):
            found = [settled(part, values) for part in parts]
            return True if True in found else None if None in found else False
        case Not(part):
            inside = settled(part, values)
            return None if inside is None else not inside
        case Answer():
            return _compared(condition, values)


def _compared(answer: Answer, values: Mapping[str, Value | Unsettled]) -> bool | None:
    given = values.get(answer.question)
    if isinstance(given, Unsettled):
        return None
    if answer.row:
        given = given.get(answer.row) if isinstance(given, Mapping) else None
    if answer.test == "answered":
        return (given is not None) is bool(answer.value)
    if given is None:
        return False
    if answer.test == "has":
        return answer.value in given if isinstance(given, list | tuple) else given == answer.value
    if answer.test == "is":
        return _is(given, answer.value)
    return _beyond(given, answer)


def _is(given: Value, wanted: str | float) -> bool:
    if isinstance(given, list | tuple):
        return list(given) == [wanted]
    return given == wanted


def _beyond(given: Value, answer: Answer) -> bool:
    """Compare numbers with numbers and days with days; "don't know" is neither above nor below."""
    limit = answer.value
    if isinstance(given, int | float) and isinstance(limit, int | float):
        return given > limit if answer.test == "above" else given < limit
    if isinstance(given, str) and isinstance(limit, str) and given[:1].isdigit():
        return given > limit if answer.test == "above" else given < limit
    return False
