"""Findings and studies as the search knows them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from allmenning.evidence.models import Finding, Study
from allmenning.evidence.models.translated import LANGUAGES
from allmenning.search.contract import Document, Standing

BATCH = 500
EVERYTHING_CHANGES = ("evidence.imported",)


def identities(keys: Iterable[str]) -> list[str]:
    """Leave out the kind."""
    return [key.partition(":")[2] for key in keys]


class Findings:
    kind = "finding"

    def documents(self, keys: Iterable[str] | None = None) -> Iterator[Document]:
        rows = Finding.objects.select_related("study", "theme", "concept__question").order_by("pk")
        if keys is not None:
            rows = rows.filter(code__in=identities(keys))
        yield from (_of_finding(row) for row in rows.iterator(BATCH))

    def touched(self, verb: str, target: str) -> Iterable[str] | None:
        noun, _, identity = target.partition(":")
        if verb in EVERYTHING_CHANGES:
            return None
        if noun == "study":
            codes = Finding.objects.filter(study__slug=identity).order_by("code")
            return [f"finding:{code}" for code in codes.values_list("code", flat=True)]
        return [target] if noun == self.kind else []

    def standing(self, keys: Sequence[str]) -> Mapping[str, Standing]:
        """Ask nothing: findings are open and are never taken away."""
        return dict.fromkeys(keys, Standing())


class Studies:
    kind = "study"

    def documents(self, keys: Iterable[str] | None = None) -> Iterator[Document]:
        rows = Study.objects.prefetch_related("findings__theme").order_by("pk")
        if keys is not None:
            rows = rows.filter(slug__in=identities(keys))
        yield from (_of_study(row) for row in rows.iterator(BATCH))

    def touched(self, verb: str, target: str) -> Iterable[str] | None:
        noun, _, identity = target.partition(":")
        if verb in EVERYTHING_CHANGES:
            return None
        if noun == "finding":
            slugs = Study.objects.filter(findings__code=identity).order_by("slug").distinct()
            return [f"study:{slug}" for slug in slugs.values_list("slug", flat=True)]
        return [target] if noun == self.kind else []

    def standing(self, keys: Sequence[str]) -> Mapping[str, Standing]:
        """Ask nothing: studies are open and are never taken away."""
        return dict.fromkeys(keys, Standing())


def _of_finding(row: Finding) -> Document:
    question = row.concept.question
    texts = [
        *_every(row, "note"),
        row.question_wording,
        *_every(row.concept, "name"),
        *(_every(question, "name") if question else ()),
        *_every(row.theme, "name"),
        row.study.title,
        row.study.who,
        row.code,
    ]
    return Document(
        key=f"finding:{row.code}",
        kind="finding",
        language="nb",
        titles=_titles(row, "statement"),
        body=_joined(texts),
        route=("evidence:finding", row.code),
        themes=(row.theme.slug,),
        dated=row.changed_at.date(),
        facets={"years": str(row.year or row.period_text)},
    )


def _of_study(row: Study) -> Document:
    themes = {one.theme.slug: one.theme for one in row.findings.all()}
    texts = [
        row.who,
        row.years,
        *_every(row, "note"),
        *_every(row, "integrity"),
        row.population_text,
        row.methods_text,
        row.informant,
        *(name for theme in themes.values() for name in _every(theme, "name")),
        row.slug,
    ]
    return Document(
        key=f"study:{row.slug}",
        kind="study",
        language="nb",
        titles={"nb": row.title},
        body=_joined(texts),
        route=("evidence:study", row.slug),
        themes=tuple(sorted(themes)),
        dated=row.changed_at.date(),
        facets={"years": row.years},
    )


def _titles(row: object, field: str) -> dict[str, str]:
    told = {language: getattr(row, f"{field}_{language}") for language in LANGUAGES}
    return {language: text for language, text in told.items() if text}


def _every(row: object, field: str) -> Iterable[str]:
    """Return a text in every language it stands in, each once."""
    return dict.fromkeys(_titles(row, field).values())


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)


findings = Findings()
studies = Studies()
