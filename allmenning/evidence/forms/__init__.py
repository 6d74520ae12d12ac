"""What analysts write: findings, studies, files, and the crosswalks between definitions."""

from allmenning.evidence.forms.coding import CodingForm
from allmenning.evidence.forms.crosswalks import ProposalForm, ReviewForm
from allmenning.evidence.forms.findings import FindingForm
from allmenning.evidence.forms.imports import ImportForm
from allmenning.evidence.forms.studies import StudyForm

__all__ = ["CodingForm", "FindingForm", "ImportForm", "ProposalForm", "ReviewForm", "StudyForm"]
