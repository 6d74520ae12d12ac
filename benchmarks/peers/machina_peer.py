"""django-machina with 2,000 threads and 20,000 posts on SQLite; prints CPU ms a page as JSON.

Run by an environment of its own: `python -m venv X && X/bin/pip install django-machina`, then
`X/bin/python benchmarks/peers/machina_peer.py`. `benchmarks/arena.py` does it when
ARENA_MACHINA_PYTHON names that Python.
"""

import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

sys.path.insert(0, str(Path(__file__).resolve().parent))
from measuring import report

THREADS, POSTS = 2000, 10
APPS = (
    "forum",
    "forum_conversation",
    "forum_conversation.forum_attachments",
    "forum_conversation.forum_polls",
    "forum_feeds",
    "forum_moderation",
    "forum_search",
    "forum_tracking",
    "forum_member",
    "forum_permission",
)


def configure(folder: str) -> None:
    from machina import MACHINA_MAIN_STATIC_DIR, MACHINA_MAIN_TEMPLATE_DIR

    settings.configure(
        SECRET_KEY="benchmark",  # noqa: S106 - lives for one measurement
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{folder}/db"}},
        ROOT_URLCONF="machina_urls",
        STATIC_URL="/static/",
        STATICFILES_DIRS=[MACHINA_MAIN_STATIC_DIR],
        MEDIA_ROOT=folder,
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        CACHES={
            name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
            for name in ("default", "machina_attachments")
        },
        HAYSTACK_CONNECTIONS={
            "default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}
        },
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
            "django.contrib.humanize",
            "mptt",
            "haystack",
            "widget_tweaks",
            "machina",
            *(f"machina.apps.{name}" for name in APPS),
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
            "machina.apps.forum_permission.middleware.ForumPermissionMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [MACHINA_MAIN_TEMPLATE_DIR],
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                        "django.template.context_processors.static",
                        "machina.core.context_processors.metadata",
                    ]
                },
            }
        ],
    )


def fill() -> tuple[str, str]:
    """Make the data; return the addresses of the list and of a thread."""
    from django.contrib.auth import get_user_model
    from machina.core.db.models import get_model

    forum_model, topic_model = get_model("forum", "Forum"), get_model("forum_conversation", "Topic")
    post_model = get_model("forum_conversation", "Post")
    permission = get_model("forum_permission", "ForumPermission")
    granted = get_model("forum_permission", "UserForumPermission")
    writer = get_user_model().objects.create_user("writer")
    forum = forum_model.objects.create(name="Erfaringer", slug="erfaringer", type=0)
    for name in ("can_see_forum", "can_read_forum"):
        granted.objects.create(
            permission=permission.objects.get_or_create(codename=name)[0],
            anonymous_user=True,
            forum=forum,
            has_perm=True,
        )
    now = timezone.now()
    topic_model.objects.bulk_create(
        topic_model(
            forum=forum,
            subject=f"Sak nummer {i} om svartid",
            slug=f"sak-{i}",
            poster=writer,
            type=0,
            status=0,
            approved=True,
            posts_count=POSTS,
            created=now,
            updated=now,
            last_post_on=now - timedelta(minutes=i),
        )
        for i in range(THREADS)
    )
    topics = list(topic_model.objects.order_by("pk"))
    post_model.objects.bulk_create(
        (
            post_model(
                topic=topic,
                poster=writer,
                subject=topic.subject,
                approved=True,
                created=now,
                updated=now,
                content=TEXT % (topic.pk, number),
            )
            for topic in topics
            for number in range(POSTS)
        ),
        batch_size=500,
    )
    for topic in topics:
        ends = topic.posts.order_by("pk")
        topic_model.objects.filter(pk=topic.pk).update(
            first_post=ends.first(), last_post=ends.last()
        )
    forum_model.objects.filter(pk=forum.pk).update(
        direct_topics_count=THREADS, direct_posts_count=THREADS * POSTS
    )
    base = f"/forum/{forum.slug}-{forum.pk}/"
    return base, f"{base}topic/{topics[0].slug}-{topics[0].pk}/"


TEXT = (
    "Vi lovet innbyggerne svar innen to timer i kontortiden, og vi måler oss selv hver måned. "
    "Det viste seg at de fleste spørsmålene kom om kvelden. Tråd %d, innlegg %d."
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        configure(folder)
        django.setup()
        call_command("migrate", verbosity=0)
        listed, thread = fill()
        report({"list": listed, "thread": thread, "search": "/search/?q=svartid"})


if __name__ == "__main__":
    main()
