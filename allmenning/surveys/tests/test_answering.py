"""Answering by a personal link: kept page by page, sent in, changed, passed on, said no to."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from allmenning.surveys.actions.answering import Sent, save_page
from allmenning.surveys.models import Contact, Handover, Letter, Response, Stage
from allmenning.surveys.queries.questionnaire import read_questionnaire
from allmenning.surveys.queries.response import digest_of, fingerprint
from allmenning.surveys.tests.fielded import (
    AT,
    CLOSES,
    link_of,
    make_contact,
    make_open,
    make_three,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari() -> Contact:
    return make_contact(make_three(make_open())[0])


@pytest.fixture(autouse=True)
def _now(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(AT, tick=False)


def values_of(contact: Contact) -> dict[str, object]:
    return dict(Response.objects.get(contact=contact).values)


def test_the_whole_way_without_a_cookie_or_a_script(client: Client, kari: Contact) -> None:
    first = client.get(link_of(kari))
    assert first.status_code == 200
    assert "Du svarer på vegne av Lom." in first.content.decode()
    page = link_of(kari, "side/1/")
    assert client.get(page).status_code == 200
    told = {"strategy": "yes", "channels": ["yes", "no"], "page.act": "videre"}
    assert client.post(page, told).headers["Location"] == link_of(kari, "side/2/")
    step = client.post(link_of(kari, "side/2/"), {"adopted": "no", "page.act": "videre"})
    assert step.headers["Location"] == link_of(kari, "side/3/")
    step = client.post(link_of(kari, "side/3/"), {"staff": "2", "page.act": "videre"})
    assert step.headers["Location"] == link_of(kari, "oversikt/")
    sent = client.post(link_of(kari, "send/"))
    assert sent.headers["Location"] == link_of(kari, "kvittering/")
    assert "Takk" in client.get(link_of(kari, "kvittering/")).content.decode()
    assert values_of(kari) == {
        "strategy": "yes",
        "channels": ["yes", "no"],
        "adopted": "no",
        "staff": 2,
    }
    assert Response.objects.get().submitted_at == AT
    assert not client.cookies


def test_no_page_behind_the_link_is_kept_found_or_passed_on(client: Client, kari: Contact) -> None:
    for where in ("", "side/1/", "senere/", "oversikt/", "kollega/", "nei/"):
        answer = client.get(link_of(kari, where))
        assert answer.status_code == 200, where
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert len(answer.content) < 40_000


def test_the_token_has_192_bits_and_only_its_hash_is_kept(kari: Contact) -> None:
    token = link_of(kari).split("/")[2]
    assert len(token) == 32
    kari.refresh_from_db()
    assert kari.token_sha256 == digest_of(token)
    assert token not in str(vars(kari))
    assert link_of(kari).split("/")[2] == token


def test_a_question_that_is_not_asked_has_no_page_and_no_answer(
    client: Client, kari: Contact
) -> None:
    client.post(link_of(kari, "side/1/"), {"strategy": "yes", "page.act": "videre"})
    client.post(link_of(kari, "side/2/"), {"adopted": "yes", "page.act": "videre"})
    step = client.post(link_of(kari, "side/1/"), {"strategy": "no", "page.act": "videre"})
    assert step.headers["Location"] == link_of(kari, "side/3/")
    assert client.get(link_of(kari, "side/2/")).headers["Location"] == link_of(kari, "side/3/")
    client.post(link_of(kari, "send/"))
    assert values_of(kari) == {"strategy": "no"}


def test_what_is_right_on_a_page_is_kept_though_something_else_is_wrong(
    client: Client, kari: Contact
) -> None:
    told = {"staff": "mange", "more": "Vi er to.", "page.act": "videre"}
    answer = client.post(link_of(kari, "side/3/"), told)
    assert answer.status_code == 422
    assert values_of(kari) == {"more": "Vi er to."}
    assert 'aria-describedby="id_staff-error"' in answer.content.decode()


def test_a_required_question_holds_one_back_but_not_from_a_break(
    client: Client, kari: Contact
) -> None:
    page = link_of(kari, "side/1/")
    assert client.post(page, {"page.act": "videre"}).status_code == 422
    assert client.post(page, {"page.act": "senere"}).headers["Location"] == link_of(kari, "senere/")
    assert client.post(page, {"page.act": "tilbake"}).headers["Location"] == link_of(kari)
    assert client.post(link_of(kari, "send/")).status_code == 422


def test_the_answers_stay_when_the_language_is_switched(client: Client, kari: Contact) -> None:
    client.post(link_of(kari, "side/1/"), {"strategy": "yes", "page.act": "videre"})
    page = client.get(link_of(kari, "side/1/", "/nn")).content.decode()
    assert "strategy nn?" in page
    assert 'value="yes" id="id_strategy-1" checked' in page


def seen(**shown: object) -> str:
    return " ".join(f"{code}:{fingerprint(value)}" for code, value in shown.items())  # type: ignore[arg-type]


def test_two_windows_do_not_wipe_out_each_other(client: Client, kari: Contact) -> None:
    """Both showed an empty page; one answers the number, the other the text."""
    page = link_of(kari, "side/3/")
    empty = seen(staff=None, more=None)
    client.post(page, {"staff": "2", "more": "", "page.seen": empty, "page.act": "videre"})
    client.post(page, {"staff": "", "more": "Mye.", "page.seen": empty, "page.act": "videre"})
    assert values_of(kari) == {"staff": 2, "more": "Mye."}


def test_two_windows_that_changed_the_same_are_told_and_may_choose(
    client: Client, kari: Contact
) -> None:
    page = link_of(kari, "side/3/")
    empty = seen(staff=None, more=None)
    client.post(page, {"staff": "2", "more": "", "page.seen": empty, "page.act": "videre"})
    second = client.post(page, {"staff": "5", "more": "", "page.seen": empty, "page.act": "videre"})
    assert second.status_code == 409
    assert "<strong>2</strong>" in second.content.decode()
    assert values_of(kari) == {"staff": 2}
    again = seen(staff=2, more=None)
    assert f'value="{again}"' in second.content.decode()
    client.post(page, {"staff": "5", "more": "", "page.seen": again, "page.act": "videre"})
    assert values_of(kari) == {"staff": 5}


def test_after_sending_in_one_may_change_until_it_closes(
    client: Client, kari: Contact, time_machine: time_machine.TimeMachineFixture
) -> None:
    client.post(link_of(kari, "side/1/"), {"strategy": "no", "page.act": "videre"})
    client.post(link_of(kari, "send/"))
    change = link_of(kari, "side/3/?fra=oversikt")
    step = client.post(change, {"staff": "3", "page.act": "oversikt"})
    assert step.headers["Location"] == link_of(kari, "oversikt/")
    assert values_of(kari) == {"strategy": "no", "staff": 3}
    time_machine.move_to(CLOSES, tick=False)
    client.post(change, {"staff": "9", "page.act": "oversikt"})
    assert values_of(kari)["staff"] == 3
    assert client.get(link_of(kari, "kvittering/")).status_code == 200


def test_a_closed_survey_says_so_kindly_and_takes_nothing(
    client: Client, kari: Contact, time_machine: time_machine.TimeMachineFixture
) -> None:
    time_machine.move_to(CLOSES + timedelta(seconds=1), tick=False)
    assert "Undersøkelsen er lukket" in client.get(link_of(kari)).content.decode()
    assert client.post(link_of(kari, "side/1/"), {"strategy": "no"}).status_code == 302
    assert client.post(link_of(kari, "send/")).status_code == 302
    assert not Response.objects.exists()


def test_a_wrong_link_says_what_to_do_and_many_of_them_wait(client: Client, kari: Contact) -> None:
    wrong = f"/svar/{'x' * 32}/"
    answer = client.get(wrong)
    assert answer.status_code == 404
    assert "Åpne lenken fra brevet på nytt" in answer.content.decode()
    for _time in range(30):
        last = client.get(wrong)
    assert last.status_code == 429
    assert client.get(link_of(kari)).status_code == 200


def test_a_colleague_takes_over_and_both_can_see_it(client: Client, kari: Contact) -> None:
    client.post(link_of(kari, "side/1/"), {"strategy": "yes", "page.act": "videre"})
    told = {"name": "Ola", "email": "ola@lom.example", "role": "", "language": "nn"}
    client.post(link_of(kari, "kollega/"), told)
    ola = Contact.objects.get(name="Ola")
    assert values_of(ola) == {"strategy": "yes"}
    assert Letter.objects.get().contact == ola
    assert Handover.objects.get().left == kari
    assert "Ola tok over" in client.get(link_of(kari)).content.decode()
    assert f"{kari.name} sendte dette videre til deg" in client.get(link_of(ola)).content.decode()
    assert client.post(link_of(kari, "side/1/"), {"strategy": "no"}).status_code == 302
    assert values_of(ola) == {"strategy": "yes"}


def test_one_may_say_no_and_answer_after_all(client: Client, kari: Contact) -> None:
    client.get(link_of(kari, "nei/"))
    kari.unit.refresh_from_db()
    assert kari.unit.refused_at is None
    client.post(link_of(kari, "nei/"))
    kari.unit.refresh_from_db()
    assert kari.unit.refused_at == AT
    assert client.get(link_of(kari, "likevel/")).status_code == 405
    client.post(link_of(kari, "likevel/"))
    kari.unit.refresh_from_db()
    assert kari.unit.refused_at is None


def test_while_mapping_the_named_person_confirms_herself(client: Client) -> None:
    survey = make_open(stage=Stage.MAPPING, opens_at=None)
    kari = make_contact(make_three(survey)[0], confirmed_at=None)
    assert "Ja, jeg svarer" in client.get(link_of(kari)).content.decode()
    client.post(link_of(kari, "bekreft/"))
    kari.refresh_from_db()
    assert kari.confirmed_at == AT
    assert client.get(link_of(kari, "side/1/")).status_code == 302


def test_a_response_that_was_read_too_early_is_read_anew(client: Client, kari: Contact) -> None:
    """Another window saved between the reading and the writing of this one."""
    client.post(link_of(kari, "side/3/"), {"staff": "2", "page.act": "senere"})
    old = Response.objects.get()
    client.post(link_of(kari, "side/3/"), {"more": "Mye.", "page.act": "senere"})
    questions = read_questionnaire(kari.unit.survey).questions
    told = Sent({"channels": ["yes"]}, {}, 1, "nb")
    saved = save_page(contact=kari, sent=told, questions=questions, by=None, at=AT, known=old)
    assert saved.response.values == values_of(kari)
    assert values_of(kari)["more"] == "Mye."
    assert values_of(kari)["channels"] == ["yes"]
