import pytest

from allmenning.clients.sms import Report, Sms, Token, read_report

# LINK Mobility, SMS REST API, 0.9.2: its two examples.
DELIVERED = b'{"refId": "7:x", "id": "0", "operator": "no.telenor", "resultCode": 1001}'
NO_SUCH_NUMBER = b'{"refId": "7:x", "id": "0", "operator": null, "resultCode": 2106}'


@pytest.mark.parametrize(
    ("body", "delivered"),
    [
        (DELIVERED, True),
        (NO_SUCH_NUMBER, False),
        (b'{"refId": "7:x", "resultCode": 1000}', None),
        (b'{"refId": "7:x", "resultCode": 4}', None),
        (b'{"refId": "7:x", "resultCode": 1002}', False),
    ],
)
def test_a_report_of_link_is_read(body: bytes, *, delivered: bool | None) -> None:
    assert read_report(body, "application/json") == Report("7:x", delivered)


@pytest.mark.parametrize(
    ("status", "delivered"), [("delivered", True), ("undelivered", False), ("sent", None)]
)
def test_a_report_of_a_messages_resource_is_read(status: str, *, delivered: bool | None) -> None:
    body = f"MessageSid=SM1&MessageStatus={status}&To=%2B4740000000".encode()
    found = read_report(body, "application/x-www-form-urlencoded", "7:x")
    assert found == Report("7:x", delivered)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"resultCode": "x"}', b"\xff\xfe", b'{"a": 1}'])
def test_what_is_no_report_is_none(body: bytes) -> None:
    assert read_report(body, "application/json") is None
    assert read_report(body, "application/x-www-form-urlencoded") is None


def test_no_number_and_no_password_shows_in_a_repr() -> None:
    assert "40000000" not in repr(Sms("Lom", "+4740000000", "Hei"))
    assert "hemmelig" not in repr(vars(Token.__new__(Token)))
