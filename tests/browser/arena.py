"""What the rooms of the arena have to show; one function for each noun."""

from datetime import datetime

from allmenning.accounts.models import User
from allmenning.arena.actions.discussion import edit_post, thread_of, write_post
from allmenning.arena.actions.notifying import notify
from allmenning.arena.models import Notification, Post
from allmenning.evidence.models import Finding
from allmenning.register.models import Body

POST = 9001
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
