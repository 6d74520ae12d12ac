"""What members write, in Markdown, made into HTML that can do no harm."""

import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from functools import cache
from html import escape
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

LONGEST = 20_000
"""Characters of one text; what is longer is a document, and belongs in an attachment."""
FIRST_LEVEL = 4
"""A page has one h1, its sections have h2, and each post is under one."""
TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "span"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "td": {"align"}, "th": {"align"}}
CLASSES = {"span": {"mention"}}
SCHEMES = {"http", "https", "mailto"}
REL = "nofollow ugc noopener"
# Marks that turn the direction of what follows, also of what stands after the text.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
BARE_ADDRESS = re.compile(r"https?://[^\s<>\"]{3,1000}")
AFTER_AN_ADDRESS = ".,;:!?)]}'*_~"
# @lom, @[Vestre Toten], @[Kari Nordmann]; never the middle of an e-mail address.
MENTION = re.compile(r"(?<![\w.@/-])@(?:\[([^\[\]@\n]{2,100})\]|([^\W_][\w-]{1,79}))")
Names = Mapping[str, str]


def render(
    text: str, *, first_level: int = FIRST_LEVEL, mentions: Names | None = None
) -> SafeString:
    """Return the text as HTML; headings begin at `first_level`, whatever the writer chose.

    `mentions` has who was found by what stands after the @ (casefolded), with the name to show;
    others stay as they were written.
    """
    told = TURNING.sub("", text).replace("\0", "")[:LONGEST]
    environment = {"first_level": first_level, "mentions": mentions or {}}
    dirty = _parser().render(told, environment)
    return mark_safe(_clean(dirty))  # noqa: S308 -- what nh3 let through, and nothing after it


def mentioned_names(text: str) -> list[str]:
    """List what stands after each @, casefolded, once, outside code."""
    found: dict[str, None] = {}
    for token in _parser().parse(TURNING.sub("", text)[:LONGEST], {"first_level": FIRST_LEVEL}):
        for child in token.children or ():
            if child.type == "mention":
                found[str(child.meta["name"]).casefold()] = None
    return list(found)


def _clean(dirty: str) -> str:
    return nh3.clean(
        dirty,
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes=SCHEMES,
        link_rel=REL,
    )


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20})
    parser.enable(["table", "strikethrough"])
    parser.core.ruler.push("own_inline", _own_inline)
    parser.core.ruler.push("headings", _shift_headings)
    parser.add_render_rule("image", _image)
    parser.add_render_rule("mention", _mention)
    return parser


def _shift_headings(state: StateCore) -> None:
    """Close the gaps between levels, so that no reader of headings misses one."""
    headings = [token for token in state.tokens if token.type.startswith("heading_")]
    first = int(state.env.get("first_level", FIRST_LEVEL))
    ranks = {tag: rank for rank, tag in enumerate(sorted({token.tag for token in headings}))}
    for token in headings:
        token.tag = f"h{min(6, first + ranks[token.tag])}"


def _own_inline(state: StateCore) -> None:
    """Make links of bare addresses and marks of mentions, but not inside links or code."""
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = _with_links_and_mentions(block.children)


def _with_links_and_mentions(tokens: Sequence[Token]) -> list[Token]:
    made: list[Token] = []
    inside_link = 0
    for token in tokens:
        inside_link += token.nesting if token.type in {"link_open", "link_close"} else 0
        if token.type == "text" and not inside_link:
            made += _split(token.content, BARE_ADDRESS, _linked)
        else:
            made.append(token)
    return made


def _split(
    text: str, pattern: re.Pattern[str], make: Callable[[re.Match[str]], tuple[list[Token], str]]
) -> list[Token]:
    """Cut the text at what the pattern finds; what is between may hold mentions."""
    made: list[Token] = []
    done = 0
    for found in pattern.finditer(text):
        made += _mentions_in(text[done : found.start()])
        tokens, rest = make(found)
        made += tokens
        done = found.end() - len(rest)
    return made + _mentions_in(text[done:])


def _linked(found: re.Match[str]) -> tuple[list[Token], str]:
    address = found.group().rstrip(AFTER_AN_ADDRESS)
    if found.group()[len(address) :].startswith(")") and address.count("(") > address.count(")"):
        address += ")"
    opening = Token("link_open", "a", 1, attrs={"href": address})
    tokens = [opening, _text(address), Token("link_close", "a", -1)]
    return tokens, found.group()[len(address) :]


def _mentions_in(text: str) -> list[Token]:
    made: list[Token] = []
    done = 0
    for found in MENTION.finditer(text):
        made.append(_text(text[done : found.start()]))
        name = found.group(1) or found.group(2)
        made.append(Token("mention", "", 0, content=found.group(), meta={"name": name.strip()}))
        done = found.end()
    rest = _text(text[done:])
    return [token for token in (*made, rest) if token.content or token.type != "text"]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _mention(
    _renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: Any,
    environment: MutableMapping[str, Any],
) -> str:
    token = tokens[index]
    names: Names = environment.get("mentions") or {}
    shown = names.get(str(token.meta["name"]).casefold())
    if shown is None:
        return escape(token.content)
    return f'<span class="mention">@{escape(shown)}</span>'


def _image(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: Any,
    environment: MutableMapping[str, Any],
) -> str:
    """Link an image instead of showing it: it would tell another site who reads (and of alt)."""
    token = tokens[index]
    address = str(token.attrGet("src") or "")
    words = renderer.renderInlineAsText(token.children, options, environment) or address
    return f'<a href="{escape(address)}">{escape(words)}</a>'
