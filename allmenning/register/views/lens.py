"""Choosing where to look from, and seeing who is near and why."""

from dataclasses import dataclass, replace
from operator import attrgetter

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from allmenning.register.forms import LONGEST_SEARCH, LensForm, lens_initial
from allmenning.register.queries import Choice, Lens, Municipality, lens_from, norwegian, snapshot
from allmenning.register.queries.bodies import (
    bare,
    begins,
    closest,
    formerly,
    leads_to,
    searching,
)
from allmenning.register.queries.lens import NO_LENS
from allmenning.register.queries.snapshot import Snapshot
from allmenning.register.queries.words import LENS_HINTS, LENS_LABELS
from allmenning.register.views.bodies import PEER_COLUMNS, Near, near
from allmenning.ui.access import public
from allmenning.ui.charts import Chart, Place, dot_map
from allmenning.ui.paging import page_of
from allmenning.ui.parameters import text
from allmenning.ui.tables import Column, Table
from allmenning.ui.text import number, slugify

A_YEAR = 365 * 24 * 3600
MOST_FOUND = 20
PER_PAGE = 20


@dataclass(frozen=True)
class Search:
    """What was searched for, and what was found."""

    words: str
    found: tuple[Municipality, ...]
    n: int
    former: bool = False
    certain: bool = False
    close: tuple[Municipality, ...] = ()

    @property
    def only(self) -> Municipality | None:
        """The only match, if a beginning of its name was written; any other part is a guess."""
        return self.found[0] if self.n == 1 and self.certain else None


# No token: the lens is a harmless preference of the reader, and a token would make every page
# with the switch personal, so that none of them could be kept for the next reader.
@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def lens(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _choose(request)
    return _page(request, words=text(request.GET, "q", LONGEST_SEARCH))


def _choose(request: HttpRequest) -> HttpResponse:
    """Set, change or clear the lens and go back; show the page where the choice is not clear."""
    known = snapshot().by_code
    if "clear" in request.POST:
        return _back(request, NO_LENS)
    words = text(request.POST, "q", LONGEST_SEARCH)
    if words:
        only = the_one(search(words))
        return _back(request, Choice(only.code).cookie()) if only else _page(request, words=words)
    form = LensForm(request.POST)
    if form.is_valid() and form.cleaned_data["kommune"] in known:
        return _back(request, form.choice().cookie())
    return _page(request, form=form)


def search(words: str) -> Search:
    """Find by name or code, the best match first; then by names and codes of earlier years."""
    words = bare(words)
    known, test, plain = snapshot(), searching(words), slugify(words)
    found = [one for one in known.municipalities if test(one)]
    found.sort(key=lambda one: (one.slug != plain, not one.slug.startswith(plain), one.slug))
    if found:
        names = (found[0].slug, found[0].name, found[0].official_name)
        certain = any(begins(name, words) for name in names)
        return Search(words, tuple(found[:MOST_FOUND]), len(found), certain=certain)
    return _search_earlier(words, known)


def _search_earlier(words: str, known: Snapshot) -> Search:
    """Find by names and codes of earlier years, else by names spelt almost so."""
    earlier = formerly(words)
    codes = {body.code: None for version in earlier for body in leads_to(version)}
    today = tuple(known.by_code[code] for code in codes if code in known.by_code)
    if not today:
        return Search(words, (), 0, close=tuple(closest(words, known.municipalities)))
    certain = any(begins(one.name, words) or one.code == words for one in earlier)
    return Search(words, today, len(today), former=True, certain=certain)


def the_one(results: Search) -> Municipality | None:
    """Return the one whose whole name or code was written, or the only that begins so."""
    plain = slugify(results.words)
    exact = [one for one in results.found if plain in {one.slug, one.code, slugify(one.name)}]
    return exact[0] if len(exact) == 1 else results.only


def _back(request: HttpRequest, cookie: str) -> HttpResponseRedirect:
    answer = HttpResponseRedirect(local_address(request.POST.get("next", "")))
    answer.set_cookie(
        settings.LENS_COOKIE,
        cookie,
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def local_address(wanted: str) -> str:
    """Go only to a path of this site."""
    is_local = (
        len(wanted) <= 2000
        and wanted.startswith("/")
        and wanted.isprintable()
        and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    )
    return wanted if is_local else reverse("register:lens")


def _page(request: HttpRequest, *, words: str = "", form: LensForm | None = None) -> HttpResponse:
    chosen = lens_from(request)
    context: dict[str, object] = {
        "lens": chosen,
        "search": search(words) if words else None,
        "words": words,
        "form": form or LensForm(initial=lens_initial(chosen.choice) if chosen else None),
        "hints": [(LENS_LABELS[kind], LENS_HINTS[kind]) for kind in LENS_LABELS],
        "nobody_told": nobody_told(chosen.snapshot if chosen else snapshot()),
        "next": local_address(request.POST.get("next", request.GET.get("next", ""))),
    }
    if chosen:
        page = page_of(request, chosen.members, PER_PAGE)
        context |= {
            "page": page,
            "table": _members(chosen, [near(chosen, member) for member in page.rows]),
            "chart": _map(chosen),
            "widened": _widened(chosen),
            "kind": LENS_LABELS[chosen.choice.kind],
        }
    status = 422 if form is not None else 200
    return render(request, "register/lens.html", context, status=status)


def nobody_told(known: Snapshot) -> bool:
    """Tell whether staffing and purposes can make no difference yet."""
    return not any(
        one.communications_staff is not None or one.purposes for one in known.municipalities
    )


def _widened(lens: Lens) -> str:
    """Say why others than those that fit were let in."""
    told = {"name": lens.body.name, "kind": LENS_LABELS[lens.choice.kind]}
    if lens.group.widened == "unknown":
        unknown = _(
            "Nobody has told us enough about %(name)s to use this lens (%(kind)s). Here are those "
            "that are nearest in all that is known."
        )
        return unknown % told
    if lens.group.widened == "few":
        few = _(
            "Fewer than five fit %(name)s through this lens (%(kind)s), so we have let in the "
            "nearest ones too. They are marked."
        )
        return few % told
    return ""


def _members(lens: Lens, rows: list[Near]) -> Table:
    return Table(
        caption=_("In the lens, nearest first: %(n)s municipalities")
        % {"n": number(len(lens.members))},
        columns=PEER_COLUMNS,
        rows=rows,
        identity="members",
    )


def _map(lens: Lens) -> Chart:
    members = lens.codes - {lens.body.code}
    places = [
        Place(
            name=one.name,
            latitude=one.latitude,
            longitude=one.longitude,
            group=int(one.code in members),
            chosen=one.code == lens.body.code,
        )
        for one in lens.snapshot.municipalities
        if one.latitude is not None and one.longitude is not None
    ]
    chart = dot_map(_("Where they lie"), places, [_("Municipalities"), _("In the lens")])
    return replace(chart, table=_names(lens, f"{chart.identity}-table"))


def _by_name(one: Municipality) -> str:
    return norwegian(one.name)


def _names(lens: Lens, identity: str) -> Table:
    rows = sorted((member.municipality for member in lens.members), key=_by_name)
    return Table(
        caption=_("In the lens"),
        columns=[
            Column(key="name", label=_("Municipality"), cell=attrgetter("name"), row_header=True),
            Column(key="county", label=_("County"), cell=attrgetter("county")),
        ],
        rows=rows,
        identity=identity,
        caption_hidden=True,
    )
