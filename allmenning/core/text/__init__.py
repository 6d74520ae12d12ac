"""Norwegian text as every index sees it: one form for all forms of a word."""

from allmenning.core.text.analysis import Term, analyse, forms, spans
from allmenning.core.text.expansion import Alternative, Concept, Vocabulary, expand
from allmenning.core.text.folding import fold, words
from allmenning.core.text.forms import is_stop, normal
from allmenning.core.text.language import Language, language_of
from allmenning.core.text.typos import Signatures, by_length, distance, may_be, signatures

__all__ = [
    "Alternative",
    "Concept",
    "Language",
    "Signatures",
    "Term",
    "Vocabulary",
    "analyse",
    "by_length",
    "distance",
    "expand",
    "fold",
    "forms",
    "is_stop",
    "language_of",
    "may_be",
    "normal",
    "signatures",
    "spans",
    "words",
]
