"""What a system of a contract is for: words of the object first, then the product that it names."""

from __future__ import annotations

from functools import lru_cache

from ckanext.smartlombardia import vocabularies

from ..text.pattern_set import PatternSet


@vocabularies.derived
def _function_words() -> tuple[PatternSet, tuple[tuple[str, float], ...]]:
    """Words that tell a function, and the function with its weight for each."""
    rows = vocabularies.rows("contract_function_words")
    functions = tuple((row["function"], float(row["weight"])) for row in rows)
    return PatternSet(row["pattern"] for row in rows), functions


@lru_cache(maxsize=100_000)
def is_function_word(words: str) -> bool:
    """Whether folded words say what a system is for (tributi, anagrafe …), so that they name no product."""
    return bool(_function_words()[0].hits(words))


def rank_functions(text: str) -> list[tuple[str, float, str]]:
    """Functions that a folded text names, the likeliest first: code, score, the words that told it.

    A function scores more for several different words, for longer ones and for those that stand first; its weight in
    the table `contract_function_words` is lower where its words also serve other purposes.
    """
    words, functions = _function_words()
    ranked = []
    for number in words.candidates(text):
        matches = list(words.patterns[number].finditer(text))
        if not matches:
            continue
        function, weight = functions[number]
        distinct = len({match[0] for match in matches})
        longest = max(match.end() - match.start() for match in matches)
        place = matches[0].start() / max(60, len(text))
        score = weight * (1 + 0.25 * min(3, distinct - 1) + 0.02 * min(20, longest)) * (1.25 - 0.5 * place)
        ranked.append((function, score, matches[0][0]))
    return sorted(ranked, key=lambda entry: -entry[1])
