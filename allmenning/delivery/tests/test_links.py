import pytest
from django.urls import reverse
from django.utils.translation import override

from allmenning.delivery.links import confirm_address, leave_address, report_address


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_addresses_are_those_of_the_address_map(language: str) -> None:
    with override(language):
        confirm, leave = (reverse(f"delivery:{name}", args=["t"]) for name in ("confirm", "leave"))
    assert confirm_address("https://a.example", "t", language) == f"https://a.example{confirm}"
    assert leave_address("https://a.example/", "t", language) == f"https://a.example{leave}"


def test_reports_come_to_an_address_without_a_language() -> None:
    with override("nb"):
        assert report_address("https://a.example").endswith(reverse("delivery:report"))


def test_a_language_without_pages_of_its_own_gets_the_first() -> None:
    assert leave_address("", "t", "se") == "/abonner/avslutt/t/"
