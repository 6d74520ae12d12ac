"""Threads and posts."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from allmenning.arena.views import discussion, subjects


class KindOfThing(StringConverter):
    """What a thread may be about, in Norwegian in the address."""

    words = {
        "erfaring": "case",
        "sporsmal": "question",
        "veiledning": "guidance",
        "funn": "finding",
        "studie": "study",
    }
    regex = "|".join(words)

    def to_python(self, value: str) -> str:
        return self.words[value]

    def to_url(self, value: str) -> str:
        return next(word for word, kind in self.words.items() if kind == value)


register_converter(KindOfThing, "thing")

urlpatterns = [
    path("diskusjon/funn/<slug:code>/", subjects.finding, name="finding_discussion"),
    path("diskusjon/studier/<slug:slug>/", subjects.study, name="study_discussion"),
    path("diskusjon/studier/<slug:slug>/forfattere/", subjects.add_author, name="add_author"),
    path("diskusjon/forfattere/<int:pk>/fjern/", subjects.remove_author, name="remove_author"),
    path("diskusjon/<thing:kind>/<int:pk>/skriv/", discussion.write, name="write"),
    path("diskusjon/<thing:kind>/<int:pk>/folg/", discussion.watch, name="watch"),
    path("diskusjon/<thing:kind>/<int:pk>/las/", discussion.lock, name="lock"),
    path("innlegg/<int:pk>/", discussion.post, name="post"),
    path("innlegg/<int:pk>/rediger/", discussion.edit, name="edit_post"),
    path("innlegg/<int:pk>/historikk/", discussion.history, name="post_history"),
    path("innlegg/<int:pk>/trekk/", discussion.withdraw, name="withdraw_post"),
]
