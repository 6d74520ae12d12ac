"""What inhabitants read: the status pages, as they lie on the disk."""

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as configured

from allmenning.alerts.models import Alert, MeetingPlace, Preparedness, Version
from allmenning.alerts.status.pages import style
from allmenning.alerts.status.rendering import freshen, render, render_safely
from allmenning.alerts.tests.build import EVERYWHERE, NIGHT, TEXTS, make_lom
from allmenning.delivery.contract import Act, Workspace
from allmenning.delivery.published import public_folder, read
from allmenning.register.models import Body
from allmenning.register.tests.build import make_county, make_vaga

pytestmark = pytest.mark.django_db
MORNING = NIGHT + timedelta(hours=6)


def out(alert: Alert, act: Act = Act.ALERT, at: datetime = NIGHT, **changes: Any) -> Version:
    number = alert.versions.count() + 1
    told: dict[str, Any] = {
        "alert": alert,
        "number": number,
        "act": act,
        "state": Version.State.SENT,
        "texts": TEXTS,
        "area": EVERYWHERE,
        "link": "https://www.lom.kommune.no/vatn",
        "next_update_at": at + timedelta(hours=2),
        "expires_at": at + timedelta(hours=24),
        "edited_at": at,
        "identifier": f"allmenning:lom:{alert.key.hex}:{number}",
    }
    told |= changes
    told.setdefault("sent_at", None if told["state"] in Version.UNDER_WAY else at)
    return Version.objects.create(**told)


def make_alert(body: Body, workspace: Workspace = Workspace.LIVE) -> Alert:
    return Alert.objects.create(
        body=body,
        workspace=workspace,
        hazard="water",
        state=Alert.State.ACTIVE,
        created_at=NIGHT,
    )


def page(
    body: Body,
    language: str = "nn",
    *,
    at: datetime = NIGHT,
    workspace: Workspace = Workspace.LIVE,
    path: str = "",
) -> str:
    render(body=body, workspace=workspace, at=at)
    found = read(workspace, path or f"{body.slug}/index.html", language=language)
    assert found is not None
    return found.decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("nb", "Ingen aktive varsler Siden ble laget 23. november 2026 kl. 02.40."),
        ("nn", "Ingen aktive varsel Sida vart laga 23. november 2026 kl. 02.40."),
        ("en", "No active warnings This page was made 23 November 2026 at 02:40."),
    ],
)
def test_a_calm_page_says_so_and_when_it_was_made(language: str, says: str) -> None:
    html = page(make_lom(), language)
    assert says in words(html)
    assert re.search(r"(kl\.|at)\N{NO-BREAK SPACE}02[.:]40", html)
    assert f'<html lang="{language}">' in html
    assert "refresh" not in html
    assert "noindex" not in html


def test_an_active_warning_tells_everything_one_must_know() -> None:
    lom = make_lom()
    out(make_alert(lom))
    told = words(page(lom))
    for text in (
        "1 aktivt varsel",
        "Varsel · Drikkevatn Ikkje drikk vatnet frå springen",
        "Dette gjer du Kok vatnet i tre minutt før du drikk det.",
        "Kvar Heile Lom kommune",
        "Ny melding kl. 04.40.",
        "Sendt 23. november 2026 kl. 02.40",
        "Gjeld til 24. november 2026 kl. 02.40",
        "Sendt av Lom kommune",
        "www.lom.kommune.no",
        "Høyr på NRK P1.",
    ):
        assert text in told


def test_a_text_in_another_language_than_the_page_says_so() -> None:
    lom = make_lom()
    out(make_alert(lom))
    html = page(lom, "nb")
    assert '<h2 lang="nn">Ikkje drikk vatnet frå springen</h2>' in html
    assert "Do not drink the tap water" in page(lom, "en")


def test_the_newest_word_stands_first_and_the_earlier_ones_below() -> None:
    lom = make_lom()
    alert = make_alert(lom)
    out(alert)
    for hour in (1, 2):
        texts = {"nn": {"what": f"Prøve {hour} er teken.", "where": "", "todo": ""}}
        out(alert, Act.UPDATE, NIGHT + timedelta(hours=hour), texts=texts)
    told = words(page(lom))
    assert told.index("Oppdatering · Drikkevatn Prøve 2") < told.index("2 tidlegare meldingar")
    assert told.index("Prøve 1 er teken") < told.index("Ikkje drikk vatnet")
    assert "Oppdatert 23. november 2026 kl. 04.40" in told


