"""The person behind a request that `signed_in` or `requires` has let through."""

from django.http import HttpRequest

from allmenning.accounts.models import User


def person_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the declaration on the view says so
    return request.user
