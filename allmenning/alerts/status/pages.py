"""The pages themselves: from what there is to tell to HTML and JSON."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from allmenning.alerts.phrases import LANGUAGES
from allmenning.alerts.status.content import FEEDS, Country, Notice, Status
from allmenning.alerts.status.telling import (
    headline,
    is_exercise,
    moment,
    told_notice,
    written_in,
)
from allmenning.delivery.contract import Workspace
from allmenning.delivery.published import public_path, public_url
from allmenning.register.models import Body

STYLE = Path(__file__).with_name("status.css")
ICON = Path(__file__).with_name("icon.svg")
INDEX = "index.html"
# The same page without the refresh, for those who need their time (WCAG 2.2.1).
STILL = "rolig.html"
REFRESH_SECONDS = 30
MOST_ROWS = 40
SPACES = re.compile(r"\s*\n\s*")
NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}


@dataclass(frozen=True)
class Language:
    code: str
    name: str
    address: str
    is_here: bool


@dataclass(frozen=True)
class Row:
    """One warning in a list of many senders'."""

    name: str
    address: str
    language: str
    headline: str
    state: str
    at: Any


@cache
def style() -> tuple[str, str]:
    """Return the name, which changes with the content, and the content of the style sheet."""
    return _named("stil", ".css", STYLE)


@cache
def icon() -> tuple[str, str]:
    """Return name and content of the icon; without one, each browser asks Django for its own."""
    return _named("merke", ".svg", ICON)


def _named(name: str, ending: str, file: Path) -> tuple[str, str]:
    text = re.sub(r"\n\s*", "\n", file.read_text()).strip() + "\n"
    return f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:10]}{ending}", text


def body_page(status: Status, language: str, *, still: bool = False) -> str:
    told = {
        "status": status,
        "active": [told_notice(notice, language) for notice in status.active],
        "news": [told_notice(notice, language) for notice in status.news],
        "older": rows(status.older, status.workspace, language),
        "around": rows(status.around, status.workspace, language),
        "municipalities": municipalities(status, language),
        "is_county": status.body.kind == Body.Kind.COUNTY,
        "without_power": without_power(status, language),
        "feeds": feeds(status),
        "lists": lists(status, language),
        "country": public_path(status.workspace, INDEX, language=language),
    }
    return page("body", f"{status.body.slug}/", status, language, told, still=still)


def country_page(country: Country, language: str, *, still: bool = False) -> str:
    told = {
        "active": rows(country.active[:MOST_ROWS], country.workspace, language),
        "more": len(country.active[MOST_ROWS:]),
        "news": rows(country.news[:MOST_ROWS], country.workspace, language),
        "counties": [
            (
                county.name,
                public_path(country.workspace, f"{county.slug}/{INDEX}", language=language),
            )
            for county in country.counties
        ],
        "data": public_path(country.workspace, "varsler.json"),
    }
    return page("country", "", country, language, told, still=still)


def missing_page(workspace: Workspace, language: str) -> str:
    told = {"country": public_path(workspace, INDEX, language=language)}
    return rendered("missing", {**frame("", workspace, language), **told}, language)


def page(
    name: str,
    folder: str,
    shown: Status | Country,
    language: str,
    told: dict[str, Any],
    *,
    still: bool,
) -> str:
    around = {
        **frame(folder, shown.workspace, language),
        "made": moment(shown.at, language),
        "moves": shown.moves,
        "refresh": REFRESH_SECONDS if shown.moves and not still else 0,
        "here": public_path(shown.workspace, f"{folder}{INDEX}", language=language),
        "still": public_path(shown.workspace, f"{folder}{STILL}", language=language),
        "is_still": still,
    }
    return rendered(name, {**around, **told}, language)


def frame(folder: str, workspace: Workspace, language: str) -> dict[str, Any]:
    return {
        "language": language,
        "exercise": is_exercise(workspace),
        "style": public_path(workspace, style()[0]),
        "icon": public_path(workspace, icon()[0]),
        "languages": [
            Language(
                code,
                NAMES[code],
                public_path(workspace, f"{folder}{INDEX}", language=code),
                code == language,
            )
            for code in LANGUAGES
        ],
    }


