"""Whether two wordings of an item may stand in one series."""

from dataclasses import dataclass

from allmenning.surveys.models import Bridge, ItemVersion, Question, Survey


@dataclass(frozen=True)
class Between:
    """What holds between two wordings; while something is undecided the series is broken.

    `undecided` are the versions that wait for a decision; `reasons` tell of those decided.
    """

    bridge: Bridge
    undecided: tuple[ItemVersion, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether figures by the two wordings may be compared."""
        return self.bridge == Bridge.EQUIVALENT


def bridge_between(old: ItemVersion, new: ItemVersion) -> Between:
    """Follow the decisions from one wording to another, whichever came first.

    Wordings of different items have no bridge. One break on the way breaks the series.
    """
    if old.item_id != new.item_id:
        return Between(Bridge.BREAK)
    if old.digest == new.digest:
        return Between(Bridge.EQUIVALENT)
    low, high = sorted((old.number, new.number))
    on_the_way = ItemVersion.objects.filter(item=old.item_id, number__gt=low, number__lte=high)
    versions = list(on_the_way.order_by("number"))
    reasons = tuple(one.bridge_reason for one in versions if one.bridge_reason)
    undecided = tuple(one for one in versions if one.bridge == Bridge.UNDECIDED)
    if any(one.bridge == Bridge.BREAK for one in versions):
        return Between(Bridge.BREAK, undecided, reasons)
    if undecided:
        return Between(Bridge.UNDECIDED, undecided, reasons)
    return Between(Bridge.EQUIVALENT, (), reasons)


@dataclass(frozen=True)
class Reworded:
    """A question that the round before asked with another wording of the same item."""

    question: Question
    before: ItemVersion
    between: Between


def reworded_since(survey: Survey) -> list[Reworded]:
    """List the questions whose wording is not that of the round before."""
    if survey.previous_id is None:
        return []
    earlier = Question.objects.filter(survey=survey.previous_id).select_related("version")
    before = {question.version.item_id: question.version for question in earlier}
    rows = survey.questions.select_related("version__item").order_by("page", "position", "pk")
    return [
        Reworded(row, old, bridge_between(old, row.version))
        for row in rows
        if (old := before.get(row.version.item_id)) and old.digest != row.version.digest
    ]
