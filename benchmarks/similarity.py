"""Does likeness beat the KOSTRA group alone and population alone? Left-out indicators say."""

import math
from dataclasses import dataclass

import numpy as np

from allmenning.core.peers import Profile, Profiles, profiles
from allmenning.core.peers.foretell import Gain, by_group, by_likeness, by_population, gain
from allmenning.core.peers.profile import LANGUAGE_POSITIONS, Floats

NEAREST = (10, 20)
SEED = 2026


@dataclass(frozen=True)
class Indicator:
    """A fact of the register, and the attributes that would tell it outright."""

    name: str
    values: Floats
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    indicator: str
    nearest: int
    over_population: Gain
    over_group: Gain


def table_of(rows: list[dict[str, str]]) -> Profiles:
    return profiles(
        [
            Profile(
                id=row["code"],
                population=_number(row["population_2026"]),
                kostra_group=row["kostra_group"] or None,
                centrality=_number(row["centrality_class"]),
                language=row["language_form"] or None,
                county=row["county_code"],
            )
            for row in rows
        ]
    )


def indicators(rows: list[dict[str, str]]) -> list[Indicator]:
    """List what the register knows beside the lens; size itself is not asked for, since
    population alone would be told its own answer.
    """
    now, before = _column(rows, "population_2026"), _column(rows, "population_2014")
    area = _column(rows, "area_km2")
    language = np.array([LANGUAGE_POSITIONS[row["language_form"]] for row in rows])
    return [
        Indicator("growth in inhabitants 2014-2026 (log)", np.log(now / before)),
        Indicator("area (log)", np.log(area)),
        Indicator("inhabitants per square kilometre (log)", np.log(now / area)),
        Indicator("centrality index", _column(rows, "centrality_index"), ("centrality",)),
        Indicator("language form", language, ("language",)),
    ]


def lines(rows: list[dict[str, str]], nearest: int) -> list[Line]:
    table, rng = table_of(rows), np.random.default_rng(SEED)
    return [
        Line(
            one.name,
            nearest,
            gain(one.values, ours, by_population(table, one.values, nearest=nearest), rng=rng),
            gain(one.values, ours, by_group(table.kostra_group, one.values), rng=rng),
        )
        for one in indicators(rows)
        for ours in [by_likeness(table, one.values, without=one.without, nearest=nearest)]
    ]


def _number(value: str) -> float | None:
    return float(value) if value else None


def _column(rows: list[dict[str, str]], name: str) -> Floats:
    return np.array([float(row[name]) if row[name] else math.nan for row in rows])


def _told(found: Gain) -> str:
    return f"{found.share:+.1%} [{found.low:+.1%}, {found.high:+.1%}]"


def main() -> None:
    import csv
    from pathlib import Path

    data = Path(__file__).resolve().parent.parent / "allmenning/register/data/municipalities.csv"
    rows = list(csv.DictReader(data.read_text().splitlines()))
    print("How much smaller the mean error is than by population alone and by KOSTRA group alone")
    for nearest in NEAREST:
        print(f"\n{nearest} nearest | against population | against KOSTRA group | n")
        for line in lines(rows, nearest):
            told = f"{_told(line.over_population)} | {_told(line.over_group)}"
            print(f"{line.indicator} | {told} | {line.over_group.n}")


if __name__ == "__main__":
    main()
