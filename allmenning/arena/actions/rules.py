"""What must hold within one row of a file, in words; the database guards the same."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from allmenning.arena.actions.columns import RowKind
from allmenning.arena.models import Decision, State, Visibility

Values = Mapping[str, Any]
Fault = tuple[str, str]
NEEDS_GROUND = {Decision.Kind.HIDE, Decision.Kind.WARN, Decision.Kind.REMOVE}


def broken_rules(kind: RowKind, values: Values) -> list[Fault]:
    return [fault for rule in RULES.get(kind.name, ()) for fault in rule(values)]


def _contribution(values: Values) -> Iterable[Fault]:
    if values["state"] == State.PUBLISHED and not values["published_at"]:
        yield "published_at", _("What is published must say when it was.")
    if values["opens_on"] and values["visibility"] != Visibility.MEMBERS:
        yield "opens_on", _("Only what is for members can open later.")


def _period(values: Values) -> Iterable[Fault]:
    started, ended = values["started_date"], values["ended_date"]
    if started and ended and ended < started:
        yield "ended_date", _("It ends before it starts.")


def _review(values: Values) -> Iterable[Fault]:
    if values["review_date"] <= values["dated_date"]:
        yield "review_date", _("The review must come after the date of the guidance.")


def _validity(values: Values) -> Iterable[Fault]:
    began, ended = values["valid_from"], values["valid_to"]
    if began and ended and ended <= began:
        yield "valid_to", _("It ends before it begins.")


def _image(values: Values) -> Iterable[Fault]:
    if values["media_type"].startswith("image/") and not values["alt"]:
        yield "alt", _("An image must say in words what it shows.")


def _one_citer(values: Values) -> Iterable[Fault]:
    if bool(values["guidance"]) == bool(values["case"]):
        yield "case", _("A citation is by a case or by guidance, and by one of them only.")


def _about_one(values: Values) -> Iterable[Fault]:
    if bool(values["thread"]) == bool(values["post"]):
        yield "post", _("It must be about a post or about a thread, and about one of them only.")


def _has_reasons(values: Values) -> Iterable[Fault]:
    if values["kind"] in NEEDS_GROUND and not (values["ground"] and values["reasons"]):
        yield "reasons", _("Such a decision must have a ground and its reasons.")


RULES: Mapping[str, tuple[Callable[[Values], Iterable[Fault]], ...]] = {
    "guidance": (_contribution, _review),
    "cases": (_contribution, _period),
    "questions": (_contribution,),
    "legal_references": (_validity,),
    "attachments": (_image,),
    "citations": (_one_citer,),
    "flags": (_about_one,),
    "decisions": (_about_one, _has_reasons),
}
