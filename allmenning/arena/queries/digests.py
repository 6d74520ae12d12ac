"""What is told to one member, in which order, and why; of a letter and of the home page alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import reduce
from operator import and_, or_

import numpy as np

from allmenning.arena.queries.digests_pool import Pool, Thing
from allmenning.arena.queries.digests_readers import Reader
from allmenning.core.letter import MOST, Booleans, Floats, Weighed, choose

FOLLOWED, HANDLED, OTHER = 1.0, 0.8, 0.5


class Why(StrEnum):
    """The reason that stands beside each thing, the most personal first."""

    ASKED = "asked"
    TRIED = "tried"
    SEARCH = "search"
    THEME = "theme"
    TAG = "tag"
    COUNTY = "county"
    LIKE = "like"
    HANDLED = "handled"
    NEW = "new"


@dataclass(frozen=True)
class Item:
    """One line of a letter; `about` is the key of the theme, the word, the county or the search."""

    thing: Thing
    why: Why
    about: str = ""


@dataclass(frozen=True, eq=False)
class Suits:
    """Which things suit a reader, and on what grounds."""

    asked: Booleans
    tried: Booleans
    searched: Booleans
    followed: Booleans
    near: Booleans
    rest: Booleans

    @property
    def first(self) -> Booleans:
        return np.asarray(self.asked | self.tried)

    @property
    def any(self) -> Booleans:
        return reduce(or_, (self.first, self.searched, self.followed, self.near, self.rest))


def rank(
    reader: Reader, pool: Pool, *, since: datetime, most: int = MOST, again: bool = False
) -> list[Item]:
    """Choose what to tell this reader; with `again` also what a letter has told already."""
    if not pool.things:
        return []
    suits = _suits(reader, pool)
    things = Weighed(
        likeness=pool.likeness(reader.code),
        theme=_theme(reader, pool),
        age=pool.ages,
        weight=pool.weights,
        first=suits.first,
    )
    may = suits.any & _may(reader, pool) & ((pool.moments > since.timestamp()) | suits.asked)
    if not again:
        may &= ~_rows(pool, reader.told)
    return [_item(row, reader, pool, suits) for row in choose(things, pool.owners, may, most=most)]


def _may(reader: Reader, pool: Pool) -> Booleans:
    """Leave out what she may not read, and what she or her body has told."""
    mine = (pool.authors == reader.person.pk) | np.isin(pool.owners, list(reader.viewer.body_ids))
    readable = np.ones_like(mine) if reader.viewer.is_member else pool.is_open
    return np.asarray(readable & ~mine)


def _suits(reader: Reader, pool: Pool) -> Suits:
    nothing = np.zeros(len(pool.things), dtype=bool)
    news = np.asarray(pool.concerns == 0)
    asked = _rows(pool, (f"question:{pk}" for pk in reader.asked))
    near = np.isin(pool.owners, list(pool.peers(reader.code))) & news
    follows = bool(reader.followed)
    return Suits(
        asked=asked,
        tried=np.isin(pool.concerns, list(reader.viewer.body_ids)),
        searched=_searched(reader, pool) & news if reader.found else nothing,
        followed=_followed(reader, pool) & news if follows else nothing,
        near=near if reader.profile.digest_wider or not follows else nothing,
        rest=nothing if follows else news,
    )


def _followed(reader: Reader, pool: Pool) -> Booleans:
    """Themes and words are alternatives; counties narrow, but not what holds everywhere."""
    told, grounds = reader.followed, []
    if told.themes or told.tags:
        grounds.append(pool.having("themes", told.themes) | pool.having("tags", told.tags))
    if told.counties:
        grounds.append(np.isin(pool.counties, list(told.counties)) | pool.is_guidance)
    return reduce(and_, grounds)


def _theme(reader: Reader, pool: Pool) -> Floats:
    followed = pool.having("themes", reader.followed.themes)
    followed |= pool.having("tags", reader.followed.tags)
    handled = pool.having("themes", reader.experience)
    return np.where(followed, FOLLOWED, np.where(handled, HANDLED, OTHER))


def _searched(reader: Reader, pool: Pool) -> Booleans:
    return np.array([thing.subject in reader.found for thing in pool.things], dtype=bool)


def _rows(pool: Pool, keys: Iterable[str]) -> Booleans:
    found = np.zeros(len(pool.things), dtype=bool)
    found[[pool.rows[key] for key in keys if key in pool.rows]] = True
    return found


def _item(row: int, reader: Reader, pool: Pool, suits: Suits) -> Item:
    thing, told = pool.things[row], reader.followed
    themes, tags = thing.themes & told.themes, thing.tags & told.tags
    handled = thing.themes & reader.experience
    grounds: list[tuple[object, Why, str]] = [
        (suits.asked[row], Why.ASKED, ""),
        (suits.tried[row], Why.TRIED, ""),
        (suits.searched[row], Why.SEARCH, reader.found.get(thing.subject, "")),
        (suits.followed[row] and themes, Why.THEME, str(min(themes, default=""))),
        (suits.followed[row] and tags, Why.TAG, str(min(tags, default=""))),
        (suits.followed[row] and thing.county, Why.COUNTY, str(thing.county)),
        (suits.near[row], Why.LIKE, ""),
        (handled, Why.HANDLED, str(min(handled, default=""))),
    ]
    holding = (Item(thing, why, about) for holds, why, about in grounds if holds)
    return next(holding, Item(thing, Why.NEW))
