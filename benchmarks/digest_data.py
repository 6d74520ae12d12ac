"""What `digest.py` writes about and to whom, and one batch of its letters."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from allmenning.accounts.models import User
from allmenning.arena.actions.digests import write_digests
from allmenning.arena.letters import compose
from allmenning.arena.models import Case, Digest, Experience, Follow, Profile, Question
from allmenning.arena.queries.digests import Item, rank
from allmenning.arena.queries.digests_pages import Ready, ready
from allmenning.arena.queries.digests_readers import Reader, readers
from allmenning.arena.queries.digests_searches import with_searches
from allmenning.arena.tasks.digests import WRITTEN_TOGETHER
from allmenning.evidence.models import Theme
from allmenning.register.actions import load_register
from allmenning.register.models import Body, Membership

FORTNIGHT_MINUTES = 14 * 24 * 60
ROWS = 500


@dataclass(frozen=True)
class Written:
    told: str
    owners: Sequence[int]
    message: bytes


def fill(
    letters: int, cases: int, questions: int, topics: Sequence[str], chance: random.Random
) -> list[int]:
    """Make themes, municipalities, texts and readers; return the readers."""
    call_command("migrate", verbosity=0)
    now = timezone.now()
    load_register(by=None, at=now, tell=lambda _line: None)
    for number in range(10):
        Theme.objects.create(slug=f"tema-{number}", name_nb=f"Tema {number}", position=number)
    themes = list(Theme.objects.order_by("pk").values_list("pk", flat=True))
    bodies = list(Body.objects.filter(kind=Body.Kind.MUNICIPALITY).order_by("pk"))
    _texts(cases, questions, bodies, themes, topics, now, chance)
    return _readers(letters, bodies, themes, now, chance)


def _texts(  # noqa: PLR0917 - one row of facts each
    cases: int,
    questions: int,
    bodies: list[Body],
    themes: list[int],
    topics: Sequence[str],
    now: datetime,
    chance: random.Random,
) -> None:
    kinds: tuple[tuple[Any, int], ...] = ((Case, cases), (Question, questions))
    for model, count in kinds:
        rows = [_text(model, number, bodies, topics, now, chance) for number in range(count)]
        model.objects.bulk_create(rows, batch_size=ROWS)
        link = model.themes.through
        keys = model.objects.order_by("pk").values_list("pk", flat=True)
        noun = model.__name__.lower()
        link.objects.bulk_create(
            [
                link(theme_id=theme, **{f"{noun}_id": pk})
                for pk in keys
                for theme in chance.sample(themes, 2)
            ],
            batch_size=ROWS,
        )


def _text(  # noqa: PLR0917 - one row of facts
    model: type[Case | Question],
    number: int,
    bodies: list[Body],
    topics: Sequence[str],
    now: datetime,
    chance: random.Random,
) -> Case | Question:
    at = now - timedelta(minutes=chance.randrange(FORTNIGHT_MINUTES))
    told = {
        "slug": f"{model.__name__.lower()}-{number}",
        "owner": chance.choice(bodies),
        "language": chance.choice(["nb", "nn"]),
        "title": f"Slik gjorde vi det med {chance.choice(topics)} og {chance.choice(topics)}",
        "visibility": chance.choice(["open", "open", "members"]),
        "state": "published",
        "created_at": at,
        "changed_at": at,
        "published_at": at,
    }
    if model is Question:
        return Question(text="Hvordan gjør andre dette?", **told)
    return Case(
        problem="Ingen svarte.",
        done="Vi delte vakten.",
        stage="trying",
        contact_role="rådgiver",
        confirmed_date=now.date(),
        context_date=now.date(),
        completeness=chance.random(),
        **told,
    )


def _readers(
    letters: int, bodies: list[Body], themes: list[int], now: datetime, chance: random.Random
) -> list[int]:
    long_ago, in_a_year = now - timedelta(days=60), now + timedelta(days=300)
    User.objects.bulk_create(
        [
            User(email=f"p{number}@kommune.example", email_verified_at=long_ago)
            for number in range(letters)
        ],
        batch_size=ROWS,
    )
    people = list(User.objects.order_by("pk").values_list("pk", flat=True))
    Profile.objects.bulk_create([Profile(person_id=pk) for pk in people], batch_size=ROWS)
    Membership.objects.bulk_create(
        [
            Membership(
                user_id=pk,
                body=chance.choice(bodies),
                role=chance.choice(["reader", "editor"]),
                verified_how="benchmark",
                verified_at=long_ago,
                expires_at=in_a_year,
            )
            # One in twenty waits for a steward, and may read what is open.
            for pk in people
            if chance.random() > 1 / 20
        ],
        batch_size=ROWS,
    )
    kinds: tuple[tuple[Any, int], ...] = ((Follow, 4), (Experience, 2))
    for model, most in kinds:
        model.objects.bulk_create(
            [
                model(person_id=pk, theme_id=theme)
                for pk in people
                for theme in chance.sample(themes, chance.randrange(most + 1))
            ],
            batch_size=ROWS,
        )
    return people


def written(people: list[int], *, keep: bool) -> list[Written]:
    """Write one batch as the job does, and make of each letter the bytes a mail server takes."""
    now = timezone.now()
    known = ready(now)
    persons = list(User.objects.filter(pk__in=people).order_by("pk"))
    everyone = readers(persons, known.pool.register, now)
    found = []
    for first in range(0, len(everyone), WRITTEN_TOGETHER):
        few = with_searches(everyone[first : first + WRITTEN_TOGETHER], now)
        ranked = [(one, rank(one, known.pool, since=one.since(now))) for one in few]
        letters = [(one, items) for one, items in ranked if items]
        digests = write_digests(letters=letters, at=now) if keep else [None] * len(letters)
        for (reader, items), digest in zip(letters, digests, strict=True):
            found.append(_written(reader, items, digest, known, now))
    return found


def _written(
    reader: Reader, items: list[Item], digest: Digest | None, known: Ready, now: datetime
) -> Written:
    message = b""
    if digest:
        letter = compose(digest, reader, known.pool.register, known.names, now)
        message = letter.message().as_bytes() if letter else b""
    told = json.dumps([(item.thing.key, item.why, item.about) for item in items])
    return Written(told, [item.thing.owner for item in items], message)
