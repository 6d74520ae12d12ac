"""Misago with 2,000 threads and 20,000 posts on PostgreSQL; prints CPU ms a page as JSON.

Run by an environment of its own, as machina_peer.py; MISAGO_DATABASE is the address of an empty
PostgreSQL database.
"""

import os
import sys
from datetime import timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
os.environ["DJANGO_SETTINGS_MODULE"] = "misago_settings"

import django  # noqa: E402 - after its settings are named
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402
from measuring import report  # noqa: E402

THREADS, POSTS = 2000, 10
TEXT = (
    "Vi lovet innbyggerne svar innen to timer i kontortiden, og vi måler oss selv hver måned. "
    "Det viste seg at de fleste spørsmålene kom om kvelden. Tråd %d, innlegg %d."
)


def fill() -> tuple[str, str]:
    from django.contrib.auth import get_user_model
    from django.contrib.postgres.search import SearchVector
    from django.db.models import Max, Min
    from misago.categories.models import Category
    from misago.threads.models import Post, Thread

    writer = get_user_model().objects.create_user("writer", "writer@example.org", "writer-123")
    writer.avatars = [{"size": size, "url": f"/media/{size}.png"} for size in (400, 200, 100)]
    writer.save(update_fields=["avatars"])
    category = Category.objects.get(slug="first-category")
    now = timezone.now()
    name = {"starter": writer, "starter_name": "writer", "starter_slug": "writer"}
    last = {"last_poster": writer, "last_poster_name": "writer", "last_poster_slug": "writer"}
    Thread.objects.bulk_create(
        Thread(
            category=category,
            title=f"Sak nummer {i} om svartid",
            slug=f"sak-{i}",
            replies=POSTS - 1,
            started_on=now,
            last_post_on=now - timedelta(minutes=i),
            **name,
            **last,
        )
        for i in range(THREADS)
    )
    threads = list(Thread.objects.filter(slug__startswith="sak-").order_by("pk"))
    Post.objects.bulk_create(
        (
            Post(
                category=category,
                thread=thread,
                poster=writer,
                poster_name="writer",
                original=text,
                parsed=f"<p>{text}</p>",
                search_document=f"{thread.title} {text}",
                checksum="",
                posted_on=now,
                updated_on=now,
            )
            for thread in threads
            for text in (TEXT % (thread.pk, number) for number in range(POSTS))
        ),
        batch_size=500,
    )
    Post.objects.update(search_vector=SearchVector("search_document", config="simple"))
    for row in Post.objects.values("thread").annotate(first=Min("pk"), last=Max("pk")):
        Thread.objects.filter(pk=row["thread"]).update(
            first_post_id=row["first"], last_post_id=row["last"]
        )
    Category.objects.filter(pk=category.pk).update(threads=THREADS, posts=THREADS * POSTS)
    return category.get_absolute_url(), threads[0].get_absolute_url()


def main() -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    listed, thread = fill()
    report({"list": listed, "thread": thread, "search": "/api/search/?q=svartid"})


if __name__ == "__main__":
    main()
