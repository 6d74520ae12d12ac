"""The catalogues are complete, and the tool that keeps them notices what is wrong."""

from pathlib import Path

import pytest

from tools import messages

CATALOGUE = (
    messages.HEADER + '\nmsgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
)


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    made = tmp_path / "allmenning" / "hall"
    (made / "templates").mkdir(parents=True)
    (made / "__init__.py").touch()
    return made


def translate(room: Path, language: str, entries: str) -> None:
    path = messages.catalogue_path(room, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(CATALOGUE + entries, encoding="utf-8")


def test_every_string_of_the_house_has_its_bokmaal_and_its_nynorsk() -> None:
    assert [problem for room in messages.rooms([]) for problem in messages.problems_of(room)] == []


def test_the_catalogues_of_the_house_are_up_to_date() -> None:
    for room in messages.rooms([]):
        found = list(messages.strings_of(room))
        for language in messages.LANGUAGES if found else ():
            path = messages.catalogue_path(room, language)
            fresh = messages.merged(messages.read(path, language), found, language)
            assert path.read_bytes() == messages.written(fresh), path


def test_a_string_without_nynorsk_is_named_with_file_and_line(room: Path) -> None:
    (room / "views.py").write_text('\n\ntitle = _("Themes")\n')
    translate(room, "nb", 'msgid "Themes"\nmsgstr "Temaer"\n')
    assert list(messages.problems_of(room)) == [
        "allmenning/hall/views.py:3: nn: not translated: 'Themes'"
    ]


def test_a_fuzzy_translation_is_refused(room: Path) -> None:
    (room / "views.py").write_text('title = _("Themes")\n')
    translate(room, "nb", '#, fuzzy\nmsgid "Themes"\nmsgstr "Temaer"\n')
    translate(room, "nn", 'msgid "Themes"\nmsgstr "Tema"\n')
    assert list(messages.problems_of(room)) == ["allmenning/hall/views.py:1: nb: fuzzy: 'Themes'"]


def test_a_translation_with_another_placeholder_is_refused(room: Path) -> None:
    (room / "views.py").write_text('title = _("%(n)s themes")\n')
    translate(room, "nb", 'msgid "%(n)s themes"\nmsgstr "%(antall)s temaer"\n')
    translate(room, "nn", 'msgid "%(n)s themes"\nmsgstr "%(n)s tema"\n')
    assert list(messages.problems_of(room)) == [
        "allmenning/hall/views.py:1: nb: other placeholders than the source: '%(n)s themes'"
    ]


def test_the_singular_may_leave_out_the_count(room: Path) -> None:
    (room / "views.py").write_text('title = ngettext("one theme", "%(n)s themes", n)\n')
    plural = 'msgid "one theme"\nmsgid_plural "%(n)s themes"\n'
    translate(room, "nb", plural + 'msgstr[0] "ett tema"\nmsgstr[1] "%(n)s temaer"\n')
    translate(room, "nn", plural + 'msgstr[0] "eitt tema"\nmsgstr[1] "%(n)s tema"\n')
    assert list(messages.problems_of(room)) == []


def test_strings_of_templates_are_found_though_they_stand_indented(room: Path) -> None:
    (room / "templates" / "hall.html").write_text(
        '<p>it\'s text\n      {% translate "Themes" %}\n'
        "  {% blocktranslate trimmed %}\n    {{ n }} of them\n  {% endblocktranslate %}</p>"
    )
    found = [(one.line, one.identity) for one in messages.strings_of(room)]
    assert found == [(2, "Themes"), (3, "%(n)s of them")]


def test_updating_twice_changes_nothing_and_keeps_what_is_translated(room: Path) -> None:
    (room / "views.py").write_text('title = _("Themes")\nname = pgettext("post", "Answer")\n')
    messages.update([])
    path = messages.catalogue_path(room, "nb")
    path.write_text(path.read_text().replace('"Themes"\nmsgstr ""', '"Themes"\nmsgstr "Temaer"'))
    once = path.read_bytes()
    messages.update([])
    assert path.read_bytes() == once
    assert 'msgstr "Temaer"' in once.decode()
    assert 'msgctxt "post"' in once.decode()


def test_what_is_not_translated_is_left_out_when_compiled(room: Path) -> None:
    (room / "views.py").write_text('title = _("Themes")\nother = ngettext("a", "b", 2)\n')
    messages.update([])
    catalogue = messages.read(messages.catalogue_path(room, "en"), "en")
    assert b"Themes" not in messages.compiled(catalogue)
