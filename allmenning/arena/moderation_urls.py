"""Flags, decisions, appeals and counts; notices from anybody; help with the journal."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from allmenning.arena.views import journal, moderation, notices


class KindOfText(StringConverter):
    """What moderators may decide about, in Norwegian in the address."""

    words = {
        "innlegg": "post",
        "erfaring": "case",
        "sporsmal": "question",
        "veiledning": "guidance",
    }
    regex = "|".join(words)

    def to_python(self, value: str) -> str:
        return self.words[value]

    def to_url(self, value: str) -> str:
        return next(word for word, kind in self.words.items() if kind == value)


register_converter(KindOfText, "moderated")

urlpatterns = [
    path("moderering/", moderation.listed, name="moderation"),
    path("moderering/tall/", notices.counts, name="moderation_counts"),
    path("moderering/tall.csv", notices.counts_file, {"kind": "csv"}, name="moderation_csv"),
    path("moderering/tall.json", notices.counts_file, {"kind": "json"}, name="moderation_json"),
    path("moderering/avgjorelse/<int:pk>/", notices.statement, name="statement"),
    path("moderering/enig/<int:pk>/", moderation.agree, name="moderation_second"),
    path("moderering/klage/<int:pk>/", moderation.appealed, name="moderation_appeal"),
    path("moderering/melding/<int:pk>/", notices.answer, name="notice_answer"),
    path("moderering/si-fra/<moderated:noun>/<int:pk>/", notices.flag, name="flag"),
    path("moderering/<moderated:noun>/<int:pk>/", moderation.text, name="moderation_text"),
    path(
        "moderering/<moderated:noun>/<int:pk>/godkjenn/",
        moderation.approve,
        name="moderation_approve",
    ),
    path("moderering/<moderated:noun>/<int:pk>/svar/", moderation.reply, name="moderation_reply"),
    path("om/regler/", notices.rules, name="rules"),
    path("meld/", notices.notice, name="notice"),
    path("meld/<uuid:token>/", notices.receipt, name="notice_receipt"),
    path("journalhjelp/<thing:kind>/<int:pk>/", journal.helper, name="journal"),
    path(
        "journalhjelp/<thing:kind>/<int:pk>/trad.json",
        journal.export,
        {"form": "json"},
        name="journal_json",
    ),
    path(
        "journalhjelp/<thing:kind>/<int:pk>/trad.csv",
        journal.export,
        {"form": "csv"},
        name="journal_csv",
    ),
    path(
        "journalhjelp/<thing:kind>/<int:pk>/trad.html",
        journal.export,
        {"form": "html"},
        name="journal_html",
    ),
]
