"""The person behind a request that `requires` has let through."""

from typing import cast

from django.http import HttpRequest

from allmenning.accounts.models import User


def person_of(request: HttpRequest) -> User:
    return cast("User", request.user)
