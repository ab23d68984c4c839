"""What a funded project is about: domain, function, kind of object and how digital it is, with reasons."""

from .classifier import Classification, Project, classify

__all__ = ["Classification", "Project", "classify"]
