"""Taking in an XLSForm, and telling what was not understood."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from allmenning.accounts.access import person_of, requires
from allmenning.accounts.models import Role
from allmenning.core.questionnaire.aspect import Mixed
from allmenning.core.questionnaire.xlsform_read import Noted, Read, Remark, not_understood
from allmenning.surveys.actions.questions import NoRoomError, is_frozen
from allmenning.surveys.actions.xlsform import Refused, WorkbookError, read_workbook
from allmenning.surveys.actions.xlsform_taking import NotTakenError, Taken, take_in
from allmenning.surveys.forms.exchange import TakeInForm
from allmenning.surveys.models import Survey, Topic
from allmenning.surveys.views.questionnaire import about, survey_or_404

REFUSED = {
    Refused.TOO_LARGE: gettext_lazy("The file is too large."),
    Refused.NOT_A_WORKBOOK: gettext_lazy(
        "This is not a workbook that can be read. Save it as .xlsx."
    ),
    Refused.UNPACKS_TOO_LARGE: gettext_lazy(
        "The file unpacks to something far too large, and is refused."
    ),
    Refused.ENTITIES: gettext_lazy("The file holds document types or entities, and is refused."),
    Refused.MACROS: gettext_lazy("The file holds macros or links to other files, and is refused."),
    Refused.FORMULA: gettext_lazy("A cell holds a formula. Write the value instead."),
    Refused.TOO_MANY_ROWS: gettext_lazy("The sheet has too many rows."),
    Refused.CELL_TOO_LONG: gettext_lazy("A cell holds too long a text."),
    Refused.NO_SURVEY_SHEET: gettext_lazy("There is no sheet named survey."),
}
REMARKS = {
    Remark.UNKNOWN_TYPE: gettext_lazy("This type is not known here, so the row is left out."),
    Remark.UNKNOWN_COLUMN: gettext_lazy("This column is not known here, so it is left out."),
    Remark.UNKNOWN_LANGUAGE: gettext_lazy(
        "Bokmål, nynorsk and English are taken in, not this language."
    ),
    Remark.UNKNOWN_LIST: gettext_lazy(
        "The list of answers is missing, or differs within the table."
    ),
    Remark.UNREAD_RELEVANT: gettext_lazy("The condition is not understood, so everybody is asked."),
    Remark.UNREAD_CONSTRAINT: gettext_lazy("The limit is not understood, so it does not hold."),
    Remark.UNREAD_APPEARANCE: gettext_lazy("The appearance is not known here, and does nothing."),
    Remark.UNREAD_NOTE: gettext_lazy(
        "A note alone is not shown. Put it into a heading or an explanation."
    ),
    Remark.UNREAD_SETTING: gettext_lazy("This setting does nothing here."),
    Remark.BAD_NAME: gettext_lazy(
        "The name must begin with a letter and hold letters, digits, _ and - only."
    ),
    Remark.NAME_TWICE: gettext_lazy("Two questions have this name."),
    Remark.NO_LABEL: gettext_lazy("There is no text in bokmål, nynorsk or English."),
    Remark.UNANSWERABLE: gettext_lazy("Nobody could answer this."),
    Remark.UNBALANCED_GROUP: gettext_lazy(
        "A group begins and does not end, or the other way round."
    ),
}


@dataclass(frozen=True)
class Line:
    """A remark in words."""

    place: str
    sentence: str
    words: str
    stops: bool


def line_of(noted: Noted) -> Line:
    row = str(noted.row) if noted.row else "–"
    told = {"sheet": noted.sheet, "row": row, "column": noted.column}
    place = _("Sheet %(sheet)s, row %(row)s, column %(column)s") % told
    return Line(place, str(REMARKS[noted.remark]), noted.words, noted.stops)


def mixed_line(code: str, found: Mixed) -> Line:
    place = _("Question %(code)s, %(where)s") % {"code": code, "where": found.where}
    return Line(
        place, _("It mixes plan and state. Make two questions of it."), found.words, stops=True
    )


@requires(Role.ANALYST)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def exchange(request: HttpRequest, slug: str) -> HttpResponse:
    survey = survey_or_404(slug)
    has_questions = survey.questions.exists()
    if request.method != "POST" or is_frozen(survey):
        return _page(request, survey, TakeInForm(has_questions=has_questions))
    form = TakeInForm(request.POST, request.FILES, has_questions=has_questions)
    if not form.is_valid():
        return _page(request, survey, form)
    try:
        read = read_workbook(form.cleaned_data["file"].read())
    except WorkbookError as error:
        form.add_error("file", f"{REFUSED[error.refused]} {error.where}".strip())
        return _page(request, survey, form)
    return _take(request, survey, form, read)


def _take(request: HttpRequest, survey: Survey, form: TakeInForm, read: Read) -> HttpResponse:
    lines = [line_of(noted) for noted in not_understood(read)]
    topic, by = Topic(form.cleaned_data["topic"]), person_of(request)
    taken: Taken | None = None
    try:
        taken = take_in(survey=survey, read=read, topic=topic, by=by, at=timezone.now())
    except NotTakenError as error:
        lines = [*(mixed_line(code, found) for code, found in error.mixing), *lines]
        form.add_error(
            "file", _("Nothing is taken in. Put right what is listed below, and try again.")
        )
    except NoRoomError:
        form.add_error("file", _("It has more questions than a questionnaire may have."))
    else:
        messages.success(request, _("The questionnaire of the file is taken in."))
    return _page(request, survey, form, lines, taken)


def _page(
    request: HttpRequest,
    survey: Survey,
    form: TakeInForm,
    lines: list[Line] | None = None,
    taken: Taken | None = None,
) -> HttpResponse:
    context = about(survey) | {
        "form": form,
        "lines": lines or [],
        "taken": taken,
        "has_questions": survey.questions.exists(),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "surveys/questionnaire_exchange.html", context, status=status)
