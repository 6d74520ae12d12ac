"""Adding documents to a case and taking them away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from allmenning.accounts.access import person_of, signed_in
from allmenning.arena.actions.cases_files import (
    AltMissingError,
    SameFileError,
    TooManyFilesError,
    attach,
    remove_attachment,
)
from allmenning.arena.actions.cases_kinds import LARGEST_BYTES, FileRefusedError
from allmenning.arena.forms.cases_small import AttachForm
from allmenning.arena.models import Attachment, Case, Licence
from allmenning.arena.views.cases_writing import editable_case

REFUSALS = {
    "kind": gettext_lazy("The file is not of a kind we take, or its content is not what it says."),
    "size": gettext_lazy("The file is larger than 5 MB."),
    "empty": gettext_lazy("The file is empty."),
    "macros": gettext_lazy("The file holds macros. Save it without them."),
    "broken": gettext_lazy("The file cannot be read. Try to save it anew."),
    "pixels": gettext_lazy("The picture has more than 40 million pixels. Make it smaller."),
}
WARNINGS = {
    "pdf_no_text": gettext_lazy(
        "The PDF has no text, only pictures of it, so it cannot be read aloud. It is kept; a "
        "version with text helps more people."
    ),
    "pdf_untagged": gettext_lazy(
        "The PDF is not made for screen readers (it has no tags). It is kept; save it as "
        "“PDF/UA” or with tags if you can."
    ),
}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    case = editable_case(request, slug)
    form = AttachForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        kept = _kept(request, case, form)
        if kept:
            messages.success(request, _("The document is added."))
            for warning in kept.warnings:
                messages.warning(request, WARNINGS[warning])
            return redirect("arena:case", slug)
    context = {"case": case, "form": form}
    return render(request, "arena/case_attach.html", context, status=422 if form.errors else 200)


def _kept(request: HttpRequest, case: Case, form: AttachForm) -> Attachment | None:
    """Keep the document, or tie to its field why it is not kept."""
    told = form.cleaned_data
    upload = told["file"]
    try:
        return attach(
            case=case,
            name=upload.name or "",
            title=told["title"],
            content=upload.read(LARGEST_BYTES + 1),
            licence=Licence(told["licence"]),
            alt=told["alt"],
            by=person_of(request),
            at=timezone.now(),
        )
    except FileRefusedError as refused:
        form.add_error("file", REFUSALS[refused.why])
    except AltMissingError:
        form.add_error("alt", _("Say in words what the image shows; not everybody can see it."))
    except SameFileError:
        form.add_error("file", _("This document is here already."))
    except TooManyFilesError:
        form.add_error("file", _("There are ten documents already. Remove one first."))
    return None


@signed_in
@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    case = editable_case(request, slug)
    found = get_object_or_404(Attachment, pk=pk, case=case)
    remove_attachment(attachment=found, by=person_of(request), at=timezone.now())
    return redirect("arena:case", slug)
