"""The page of a municipality, of a county, and where an old code leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from allmenning.accounts.models import Role
from allmenning.register.access import may_act
from allmenning.register.models import Attribute, Body, BodyRole, CodeVersion, Source
from allmenning.register.queries import (
    Choice,
    CodeAnswer,
    Lens,
    Member,
    body_of_code,
    lens_from,
    lens_of,
    snapshot,
)
from allmenning.register.queries.bodies import doubts_of, facts_of, history_of
from allmenning.register.queries.doubts import sentence
from allmenning.register.queries.words import PURPOSES, different, language_label, same
from allmenning.register.views.lists import FACTS, address, link
from allmenning.ui.access import public
from allmenning.ui.tables import Column, Table
from allmenning.ui.text import day, number, percent

PEERS_SHOWN = 8


@dataclass(frozen=True)
class Shown:
    """A fact as people read it."""

    label: object
    value: object
    valid_from: date
    source: SafeString


@public
def municipality(request: HttpRequest, slug: str) -> HttpResponse:
    body = get_object_or_404(Body.objects.select_related("county"), kind="municipality", slug=slug)
    facts, older = shown_facts(body)
    lens = lens_of(Choice(body.code))
    context = {
        "body": body,
        "county_address": address(body.county) if body.county else "",
        "facts": facts_table(facts, _("What is known about %(name)s") % {"name": body.name}),
        "older": facts_table(older, _("Earlier values"), identity="older") if older else None,
        "history": history_table(body),
        "doubts": [sentence(doubt) for doubt in doubts_of(body)],
        "other_names": _other_names(body),
        "peers": peers_of(lens) if lens else None,
        "chosen": lens_from(request),
        "may_lead": may_act(request.user, body, BodyRole.LEADER, Role.STEWARD),
        "may_tell": may_act(request.user, body, BodyRole.EDITOR),
    }
    return render(request, "register/municipality.html", context)


@public
def county(request: HttpRequest, slug: str) -> HttpResponse:
    body = get_object_or_404(Body, kind="county", slug=slug)
    facts, older = shown_facts(body)
    inside = [one for one in snapshot().municipalities if one.county_code == body.code]
    context = {
        "body": body,
        "facts": facts_table(facts, _("What is known about %(name)s") % {"name": body.name}),
        "older": facts_table(older, _("Earlier values"), identity="older") if older else None,
        "history": history_table(body),
        "other_names": _other_names(body),
        "parts": settings.REGISTER_COUNTY_PARTS,
        "municipalities": Table(
            caption=_("Municipalities in %(name)s") % {"name": body.name},
            columns=[column for column in FACTS if column.key != "county"],
            rows=inside,
            identity="municipalities",
            csv=f"{reverse('register:municipalities-csv')}?fylke={body.code}",
            json=f"{reverse('register:municipalities-json')}?fylke={body.code}",
        ),
    }
    return render(request, "register/county.html", context)


def _other_names(body: Body) -> str:
    return body.official_name if body.official_name != body.name.split(" (")[0] else ""


@public
def code(request: HttpRequest, code: str) -> HttpResponse:
    """Lead an old code to the body of today; a divided one lists its parts."""
    answer = body_of_code(code)
    if answer is None:
        raise Http404
    if answer.body and answer.latest.valid_to is None:
        return redirect(address(answer.body))
    return render(request, "register/code.html", {"answer": answer, "parts": _parts(answer)})


def _parts(answer: CodeAnswer) -> list[tuple[object, str]]:
    if answer.body:
        return [(link(answer.body), "")]
    return [(link(part.body), _share(part.share)) for part in answer.parts]


def _share(share: Decimal | None) -> str:
    if share is None:
        return _("how large a part is not known")
    return _("%(percent)s of the inhabitants") % {"percent": percent(share, 1)}


def shown_facts(body: Body) -> tuple[list[Shown], list[Shown]]:
    """Return the newest value of each fact, and the earlier ones."""
    grouped = facts_of(body)
    newest = [_shown(facts[0]) for facts in grouped]
    return newest, [_shown(fact) for facts in grouped for fact in facts[1:]]


def _shown(fact: Attribute) -> Shown:
    return Shown(Attribute.Key(fact.key).label, _value(fact), fact.valid_from, _in(fact.source))


def _in(source: Source) -> SafeString:
    """Titles of sources are bokmål, and say so on pages in other languages."""
    if get_language() == "nb":
        return format_html("{}", source.title)
    return format_html('<span lang="nb">{}</span>', source.title)


def _value(fact: Attribute) -> object:
    key, value = Attribute.Key(fact.key), fact.typed
    if key == Attribute.Key.AREA:
        return _("%(area)s km²") % {"area": number(float(str(value)), 2)}
    if key in NAME_LANGUAGES:
        return format_html('<span lang="{}">{}</span>', NAME_LANGUAGES[key], value)
    if key in _WRITERS:
        return _WRITERS[key](fact.value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return value if isinstance(value, str) else number(float(value))


NAME_LANGUAGES = {
    Attribute.Key.NAME_SOUTH_SAMI: "sma",
    Attribute.Key.NAME_LULE_SAMI: "smj",
    Attribute.Key.NAME_NORTH_SAMI: "se",
    Attribute.Key.NAME_KVEN: "fkv",
}


def _website(value: str) -> object:
    return format_html('<a href="https://{}/" rel="external">{}</a>', value, value)


def _wikidata(value: str) -> object:
    return format_html(
        '<a href="https://www.wikidata.org/wiki/{}" rel="external">{}</a>', value, value
    )


def _coordinates(value: str) -> object:
    latitude, longitude = (number(float(part), 3) for part in value.split())
    return _("%(latitude)s° north, %(longitude)s° east") % {
        "latitude": latitude,
        "longitude": longitude,
    }


def _extent(value: str) -> object:
    west, south, east, north = (number(float(part), 2) for part in value.split())
    return _("%(south)s°–%(north)s° north, %(west)s°–%(east)s° east") % {
        "south": south,
        "north": north,
        "west": west,
        "east": east,
    }


def _organisation_number(value: str) -> str:
    return " ".join(value[start : start + 3] for start in range(0, len(value), 3))


def _purposes(value: str) -> str:
    return ", ".join(str(PURPOSES.get(one, one)) for one in value.split())


_WRITERS = {
    Attribute.Key.PURPOSES: _purposes,
    Attribute.Key.WEBSITE: _website,
    Attribute.Key.WIKIDATA: _wikidata,
    Attribute.Key.COORDINATES: _coordinates,
    Attribute.Key.BOUNDING_BOX: _extent,
    Attribute.Key.LANGUAGE_FORM: language_label,
    Attribute.Key.ORGANISATION_NUMBER: _organisation_number,
}

FACT_COLUMNS = [
    Column(key="fact", label=gettext_lazy("Fact"), cell=lambda fact: fact.label, row_header=True),
    Column(key="value", label=gettext_lazy("Value"), cell=lambda fact: fact.value),
    Column(
        key="valid_from",
        label=gettext_lazy("Known to hold from"),
        cell=lambda fact: day(fact.valid_from),
    ),
    Column(key="source", label=gettext_lazy("Source"), cell=lambda fact: fact.source),
]


def facts_table(facts: Sequence[Shown], caption: str, identity: str = "facts") -> Table:
    return Table(
        caption=caption,
        columns=FACT_COLUMNS,
        rows=facts,
        identity=identity,
        caption_hidden=True,
        stacked=True,
    )


def history_table(body: Body) -> Table:
    return Table(
        caption=_("Codes and names through time"),
        columns=HISTORY_COLUMNS,
        rows=[(version, body) for version in history_of(body)],
        identity="history",
        caption_hidden=True,
    )


Row = tuple[CodeVersion, Body]


def _until(row: Row) -> str:
    end = row[0].valid_to
    return day(end) if end else _("still valid")


def _then(row: Row) -> str:
    """Tell what happened to the code, and where the rest of a divided area is."""
    version, body = row
    into: dict[str, list[str]] = {}
    for change in version.changes_out.all():
        kind = str(change.get_kind_display())
        into.setdefault(kind, []).append(f"{change.new.code} {change.new.name}")
    lines = [f"{what}: {', '.join(names)}." for what, names in into.items()]
    others = [part.body.name for part in version.parts.all() if part.body_id != body.pk]
    if others:
        rest = _("Only a part of the area is here; the rest is in %(others)s.")
        lines.append(rest % {"others": ", ".join(others)})
    return " ".join(lines)


HISTORY_COLUMNS = [
    Column(
        key="code",
        label=gettext_lazy("Number"),
        cell=lambda row: row[0].code,
        row_header=True,
    ),
    Column(key="name", label=gettext_lazy("Name"), cell=lambda row: row[0].name),
    Column(key="valid_from", label=gettext_lazy("From"), cell=lambda row: day(row[0].valid_from)),
    Column(key="valid_to", label=gettext_lazy("Until"), cell=_until),
    Column(key="then", label=gettext_lazy("What happened then"), cell=_then),
]


@dataclass(frozen=True)
class Near:
    """A peer with the reasons why it counts as near."""

    member: Member
    distance: str
    same: list[str]
    different: list[tuple[str, str]]

    @property
    def name(self) -> SafeString:
        named = link(self.member.municipality)
        if not self.member.peer.added:
            return named
        return format_html('{} <span class="tag" data-kind="info">{}</span>', named, _("let in"))

    @property
    def why(self) -> SafeString:
        """What they share on one line; below it each difference, with what it adds."""
        shared = _("The same: %(what)s") % {"what": ", ".join(self.same)} if self.same else ""
        lines = [(shared, "")] if shared else []
        rows = [*lines, *self.different]
        return format_html('<ul class="plain">{}</ul>', format_html_join("", WHY, rows))


WHY = '<li>{} <span class="quiet number">{}</span></li>'


def peers_of(lens: Lens, most: int = PEERS_SHOWN) -> Table:
    return Table(
        caption=_("Nearest to %(name)s") % {"name": lens.body.name},
        columns=PEER_COLUMNS,
        rows=[near(lens, member) for member in lens.members[:most]],
        identity="peers",
        caption_hidden=True,
    )


def near(lens: Lens, member: Member) -> Near:
    distance = member.peer.distance
    return Near(
        member=member,
        distance=_("unknown") if distance is None else number(distance, 2),
        same=same(lens.body, member.municipality, member.peer),
        different=different(lens.body, member.municipality, member.peer),
    )


PEER_COLUMNS = [
    Column(
        key="name",
        label=gettext_lazy("Municipality"),
        cell=lambda near: near.name,
        row_header=True,
    ),
    Column(
        key="distance",
        label=gettext_lazy("Distance"),
        cell=lambda near: near.distance,
        numeric=True,
    ),
    Column(
        key="why",
        label=gettext_lazy("Why, and what each difference adds"),
        cell=lambda near: near.why,
    ),
]
