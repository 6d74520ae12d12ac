"""The cards of one page of a long list."""

from collections.abc import Sequence
from datetime import date

from django.db.models import F, QuerySet

from allmenning.accounts.queries import KeptPerRevision
from allmenning.evidence.models import Finding
from allmenning.evidence.queries.pages_cards import CARD_NEEDS, Card, Words, card_of

# Where a database puts what has no year differs, so it is said.
NEWEST = F("year").desc(nulls_last=True)
PAGES_KEPT = 60
_kept: KeptPerRevision[tuple[Card, ...]] = KeptPerRevision(PAGES_KEPT)


def newest_first(fitting: QuerySet[Finding]) -> QuerySet[Finding, int]:
    """Return keys only: sorting whole rows with all they refer to took half of the page."""
    return fitting.order_by(NEWEST, "code").values_list("pk", flat=True)


def cards_of(keys: Sequence[int], today: date, words: Words) -> tuple[Card, ...]:
    """Return the cards of some findings in the order of their keys."""
    return _kept.get((*keys, today), lambda: _cards_of(keys, today, words))


def _cards_of(keys: Sequence[int], today: date, words: Words) -> tuple[Card, ...]:
    rows = Finding.objects.select_related(*CARD_NEEDS).in_bulk(keys)
    return tuple(card_of(rows[key], today, words) for key in keys)
