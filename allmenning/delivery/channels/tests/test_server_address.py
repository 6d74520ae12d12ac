import pytest
from django.forms import ValidationError
from pytest_django.fixtures import Settings

from allmenning.delivery.channels.server_address import ServerField


@pytest.mark.parametrize(
    ("written", "server"),
    [
        ("https://mastodon.social:443", "https://mastodon.social"),
        ("mastodon.social", "https://mastodon.social"),
        ("https://Mastodon.social/@vaga", "https://mastodon.social"),
        ("https://kommune.example:8443/", "https://kommune.example:8443"),
        ("vågå.example", "https://xn--vg-yiab.example"),
    ],
)
def test_a_server_is_taken_as_people_paste_it(written: str, server: str) -> None:
    assert ServerField(example="mastodon.social").clean(written) == server


@pytest.mark.parametrize(
    "written",
    [
        "http://mastodon.social",
        "localhost",
        "https://127.0.0.1",
        "10.0.0.8",
        "https://2130706433",
        "https://[::1]/",
        "https://user@mastodon.social",
        "https://mastodon.social:port",
        "ftp://mastodon.social",
        "https://[",
        "a" * 64 + ".no",
        "mastodon .social",
    ],
)
def test_what_is_no_public_server_is_refused(written: str) -> None:
    with pytest.raises(ValidationError, match=r"mastodon\.social"):
        ServerField(example="mastodon.social").clean(written)


def test_a_server_that_the_installation_names_may_be_inside(settings: Settings) -> None:
    settings.INTERNAL_HOSTS = ["127.0.0.1"]

    server = ServerField(example="mastodon.social").clean("http://127.0.0.1:3000/")

    assert server == "http://127.0.0.1:3000"
