"""Tables of the registry. They describe only: what writes them is `logic`."""

from .bodies import Body, Use
from .changes import Change
from .documents import StoredDocument
from .facts import FactRow, Restricted
from .interop import AssessmentRow, FindingRow, Probe
from .matching import Alias, Case, Decision, MatchRow
from .operations import ClockTask, Quarantine, Submission
from .quality import QualityRow
from .sources import Run, SourcePage, SourceRecord

__all__ = [
    "Alias",
    "AssessmentRow",
    "Body",
    "Case",
    "Change",
    "ClockTask",
    "Decision",
    "FactRow",
    "FindingRow",
    "MatchRow",
    "Probe",
    "QualityRow",
    "Quarantine",
    "Restricted",
    "Run",
    "SourcePage",
    "SourceRecord",
    "StoredDocument",
    "Submission",
    "Use",
]
