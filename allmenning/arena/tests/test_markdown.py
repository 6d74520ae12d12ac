"""What members write becomes HTML that can do no harm, in time, whatever they write."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmenning.arena.markdown import LONGEST, TAGS, mentioned_names, render

SECONDS = 2.0


class Reader(HTMLParser):
    """Notes every element with its attributes, as a browser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def is_harmless(html: str) -> bool:
    for tag, attributes in Reader(html).found:
        if tag not in TAGS or set(attributes) - {"href", "title", "rel", "class", "align", "start"}:
            return False
        address = attributes.get("href") or ""
        has_scheme = re.match(r"[^/?#]*:", re.sub(r"[\s\x00-\x20]", "", address))
        if has_scheme and not address.startswith(("http://", "https://", "mailto:")):
            return False
        if tag == "a" and attributes.get("rel") != "nofollow ugc noopener":
            return False
    return True


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Hei\nder", "<p>Hei\nder</p>\n"),
        ("**Fett** og *lett* og ~~borte~~", "<strong>Fett</strong> og <em>lett</em> og <s>borte"),
        ("- ein\n- to", "<ul>\n<li>ein</li>\n<li>to</li>\n</ul>"),
        ("3. tre", '<ol start="3">'),
        ("|a|b|\n|-|-|\n|1|2|", "<th>a</th>"),
        ("> sagt før", "<blockquote>"),
        ("`kode`", "<code>kode</code>"),
    ],
)
def test_plain_markdown_works(text: str, html: str) -> None:
    assert html in render(text)


def test_headings_come_under_those_of_the_page_without_gaps() -> None:
    assert render("# Ein\n#### To\n# Tre") == "<h4>Ein</h4>\n<h5>To</h5>\n<h4>Tre</h4>\n"
    assert render("## Ein\n### To", first_level=3) == "<h3>Ein</h3>\n<h4>To</h4>\n"
    six = "\n".join(f"{'#' * level} x" for level in range(1, 7))
    assert render(six).count("<h6>") == 4


def test_a_bare_address_is_a_link_without_the_mark_after_it() -> None:
    html = render("Sjå https://lom.kommune.no/vakt_(helg)/, og (https://vaga.kommune.no).")
    assert '<a href="https://lom.kommune.no/vakt_(helg)/" ' in html
    assert '<a href="https://vaga.kommune.no" ' in html
    assert html.endswith("</a>).</p>\n")


def test_an_address_in_code_or_in_a_link_is_left_alone() -> None:
    assert "<a" not in render("`https://lom.kommune.no`")
    assert render("[https://a.no](https://b.no)").count("<a ") == 1


def test_an_image_becomes_a_link_with_its_words() -> None:
    html = render("![Plakat ved vegen](https://annan.example/bilete.png)")
    assert "<img" not in html
    assert ">Plakat ved vegen</a>" in html


def test_a_name_is_marked_only_when_somebody_was_found() -> None:
    html = render("@lom, @[Kari Nordmann], @ukjend", mentions={"lom": "Lom"})
    assert '<span class="mention">@Lom</span>' in html
    assert "@[Kari Nordmann], @ukjend" in html


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Lom og @[Vestre Toten]", ["lom", "vestre toten"]),
        ("@lom @LOM", ["lom"]),
        ("kari@lom.kommune.no", []),
        ("`@lom`", []),
        ("[@lom](https://lom.no)", []),
        ("https://m.example/@lom", []),
        ("(@Ås)", ["ås"]),
        ("@", []),
    ],
)
def test_names_are_found_where_somebody_is_meant(text: str, names: list[str]) -> None:
    assert mentioned_names(text) == names


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](//evil.example)",
    "<javascript:alert(1)>",
    "[x](https://a.example 'x\" onmouseover=\"alert(1)')",
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](https://a.example/b.png)',
    "[![x](javascript:alert(1))](javascript:alert(2))",
    'https://a.example/"onmouseover="alert(1)',
    "https://a.example/<script>alert(1)</script>",
    "@[<script>alert(1)</script>]",
    "```\n</code></pre><script>alert(1)</script>\n```",
    '~~~html"onload="alert(1)\n<b>\n~~~',
    "<math><mtext></p><style><img src onerror=alert(1)>",
    "<form><button formaction=javascript:alert(1)>X",
    "<style>*{display:none}</style>",
    "<base href=https://evil.example>",
    "<meta http-equiv=refresh content=0>",
    "[a]: javascript:alert(1)\n\n[a]",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "|<script>|\n|-|\n|<img onerror=x>|",
    "# <script>alert(1)</script>",
    "<div id=content class=notice style=position:fixed>x</div>",
    "\0<script\0>alert(1)</script>",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_no_attack_comes_through(text: str) -> None:
    html = render(text, mentions={"<script>alert(1)</script>": "<script>alert(1)</script>"})
    assert is_harmless(html)
    assert "\0" not in html


@settings(max_examples=100)
@given(st.text(alphabet="<>[]()!\"'`*_~#|-:\\/&;=@ \n\taJ.0", max_size=60))
def test_nothing_that_is_written_does_harm(text: str) -> None:
    assert is_harmless(render(text, mentions={"a": '"><script>'}))


LONG = {
    "brackets": "[" * 10_000,
    "nested": "[" * 5_000 + "]" * 5_000,
    "images": "![" * 9_000,
    "links": "[a](" * 4_500,
    "quotes": ">" * 19_000,
    "stars": "*a " * 6_000,
    "dashes": "_a" * 9_000,
    "ticks": "".join("`" * size + "a" for size in range(190)),
    "tags": "<a" * 9_000,
    "entities": "&" * 19_000,
    "names": "@[" * 9_000,
    "addresses": "https://" * 2_400,
    "rows": "a\n" * 9_000,
    "cells": "|a" * 3_000 + "\n" + "|-" * 3_000 + "\n" + "|b" * 3_000,
    "too long": "a" * 1_000_000,
    "stacked marks": "a" + "\u0301" * 19_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", LONG)
def test_nothing_takes_long(kind: str) -> None:
    begun = time.process_time()
    html = render(LONG[kind])
    assert time.process_time() - begun < SECONDS
    assert is_harmless(html)
    assert len(html) < 10 * LONGEST


def test_what_turns_the_direction_of_writing_goes_and_the_letters_stay() -> None:
    assert render("\u202efdp.exe\u202c \u2066x\u2069 سلام") == "<p>fdp.exe x سلام</p>\n"


def test_a_null_character_is_gone() -> None:
    assert render("a\0b") == "<p>ab</p>\n"
