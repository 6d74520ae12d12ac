from allmenning.surveys.models.analysis import (
    Publication,
    PublishedContent,
    PublishedFile,
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
