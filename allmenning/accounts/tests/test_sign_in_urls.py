"""Which of allauth's pages can be reached, and that each is dressed as ours."""

from pathlib import Path

import pytest
from django.template.loader import get_template
from django.urls import NoReverseMatch, URLPattern, reverse

from allmenning.accounts import sign_in_urls

ROOM = Path(sign_in_urls.__file__).parent
WITH_PAGE = [
    pattern
    for pattern in sign_in_urls.urlpatterns
    if getattr(getattr(pattern.callback, "view_class", None), "template_name", None)
]


@pytest.mark.parametrize("pattern", WITH_PAGE, ids=lambda pattern: pattern.name)
def test_every_page_of_allauth_is_dressed_as_ours(pattern: URLPattern) -> None:
    template = get_template(pattern.callback.view_class.template_name)  # type: ignore[attr-defined]

    assert Path(str(template.origin)).is_relative_to(ROOM)  # type: ignore[attr-defined]


def test_some_pages_of_allauth_are_in_use() -> None:
    assert len(WITH_PAGE) > 10


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_change_password",
        "account_reset_password",
        "account_email",
        "socialaccount_signup",
        "socialaccount_connections",
        "mfa_login_webauthn",
    ],
)
def test_pages_of_allauth_that_we_need_not_have_no_address(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)
