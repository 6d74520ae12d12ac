import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from allmenning.ui import figures
from allmenning.ui.forms import errors, field
from allmenning.ui.paging import page_of, steps


class Study(forms.Form):
    name = forms.CharField(label="Navn", help_text="Tittelen")
    kind = forms.ChoiceField(label="Slag", choices=[("a", "A")], widget=forms.RadioSelect)
    note = forms.CharField(label="Merknad", required=False)


def figure(**changes: object) -> figures.Figure:
    given: dict[str, object] = {
        "value": "62 %",
        "claim": "har en plan",
        "base": None,
        "n": None,
        "method": None,
        "unit": None,
        "population": None,
        "period": None,
        "read": None,
    }
    return figures.Figure(**(given | changes))  # type: ignore[arg-type]


def rendered(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_a_figure_cannot_be_made_without_saying_what_it_rests_on() -> None:
    with pytest.raises(TypeError, match="base"):
        figures.Figure(value="62 %", claim="har en plan")  # type: ignore[call-arg]


def test_what_nobody_knows_about_a_figure_is_written_as_unknown() -> None:
    with translation.override("nb"):
        shown = figures.render(figure())
    assert shown.count('class="unknown"') == 7
    assert "grunnlaget er ukjent" in shown
    assert "n er ukjent" in shown


def test_a_figure_shows_its_base_and_its_answers() -> None:
    with translation.override("nb"):
        shown = figures.render(figure(n=1312, base="kommuner med plan"))
    assert "<dt>Grunnlag</dt><dd>kommuner med plan</dd>" in shown
    assert "n = 1\N{NO-BREAK SPACE}312" in shown


def test_what_a_figure_says_is_escaped() -> None:
    assert "<script>" not in figures.render(figure(claim="<script>", source="<script>"))


def test_an_error_is_tied_to_its_field() -> None:
    shown = field(Study({"name": ""})["name"])
    assert 'aria-describedby="id_name-hint id_name-error"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'id="id_name-error"' in shown
    assert '<label class="ds-label" for="id_name">Navn</label>' in shown


def test_the_summary_links_to_each_field_in_error() -> None:
    form = Study({"name": "", "kind": "b"})
    assert [error.anchor for error in errors(form)] == ["id_name", "id_kind"]
    shown = rendered("{% form_errors form %}", form=form)
    assert '<a href="#id_name">Navn: ' in shown
    assert 'tabindex="-1" autofocus id="form-errors"' in shown
    assert 'id="id_kind"' in field(form["kind"])


class Asked(forms.Form):
    told = forms.CharField(label="What is it?", required=False)


def test_a_field_with_two_faults_is_one_thing_to_put_right() -> None:
    form = Asked({"told": ""})
    form.add_error("told", "Looks like a number.")
    form.add_error("told", "Take <it> out.")
    (error,) = errors(form)
    assert (error.label, error.text) == (
        "What is it",
        "Looks like a number. Take &lt;it&gt; out.",
    )


def test_a_form_without_errors_has_no_summary() -> None:
    assert rendered("{% form_errors form %}", form=Study()).strip() == ""


def test_radio_buttons_are_one_question() -> None:
    shown = field(Study()["kind"])
    assert shown.startswith('<fieldset class="ds-fieldset"')
    assert "<legend>Slag</legend>" in shown
    assert '<label class="ds-label" data-weight="regular" for="id_kind_0">A</label>' in shown


def test_a_field_for_one_language_says_which() -> None:
    class Text(forms.Form):
        text_nn = forms.CharField(label="Nynorsk")

    assert 'lang="nn"' in field(Text()["text_nn"])


def test_what_may_be_left_out_is_marked() -> None:
    with translation.override("nb"):
        assert "(kan stå tomt)" in field(Study()["note"])
        assert "(kan stå tomt)" not in field(Study()["name"])


def test_a_single_box_is_not_called_empty() -> None:
    class Box(forms.Form):
        radio = forms.BooleanField(label="NRK P1", required=False)

    with translation.override("nb"):
        assert "(kan stå tomt)" not in field(Box()["radio"])


def test_all_fields_or_only_those_named() -> None:
    assert rendered("{% fields form %}", form=Study()).count("Navn") == 1
    assert "Navn" not in rendered('{% fields form "note" %}', form=Study())


def test_a_card_with_an_address_is_one_link() -> None:
    shown = rendered('{% card title="Krise" address="/tema/krise/" %}<p>Om</p>{% endcard %}')
    assert shown == (
        '<article class="card"><h3><a class="card-link" href="/tema/krise/">Krise</a></h3>'
        "<p>Om</p></article>"
    )


def test_a_breadcrumb_ends_where_the_reader_is() -> None:
    shown = rendered('{% breadcrumb "Temaer" "/tema/" here %}', here="<Krise>")
    assert '<li><a href="/tema/">Temaer</a></li>' in shown
    assert '<span aria-current="page">&lt;Krise&gt;</span>' in shown


def test_a_notice_keeps_its_content_and_escapes_its_title() -> None:
    shown = rendered('{% notice kind="warning" title=title %}<p>a</p>{% endnotice %}', title="<i>")
    assert 'data-kind="warning"' in shown
    assert "&lt;i&gt;" in shown
    assert "<p>a</p>" in shown


def test_a_page_beyond_the_last_is_the_last(rf: RequestFactory) -> None:
    page = page_of(rf.get("/?side=99&q=a"), list(range(120)))
    assert (page.number, page.first, page.last, page.count) == (3, 101, 120, 120)
    assert page.previous == "?q=a&side=2"


@pytest.mark.parametrize("written", ["0", "-1", "x", "9" * 30, ""])
def test_a_page_number_that_makes_no_sense_is_the_first(written: str, rf: RequestFactory) -> None:
    request = rf.get("/")
    request.GET = QueryDict(f"side={written}")
    assert page_of(request, list(range(120))).number == 1


def test_the_first_the_last_and_the_neighbours_are_linked(rf: RequestFactory) -> None:
    page = page_of(rf.get("/?side=6"), list(range(500)))
    assert [step.number for step in steps(page)] == [1, None, 5, 6, 7, None, 10]


def test_previous_and_next_always_stand_there(rf: RequestFactory) -> None:
    page = page_of(rf.get("/"), list(range(120)))
    with translation.override("nb"):
        shown = rendered("{% pagination page %}", page=page)
    assert '<span aria-hidden="true">Forrige</span>' in shown
    assert '<a rel="next" href="?side=2">Neste</a>' in shown