def test_a_page_renews_itself_while_something_is_active_unless_one_asks_it_not_to() -> None:
    lom = make_lom()
    out(make_alert(lom))
    assert '<meta http-equiv="refresh" content="30">' in page(lom)
    still = page(lom, path="lom/rolig.html")
    assert "refresh" not in still
    assert "Ho står stille" in still


def test_a_page_left_standing_still_is_there_when_all_is_over() -> None:
    lom = make_lom()
    alert = make_alert(lom)
    out(alert)
    page(lom)
    out(alert, Act.ALL_CLEAR, NIGHT + timedelta(hours=1))
    still = page(lom, path="lom/rolig.html", at=NIGHT + timedelta(hours=1))
    assert "Ingen aktive varsel" in still


@pytest.mark.parametrize(
    ("act", "mark"), [(Act.ALL_CLEAR, "Faren er over"), (Act.CANCEL, "Sendt ved feil")]
)
def test_an_ended_warning_is_news_for_a_day_then_old_then_gone(act: Act, mark: str) -> None:
    lom = make_lom()
    alert = make_alert(lom)
    out(alert)
    out(alert, act, MORNING)
    told = words(page(lom, at=MORNING))
    assert "Ingen aktive varsel" in told
    assert f"Avslutta det siste døgnet {mark} · Drikkevatn" in told
    assert "Gjeld til" not in told
    later = words(page(lom, at=MORNING + timedelta(hours=25)))
    assert "Avslutta" not in later
    assert "Eldre varsel" in later
    assert "Eldre varsel" not in words(page(lom, at=MORNING + timedelta(days=91)))


def test_a_warning_that_ran_out_is_not_active_though_nobody_ended_it() -> None:
    lom = make_lom()
    out(make_alert(lom))
    told = words(page(lom, at=NIGHT + timedelta(hours=24, minutes=1)))
    assert "Ingen aktive varsel" in told
    assert "Varsel · Drikkevatn · Gjeld ikkje lenger" in told
    assert "Galdt til 24. november 2026 kl. 02.40" in told


@pytest.mark.parametrize("state", [Version.State.DRAFT, Version.State.SUBMITTED])
def test_what_is_not_sent_is_not_shown(state: Version.State) -> None:
    lom = make_lom()
    alert = make_alert(lom)
    out(alert, state=state, identifier="")
    assert "springen" not in page(lom)


def test_an_exercise_is_unmistakable_and_nowhere_among_the_live_pages() -> None:
    lom = make_lom()
    out(make_alert(lom, Workspace.EXERCISE))
    live = page(lom)
    exercise = page(lom, workspace=Workspace.EXERCISE)
    assert "springen" not in live
    assert "1 aktivt varsel" in exercise
    assert exercise.count("ØVING") >= 2
    assert '<meta name="robots" content="noindex, nofollow">' in exercise
    assert 'href="/varsel/' not in exercise
    assert not [
        path
        for path in (public_folder() / "live").rglob("*")
        if path.suffix in {".html", ".json"} and "springen" in path.read_text()
    ]


def test_what_somebody_wrote_is_text_and_never_markup() -> None:
    lom = make_lom()
    evil = {"what": "<script>alert(1)</script> & brann.", "where": "<b>", "todo": '"><img src=x>'}
    out(make_alert(lom), texts={"nn": evil})
    html = page(lom)
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; brann" in html


def test_a_page_with_much_to_tell_is_under_20_kb_with_its_style() -> None:
    lom = make_lom()
    long = {"what": f"{'Vatnet er forureina. ' * 14}", "where": "Lom" * 20, "todo": "Kok. " * 60}
    for _ in range(3):
        alert = make_alert(lom)
        out(alert, texts={"nn": long})
        for hour in range(1, 4):
            out(alert, Act.UPDATE, NIGHT + timedelta(hours=hour), texts={"nn": long})
    for place in range(12):
        MeetingPlace.objects.create(body=lom, name=f"Grendehus {place}", address="Bygdevegen 12")
    assert len(page(lom).encode()) + len(style()[1].encode()) < 20_000


def test_what_is_prepared_for_a_night_without_power_stands_there() -> None:
    lom = make_lom()
    assert "Lom kommune har ikkje ført opp" in words(page(lom))
    MeetingPlace.objects.create(
        body=lom, name="Lom ungdomsskule", address="Sognefjellsvegen 12", note="Varme og mat"
    )
    Preparedness.objects.create(
        body=lom, phone="61 21 73 00", without_power={"nn": "Rådhuset er ope heile natta."}
    )
    told = words(page(lom))
    assert "Rådhuset er ope heile natta." in told
    assert "Lom ungdomsskule , Sognefjellsvegen 12 Varme og mat" in told
    assert "61 21 73 00" in told


