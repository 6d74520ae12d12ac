"""Bare pages: one view, one query a table, one plain template; the peer of benchmarks/pages.py."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import include, path

from allmenning.evidence.models import Finding, Study, Theme
from allmenning.register.models import Attribute, Body, CodeVersion

PAGE = """<!doctype html><html lang="nb"><head><meta charset="utf-8"><title>{{ title }}</title>
<link rel="stylesheet" href="/static/ui/allmenning.css"></head><body><main><h1>{{ title }}</h1>"""
END = "</main></body></html>"

FINDINGS = (
    '{% for f in findings %}<article><h2><a href="/funn/{{ f.code }}/">{{ f.code }}</a></h2>'
    "<p>{{ f.statement_nb }}</p><p>{{ f.value }} {{ f.unit }}</p><dl><dt>Base</dt><dd>"
    "{{ f.base.name_nb }}</dd><dt>n</dt><dd>{{ f.n }}</dd><dt>Population</dt><dd>"
    "{{ f.population.name_nb }}</dd><dt>Method</dt><dd>{{ f.get_method_display }}</dd>"
    "<dt>Sampling</dt><dd>{{ f.get_sampling_display }}</dd><dt>Year</dt><dd>{{ f.year }}</dd>"
    "<dt>Read</dt><dd>{{ f.get_how_read_display }}</dd><dt>Study</dt><dd>"
    '<a href="/studier/{{ f.study.slug }}/">{{ f.study.title }}</a></dd></dl></article>'
    "{% endfor %}"
)
FINDINGS_PAGE = Template(PAGE + FINDINGS + END)
STUDY_PAGE = Template(
    PAGE
    + "<dl>{% for name, value in facts %}<dt>{{ name }}</dt><dd>{{ value }}</dd>{% endfor %}</dl>"
    + FINDINGS
    + END
)
THEMES_PAGE = Template(
    PAGE + '<ul>{% for t in themes %}<li><a href="/tema/{{ t.slug }}/">{{ t.name_nb }}</a>'
    "<p>{{ t.description_nb }}</p></li>{% endfor %}</ul>" + END
)
STUDIES_PAGE = Template(
    PAGE + '<table>{% for s in studies %}<tr><td><a href="/studier/{{ s.slug }}/">{{ s.title }}'
    "</a></td><td>{{ s.who }}</td><td>{{ s.year_from }}</td><td>{{ s.country }}</td><td>"
    "{{ s.get_sampling_display }}</td></tr>{% endfor %}</table>" + END
)
BODY_PAGE = Template(
    PAGE + "<table>{% for a in facts %}<tr><td>{{ a.key }}</td><td>{{ a.value }}</td><td>"
    "{{ a.valid_from|date }}</td><td>{{ a.source.title }}</td></tr>{% endfor %}</table>"
    "<table>{% for c in codes %}<tr><td>{{ c.code }}</td><td>{{ c.name }}</td><td>"
    "{{ c.valid_from|date }}</td><td>{{ c.valid_to|date }}</td></tr>{% endfor %}</table>" + END
)
BODIES_PAGE = Template(
    PAGE + '<table>{% for b in bodies %}<tr><td><a href="/kommuner/{{ b.slug }}/">{{ b.name }}</a>'
    "</td><td>{{ b.code }}</td><td>{{ b.county.name }}</td><td>{{ b.population }}</td><td>"
    "{{ b.kostra_group }}</td><td>{{ b.centrality_class }}</td><td>"
    "{{ b.get_language_form_display }}</td></tr>{% endfor %}</table>" + END
)

RESTS_ON = Finding.objects.select_related("study", "base", "population")


def page(template: Template, title: str, rows: Mapping[str, object]) -> HttpResponse:
    return HttpResponse(template.render(Context({"title": title, **rows})))


def themes(_request: HttpRequest) -> HttpResponse:
    return page(THEMES_PAGE, "Temaer", {"themes": Theme.objects.all()})


def theme(_request: HttpRequest, slug: str) -> HttpResponse:
    return page(FINDINGS_PAGE, slug, {"findings": RESTS_ON.filter(theme__slug=slug)})


def findings(_request: HttpRequest) -> HttpResponse:
    return page(FINDINGS_PAGE, "Funn", {"findings": RESTS_ON.all()[:25]})


def studies(_request: HttpRequest) -> HttpResponse:
    return page(STUDIES_PAGE, "Studier", {"studies": Study.objects.all()})


def study(_request: HttpRequest, slug: str) -> HttpResponse:
    chosen = Study.objects.select_related("population").get(slug=slug)
    facts = [(field.name, getattr(chosen, field.name)) for field in Study._meta.concrete_fields]
    rows = {"facts": facts, "findings": RESTS_ON.filter(study=chosen)}
    return page(STUDY_PAGE, chosen.title, rows)


def body(_request: HttpRequest, slug: str) -> HttpResponse:
    chosen = Body.objects.get(slug=slug)
    facts = Attribute.objects.filter(body=chosen).select_related("source")
    codes = CodeVersion.objects.filter(body=chosen)
    return page(BODY_PAGE, chosen.name, {"facts": facts, "codes": codes})


def bodies(_request: HttpRequest) -> HttpResponse:
    every = Body.objects.filter(kind="municipality").select_related("county")
    return page(BODIES_PAGE, "Kommuner", {"bodies": every[:50]})


urlpatterns = [
    path("", include("benchmarks.bare.arena")),
    path("tema/", themes),
    path("tema/<slug:slug>/", theme),
    path("funn/", findings),
    path("studier/", studies),
    path("studier/<slug:slug>/", study),
    path("kommuner/", bodies),
    path("kommuner/<slug:slug>/", body),
]
