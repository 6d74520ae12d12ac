"""What the rooms of the arena have to show; one function for each noun."""

from datetime import datetime

from allmenning.accounts.models import User
from allmenning.arena.actions.competition import take_part
from allmenning.arena.actions.discussion import edit_post, thread_of, write_post
from allmenning.arena.actions.notifying import notify
from allmenning.arena.actions.profiles import set_follows
from allmenning.arena.models import Case, Digest, DigestItem, Notification, Post, State
from allmenning.evidence.models import Finding, Theme
from allmenning.register.models import Body

POST = 9001
LETTER = 9001
TEXT = """Hos oss er det **omvendt**, særlig om kvelden:

- Vi svarer fra vakttelefonen
- Resten venter til dagen etter

| År | Svar samme dag |
| --- | --- |
| 2024 | 61 |
| 2025 | 83 |
"""


def talk(leader: User, at: datetime) -> None:
    """Let the leader in Lom say something of a finding, change it, and be told of it."""
    thread = thread_of(Finding.objects.get(code="F035"))
    body = Body.objects.get(slug="lom")
    post = write_post(thread=thread, text="Hos oss?", language="nb", by=leader, body=body, at=at)
    Post.objects.filter(pk=post.pk).update(id=POST)
    post = edit_post(post=Post.objects.get(pk=POST), text=TEXT, language="nb", by=leader, at=at)
    kind = Notification.Kind.MENTION
    notify(person=leader, kind=kind, key="post:1", at=at, thread=thread, post=post)


def letters(leader: User, at: datetime) -> None:
    """Let the leader in Lom have had a letter, follow a theme, and take part in the competition."""
    lom = Body.objects.get(slug="lom")
    set_follows(person=leader, themes=Theme.objects.filter(slug="krise"), by=leader, at=at)
    digest = Digest.objects.create(pk=LETTER, person=leader, at=at, attempted_at=at)
    told = Case.objects.exclude(owner=lom).filter(state=State.PUBLISHED).order_by("pk")
    for case in told[:2]:
        key = f"case:{case.pk}"
        DigestItem.objects.create(person=leader, digest=digest, key=key, why="like")
    take_part(body=lom, by=leader, at=at)
