"""What the accounts outside hold. No restore and no rollback touches it.

It checks each post the moment it arrives: the account, the marks, the order, the area.
"""

from dataclasses import dataclass, field
from typing import Any

from allmenning.alerts.linter import EXERCISE
from allmenning.alerts.tests.fake import FakeChannel
from allmenning.core import cap
from allmenning.delivery.contract import Sent, Workspace
from allmenning.delivery.dispatch.work import Work

MARKS = ("ØVELSE", "ØVING", "EXERCISE")


@dataclass
class Post:
    account: str
    workspace: str
    key: str
    number: int
    stream: str


@dataclass
class World:
    """What every account outside holds, and what was approved; never forgets."""

    owner: dict[str, str] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    approved: dict[str, Any] = field(default_factory=dict)

    def receive(self, work: Work, fake: FakeChannel) -> Sent:
        """Take a post as the account named by the settings, as the other side would."""
        assert work.connection is not None
        message, name = work.assignment.message, work.connection.settings.name
        text = fake.compose(message, work.connection.settings).text
        if not self.holds(name, message.key):
            self.check(name, message, text)
            post = Post(name, message.workspace, message.key, message.number, message.stream)
            self.posts.append(post)
        return Sent(message.key)

    def holds(self, name: str, key: str) -> bool:
        return any((post.account, post.key) == (name, key) for post in self.posts)

    def check(self, name: str, message: Any, text: str) -> None:
        is_exercise = message.workspace == Workspace.EXERCISE
        assert self.owner[name] == message.workspace, "an exercise met a live account"
        assert text.startswith(MARKS) == is_exercise, text
        for one in message.texts:
            for told in (one.headline, one.short, one.full):
                assert told.startswith(MARKS) == is_exercise, told
                assert is_exercise or not EXERCISE.search(told.lower()), told
        self.check_document(message, is_exercise=is_exercise)
        earlier = [
            post for post in self.posts if (post.account, post.stream) == (name, message.stream)
        ]
        assert all(post.number <= message.number for post in earlier), "it was overtaken"

    def check_document(self, message: Any, *, is_exercise: bool) -> None:
        alert = cap.read(message.cap.encode()).alert
        assert alert is not None
        assert (alert.status == cap.Status.EXERCISE) == is_exercise
        assert (alert.status == cap.Status.ACTUAL) != is_exercise
        for info in alert.infos:
            self.check_area(message.key, info)

    def check_area(self, key: str, info: cap.Info) -> None:
        """Compare with what the approver saw: never none, never more."""
        stored = self.approved[key]
        (area,) = info.areas
        rings = [[list(point) for point in polygon.points[:-1]] for polygon in area.polygons]
        codes = {code.name for code in area.geocodes}
        match stored["kind"]:
            case "municipality":
                assert (rings, codes) == ([], {"MunicipalityId"})
            case "polygon":
                assert (rings, codes) == ([stored["polygon"]], set())
            case _:
                assert rings == [ring for ring in stored["polygons"] if ring]
                assert codes <= {"MunicipalityPart"}
        assert rings or codes, "an area that is nowhere"
