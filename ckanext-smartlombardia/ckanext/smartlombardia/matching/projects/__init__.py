"""What a funded project is about: domain, function, kind of object and how digital it is, with reasons."""

from .classifier import Classification, Project, classify
from .lexicon import NONE
from .record_text import project_from_fields

__all__ = ["NONE", "Classification", "Project", "classify", "project_from_fields"]
