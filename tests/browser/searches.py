"""A saved search, so that the page of saved searches has something to show."""

from datetime import datetime

from allmenning.accounts.models import User
from allmenning.search.actions import save_search


def make(leader: User, at: datetime) -> None:
    save_search(person=leader, name="Planer for krise", query="q=kriseplan", in_digest=True, at=at)
