"""The only writers of this room, and the files it reads and writes."""

from allmenning.evidence.actions.checks import EvidenceRefused, FieldProblem, ShareWithoutBase
from allmenning.evidence.actions.coding import NotCodedByTwo, code_pair, settle_pair
from allmenning.evidence.actions.crosswalks import (
    CrosswalkExists,
    OwnProposal,
    propose_crosswalk,
    review_crosswalk,
)
from allmenning.evidence.actions.exporting import export_evidence
from allmenning.evidence.actions.files import FileNotReadable, csv_rows, read_file
from allmenning.evidence.actions.importing import ImportReport, import_evidence
from allmenning.evidence.actions.rows import Problem
from allmenning.evidence.actions.saving import save_finding, save_study

__all__ = [
    "CrosswalkExists",
    "EvidenceRefused",
    "FieldProblem",
    "FileNotReadable",
    "ImportReport",
    "NotCodedByTwo",
    "OwnProposal",
    "Problem",
    "ShareWithoutBase",
    "code_pair",
    "csv_rows",
    "export_evidence",
    "import_evidence",
    "propose_crosswalk",
    "read_file",
    "review_crosswalk",
    "save_finding",
    "save_study",
    "settle_pair",
]
