"""Bare pages of the arena: one view, one query a table, one plain template."""

from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

from allmenning.arena.models import Case, Claim, Post, Question, Replication

HEAD = """<!doctype html><html lang="nb"><head><meta charset="utf-8"><title>{{ title }}</title>
<link rel="stylesheet" href="/static/ui/allmenning.css"></head><body><main><h1>{{ title }}</h1>"""
END = "</main></body></html>"
POSTS = (
    "{% for p in posts %}<article><h2>{{ p.body.name }}</h2><p>{{ p.created_at|date }}</p>"
    "{{ p.html|safe }}</article>{% endfor %}"
)
CASES_PAGE = Template(
    HEAD + '{% for c in cases %}<article><h2><a href="/erfaringer/{{ c.slug }}/">{{ c.title }}</a>'
    "</h2><p>{{ c.owner.name }}, {{ c.owner.population }}, {{ c.published_at|date }}</p>"
    "<p>{{ c.problem }}</p><p>{{ c.get_stage_display }} {{ c.get_evidence_kind_display }}</p>"
    "<p>{% for t in c.themes.all %}{{ t.name_nb }}{% endfor %}</p></article>{% endfor %}" + END
)
QUESTIONS_PAGE = Template(
    HEAD + '{% for q in questions %}<article><h2><a href="/sporsmal/{{ q.slug }}/">{{ q.title }}'
    "</a></h2><p>{{ q.owner.name }}, {{ q.published_at|date }}, {{ q.thread.post_count }}</p>"
    "<p>{% for t in q.themes.all %}{{ t.name_nb }}{% endfor %}</p></article>{% endfor %}" + END
)
CASE_PAGE = Template(
    HEAD + "<dl>{% for name, value in facts %}<dt>{{ name }}</dt><dd>{{ value }}</dd>{% endfor %}"
    "</dl>{% for c in claims %}<p>{{ c.text }}</p>{% endfor %}{% for r in replications %}"
    "<p>{{ r.body.name }} {{ r.get_outcome_display }} {{ r.note }}</p>{% endfor %}" + POSTS + END
)
QUESTION_PAGE = Template(HEAD + "<p>{{ text }}</p>" + POSTS + END)
SEARCH_PAGE = Template(
    HEAD + '{% for p in posts %}<article><h2><a href="/{{ p.thread_id }}/">{{ p.body.name }}</a>'
    "</h2>{{ p.html|safe }}</article>{% endfor %}" + END
)
SHOWN = 25


def page(template: Template, title: str, **rows: object) -> HttpResponse:
    return HttpResponse(template.render(Context({"title": title, **rows})))


def cases(_request: HttpRequest) -> HttpResponse:
    found = Case.objects.filter(state="published", visibility="open").select_related("owner")
    return page(CASES_PAGE, "Erfaringer", cases=found.prefetch_related("themes")[:SHOWN])


def questions(_request: HttpRequest) -> HttpResponse:
    found = Question.objects.filter(state="published", visibility="open")
    shown = found.select_related("owner", "thread").prefetch_related("themes")[:SHOWN]
    return page(QUESTIONS_PAGE, "Spørsmål", questions=shown)


def case(_request: HttpRequest, slug: str) -> HttpResponse:
    chosen = Case.objects.select_related("owner").get(slug=slug)
    facts = [(field.name, getattr(chosen, field.name)) for field in Case._meta.concrete_fields]
    return page(
        CASE_PAGE,
        chosen.title,
        facts=facts,
        claims=Claim.objects.filter(case=chosen),
        replications=Replication.objects.filter(case=chosen).select_related("body"),
        posts=Post.objects.filter(thread__case=chosen).select_related("body"),
    )


def question(_request: HttpRequest, slug: str) -> HttpResponse:
    chosen = Question.objects.select_related("owner").get(slug=slug)
    posts = Post.objects.filter(thread__question=chosen).select_related("body")
    return page(QUESTION_PAGE, chosen.title, text=chosen.text, posts=posts)


def search(request: HttpRequest) -> HttpResponse:
    found = Post.objects.filter(text__icontains=request.GET["q"]).select_related("body")
    return page(SEARCH_PAGE, "Søk", posts=found[:SHOWN])


urlpatterns = [
    path("erfaringer/", cases),
    path("erfaringer/<slug:slug>/", case),
    path("sporsmal/", questions),
    path("sporsmal/<slug:slug>/", question),
    path("sok/", search),
]
