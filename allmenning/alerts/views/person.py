from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from allmenning.accounts.models import User
from allmenning.register.models import Body


def person(request: HttpRequest) -> User:
    """Return who is signed in; the access declaration let nobody else through."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user


def body_of(slug: str) -> Body:
    return get_object_or_404(Body, slug=slug)
