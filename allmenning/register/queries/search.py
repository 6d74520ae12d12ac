"""Municipalities and counties as the search knows them: by every name and code they have had."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import Prefetch, QuerySet

from allmenning.register.models import Body, CodePart, CodeVersion
from allmenning.search.contract import Document, Standing

# Others have no page to lead to.
ROUTES = {
    Body.Kind.MUNICIPALITY: "register:municipality",
    Body.Kind.COUNTY: "register:county",
}
WORDS = {
    Body.Kind.MUNICIPALITY: "kommune herad",
    Body.Kind.COUNTY: "fylkeskommune fylke",
}
CHANGES = ("register.loaded", "register.refreshed")
BATCH = 500


class Bodies:
    kind = "body"

    def documents(self, keys: Iterable[str] | None = None) -> Iterator[Document]:
        rows = _bodies()
        if keys is not None:
            rows = rows.filter(slug__in=[key.partition(":")[2] for key in keys])
        yield from (_of_body(row) for row in rows.iterator(BATCH))

    def touched(self, verb: str, target: str) -> Iterable[str] | None:
        if verb in CHANGES:
            return None
        return [target] if verb == "register.body.told" else []

    def standing(self, keys: Sequence[str]) -> Mapping[str, Standing]:
        """Ask nothing: everybody may see who there is, and bodies are never taken away."""
        return dict.fromkeys(keys, Standing())


def _bodies() -> QuerySet[Body]:
    parts = CodePart.objects.select_related("version").order_by("pk")
    return (
        Body.objects.filter(kind__in=ROUTES)
        .select_related("county")
        .prefetch_related(
            Prefetch("code_versions", CodeVersion.objects.order_by("pk")),
            Prefetch("code_parts", parts),
        )
        .order_by("pk")
    )


def _of_body(row: Body) -> Document:
    kind = Body.Kind(row.kind)
    earlier = [*row.code_versions.all(), *(part.version for part in row.code_parts.all())]
    texts = [
        row.official_name,
        WORDS[kind],
        row.code,
        row.county.name if row.county else "",
        *sorted({one.name for one in earlier}),
        *sorted({one.code for one in earlier}),
        row.website,
    ]
    return Document(
        key=f"body:{row.slug}",
        kind="body",
        language="nb",
        titles={"nb": row.name},
        body="\n".join(dict.fromkeys(text for text in texts if text)),
        route=(ROUTES[kind], row.slug),
        owner_code=row.code if kind == Body.Kind.MUNICIPALITY else "",
        facets={"body_kind": kind.value},
    )


bodies = Bodies()
