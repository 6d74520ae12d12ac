"""Expressions and formulas as R writes them, read into a tree and written back."""

import re
from dataclasses import dataclass

from allmenning.core.recipe.table import RecipeError, number_label


@dataclass(frozen=True)
class Number:
    """A number."""

    value: float


@dataclass(frozen=True)
class Text:
    """A text in quotes."""

    value: str


@dataclass(frozen=True)
class Name:
    """A variable, or TRUE, FALSE, NA and the like."""

    name: str


@dataclass(frozen=True)
class Call:
    """A function or an operator with its arguments; named arguments stand in `options`."""

    function: str
    arguments: tuple["Node", ...]
    options: tuple[tuple[str, "Node"], ...] = ()


Node = Number | Text | Name | Call

TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?L?)
    |(?P<name>(?:[^\W\d]|\.(?!\d))[\w.]*|`[^`]+`)
    |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<sign>%[^%\s]*%|<=|>=|==|!=|&&|\|\||[-+*/^:<>!&|~(),=])
    )""",
    re.VERBOSE,
)

BINDING = {
    "~": 1,
    "||": 2,
    "|": 2,
    "&&": 3,
    "&": 3,
    "==": 5,
    "!=": 5,
    "<": 5,
    ">": 5,
    "<=": 5,
    ">=": 5,
    "+": 6,
    "-": 6,
    "*": 7,
    "/": 7,
    ":": 9,
    "^": 11,
}
"""How strongly operators bind (R Language Definition, section 10.4.2)."""
SPECIAL, PREFIX = 8, {"~": 1, "!": 4, "-": 10, "+": 10}


def parse(source: str) -> Node:
    """Read an expression or a formula.

    Raises
    ------
    RecipeError
        What stands where is not understood.
    """
    reader = _Reader(source)
    node = reader.expression(0)
    if reader.sign is not None or reader.kind != "end":
        raise reader.fault()
    return node


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.place = 0
        self.kind = ""
        self.token = ""
        self.advance()

    @property
    def sign(self) -> str | None:
        return self.token if self.kind == "sign" else None

    def fault(self) -> RecipeError:
        found = repr(self.token) if self.token else "the end"
        return RecipeError(f"The expression {self.source!r} is not understood at {found}.")

    def advance(self) -> None:
        if not self.source[self.place :].strip():
            self.kind, self.token = "end", ""
            return
        match = TOKEN.match(self.source, self.place)
        if match is None:
            self.token = self.source[self.place :].strip()[0]
            raise self.fault()
        self.place = match.end()
        self.kind = match.lastgroup or ""
        self.token = match.group(self.kind)

    def expect(self, sign: str) -> None:
        if self.sign != sign:
            raise self.fault()
        self.advance()

    def expression(self, least: int) -> Node:
        left = self.prefixed()
        while (sign := self.sign) is not None:
            strength = SPECIAL if sign.startswith("%") else BINDING.get(sign, 0)
            if not strength or strength < least:
                break
            self.advance()
            right = self.expression(strength if sign == "^" else strength + 1)
            left = Call(sign, (left, right))
        return left

    def prefixed(self) -> Node:
        sign = self.sign
        if sign in PREFIX:
            self.advance()
            return Call(str(sign), (self.expression(PREFIX[str(sign)]),))
        return self.atom()

    def atom(self) -> Node:
        kind, read = self.kind, self.token
        if kind == "end":
            raise self.fault()
        self.advance()
        if kind == "number":
            return Number(float(read.removesuffix("L")))
        if kind == "text":
            return Text(re.sub(r"\\(.)", r"\1", read[1:-1]))
        if kind == "name":
            name = read.strip("`")
            return self.call(name) if self.sign == "(" else Name(name)
        if read == "(":
            inner = self.expression(0)
            self.expect(")")
            return Call("(", (inner,))
        self.token = read
        raise self.fault()

    def call(self, function: str) -> Node:
        self.expect("(")
        arguments: list[Node] = []
        options: list[tuple[str, Node]] = []
        while self.sign != ")":
            argument = self.expression(0)
            if self.sign == "=" and isinstance(argument, Name):
                self.advance()
                options.append((argument.name, self.expression(0)))
            else:
                arguments.append(argument)
            if self.sign != ")":
                self.expect(",")
        self.advance()
        return Call(function, tuple(arguments), tuple(options))


def mentioned(node: Node) -> frozenset[str]:
    """Return the names in a tree."""
    match node:
        case Name(name):
            return frozenset({name})
        case Call(_, arguments, options):
            parts = [*arguments, *(value for _, value in options)]
            return frozenset().union(*map(mentioned, parts))
    return frozenset()


def written(node: Node) -> str:
    """Write a tree as R does, which is what R calls its terms."""
    match node:
        case Number(value):
            return number_label(value)
        case Text(value):
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case Name(name):
            return name
    return _written_call(node)


def _written_call(call: Call) -> str:
    parts = [written(argument) for argument in call.arguments]
    sign = call.function
    if sign == "(":
        return f"({parts[0]})"
    if len(parts) == 1 and sign in PREFIX:
        return sign + parts[0]
    if len(parts) == 2 and (sign in BINDING or sign.startswith("%")):
        return f"{sign}".join(parts) if sign in {"^", ":", "/"} else f" {sign} ".join(parts)
    named = [f"{name} = {written(value)}" for name, value in call.options]
    return f"{sign}({', '.join([*parts, *named])})"
