"""Who a session belongs to."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from allmenning.accounts.models import User


class CodeBackend(AuthenticationBackend):
    """No passwords; a closed account and a demo user outside demo mode have no session."""

    def authenticate(self, _request: Any, **_credentials: Any) -> None:
        return None

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.filter(pk=user_id).first()
        return user if user and user.may_sign_in else None
