"""Reading what Statistics Norway says now; nothing is written here."""

from datetime import date

from allmenning.clients import klass
from allmenning.clients.klass import Pair, Reader
from allmenning.register.queries.codes import FIRST_DAY
from allmenning.register.queries.differences import Grouping, News


def fetch_news(reader: Reader, day: date) -> News:
    """Ask for the codes of the day, every change the register covers, and the groupings."""
    return News(
        day=day,
        municipalities=klass.codes_at(reader, klass.MUNICIPALITIES, day),
        counties=klass.codes_at(reader, klass.COUNTIES, day),
        changes=klass.changes(reader, klass.MUNICIPALITIES, FIRST_DAY, date(day.year + 1, 1, 2)),
        kostra_groups=_grouping(reader, klass.KOSTRA_GROUPS, day),
        centrality=_grouping(reader, klass.CENTRALITY, day),
    )


def _grouping(reader: Reader, classification: int, day: date) -> Grouping | None:
    def ask(tried: date) -> tuple[Pair, ...] | None:
        return klass.corresponds_at(reader, classification, klass.MUNICIPALITIES, tried)

    found = klass.newest(ask, day)
    return Grouping(found[0], {pair.target: pair.source for pair in found[1]}) if found else None
