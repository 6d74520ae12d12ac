import pytest
from django.test import Client


def test_50_megabytes_of_json_are_refused_before_they_are_read(client: Client) -> None:
    answer = client.generic("POST", "/", b"", "application/json", CONTENT_LENGTH=str(50_000_000))
    assert answer.status_code == 413
    assert "10 MB" in answer.content.decode()


def test_a_length_that_is_no_number_is_left_to_the_server(client: Client) -> None:
    answer = client.generic("POST", "/health/nothing", b"", CONTENT_LENGTH="12abc")
    assert answer.status_code != 413


@pytest.mark.parametrize(("address", "told"), [("/", "for stort"), ("/nn/", "Det du sende")])
def test_the_refusal_is_in_the_language_of_the_page(
    client: Client, address: str, told: str
) -> None:
    answer = client.generic("POST", address, b"", CONTENT_LENGTH=str(50_000_000))
    assert told in answer.content.decode()