def rendered(name: str, told: dict[str, Any], language: str) -> str:
    with translation.override(language):
        html = render_to_string(f"alerts/status/{name}.html", told)
    return SPACES.sub("\n", html).strip() + "\n"


def rows(notices: Sequence[Notice], workspace: Workspace, language: str) -> list[Row]:
    return [
        Row(
            name=notice.name,
            address=public_path(workspace, f"{notice.slug}/{INDEX}", language=language),
            language=written_in(notice.newest.content, language),
            headline=headline(notice, language),
            state=told_notice(notice, language).state,
            at=moment(notice.newest.at, language),
        )
        for notice in notices
    ]


def municipalities(status: Status, language: str) -> list[tuple[str, str]]:
    if status.body.kind != Body.Kind.COUNTY:
        return []
    known = Body.objects.filter(county=status.body, kind=Body.Kind.MUNICIPALITY)
    return [
        (body.name, public_path(status.workspace, f"{body.slug}/{INDEX}", language=language))
        for body in known.order_by("name", "pk")
    ]


def without_power(status: Status, language: str) -> tuple[str, str] | None:
    """Return language and text of what the body wrote, or nothing when it wrote none."""
    told = status.without_power or {}
    for code in (language, status.own_language, *LANGUAGES):
        if told.get(code):
            return code, told[code]
    return None


def feeds(status: Status) -> dict[str, str]:
    """Map what there is to follow onto its address."""
    files = {kind: FEEDS[kind] for kind in status.feeds} | {"data": "varsler.json"}
    return {
        kind: public_path(status.workspace, f"{status.body.slug}/{file}")
        for kind, file in files.items()
    }


def lists(status: Status, language: str) -> list[tuple[Any, str]]:
    """Name each list with the address where one joins it, which the application answers."""
    # Exported pages may lie on another host than the application.
    host = "" if settings.STATUS_URL == settings.BASE_URL else settings.BASE_URL
    with translation.override(language):
        return [
            (one.name, f"{host}{reverse('delivery:join', args=[one.account])}")
            for one in status.lists
        ]


def body_data(status: Status) -> str:
    return as_json(
        {
            "sender": status.sender,
            "municipality_code": status.body.code,
            "page": public_url(status.workspace, f"{status.body.slug}/{INDEX}"),
            "workspace": status.workspace.value,
            "rendered_at": status.at.isoformat(),
            "active": [alert_data(notice, status.workspace) for notice in status.active],
            "ended": [
                alert_data(notice, status.workspace) for notice in (*status.news, *status.older)
            ],
            "meeting_places": [
                {"name": place.name, "address": place.address, "note": place.note}
                for place in status.places
            ],
        }
    )


def country_data(country: Country) -> str:
    return as_json(
        {
            "workspace": country.workspace.value,
            "rendered_at": country.at.isoformat(),
            "active": [alert_data(notice, country.workspace) for notice in country.active],
            "ended": [alert_data(notice, country.workspace) for notice in country.news],
        }
    )


def alert_data(notice: Notice, workspace: Workspace) -> dict[str, Any]:
    content = notice.newest.content
    return {
        "id": notice.key,
        "sender": notice.name,
        "page": public_url(workspace, f"{notice.slug}/{INDEX}"),
        "hazard": str(content.hazard),
        "severity": str(content.severity),
        "exercise": content.is_exercise,
        "is_active": notice.is_active,
        "expires_at": content.expires_at.isoformat(),
        "versions": [
            {
                "number": sent.number,
                "identifier": sent.identifier,
                "act": sent.act.value,
                "sent_at": sent.at.isoformat(),
                "link": sent.content.link,
                "texts": {
                    code: {"what": text.what, "where": text.where, "todo": text.todo}
                    for code, text in sent.content.texts.items()
                    if text
                },
            }
            for sent in notice.sent
        ],
    }


def as_json(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
