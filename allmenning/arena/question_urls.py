"""Addresses of questions."""

from django.urls import path

from allmenning.arena.views import questions, questions_asking, questions_settling

QUESTION = "sporsmal/<slug:slug>/"

urlpatterns = [
    path("sporsmal/", questions.questions, name="questions"),
    path("sporsmal.csv", questions.questions_file, {"kind": "csv"}, name="questions_csv"),
    path("sporsmal.json", questions.questions_file, {"kind": "json"}, name="questions_json"),
    path("sporsmal/ny/", questions_asking.ask, name="question_new"),
    path("sporsmal/vakt/", questions.desk, name="question_desk"),
    path(QUESTION, questions.question, name="question"),
    path(f"{QUESTION}rediger/", questions_asking.change, name="question_change"),
    path(f"{QUESTION}godta/<int:pk>/", questions_settling.accept, name="question_accept"),
    path(f"{QUESTION}angre/", questions_settling.unaccept, name="question_unaccept"),
    path(f"{QUESTION}lukk/", questions_settling.close, name="question_close"),
    path(f"{QUESTION}apne/", questions_settling.reopen, name="question_reopen"),
    path(f"{QUESTION}trekk/", questions_settling.withdraw, name="question_withdraw"),
    path(f"{QUESTION}ikke-meg/", questions_settling.decline, name="question_decline"),
    path(f"{QUESTION}til-erfaring/", questions_settling.to_case, name="question_to_case"),
    path(f"{QUESTION}til-veiledning/", questions_settling.to_guidance, name="question_to_guidance"),
]
