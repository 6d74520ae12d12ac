"""Open and published surveys as the search knows them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import QuerySet

from allmenning.search.contract import Document, Standing
from allmenning.surveys.models import Survey
from allmenning.surveys.queries.surveys import PUBLIC_STAGES

BATCH = 200
# An example that nobody has answered ranks below what somebody has.
SIMULATED = 0.4


class Surveys:
    kind = "survey"

    def documents(self, keys: Iterable[str] | None = None) -> Iterator[Document]:
        rows = _public().select_related("owner").order_by("pk")
        if keys is not None:
            rows = rows.filter(pk__in=_numbers(keys))
        yield from (_document(row) for row in rows.iterator(BATCH))

    def touched(self, verb: str, target: str) -> Iterable[str] | None:
        del verb
        noun, _, identity = target.partition(":")
        return [f"{self.kind}:{identity}"] if noun == "surveys.survey" else []

    def standing(self, keys: Sequence[str]) -> Mapping[str, Standing]:
        found = _public().filter(pk__in=_numbers(keys)).order_by("pk")
        return {f"{self.kind}:{pk}": Standing() for pk in found.values_list("pk", flat=True)}


def _public() -> QuerySet[Survey]:
    return Survey.objects.filter(stage__in=PUBLIC_STAGES)


def _numbers(keys: Iterable[str]) -> list[int]:
    parts = (key.partition(":")[2] for key in keys)
    return [int(part) for part in parts if part.isdigit()]


def _document(row: Survey) -> Document:
    texts = [*row.lead.values(), *row.purpose.values(), *_asked(row), row.owner.name]
    language = next(iter(row.title), "nb")
    return Document(
        key=f"survey:{row.pk}",
        kind="survey",
        language=language,
        titles=dict(row.title),
        body="\n".join(texts),
        route=("surveys:survey", row.slug),
        weight=SIMULATED if row.is_simulated else 1.0,
        dated=row.frame_date,
        facets={"owner": row.owner.name} | ({"invented": "yes"} if row.is_simulated else {}),
    )


def _asked(row: Survey) -> Iterator[str]:
    """Give the wording of every question."""
    wordings = row.questions.order_by("page", "position", "pk")
    for wording in wordings.values_list("version__wording", flat=True):
        yield from wording.values()


surveys = Surveys()
