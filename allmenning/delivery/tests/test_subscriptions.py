from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from allmenning.clients.webpush import new_private_key
from allmenning.delivery.actions.subscriptions import (
    NotConfirmedError,
    ask_to_join,
    confirm,
    forget_unconfirmed,
    leave,
)
from allmenning.delivery.models import ChannelAccount, Subscriber
from allmenning.delivery.queries import public_lists
from allmenning.delivery.secrets import unlock
from allmenning.delivery.tests.build_lists import AT, make_list, make_subscriber
from allmenning.ui.throttle import network_of

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def a_list(**changes: object) -> ChannelAccount:
    settings = {"sender_name": "Lom kommune", "sender_address": "varsel@lom.example"}
    return make_list("email", settings=settings, **changes)


def ask(
    account: ChannelAccount, client: Client, capture: DjangoCaptureOnCommitCallbacks, address: str
) -> str:
    with capture(execute=True):
        answer = client.post(f"/abonner/{account.pk}/", {"address": address, "language": "nn"})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def links(body: object) -> list[str]:
    return [word for word in str(body).split() if word.startswith("http")]


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def test_a_person_joins_by_a_link_and_a_button(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    account = a_list()
    told = ask(account, client, django_capture_on_commit_callbacks, "Kari@Example.org")
    assert told == f"/abonner/{account.pk}/sendt/"
    found = Subscriber.objects.get()
    assert (unlock(found.address), found.language) == ("Kari@example.org", "nn")
    assert found.confirmed_at is None
    (letter,) = mail.outbox
    assert letter.to == ["Kari@example.org"]
    (link,) = links(letter.body)
    # Opening the link proves nothing.
    assert client.get(path_of(link)).status_code == 200
    found.refresh_from_db()
    assert found.confirmed_at is None
    assert client.post(path_of(link)).status_code == 200
    found.refresh_from_db()
    assert found.confirmed_at is not None


def test_nobody_learns_who_is_on_the_list(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    account = a_list()
    member = make_subscriber(account, "kari@example.org", language="nn")
    first = ask(account, client, django_capture_on_commit_callbacks, "kari@example.org")
    second = ask(account, client, django_capture_on_commit_callbacks, "ola@example.org")
    assert first == second
    assert [letter.subject for letter in mail.outbox] == ["Varsel frå Lom kommune"] * 2
    assert links(mail.outbox[0].body) == [
        link for link in links(mail.outbox[0].body) if member.token in link
    ]
    member.refresh_from_db()
    assert member.confirmed_at == AT


def test_an_address_beyond_ascii_is_taken_and_its_domain_written_as_dns_has_it(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    ask(a_list(), client, django_capture_on_commit_callbacks, "bjørn@blåbær.no")
    assert unlock(Subscriber.objects.get().address) == "bjørn@xn--blbr-roah.no"


@pytest.mark.parametrize(
    "told", ["", "kari", "kari@", "@x.no", "a b@x.no", "a@x", "a@x.no\nBcc: b@x.no"]
)
def test_what_is_no_address_is_refused(client: Client, told: str) -> None:
    account = a_list()
    answer = client.post(f"/abonner/{account.pk}/", {"address": told, "language": "nb"})
    assert answer.status_code == 422
    assert not Subscriber.objects.exists()


def test_a_robot_that_fills_in_the_trap_is_refused(client: Client) -> None:
    account = a_list()
    told = {"address": "a@x.no", "language": "nb", "website": "http://spam.example"}
    assert client.post(f"/abonner/{account.pk}/", told).status_code == 422


def test_the_same_address_may_ask_three_times_an_hour(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    account = a_list()
    for _time in range(3):
        ask(account, client, django_capture_on_commit_callbacks, "kari@example.org")
    told = {"address": "kari@example.org", "language": "nb"}
    assert client.post(f"/abonner/{account.pk}/", told).status_code == 429
    assert len(mail.outbox) == 3


def test_one_network_may_ask_twenty_times_an_hour(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    account = a_list()
    for number in range(20):
        ask(account, client, django_capture_on_commit_callbacks, f"{number}@example.org")
    told = {"address": "kari@example.org", "language": "nb"}
    assert client.post(f"/abonner/{account.pk}/", told).status_code == 429


def test_one_network_cannot_use_up_what_a_list_allows_all(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    monkeypatch.setattr("allmenning.delivery.throttle.PER_LIST", 25)
    account = a_list()
    for number in range(30):
        told = {"address": f"{number}@example.org", "language": "nb"}
        client.post(f"/abonner/{account.pk}/", told)
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert ask(account, other, django_capture_on_commit_callbacks, "kari@example.org")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:a:b:c:d", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1%eth0", "2001:db8:1:2::/64"),
    ],
)
def test_a_household_is_one_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_what_no_database_or_reader_of_json_takes_is_not_found(client: Client) -> None:
    settings = {"sender_name": "Lom", "contact": "a@lom.example"}
    account = make_list("webpush", settings=settings, secrets={"private_key": new_private_key()})
    assert client.get(f"/abonner/{account.pk}/").status_code == 200
    for page in ("bekreft", "avslutt"):
        assert client.get(f"/abonner/{page}/%00/").status_code == 404
    assert client.post("/abonner/avslutt/%00/").status_code == 404
    for body in ("[" * 100_000, '{"endpoint": "\\ud800", "leave": true}'):
        answer = client.post(f"/abonner/{account.pk}/nettleser/", body, "application/json")
        assert answer.status_code == 404


def test_an_address_holds_nothing_that_turns_it_around(client: Client) -> None:
    told = {"address": "kari\u202e@example.org", "language": "nb"}
    assert client.post(f"/abonner/{a_list().pk}/", told).status_code == 422


def test_lists_of_exercises_and_those_switched_off_have_no_page(client: Client) -> None:
    closed = [a_list(workspace="exercise"), a_list(is_on=False), a_list(removed_at=AT)]
    assert {client.get(f"/abonner/{one.pk}/").status_code for one in closed} == {404}
    assert public_lists("lom") == []
    assert client.get("/abonner/999/").status_code == 404


def test_a_body_has_the_lists_that_anybody_may_join() -> None:
    account = a_list()
    (found,) = public_lists("lom")
    assert (found.account, found.facts["sender"]) == (account, "Lom kommune")
    assert public_lists("vaga") == []


def test_leaving_takes_a_page_and_a_button(client: Client) -> None:
    member = make_subscriber(a_list(), "kari@example.org")
    assert client.get(f"/abonner/avslutt/{member.token}/").status_code == 200
    assert Subscriber.objects.count() == 1
    assert client.post(f"/abonner/avslutt/{member.token}/").status_code == 200
    assert Subscriber.objects.count() == 0


def test_leaving_takes_one_click_in_a_mail_program_that_has_no_cookies() -> None:
    member = make_subscriber(a_list(), "kari@example.org")
    program = Client(enforce_csrf_checks=True)
    answer = program.post(f"/abonner/avslutt/{member.token}/", {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Subscriber.objects.count() == 0


def test_leaving_twice_says_the_same(client: Client) -> None:
    member = make_subscriber(a_list(), "kari@example.org")
    pages = [client.post(f"/abonner/avslutt/{member.token}/") for _time in range(2)]
    assert pages[0].content == pages[1].content


def test_who_has_left_is_off_the_list_at_once_also_where_the_list_is_closed(client: Client) -> None:
    member = make_subscriber(a_list(is_on=False), "kari@example.org")
    assert client.get(f"/abonner/avslutt/{member.token}/").status_code == 200
    assert leave(token=member.token, by=None, at=AT) is True
    assert leave(token=member.token, by=None, at=AT) is False


def test_a_link_is_no_longer_valid_after_a_week() -> None:
    asked = ask_to_join(account=a_list(), address="a@x.no", language="nb", by=None, at=AT)
    with pytest.raises(NotConfirmedError):
        confirm(token=asked.token, by=None, at=AT + WEEK + timedelta(seconds=1))
    confirm(token=asked.token, by=None, at=AT + WEEK)


def test_an_older_link_ends_when_a_new_one_is_asked_for() -> None:
    account = a_list()
    first = ask_to_join(account=account, address="a@x.no", language="nb", by=None, at=AT)
    ask_to_join(account=account, address="a@x.no", language="nb", by=None, at=AT)
    with pytest.raises(NotConfirmedError):
        confirm(token=first.token, by=None, at=AT)


def test_an_unknown_link_says_so(client: Client) -> None:
    assert client.get("/abonner/bekreft/finnes-ikke/").status_code == 404
    assert client.post("/abonner/bekreft/finnes-ikke/").status_code == 404


def test_what_nobody_confirmed_is_forgotten_after_a_week() -> None:
    account = a_list()
    make_subscriber(account, "old@x.no", confirmed_at=None)
    kept = [
        make_subscriber(account, "new@x.no", confirmed_at=None, asked_at=AT + WEEK),
        make_subscriber(account, "member@x.no"),
    ]
    assert forget_unconfirmed(at=AT + WEEK + timedelta(seconds=1)) == 1
    assert list(Subscriber.objects.order_by("pk")) == kept


def test_the_pages_are_kept_by_nobody_and_listed_nowhere(client: Client) -> None:
    account = a_list()
    answer = client.get(f"/abonner/{account.pk}/")
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("prefix", "title"),
    [
        ("", "Få varsler fra Lom kommune"),
        ("nn/", "Få varsel frå Lom kommune"),
        ("en/", "Get warnings from Lom kommune"),
    ],
)
def test_the_page_speaks_three_languages(client: Client, prefix: str, title: str) -> None:
    assert title in client.get(f"/{prefix}abonner/{a_list().pk}/").content.decode()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_is_away_is_told_in_plain_words(client: Client) -> None:
    account = a_list()
    account.settings |= {"server": "127.0.0.1", "port": 1, "security": "none"}
    account.save()
    answer = client.post(f"/abonner/{account.pk}/", {"address": "a@x.no", "language": "nb"})
    assert answer.status_code == 503