def test_only_the_police_are_said_to_send_nodvarsel() -> None:
    lom = make_lom()
    out(make_alert(lom))
    for language, police in (("nb", "sendt av politiet"), ("nn", "sendt av politiet")):
        told = words(page(lom, language))
        assert told.count("ødvarsel") == 1
        assert police in told.partition("Nødvarsel")[2][:70]


def test_a_county_shows_its_municipalities_and_what_is_active_there() -> None:
    county = make_county()
    lom = make_lom(county=county)
    make_vaga(county=county)
    out(make_alert(lom))
    told = page(lom, path="innlandet/index.html")
    assert "Ingen kommune i fylket" not in told
    assert '<a href="/nn/varsel/lom/">Lom kommune</a>' in told
    assert '<a href="/nn/varsel/vaga/">Vågå</a>' in told
    assert 'http-equiv="refresh"' in told


def test_the_country_page_lists_what_is_active() -> None:
    lom = make_lom(county=make_county())
    out(make_alert(lom))
    told = page(lom, "en", path="index.html")
    assert "1 active warning in the country" in told
    assert "Do not drink the tap water" in told
    assert '<a href="/en/varsel/innlandet/">Innlandet</a>' in told


def test_programs_get_every_version_in_every_language() -> None:
    lom = make_lom()
    alert = make_alert(lom)
    out(alert)
    out(alert, Act.UPDATE, MORNING)
    render(body=lom, workspace=Workspace.LIVE, at=MORNING)
    told = json.loads(read(Workspace.LIVE, "lom/varsler.json") or b"")
    assert told["page"] == f"{configured.STATUS_URL}/varsel/lom/"
    (one,) = told["active"]
    assert [version["act"] for version in one["versions"]] == ["update", "alert"]
    assert one["versions"][0]["sent_at"] == "2026-11-23T07:40:00+00:00"
    assert one["versions"][0]["texts"]["en"]["what"] == "Do not drink the tap water."
    country = json.loads(read(Workspace.LIVE, "varsler.json") or b"")
    assert [alert["id"] for alert in country["active"]] == [alert.key.hex for alert in [alert]]


def test_pages_hold_no_script_and_nothing_from_elsewhere() -> None:
    lom = make_lom()
    out(make_alert(lom))
    html = page(lom)
    assert "<script" not in html
    assert "style=" not in html
    assert re.findall(r'(?:src|rel="stylesheet" href)="([^"]+)"', html) == [f"/varsel/{style()[0]}"]


def test_the_clock_alone_renders_a_page_anew() -> None:
    lom = make_lom()
    out(make_alert(lom))
    assert "1 aktivt varsel" in page(lom)
    assert freshen(at=NIGHT + timedelta(hours=25)) == 1
    assert (
        "Ingen aktive varsel"
        in (read(Workspace.LIVE, "lom/index.html", language="nn") or b"").decode()
    )


def test_an_end_that_was_not_rendered_when_it_was_sent_is_a_minute_later() -> None:
    lom = make_lom()
    alert = make_alert(lom)
    out(alert)
    assert "1 aktivt varsel" in page(lom)
    out(alert, Act.ALL_CLEAR, MORNING)
    Alert.objects.update(state=Alert.State.ALL_CLEAR)
    assert freshen(at=MORNING) == 1
    told = (read(Workspace.LIVE, "lom/index.html", language="nn") or b"").decode()
    assert "Ingen aktive varsel" in told
    assert freshen(at=MORNING + timedelta(minutes=1)) == 0


def test_a_page_that_cannot_be_rendered_leaves_the_last_one() -> None:
    lom = make_lom()
    alert = make_alert(lom)
    out(alert)
    before = page(lom)
    out(alert, Act.UPDATE, MORNING, texts={})
    assert not render_safely(body=lom, workspace=Workspace.LIVE, at=MORNING)
    assert (read(Workspace.LIVE, "lom/index.html", language="nn") or b"").decode() == before


def test_a_page_of_the_country_that_was_left_behind_is_rendered_again() -> None:
    lom = make_lom()
    out(make_alert(lom))
    render(body=lom, workspace=Workspace.LIVE, at=NIGHT)
    Alert.objects.update(state=Alert.State.CANCELLED)
    told = public_folder() / "live/varsel/varsler.json"
    told.write_text('{"active": ["what was taken back"]}')
    assert freshen(at=NIGHT) == 1
    assert "what was taken back" not in told.read_text()
