"""Bytes that cannot be read as what they should be."""

from __future__ import annotations


class NotReadable(Exception):
    """`why` the bytes cannot be read and `remedy` what to do about it, in Italian."""

    def __init__(self, why: str, remedy: str) -> None:
        self.why, self.remedy = why, remedy
        super().__init__(f"{why} {remedy}")

    def __reduce__(self) -> tuple[type[NotReadable], tuple[str, str]]:
        """To be sent from one process to another."""
        return type(self), (self.why, self.remedy)
