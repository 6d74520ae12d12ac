"""Over random worlds: no letter tells what its reader may not see, nor more than it should."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allmenning.accounts.models import User
from allmenning.arena.models import Case, DigestItem
from allmenning.arena.queries.digests import rank
from allmenning.arena.queries.digests_letters import Entry, lines, names
from allmenning.arena.queries.digests_pool import pool
from allmenning.arena.queries.digests_readers import readers
from allmenning.arena.queries.viewer import listed
from allmenning.arena.tests.build import AT, make_case, make_member, make_theme
from allmenning.register.models import Body, BodyRole
from allmenning.register.tests.build import make_municipality

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STATES = ["draft", "waiting", "published", "hidden", "removed", "withdrawn"]
STATED = st.tuples(
    st.integers(0, 3),
    st.sampled_from(STATES) | st.just("published"),
    st.sampled_from(["open", "members"]),
    st.sampled_from([None, -1, 0, 1]),
    st.sampled_from([None, 0, 1]),
)
FEW = settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def make_world(stated: list[tuple[int, str, str, int | None, int | None]]) -> list[User]:
    """Make four bodies, readers of every kind, and cases in these states."""
    theme = make_theme()
    bodies = [
        Body.objects.filter(slug=f"b{number}").first()
        or make_municipality(slug=f"b{number}", name=f"B{number}", code=f"99{number:02}")
        for number in range(4)
    ]
    people = [
        make_member(bodies[0], BodyRole.READER),
        make_member(bodies[1], BodyRole.EDITOR),
        User.objects.create_user(f"stranger{User.objects.count()}@example.org"),
    ]
    for owner, state, visibility, opens, author in stated:
        opens_on = AT.date() + timedelta(days=opens) if opens is not None else None
        make_case(
            owner=bodies[owner],
            state=state,
            visibility=visibility,
            opens_on=opens_on if visibility == "members" else None,
            author=None if author is None else people[author],
            themes=(theme,),
            published_at=AT - timedelta(hours=1),
        )
    return people


@given(st.lists(STATED, max_size=14))
@FEW
def test_no_letter_tells_what_its_reader_may_not_see(
    stated: list[tuple[int, str, str, int | None, int | None]],
) -> None:
    Case.objects.all().delete()
    DigestItem.objects.all().delete()
    people, known = make_world(stated), names()
    ready = pool(AT)
    for reader in readers(people, ready.register, AT):
        items = rank(reader, ready, since=AT - timedelta(days=7))
        may = set(listed(Case.objects.all(), reader.viewer, AT).values_list("pk", flat=True))
        assert {item.thing.pk for item in items} <= may
        assert len(items) <= 7
        assert max(Counter(item.thing.owner for item in items).values(), default=0) <= 2
        assert len({item.thing.key for item in items}) == len(items)
        everything = [Entry(thing.key, "new") for thing in ready.things]
        said = {line.key for line in lines(everything, reader.viewer, known, AT)}
        assert said <= {f"case:{pk}" for pk in may}
