"""The three functions that a description may mean, for a person to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..text import normalise
from .classifier import Guess, touched

if TYPE_CHECKING:
    from .example_retrieval import Likeness

WORDS = 0.1
"""What a point of the lexicon counts beside one deviation of likeness. Between 0.05 and 0.2 little changes."""

FEW = 4
"""Words under which a text that names no function is too short to sound like one."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A function that a text may describe.

    `score` only compares; `words` are those of the text that point to the function, `like` is an example like the text.
    """

    code: str
    score: float
    words: tuple[str, ...] = ()
    like: str = ""

    def reason(self) -> Mapping[str, str]:
        """Why, in a sentence by language."""
        if self.words:
            return Guess(self.code, self.score, self.words).reason()
        return {"it": f"Somiglia a: «{self.like}»", "en": f"It is like: “{self.like}”"}


def suggest(name: str, description: str = "") -> tuple[Suggestion, ...]:
    """At most three functions, best first; none where the text is about nothing that we know."""
    guesses = {guess.code: guess for guess in touched(name, description)}
    text = f"{name} {description}"
    if not guesses and len(normalise.tokens(text)) < FEW:
        return ()
    from .example_retrieval import likenesses  # slow to load, and most processes never come here

    alike = likenesses(text)
    suggestions = [_suggestion(code, guesses.get(code), alike.get(code)) for code in {*guesses, *alike}]
    return tuple(sorted(suggestions, key=lambda suggestion: (-suggestion.score, suggestion.code))[:3])


def _suggestion(code: str, guess: Guess | None, like: Likeness | None) -> Suggestion:
    score = (like.score if like else 0.0) + WORDS * (guess.score if guess else 0.0)
    return Suggestion(code, score, guess.words if guess else (), like.example if like else "")
