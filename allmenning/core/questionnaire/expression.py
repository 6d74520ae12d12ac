"""Conditions as XLSForm writes them: the common forms of `relevant`, out and in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from allmenning.core.questionnaire.condition import (
    EVERYBODY,
    Answer,
    Condition,
    Either,
    Every,
    Everybody,
    Not,
)
from allmenning.core.questionnaire.item import DONT_KNOW, Kind

PART = "__"
"""Between the code of a question and its row, or `DONT_KNOW`, in names of an XLSForm."""

_TOKEN = re.compile(
    r"\s*(?:(?P<name>\$\{\s*[\w.-]+\s*\})|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d{1,15}(?:\.\d{1,15})?(?![\d.]))"
    r"|(?P<word>[a-z][a-z-]*|!=|>=|<=|[=<>(),]))",
    re.ASCII,
)
LONGEST = 2000
DEEPEST = 10


class ExpressionError(ValueError):
    """An expression that is not of the common forms; the sentence names the part."""


def written_expression(condition: Condition, kinds: Mapping[str, Kind]) -> str:
    """Write a condition as `relevant`.

    Parameters
    ----------
    condition : Condition
        As read.
    kinds : mapping
        Kind of every question, by code.
    """
    match condition:
        case Everybody():
            return ""
        case Every(parts):
            return _joined(" and ", parts, kinds) or "true()"
        case Either(parts):
            return _joined(" or ", parts, kinds) or "false()"
        case Not(part):
            return f"not({written_expression(part, kinds) or 'true()'})"
        case Answer():
            return _written_answer(condition, kinds)


def _joined(word: str, parts: tuple[Condition, ...], kinds: Mapping[str, Kind]) -> str:
    written = [written_expression(part, kinds) or "true()" for part in parts]
    return word.join(f"({one})" for one in written)


def _written_answer(answer: Answer, kinds: Mapping[str, Kind]) -> str:
    kind = kinds.get(answer.question)
    name = f"${{{answer.question}{PART + answer.row if answer.row else ''}}}"
    beside = kind in {Kind.NUMBER, Kind.DATE, Kind.RANK}
    if answer.value == DONT_KNOW and beside and answer.test in {"is", "has"}:
        return f"${{{answer.question}{PART}{DONT_KNOW}}} = '1'"
    if answer.test == "answered":
        return f"{name} {'!=' if answer.value else '='} ''"
    if answer.test == "has":
        return f"selected({name}, '{answer.value}')"
    sign = {"is": "=", "above": ">", "below": "<"}[answer.test]
    value = f"'{answer.value}'" if isinstance(answer.value, str) else f"{answer.value:g}"
    return f"{name} {sign} {value}"


@dataclass(slots=True)
class _Reader:
    """Tokens and where one is among them."""

    tokens: list[tuple[str, str]]
    rows: Mapping[str, tuple[str, str]]
    place: int = 0

    @property
    def word(self) -> str:
        return self.tokens[self.place][1] if self.place < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        found = self.word
        if wanted and found not in wanted:
            expected = " or ".join(wanted)
            raise ExpressionError(f"{expected} was expected, and {found or 'the end'} came")
        self.place += 1
        return found

    def kind(self) -> str:
        return self.tokens[self.place][0] if self.place < len(self.tokens) else ""


def read_expression(written: str, rows: Mapping[str, tuple[str, str]]) -> Condition:
    """Read `relevant`.

    Parameters
    ----------
    written : str
        Comparisons of ${name} with text and numbers, selected(), not(), and, or, parentheses.
    rows : mapping
        Names that are rows of a matrix, or boxes for "don't know", each with its question and row.

    Raises
    ------
    ExpressionError
        When it is not of these forms, longer than 2,000 letters or more than 10 deep.
    """
    if len(written) > LONGEST:
        raise ExpressionError(f"expressions of at most {LONGEST} letters are read")
    if not written.strip():
        return EVERYBODY
    reader = _Reader(_tokens(written), rows)
    found = _either(reader, 0)
    if reader.word:
        raise ExpressionError(f"{reader.word} was not expected")
    return found


def _tokens(written: str) -> list[tuple[str, str]]:
    found, place = [], 0
    written = written.rstrip()
    while place < len(written):
        match = _TOKEN.match(written, place)
        if match is None:
            raise ExpressionError(f"{written[place : place + 20].strip()} is not understood")
        found.append((str(match.lastgroup), match.group(str(match.lastgroup))))
        place = match.end()
    return found


def _either(reader: _Reader, depth: int) -> Condition:
    if depth > DEEPEST:
        raise ExpressionError(f"parentheses stand at most {DEEPEST} deep inside each other")
    parts = [_every(reader, depth)]
    while reader.word == "or":
        reader.take()
        parts.append(_every(reader, depth))
    return parts[0] if len(parts) == 1 else Either(tuple(parts))


def _every(reader: _Reader, depth: int) -> Condition:
    parts = [_one(reader, depth)]
    while reader.word == "and":
        reader.take()
        parts.append(_one(reader, depth))
    return parts[0] if len(parts) == 1 else Every(tuple(parts))


def _one(reader: _Reader, depth: int) -> Condition:
    match reader.word:
        case "(":
            return _inside(reader, depth)
        case "not":
            reader.take()
            return Not(_inside(reader, depth))
        case "selected":
            return _selected(reader)
        case "true" | "false" as constant:
            reader.take()
            reader.take("(")
            reader.take(")")
            return EVERYBODY if constant == "true" else Either(())
    return _comparison(reader)


def _inside(reader: _Reader, depth: int) -> Condition:
    reader.take("(")
    found = _either(reader, depth + 1)
    reader.take(")")
    return found


def _selected(reader: _Reader) -> Condition:
    reader.take("selected")
    reader.take("(")
    question, row = _name(reader)
    reader.take(",")
    value = _value(reader)
    reader.take(")")
    return Answer(question, "is" if row else "has", str(value), row)


def _name(reader: _Reader) -> tuple[str, str]:
    if reader.kind() != "name":
        raise ExpressionError(f"a name such as ${{code}} was expected, and {reader.word} came")
    name = reader.take()[2:-1].strip()
    return reader.rows.get(name, (name, ""))


def _value(reader: _Reader) -> str | float:
    kind, word = reader.kind(), reader.take()
    if kind == "text":
        return word[1:-1]
    if kind == "number":
        number = float(word)
        return int(number) if number.is_integer() else number
    raise ExpressionError(f"a text or a number was expected, and {word or 'the end'} came")


def _comparison(reader: _Reader) -> Condition:
    question, row = _name(reader)
    sign = reader.take("=", "!=", ">", "<", ">=", "<=")
    value = _value(reader)
    if row == DONT_KNOW:
        found: Condition = Answer(question, "is", DONT_KNOW)
        return found if sign == "=" else Not(found)
    if value == "":
        return Answer(question, "answered", sign != "=", row)
    same = Answer(question, "is", value, row)
    match sign:
        case "=":
            return same
        case "!=":
            return Not(same)
        case ">" | ">=":
            beyond = Answer(question, "above", value, row)
        case _:
            beyond = Answer(question, "below", value, row)
    return beyond if sign in {">", "<"} else Either((beyond, same))
