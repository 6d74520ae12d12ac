"""Every page with an address of its own, for search engines."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from allmenning.arena.models import Case, Contribution, Guidance, Question
from allmenning.arena.queries.tags import counted_tags
from allmenning.arena.queries.viewer import Viewer, listed
from allmenning.evidence.models import Finding, Study, Theme
from allmenning.register.models import Body

ALONE = (
    "front:home",
    "evidence:themes",
    "evidence:findings",
    "evidence:studies",
    "evidence:unasked",
    "evidence:reading",
    "arena:cases",
    "arena:questions",
    "arena:guidance",
    "arena:tags",
    "register:municipalities",
    "register:counties",
    "front:about",
    "front:accessibility",
    "front:privacy",
    "front:data",
    "front:api",
)


def pages() -> Iterator[str]:
    """Yield the address of each in bokmål; one query for each kind of page."""
    with override("nb"):
        yield from [reverse(name) for name in ALONE]
    for slug in Theme.objects.order_by("position", "slug").values_list("slug", flat=True):
        yield f"/tema/{slug}/"
    for slug in Study.objects.order_by("slug").values_list("slug", flat=True):
        yield f"/studier/{slug}/"
    for code in Finding.objects.order_by("code").values_list("code", flat=True):
        yield f"/funn/{code}/"
    bodies = Body.objects.filter(kind__in=FOLDERS).order_by("kind", "slug")
    for kind, slug in bodies.values_list("kind", "slug"):
        yield f"/{FOLDERS[Body.Kind(kind)]}/{slug}/"
    for folder, model in TOLD.items():
        yield from _open_to_all(folder, model)
    for one in counted_tags(Viewer(), timezone.now()):
        yield f"/emneord/{one.tag.slug}/"


def _open_to_all(folder: str, model: type[Contribution]) -> Iterator[str]:
    """Yield what a stranger may read; invented examples are none of a search engine's business."""
    rows = model.objects.filter(is_invented=False)  # type: ignore[attr-defined]
    told = listed(rows, Viewer(), timezone.now()).order_by("slug")
    for slug in told.values_list("slug", flat=True):
        yield f"/{folder}/{slug}/"


TOLD: dict[str, type[Contribution]] = {
    "erfaringer": Case,
    "sporsmal": Question,
    "veiledning": Guidance,
}
FOLDERS = {Body.Kind.MUNICIPALITY: "kommuner", Body.Kind.COUNTY: "fylkeskommuner"}
