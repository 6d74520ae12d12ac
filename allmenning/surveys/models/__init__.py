from allmenning.surveys.models.analysis import (
    Publication,
    PublishedContent,
    PublishedFile,
    PublishingWork,
    Recipe,
)
from allmenning.surveys.models.answer import (
    Coding,
    Handover,
    OpenCode,
    Reconciliation,
    Response,
)
from allmenning.surveys.models.frame import (
    Contact,
    Draw,
    FrameUnit,
    Letter,
    Reminder,
)
from allmenning.surveys.models.item import (
    Item,
    ItemVersion,
    Question,
)
from allmenning.surveys.models.survey import (
    Survey,
)
from allmenning.surveys.models.words import (
    Aspect,
    Bridge,
    DrawMethod,
    Kind,
    Language,
    LetterKind,
    PublishingState,
    PublishingStep,
    Stage,
    Stratification,
    Topic,
    Unit,
)

__all__ = [
    "Aspect",
    "Bridge",
    "Coding",
    "Contact",
    "Draw",
    "DrawMethod",
    "FrameUnit",
    "Handover",
    "Item",
    "ItemVersion",
    "Kind",
    "Language",
    "Letter",
    "LetterKind",
    "OpenCode",
    "Publication",
    "PublishedContent",
    "PublishedFile",
    "PublishingState",
    "PublishingStep",
    "PublishingWork",
    "Question",
    "Recipe",
    "Reconciliation",
    "Reminder",
    "Response",
    "Stage",
    "Stratification",
    "Survey",
    "Topic",
    "Unit",
]
