"""CPU per anonymous page of the arena at 2,000 threads and 20,000 posts, against bare Django,
django-machina and Misago: `python benchmarks/arena.py [--postgresql]`.

*First*, *rendered* and *kept* mean what they do in `pages.py`. The peers are run where
ARENA_MACHINA_PYTHON and ARENA_MISAGO_PYTHON name the Python of an environment that has them
(`benchmarks/peers/`); requests per CPU second is 1000 over the milliseconds.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.pages import CPU_LIMIT_MS, RATIO_LIMIT, Case, load, measure, peers
from benchmarks.servers import MissingServerError, postgresql

ROOT = Path(__file__).resolve().parent.parent

CASES, QUESTIONS, POSTS = 1000, 1000, 10
SEED = 2026
SEARCH_LIMIT_MS = 10.0
PAGES = (
    Case("list of cases", "/erfaringer/", "/erfaringer/"),
    Case("list of cases, from Lom", "/erfaringer/", "/erfaringer/", lens=True),
    Case("case with ten posts", "/erfaringer/sak-7/", "/erfaringer/sak-7/"),
    Case("list of questions", "/sporsmal/", "/sporsmal/"),
    Case("question with ten posts", "/sporsmal/undring-7/", "/sporsmal/undring-7/"),
    Case("search", "/sok/?q=svartid", "/sok/?q=svartid"),
    Case("search, three words", "/sok/?q=svar+innen+kontortiden", "/sok/?q=kontortiden"),
)
WORDS = (
    "innbyggerne",
    "svartid",
    "kommentarfeltet",
    "beredskap",
    "flom",
    "ungdomsrådet",
    "video",
    "høring",
    "skolestruktur",
    "barnehage",
    "klarspråk",
    "annonser",
    "rekruttering",
    "omdømme",
    "kommunestyret",
    "retningslinjer",
    "personvern",
    "samtykke",
    "arkiv",
    "journal",
    "vakt",
    "helg",
    "strategi",
    "forankring",
    "ledergruppen",
    "tillitsvalgte",
    "måling",
    "rekkevidde",
)
SENTENCE = (
    "Vi prøvde dette med {} og {}, og det ga oss mer {} enn vi hadde ventet i forbindelse med {}."
)


def text(rng: random.Random, sentences: int) -> str:
    told = [SENTENCE.format(*rng.choices(WORDS, k=4)) for _ in range(sentences)]
    return " ".join([*told, "Vi lovet svar innen to timer i kontortiden."])


def fill() -> None:
    """Make 1,000 cases and 1,000 questions, open to all, with ten posts each."""
    from django.utils import timezone

    from allmenning.arena.models import Case as CaseModel
    from allmenning.arena.models import Claim, Post, Question, Replication, Thread
    from allmenning.evidence.models import Theme
    from allmenning.register.models import Body

    rng, now = random.Random(SEED), timezone.now()  # noqa: S311 - the same data each time
    bodies, themes = list(Body.objects.filter(kind="municipality")), list(Theme.objects.all())

    def shared(i: int, slug: str) -> dict[str, object]:
        when = now - timedelta(minutes=i)
        return {
            "slug": f"{slug}-{i}",
            "owner": rng.choice(bodies),
            "language": "nb",
            "title": f"{rng.choice(WORDS).title()} og {rng.choice(WORDS)}, nummer {i}",
            "visibility": "open",
            "state": "published",
            "created_at": when,
            "changed_at": when,
            "published_at": when,
        }

    cases = CaseModel.objects.bulk_create(
        CaseModel(
            **shared(i, "sak"),
            problem=text(rng, 3),
            done=text(rng, 4),
            result=text(rng, 2),
            failed=text(rng, 2),
            advice=text(rng, 1),
            evidence_kind="counts",
            hours=40,
            cost_nok=7000,
            channels=["facebook"],
            purposes=["dialogue"],
            stage="permanent",
            contact_role="kommunikasjonsrådgiver",
            confirmed_date=now.date(),
            completeness=0.9,
            context_date=now.date(),
            population=2100,
            kostra_group="EKG01",
            centrality_class=6,
        )
        for i in range(CASES)
    )
    questions = Question.objects.bulk_create(
        Question(**shared(i, "undring"), text=text(rng, 3)) for i in range(QUESTIONS)
    )
    told_of = CaseModel.themes.through
    told_of.objects.bulk_create(told_of(case=row, theme=rng.choice(themes)) for row in cases)
    asked_of = Question.themes.through
    asked_of.objects.bulk_create(
        asked_of(question=row, theme=rng.choice(themes)) for row in questions
    )
    Claim.objects.bulk_create(
        Claim(case=case, theme=themes[0], text="Flere fikk svar.", direction="more")
        for case in cases
    )
    Replication.objects.bulk_create(
        Replication(
            case=case,
            body=body,
            outcome="partly",
            note=text(rng, 1),
            at=now,
            context_date=now.date(),
        )
        for case in cases
        for body in rng.sample(bodies, 2)
    )
    threads = Thread.objects.bulk_create(
        [
            *(Thread(case=row, post_count=POSTS, last_post_at=now) for row in cases),
            *(Thread(question=row, post_count=POSTS, last_post_at=now) for row in questions),
        ]
    )
    Post.objects.bulk_create(
        (
            Post(
                thread=thread,
                body=rng.choice(bodies),
                language="nb",
                text=said,
                html=f"<p>{said}</p>",
                created_at=now + timedelta(seconds=number),
                is_answer=thread.question_id is not None,
            )
            for thread in threads
            for number in range(POSTS)
            for said in [text(rng, 2)]
        ),
        batch_size=500,
    )


def index() -> None:
    from django.core.management import call_command

    call_command("search", "rebuild", stdout=open(os.devnull, "w"))  # noqa: PTH123, SIM115


def row(case: Case, found: dict[str, float]) -> str:
    bare = found["bare"]
    ours = " | ".join(
        f"{spent:.2f} | {spent / bare:.2f}" for name, spent in found.items() if name != "bare"
    )
    return f"| {case.name} | {bare:.2f} | {ours} |"


def ours(folder: Path) -> dict[str, dict[str, float]]:
    """Measure our own pages; print a line each."""
    load(folder)
    import django

    django.setup()
    fill()
    index()
    ways = peers()
    told = " | ".join(f"{name} ms | ratio" for name in ways if name != "bare")
    print(f"| page | bare ms | {told} |\n|" + " --- |" * (2 * len(ways)))
    found = {}
    for case in PAGES:
        found[case.name] = measure(case, ways)
        print(row(case, found[case.name]), flush=True)
    print(
        f"\nLimits: ratio {RATIO_LIMIT}, {CPU_LIMIT_MS:.0f} ms CPU, "
        f"search {SEARCH_LIMIT_MS:.0f} ms."
    )
    return found


def peer(name: str, **environment: str) -> dict[str, float] | None:
    """Run a peer by its own Python, where there is one."""
    python = os.environ.get(f"ARENA_{name.upper()}_PYTHON")
    if not python:
        print(f"{name}: not run, ARENA_{name.upper()}_PYTHON is not set")
        return None
    told = subprocess.run(  # noqa: S603 - our own script
        [python, str(ROOT / f"benchmarks/peers/{name}_peer.py")],
        env=os.environ | environment | {"DJANGO_SETTINGS_MODULE": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        print(f"{name}: {told.stderr.strip().splitlines()[-1]}")
        return None
    found: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    return found


def compare(found: dict[str, dict[str, float]]) -> None:
    """Print how many of our requests fit in one of theirs."""
    theirs = {"machina": peer("machina")}
    try:
        with postgresql() as server:
            theirs["misago"] = peer("misago", MISAGO_DATABASE=server.url)
    except MissingServerError as missing:
        print(f"misago: not run, {missing}")
    pairs = {"list": "list of questions", "thread": "question with ten posts", "search": "search"}
    for name, taken in theirs.items():
        for page, same in pairs.items():
            if taken:
                ratios = ", ".join(
                    f"{way} {taken[page] / spent:.1f}" for way, spent in found[same].items()
                )
                print(f"{name} {page}: {taken[page]:.1f} ms; requests per CPU second: {ratios}")


def main() -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if "--postgresql" in sys.argv:
            os.environ["ALLMENNING_DATABASE_URL"] = stack.enter_context(postgresql()).url
        compare(ours(folder))


if __name__ == "__main__":
    main()
